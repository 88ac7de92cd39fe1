"""Singular values and what follows from them, on Dask: whole matrices, or tall and skinny ones.

Dask has no singular values of a matrix cut both ways. One that is cut along one dim alone goes
through its TSQR; any other is gathered in one task, up to a bound.
"""

from . import block_figures, lazy
from . import blocked_inverse as inverse
from .failure import Failure
from .portable import Portable


def gathered(array, name):
    """An array whose matrices are in one chunk each: a Failure where one is too large for that."""
    size = array.shape[-2] * array.shape[-1] * array.dtype.itemsize
    if array.numblocks[-2:] != (1, 1) and size > inverse.GATHER:
        text = (
            f"{name}: Dask would need a matrix of {size / 2**20:.0f} MB in one task, above the"
            f" {inverse.GATHER >> 20} MB allowed; rechunk it so that it is cut along one"
            " dimension alone (tall and skinny), or compute it and use numpy"
        )
        raise Failure("RuntimeError", text, "memory")
    return array.rechunk({array.ndim - 2: -1, array.ndim - 1: -1})


def refuse_non_finite(array, name):
    if not inverse.finite(array):
        text = f"{name}: The algorithm failed to converge because the input matrix contained"
        raise Failure("LinAlgError", f"{text} non-finite values.", "not-finite")


def singular_values(array, tell):
    """S (*, k) real, descending. Raises ``Failure``: 'not-finite', 'memory'."""
    import dask.array as da

    refuse_non_finite(array, "linalg.svd")
    if array.ndim == 2 and 1 in array.numblocks and array.numblocks != (1, 1):
        _, values, _ = da.linalg.svd(array)
        (values,) = lazy.persist([values], lazy.Progress(tell, [1.0], "singular values").stage())
        return values
    whole = gathered(array, "linalg.svdvals")
    count = min(array.shape[-2:])
    last = whole.ndim - 1
    return whole.map_blocks(
        Portable(block_figures.singular_values),
        dtype=whole.real.dtype,
        drop_axis=[last],
        chunks=(*whole.chunks[:-2], (count,)),
    )


def tolerance(value, shape):
    """A tolerance, a number or NumPy array, as (*) over the batch; None stays."""
    import numpy as np

    return None if value is None else np.broadcast_to(np.asarray(value, np.float64), shape)


def cut_off(array, atol, rtol):
    """atol and rtol as torch.linalg.pinv has them by default: arrays (*) of float64."""
    import numpy as np

    batch = array.shape[:-2]
    atol, rtol = tolerance(atol, batch), tolerance(rtol, batch)
    default = max(array.shape[-2:]) * inverse.epsilon(array.dtype)
    if rtol is None:
        rtol = np.full(batch, default) if atol is None else np.where(atol > 0, 0.0, default)
    return (np.zeros(batch) if atol is None else atol), rtol


def with_cuts(function, array, atol, rtol, hermitian, out):
    """map_blocks over whole members with their two tolerances beside them."""
    import dask.array as da

    cuts = [
        da.from_array(part[..., None, None], chunks=(*array.chunks[:-2], 1, 1))
        for part in cut_off(array, atol, rtol)
    ]
    return da.map_blocks(Portable(function), array, *cuts, hermitian=hermitian, **out)


def pseudo_inverse(array, atol, rtol, hermitian, tell):
    """X (*, n, m) of A (*, m, n), by singular values, or eigenvalues where hermitian."""
    refuse_non_finite(array, "linalg.pinv")
    whole = gathered(array, "linalg.pinv")
    *batch, rows, columns = whole.chunks
    out = {"dtype": array.dtype, "chunks": (*batch, columns, rows)}
    return with_cuts(block_figures.pseudo_inverse, whole, atol, rtol, hermitian, out)


def ranks(array, atol, rtol, hermitian, tell):
    """int64 (*): how many singular values (absolute eigenvalues) exceed max(atol, rtol·σ₁)."""
    refuse_non_finite(array, "linalg.matrix_rank")
    whole = gathered(array, "linalg.matrix_rank")
    out = {"dtype": "int64", "chunks": whole.chunks[:-2]}
    out["drop_axis"] = [whole.ndim - 2, whole.ndim - 1]
    return with_cuts(block_figures.ranks, whole, atol, rtol, hermitian, out)
