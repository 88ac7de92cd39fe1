"""Linear algebra on Dask arrays: the door of the ``blocked_*`` modules."""

from . import blocked_solve as solver
from . import grid, kernels, lazy
from .failure import Failure

compute, place, make, from_numpy = lazy.compute, lazy.place, lazy.make, lazy.from_numpy


def known(array):
    """The array itself: a Failure where its chunks have no known sizes."""
    if any(extent != extent for extent in array.shape):
        text = "the sizes of the chunks are unknown; call A.compute_chunk_sizes() first"
        raise Failure("RuntimeError", text, "shape")
    return array


def whole_members(array):
    """Batches whose last two dims are in one chunk each."""
    return array.rechunk({array.ndim - 2: -1, array.ndim - 1: -1})


def number(value):
    """A 0-d int32 Dask array of info."""
    import dask.array as da
    import numpy as np

    return da.from_array(np.asarray(value, np.int32))


def invert(A, tell=None):
    """The inverse (*, n, n) of A, in A's chunks and in memory there, and info (*) in int32.

    One matrix is checked as ``blocked_solve`` says, and raises ``Failure`` ('LinAlgError', code
    'residual') where no answer passes. Members of a batch are LAPACK's, unchecked, as elsewhere.
    """
    known(A)
    if A.ndim == 2 and A.shape[0]:
        answer, info = solver.invert_one(A, tell)
        return answer, number(info)
    report = lazy.Progress(tell, [1.0], "inverting").stage()
    B = whole_members(A)
    found = grid.pairs("inverses", kernels.invert_batch, [B], B.chunks, A.dtype, 2)
    return lazy.persist(found, report)
