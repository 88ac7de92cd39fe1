"""Linear algebra on Dask arrays: the door of the ``blocked_*`` modules.

Whatever needs an elimination is computed at once, where the arrays live, since its check decides
whether there is an answer; the rest stays lazy.
"""

from . import (
    block_figures,
    blocked_inverse,
    blocked_measure,
    blocked_spectrum,
    blocked_systems,
    grid,
    kernels,
    lazy,
)
from .failure import Failure
from .portable import Portable

compute, place, make, from_numpy = lazy.compute, lazy.place, lazy.make, lazy.from_numpy
repeated = lazy.repeated


def known(*arrays):
    """A Failure where an array's chunks have no known sizes."""
    for array in arrays:
        if any(extent != extent for extent in array.shape):
            text = "the sizes of its chunks are unknown; call compute_chunk_sizes() on the array"
            raise Failure("RuntimeError", f"A Dask array cannot be used: {text} first", "shape")


def whole_members(array):
    """Batches whose last two dims are in one chunk each."""
    return array.rechunk({array.ndim - 2: -1, array.ndim - 1: -1})


def number(value, dtype):
    """A 0-d Dask array of one number."""
    import dask.array as da
    import numpy as np

    return da.from_array(np.asarray(value, dtype))


def single(array):
    """Whether an array is one matrix that has rows."""
    return array.ndim == 2 and array.shape[0] > 0


def invert(A, tell=None):
    """The inverse (*, n, n) of A, in A's chunks and in memory there, and info (*) in int32.

    One matrix is checked as ``blocked_inverse`` says, and raises ``Failure`` ('LinAlgError', code
    'residual') where no answer passes. Members of a batch are LAPACK's, unchecked, as elsewhere.
    """
    known(A)
    if single(A):
        answer, info = blocked_inverse.invert_one(A, tell)
        return answer, number(info, "int32")
    report = lazy.Progress(tell, [1.0], "inverting").stage()
    B = whole_members(A)
    found = grid.pairs("inverses", kernels.invert_batch, [B], B.chunks, A.dtype, 2)
    return lazy.persist(found, report)


def factor(*_):
    """Dask has no factors with exchanges over all rows."""
    text = "Dask arrays have no LU factors in LAPACK's form; use solve(A, B), inv(A) or slogdet(A)"
    raise Failure("RuntimeError", f"linalg.lu_factor: {text}", "library")


def solve(A, B, tell=None, left=True, adjoint=False, vectors=False, shape=None):
    """X of A·X = B (X·A = B where not left; Aᴴ in A's place where adjoint), and info in int32.

    A is (*, n, n), B (*, n, m) or, as vectors, (*, n); batches broadcast to that of ``shape``, X's.
    One matrix is checked as ``blocked_systems`` says.
    """
    known(A, B)
    if adjoint:
        A = A.conj().swapaxes(-1, -2)
    if vectors:
        B = B[..., None]
    if not left:
        A = A.swapaxes(-1, -2)
        B = B if vectors else B.swapaxes(-1, -2)
    X, info = solve_columns(A, B, tell)
    if vectors:
        X = X[..., 0]
    elif not left:
        X = X.swapaxes(-1, -2)
    return (X if shape is None or X.shape == tuple(shape) else X.reshape(tuple(shape))), info


def solve_columns(A, B, tell):
    """X (*, n, m) and info (*) of A·X = B."""
    import dask.array as da
    import numpy as np

    if single(A) and B.ndim == 2 and B.shape[1]:
        answer, info = blocked_systems.solve_one(A, B, tell)
        return answer, number(info, "int32")
    batch = np.broadcast_shapes(A.shape[:-2], B.shape[:-2])
    A = whole_members(da.broadcast_to(A, (*batch, *A.shape[-2:])))
    B = whole_members(da.broadcast_to(B, (*batch, *B.shape[-2:])))
    B = B.rechunk((*A.chunks[:-2], -1, -1))
    found = grid.pairs("solutions", kernels.solve_batch, [A, B], B.chunks, B.dtype, 2)
    return lazy.persist(found, lazy.Progress(tell, [1.0], "solving").stage())


def sign_and_logarithm(A, tell=None):
    """(sign (*), log|det| (*) real) of A (*, n, n)."""
    known(A)
    if single(A):
        sign, logarithm = blocked_systems.slogdet_one(A, tell)
        sign = sign if A.dtype.kind == "c" else sign.real
        return number(sign, A.dtype), number(logarithm, A.real.dtype)
    whole = whole_members(A)
    facts = whole.map_blocks(
        Portable(block_figures.slogdet),
        dtype="float64",
        drop_axis=[whole.ndim - 2, whole.ndim - 1],
        new_axis=[whole.ndim - 2],
        chunks=(*whole.chunks[:-2], (3,)),
    )
    sign = facts[..., 0] + 1j * facts[..., 1] if A.dtype.kind == "c" else facts[..., 0]
    return sign.astype(A.dtype), facts[..., 2].astype(A.real.dtype)


def determinant(A, tell=None):
    """det (*) of A (*, n, n): zero and inf where its logarithm leaves the range of the dtype."""
    import dask.array as da

    wide = A.astype("complex128" if A.dtype.kind == "c" else "float64")
    sign, logarithm = sign_and_logarithm(wide, tell)
    power = Portable(block_figures.exponential)
    return da.map_blocks(power, sign, logarithm, A.dtype, dtype=A.dtype)


def matrix_norms(A, ord, tell=None):
    """Norms (*) of A (*, m, n): 1 -1 2 -2 inf -inf 'fro' 'nuc'; lazy but for the spectral ones."""
    import dask.array as da

    known(A)
    if ord in (2, -2, "nuc"):
        values = blocked_spectrum.singular_values(A, tell)
        return values.sum(axis=-1) if ord == "nuc" else values[..., 0 if ord == 2 else -1]
    if ord == "fro":
        return frobenius(A).astype(A.real.dtype)
    sizes = da.absolute(A)
    sums = sizes.sum(axis=-2 if abs(ord) == 1 else -1)
    return sums.max(axis=-1) if ord > 0 else sums.min(axis=-1)


def frobenius(A):
    """‖·‖_F (*) in float64, lazily: that of the norms of the blocks, so that A is read once."""
    norm = Portable(block_figures.frobenius)
    ones = tuple((1,) * count for count in A.numblocks[-2:])
    parts = A.map_blocks(norm, dtype="float64", chunks=(*A.chunks[:-2], *ones))
    return whole_members(parts).map_blocks(norm, dtype="float64", chunks=(*A.chunks[:-2], 1, 1))[
        ..., 0, 0
    ]


def conditions(A, ord, tell=None):
    """Condition numbers (*) in a real dtype, as torch.linalg.cond has them; singular ones inf.

    Orders other than ±2 and 'nuc' take the inverse, and raise what it raises.
    """
    import dask.array as da

    known(A)
    if 0 in A.shape[-2:]:
        return da.zeros(A.shape[:-2], dtype=A.real.dtype)
    if ord in (None, 2, -2):
        values = blocked_spectrum.singular_values(A, tell)
        top, low = values[..., 0], values[..., -1]
        return quotient(low, top) if ord == -2 else quotient(top, low)
    inverse, info = invert(A, tell)
    product = matrix_norms(A, ord, tell)
    regular = info == 0
    if ord == "nuc":
        inverse = da.where(regular[..., None, None], inverse, 0)
    return da.where(regular, product * matrix_norms(inverse, ord, tell), float("inf")).astype(
        A.real.dtype
    )


def quotient(above, below):
    """above / below without a warning of division by zero."""
    import dask.array as da

    return da.map_blocks(Portable(block_figures.quotient), above, below, dtype=above.dtype)


def singular_values(A, tell=None):
    known(A)
    return blocked_spectrum.singular_values(A, tell)


def pseudo_inverse(A, atol=None, rtol=None, hermitian=False, tell=None):
    known(A)
    return blocked_spectrum.pseudo_inverse(A, atol, rtol, hermitian, tell)


def ranks(A, atol=None, rtol=None, hermitian=False, tell=None):
    known(A)
    return blocked_spectrum.ranks(A, atol, rtol, hermitian, tell)


def measure(X, A, cells, rows, tell=None):
    """Figures about X as the inverse of A: those of ``blocked_measure.measure``, and the place."""
    known(X, A)
    found = blocked_measure.measure(X, A, cells, rows, tell)
    return {**found, "library": "dask", "place": place(X)}
