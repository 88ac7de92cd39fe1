"""Norms, condition numbers, singular values, and what is made of them, by torch's rules."""

import math

from .dense import check_matrices, invert, zeros
from .elementwise import is_complex
from .failure import Failure, refused

REAL = {"complex64": "float32", "complex128": "float64"}
NOT_FINITE = (
    "linalg.svd: The algorithm failed to converge because the input matrix contained "
    "non-finite values."
)


def real_of(owner, array):
    name = owner.dtype_name(array)
    return REAL.get(name, name)


def refuse_not_finite(owner, A):
    if not bool(owner.xp.all(owner.xp.isfinite(A))):
        raise Failure("LinAlgError", NOT_FINITE, "not-finite")


def values_of(owner, A):
    """Singular values (*, k), descending; raises Failure for NaN and Inf."""
    check_matrices(owner, A, square=False)
    if math.prod(A.shape) == 0:
        shape = (*A.shape[:-2], min(A.shape[-2:]))
        return zeros(owner, shape, real_of(owner, A), A)
    refuse_not_finite(owner, A)
    return owner.xp.linalg.svdvals(A)


def singular_values(owner, arrays, request, tell):
    return (values_of(owner, arrays[0]),)


def norms_of(owner, A, ord):
    """Norms of matrices (*); of a matrix without elements 0."""
    if math.prod(A.shape) == 0:
        return zeros(owner, tuple(A.shape[:-2]), real_of(owner, A), A)
    if ord == "nuc":
        return owner.xp.sum(values_of(owner, A), axis=-1)
    if ord in (2, -2):
        return values_of(owner, A)[..., 0 if ord == 2 else -1]
    return owner.xp.linalg.matrix_norm(A, ord=ord)


def matrix_norms(owner, arrays, request, tell):
    check_matrices(owner, arrays[0], square=False)
    return (norms_of(owner, arrays[0], request["ord"]),)


def conditions(owner, arrays, request, tell):
    """torch.linalg.cond: by singular values for 2, -2 and 'nuc', else ‖A‖·‖A⁻¹‖; singular: inf."""
    (A,) = arrays
    ord, xp = request["ord"], owner.xp
    check_matrices(owner, A, square=ord not in (2, -2))
    if math.prod(A.shape) == 0:
        return (zeros(owner, tuple(A.shape[:-2]), real_of(owner, A), A),)
    if ord in (2, -2, "nuc"):
        S = values_of(owner, A)
        if ord == "nuc":
            return (xp.sum(S, axis=-1) * xp.sum(1 / S, axis=-1),)
        return (S[..., 0] / S[..., -1] if ord == 2 else S[..., -1] / S[..., 0],)
    X, info = invert(owner, (A,), request, tell)
    product = norms_of(owner, A, ord) * norms_of(owner, X, ord)
    # As torch has it: singular matrices and 0 · inf are inf.
    infinite = xp.full_like(product, math.inf)
    return (xp.where((info > 0) | xp.isnan(product), infinite, product),)


def tolerances(owner, arrays, request, largest, shape):
    """The threshold (*) below which singular values count as zero: max(atol, rtol·largest).

    `rtol` is max(m, n)·eps where it is not given, and 0 where only a positive `atol` is.
    """
    xp = owner.xp
    given = dict(zip(("atol", "rtol"), [*arrays[1:], None, None], strict=False))
    eps = float(xp.finfo(largest.dtype).eps)
    atol, rtol = (of_tolerance(owner, given[name], request[name], largest) for name in given)
    if atol is None:
        atol = xp.zeros_like(largest)
    if rtol is None:
        usual = xp.full_like(largest, max(shape) * eps)
        rtol = xp.where(atol > 0, xp.zeros_like(usual), usual)
    return xp.maximum(atol, rtol * largest)


def of_tolerance(owner, array, number, like):
    """A tolerance as an array of the batch's shape; None where it is not given."""
    if array is not None:
        if is_complex(owner, array):
            raise refused("A tolerance is a real number.", "dtype")
        return owner.xp.astype(array, like.dtype)
    return None if number is None else owner.xp.full_like(like, number)


def pseudo_inverse(owner, arrays, request, tell):
    """torch.linalg.pinv of A (*, m, n): (*, n, m)."""
    A, xp = arrays[0], owner.xp
    check_matrices(owner, A, square=request["hermitian"])
    *batch, m, n = A.shape
    if math.prod(A.shape) == 0:
        return (zeros(owner, (*batch, n, m), owner.dtype_name(A), A),)
    refuse_not_finite(owner, A)
    if request["hermitian"]:
        S, U = xp.linalg.eigh(A)
        V = U
    else:
        U, S, Vh = xp.linalg.svd(A, full_matrices=False)
        V = adjoint(owner, Vh)
    size = xp.abs(S)
    keep = size > tolerances(owner, arrays, request, xp.max(size, axis=-1), (m, n))[..., None]
    inverted = xp.where(keep, 1 / S, xp.zeros_like(S))
    scaled = V * xp.astype(inverted, A.dtype)[..., None, :]
    return (xp.matmul(scaled, adjoint(owner, U)),)


def adjoint(owner, A):
    across = owner.xp.matrix_transpose(A)
    return owner.xp.conj(across) if is_complex(owner, A) else across


def ranks(owner, arrays, request, tell):
    """torch.linalg.matrix_rank of A (*, m, n): int64 (*)."""
    A, xp = arrays[0], owner.xp
    check_matrices(owner, A, square=request["hermitian"])
    if math.prod(A.shape) == 0:
        return (zeros(owner, tuple(A.shape[:-2]), "int64", A),)
    refuse_not_finite(owner, A)
    S = xp.abs(xp.linalg.eigvalsh(A)) if request["hermitian"] else xp.linalg.svdvals(A)
    limit = tolerances(owner, arrays, request, xp.max(S, axis=-1), A.shape[-2:])
    counted = xp.sum(xp.astype(limit[..., None] < S, owner.dtype("int32")), axis=-1)
    return (xp.astype(counted, owner.dtype("int64")),)


def info_failure(owner, array, tell=None):
    """{member, position} of the first info that is not 0, in row-major order; {} for none."""
    xp = owner.xp
    flat = xp.reshape(array, (-1,))
    if flat.shape[0] == 0:
        return {}
    failed = xp.astype(flat != 0, owner.dtype("int32"))
    member = int(owner.to_host(xp.argmax(failed), tell))
    position = int(owner.to_host(flat[member], tell))
    return {"member": member, "position": position} if position else {}


OPERATIONS = {
    "singular_values": singular_values,
    "matrix_norms": matrix_norms,
    "conditions": conditions,
    "pseudo_inverse": pseudo_inverse,
    "ranks": ranks,
}
