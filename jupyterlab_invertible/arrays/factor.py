"""PA = LU on the host by NumPy, with LAPACK's pivots and info; by SciPy's LAPACK where it helps.

NumPy alone has no factorization of this kind. Here it is right-looking, in panels (Golub and Van
Loan, Matrix Computations, 3.2.10), whole batches at once: products of blocks do nearly all of the
work, so that a large matrix and thousands of small ones are both quick.
"""

import math

from .libraries import imported

PANEL = 32
# From this size on a call of LAPACK a matrix is quicker than whole batches in NumPy.
LARGE = 48


def lu(A):
    """LU (*, m, n), pivots int32 (*, min(m, n)), 1-based as LAPACK's ipiv, info int32 (*).

    `A` is of a float or complex dtype. `info` is the 1-based position of the first pivot that is
    exactly zero, 0 for none; the factorization goes on behind it, as getrf's does.
    """
    np = imported("numpy")
    *batch, m, n = A.shape
    members = np.array(A, order="C").reshape(math.prod(batch), m, n)
    routine = lapack("getrf", A)
    if routine and members.size and (max(m, n) >= LARGE or len(members) == 1):
        pivots = np.empty((len(members), min(m, n)), "int32")
        for at, member in enumerate(members):
            members[at], rows, _ = routine(member)
            pivots[at] = rows + 1
    else:
        pivots = factor_in_panels(np, members)
    info = first_zero(np, members)
    k = min(m, n)
    return members.reshape(A.shape), pivots.reshape(*batch, k), info.reshape(batch)


def lapack(name, A):
    """A routine of LAPACK for A's dtype; None where SciPy is not installed."""
    try:
        from scipy.linalg.lapack import get_lapack_funcs
    except ImportError:
        return None
    return get_lapack_funcs(name, (A,))


def first_zero(np, LU):
    """LAPACK's info of factorizations (b, m, n): int32 (b)."""
    zero = np.diagonal(LU, axis1=-2, axis2=-1) == 0
    if zero.shape[-1] == 0:
        return np.zeros(len(LU), "int32")
    return np.where(zero.any(-1), zero.argmax(-1) + 1, 0).astype("int32")


def factor_in_panels(np, A):
    """Overwrites A (b, m, n) with LU, and gives the 1-based pivots (b, min(m, n))."""
    count, m, n = A.shape
    k = min(m, n)
    pivots = np.empty((count, k), "int32")
    for start in range(0, k, PANEL):
        end = min(start + PANEL, k)
        panel = A[:, :, start:end]
        for j in range(start, end):
            eliminate(np, panel, j, j - start, pivots)
        for j in range(start, end):
            exchange(np, A[:, :, :start], j, pivots[:, j])
            exchange(np, A[:, :, end:], j, pivots[:, j])
        right = A[:, start:end, end:]
        solve_triangular(np, A[:, start:end, start:end], right, lower=True, unit=True)
        A[:, end:, end:] -= A[:, end:, start:end] @ right
    return pivots


def eliminate(np, panel, j, column, pivots):
    """One step in a panel whose column `column` is column j of A."""
    below = panel[:, j:, column]
    # LAPACK's size of a complex pivot: |re| + |im|.
    size = np.abs(below.real) + np.abs(below.imag)
    pivots[:, j] = j + 1 + size.argmax(1)
    exchange(np, panel, j, pivots[:, j])
    pivot = panel[:, j, column]
    divisor = np.where(pivot == 0, 1, pivot)
    panel[:, j + 1 :, column] /= divisor[:, None]
    left, top = panel[:, j + 1 :, column, None], panel[:, None, j, column + 1 :]
    panel[:, j + 1 :, column + 1 :] -= left * top


def exchange(np, A, j, pivots):
    """Exchanges row j of every member with the row of its 1-based pivot."""
    if A.shape[-1] == 0:
        return
    at = np.arange(len(A))
    rows = A[at, pivots - 1]
    A[at, pivots - 1] = A[:, j]
    A[:, j] = rows


def solve_triangular(np, T, B, lower, unit=False):
    """Overwrites B (*, n, k) with the solution of TX = B, T (*, n, n); halves until it is small."""
    n = T.shape[-1]
    if n <= 16:
        for i in range(n) if lower else reversed(range(n)):
            done = slice(0, i) if lower else slice(i + 1, n)
            B[..., i, :] -= (T[..., i, None, done] @ B[..., done, :])[..., 0, :]
            if not unit:
                B[..., i, :] /= T[..., i, i, None]
        return
    half = n // 2
    first, second = slice(0, half), slice(half, n)
    if not lower:
        first, second = second, first
    solve_triangular(np, T[..., first, first], B[..., first, :], lower, unit)
    B[..., second, :] -= T[..., second, first] @ B[..., first, :]
    solve_triangular(np, T[..., second, second], B[..., second, :], lower, unit)


def permutation(np, pivots):
    """The rows that a factorization puts in place 0, 1, …: (*, n) of 0-based pivots' exchanges."""
    n = pivots.shape[-1]
    flat = pivots.reshape(math.prod(pivots.shape[:-1]), n)
    rows = np.tile(np.arange(n), (len(flat), 1))
    for j in range(n):
        exchange(np, rows[:, :, None], j, flat[:, j])
    return rows.reshape(pivots.shape)


def solve(LU, pivots, B, transposed="N"):
    """X of AX = B, AᵀX = B ('T') or AᴴX = B ('C'), of factors of A; batches broadcast.

    LU (*, n, n), pivots (*, n), B (*, n, k). Of singular members X holds inf and nan.
    """
    np = imported("numpy")
    batch = np.broadcast_shapes(LU.shape[:-2], B.shape[:-2])
    X = np.array(np.broadcast_to(B, (*batch, *B.shape[-2:])), order="C")
    routine = lapack("getrs", LU)
    if routine and X.size and (LU.shape[-1] >= LARGE or math.prod(batch) == 1):
        LU = np.broadcast_to(LU, (*batch, *LU.shape[-2:]))
        pivots = np.broadcast_to(pivots, (*batch, pivots.shape[-1]))
        for at in np.ndindex(batch):
            X[at] = routine(LU[at], pivots[at] - 1, X[at], trans="NTC".index(transposed))[0]
        return X
    rows = np.broadcast_to(permutation(np, pivots), X.shape[:-1])[..., None]
    if transposed == "N":
        X = np.take_along_axis(X, rows, axis=-2)
        solve_triangular(np, LU, X, lower=True, unit=True)
        solve_triangular(np, LU, X, lower=False)
        return X
    turned = np.swapaxes(LU.conj() if transposed == "C" else LU, -1, -2)
    solve_triangular(np, turned, X, lower=True)
    solve_triangular(np, turned, X, lower=False, unit=True)
    return np.take_along_axis(X, np.argsort(rows, axis=-2), axis=-2)
