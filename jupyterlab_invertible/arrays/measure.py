"""Figures about an inverse: κ, the residual and its heat map, and the proven bound.

Everything is computed where the arrays lie, slab by slab of rows, so that no more than a few slabs
are held beside X and A; only numbers cross.
"""

import math

from . import certificate
from .elementwise import on_device_of
from .failure import refused
from .libraries import imported

# At least so many rows of a product at once, for which libraries have their quick kernels.
SLAB = 256


def measure(owner, X, A, cells, rows):
    """(figures, heat) of a computed inverse X of A, both (n, n) of one floating or complex dtype.

    figures: kappa1, kappaInf, residual (‖XA − I‖_F), beta, rowBounds, bound, share, largest; null
    where nothing is proven. share: the largest bound of an entry, as a part of the largest entry of
    its row or of its column, whichever is less. heat: a float32 NumPy array, the largest |XA − I|
    of blocks of max(1, ceil(n/cells)) rows and columns.
    """
    n = A.shape[-1]
    if n == 0:
        return EMPTY | {"rowBounds": []}, imported("numpy").zeros((0, 0), "float32")
    slabs = Slabs(n, cells)
    heat, residual = residual_of(owner, X, A, slabs)
    figures = {
        "kappa1": norm(owner, A, 1) * norm(owner, X, 1),
        "kappaInf": norm(owner, A, math.inf) * norm(owner, X, math.inf),
        "residual": residual,
        "largest": number(owner, owner.xp.max(owner.xp.abs(X))),
    }
    return figures | proven(owner, X, A, rows, slabs), heat


EMPTY = {"kappa1": 0.0, "kappaInf": 0.0, "residual": 0.0, "largest": 0.0}
EMPTY |= {"beta": 0.0, "bound": 0.0, "share": 0.0}


def check(owner, X, A, rows):
    square = A.ndim == 2 and A.shape[0] == A.shape[1] and tuple(X.shape) == tuple(A.shape)
    if not square:
        raise refused("An inverse is measured with the one square matrix that it is of.", "shape")
    dtype = owner.dtype_name(A)
    if dtype != owner.dtype_name(X) or not dtype.startswith(("float", "complex")):
        raise refused("An inverse is measured with the matrix of its dtype.", "dtype")
    if any(row >= A.shape[0] for row in rows):
        raise refused("A row is asked for that the inverse does not have.", "shape")


class Slabs:
    """The rows, in slabs of whole blocks of the heat map."""

    def __init__(self, n, cells):
        self.n = n
        self.block = max(1, -(-n // cells))
        self.edge = -(-n // self.block)
        self.height = self.block * max(1, -(-SLAB // self.block))

    def __iter__(self):
        for start in range(0, self.n, self.height):
            yield start, min(start + self.height, self.n)


def number(owner, value):
    """A scalar of the library as a float of Python."""
    return float(owner.to_host(value))


def norm(owner, A, ord):
    return number(owner, owner.xp.linalg.matrix_norm(A, ord=ord))


def less_identity(owner, product, start, like):
    """P − I of rows `start` and on of P."""
    rows, n = product.shape
    eye = owner.xp.eye(rows, n, k=start, dtype=like.dtype, **on_device_of(owner, like))
    return product - eye


def residual_of(owner, X, A, slabs):
    """The heat map and ‖XA − I‖_F; scaled, so that squares neither overflow nor vanish."""
    xp, heat, norms = owner.xp, [], []
    for start, end in slabs:
        E = xp.abs(less_identity(owner, xp.matmul(X[start:end, :], A), start, A))
        blocks = largest_of_blocks(owner, E, slabs)
        heat.append(owner.to_host(blocks))
        norms.append(frobenius(owner, E, number(owner, xp.max(blocks))))
    return imported("numpy").concatenate(heat).astype("float32"), math.hypot(*norms)


def frobenius(owner, E, largest):
    if not 0 < largest < math.inf:
        return largest
    scaled = E / largest
    return largest * math.sqrt(number(owner, owner.xp.sum(scaled * scaled)))


def largest_of_blocks(owner, E, slabs):
    """(r, n) → (ceil(r/block), edge), with zeros beyond the edges, which no maximum minds."""
    xp, block = owner.xp, slabs.block
    E = padded(owner, E, -E.shape[0] % block, 0)
    E = padded(owner, E, slabs.edge * block - E.shape[1], 1)
    return xp.max(xp.reshape(E, (E.shape[0] // block, block, slabs.edge, block)), axis=(1, 3))


def padded(owner, E, count, axis):
    if count == 0:
        return E
    shape = (count, E.shape[1]) if axis == 0 else (E.shape[0], count)
    zeros = owner.xp.zeros(shape, dtype=E.dtype, **on_device_of(owner, E))
    return owner.xp.concat([E, zeros], axis=axis)


def proven(owner, X, A, rows, slabs):
    """beta, rowBounds and bound; null where the library's products are no promise."""
    nothing = {"beta": None, "rowBounds": [None for _ in rows], "bound": None, "share": None}
    if not owner.vouches(A):
        return nothing
    xp = owner.xp
    inverse = certificate.Inverse(owner, X)
    largest = 0.0
    for start, end in slabs:
        slab = A[start:end, :]
        E = less_identity(owner, xp.matmul(slab, X), start, A)
        sums = certificate.residual_sums(inverse, slab, E)
        # Of a sum that is NaN the maximum of Python would lose the trace.
        if not bool(xp.all(xp.isfinite(sums))):
            return nothing
        largest = max(largest, number(owner, xp.max(sums)))
    beta = certificate.beta(inverse, largest)
    if beta is None:
        return nothing
    totals = owner.to_host(inverse.sums)
    bounds = [certificate.bound_of_row(inverse, float(totals[row]), beta) for row in rows]
    worst = certificate.bound_of_row(inverse, float(totals.max()), beta)
    share = certificate.bound_of_row(inverse, largest_share(owner, X, totals), beta)
    return {"beta": beta, "rowBounds": bounds, "bound": worst, "share": share}


def largest_share(owner, X, totals):
    """The largest of the rows' sums, as parts of the least that an entry of theirs is beside."""
    np, xp = imported("numpy"), owner.xp
    sizes = xp.abs(X)
    rows, columns = (owner.to_host(xp.max(sizes, axis=axis)) for axis in (1, 0))
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        return float((totals / np.minimum(rows, columns.min())).max())
