"""Inverses, solutions and determinants of libraries that compute at once.

`invert` and `solve` give LAPACK's info: the 1-based first pivot of PA = LU that is exactly zero,
of A itself, 0 for none. NaN and Inf are computed through.
"""

import math

from .elementwise import is_complex, on_device_of
from .failure import refused
from .solvers import solver

FLOATING = ("float32", "float64", "complex64", "complex128")


def check_matrices(owner, A, square=True):
    """Raises Failure for what the other side should not have sent."""
    if owner.dtype_name(A) not in FLOATING:
        raise refused("Linear algebra wants a floating point or complex dtype.", "dtype")
    if A.ndim < 2 or (square and A.shape[-1] != A.shape[-2]):
        raise refused("Linear algebra wants matrices, here square ones.", "shape")


def zeros(owner, shape, dtype, like):
    return owner.new("zeros", shape, dtype, device=owner.device_of(like))


def identity(owner, A):
    n = A.shape[-1]
    return owner.xp.eye(n, dtype=A.dtype, **on_device_of(owner, A))


def invert(owner, arrays, request, tell):
    """X and info of A (*, n, n); X of singular members holds inf and nan."""
    (A,) = arrays
    check_matrices(owner, A)
    batch = tuple(A.shape[:-2])
    if math.prod(A.shape) == 0:
        return owner.xp.asarray(A, copy=True), zeros(owner, batch, "int32", A)
    way = solver(owner)
    if hasattr(way, "invert"):
        X = way.invert(A)
        if X is not None:
            return X, zeros(owner, batch, "int32", A)
    LU, pivots, info = way.factor(A)
    return way.solve(LU, pivots, identity(owner, A), "N"), info


def factor(owner, arrays, request, tell):
    """LU, pivots and info of A (*, m, n)."""
    (A,) = arrays
    check_matrices(owner, A, square=False)
    *batch, m, n = A.shape
    if math.prod(A.shape) == 0:
        pivots = owner.new("ones", (*batch, min(m, n)), "int32", device=owner.device_of(A))
        return owner.xp.asarray(A, copy=True), pivots, zeros(owner, tuple(batch), "int32", A)
    return solver(owner).factor(A)


def solve(owner, arrays, request, tell):
    """X of AX = B or XA = B, of Aᴴ in A's place where `adjoint`, and info of A."""
    A, B = arrays
    check_matrices(owner, A)
    B = as_matrices(B, request)
    check_sides(owner, A, B, request["left"])
    batch = tuple(A.shape[:-2])
    if math.prod(request["shape"]) == 0 or math.prod(A.shape) == 0:
        return zeros(owner, request["shape"], owner.dtype_name(A), A), zeros(
            owner, batch, "int32", A
        )
    way = solver(owner)
    if hasattr(way, "direct"):
        X = directly(owner, way, A, B, request)
        if X is not None:
            return as_asked(owner, X, request), zeros(owner, batch, "int32", A)
    LU, pivots, info = way.factor(A)
    return as_asked(owner, with_factors(owner, way, LU, pivots, B, request), request), info


def solve_factored(owner, arrays, request, tell):
    """The same with factors of A that are there already."""
    LU, pivots, B = arrays
    check_matrices(owner, LU)
    B = as_matrices(B, request)
    check_sides(owner, LU, B, request["left"])
    if tuple(pivots.shape) != tuple(LU.shape[:-1]) or owner.dtype_name(pivots) != "int32":
        raise refused("Pivots are not those of the factors.", "shape")
    check_pivots(owner, pivots, LU.shape[-1])
    if math.prod(request["shape"]) == 0:
        return (zeros(owner, request["shape"], owner.dtype_name(LU), LU),)
    X = with_factors(owner, solver(owner), LU, pivots, B, request)
    return (as_asked(owner, X, request),)


def check_pivots(owner, pivots, n):
    """Libraries trust pivots, and write where they say."""
    if not bool(owner.xp.all((pivots >= 1) & (pivots <= n))):
        raise refused(
            "Pivots given to lu_solve must all be smaller or equal to LU.size(-2). "
            "Did you properly pass the result of lu_factor?",
            "argument",
        )


def as_matrices(B, request):
    if not request["vectors"]:
        return B
    return B[..., :, None] if request["left"] else B[..., None, :]


def as_asked(owner, X, request):
    if request["vectors"]:
        X = X[..., :, 0] if request["left"] else X[..., 0, :]
    return owner.xp.broadcast_to(X, request["shape"])


def check_sides(owner, A, B, left):
    if owner.dtype_name(A) != owner.dtype_name(B):
        raise refused("Both sides of an equation are to be of one dtype.", "dtype")
    if B.ndim < 2 or B.shape[-2 if left else -1] != A.shape[-1]:
        raise refused("The sides of an equation do not fit each other.", "shape")


def directly(owner, way, A, B, request):
    """By the library's solve, of matrices transposed so that X stands to the right of one."""
    turn = turned(owner, request["adjoint"])
    if request["left"]:
        return way.direct(turn(A) if request["adjoint"] else A, B)
    # XA = B is AᵀXᵀ = Bᵀ, and XAᴴ = B is AXᴴ = Bᴴ.
    X = way.direct(A if request["adjoint"] else turn(A), turn(B))
    return None if X is None else turn(X)


def with_factors(owner, way, LU, pivots, B, request):
    turn = turned(owner, request["adjoint"])
    if request["left"]:
        return way.solve(LU, pivots, B, "C" if request["adjoint"] else "N")
    return turn(way.solve(LU, pivots, turn(B), "N" if request["adjoint"] else "T"))


def turned(owner, adjoint):
    """The function that transposes matrices, with conjugates where `adjoint`."""

    def turn(array):
        across = owner.xp.matrix_transpose(array)
        return owner.xp.conj(across) if adjoint and is_complex(owner, array) else across

    return turn


def determinant(owner, arrays, request, tell):
    (A,) = arrays
    check_matrices(owner, A)
    if A.shape[-1] == 0:
        return (owner.xp.ones(tuple(A.shape[:-2]), dtype=A.dtype, **on_device_of(owner, A)),)
    return (owner.xp.linalg.det(A),)


def sign_and_logarithm(owner, arrays, request, tell):
    """The determinant as sign · exp(logabsdet); of a 0x0 matrix it is 1."""
    (A,) = arrays
    check_matrices(owner, A)
    batch = tuple(A.shape[:-2])
    if A.shape[-1] == 0:
        real = owner.dtype_name(A).replace("complex128", "float64").replace("complex64", "float32")
        sign = owner.xp.ones(batch, dtype=A.dtype, **on_device_of(owner, A))
        return sign, zeros(owner, batch, real, A)
    return tuple(owner.xp.linalg.slogdet(A))


OPERATIONS = {
    "invert": invert,
    "factor": factor,
    "solve": solve,
    "solve_factored": solve_factored,
    "determinant": determinant,
    "sign_and_logarithm": sign_and_logarithm,
}
