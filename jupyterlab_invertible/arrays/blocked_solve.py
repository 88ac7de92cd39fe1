"""Inverses and solutions of one large matrix on Dask: balanced, mixed, eliminated, refined, measured.

Accepted is what has proved itself: ‖AX − I‖_∞ < 1, which a singular A cannot reach, and at most
``MODEST``·n·ε·‖A‖‖X‖, which a stable elimination stays below; both of the balanced A, in its working
precision. Otherwise the mixing is drawn again, ``TRIES`` times in all; then, where the matrix fits a
worker, LAPACK decides with exchanges over all rows.
"""

from . import grid, kernels, lazy
from .failure import Failure
from .mixing import Mixing, balance, scale
from .portable import Portable

TRIES = 3
STEPS = 2  # of refinement, at most
MODEST = 4.0
SMALL = 1024  # rows up to which one task with LAPACK is faster
GATHER = 256 << 20  # bytes of a matrix that one worker may be asked to hold
EDGE = 1024  # rows of a block, about
BLOCKS = 64  # block rows at most, about: the graph has some BLOCKS³/6 tasks


def edge_of(n):
    """Rows of a block: four blocks at least, about ``BLOCKS`` at most."""
    parts = min(max(4, -(-n // EDGE)), BLOCKS)
    return max(1, -(-n // parts))


def whole(matrix):
    """Whether one task is to have the matrix."""
    return matrix.shape[0] <= SMALL or matrix.numblocks == (1, 1)


def epsilon(dtype):
    import numpy as np

    return float(np.finfo(dtype).eps)


def good(residual, size, n, dtype):
    """The test of a residual; ``size`` is ‖A‖‖X‖. NaN fails it."""
    return residual < 1 and residual <= MODEST * max(n, 1) * epsilon(dtype) * size


def norm_inf(array):
    """‖·‖_∞ in float64, lazily, 0-d."""
    import numpy as np

    sums = array.map_blocks(
        Portable(kernels.row_sums_kept),
        dtype=np.float64,
        chunks=(array.chunks[0], (1,) * array.numblocks[1]),
    )
    return sums.sum(axis=1).max()


class Refused(Exception):
    """No drawing of the mixing gave an answer that passed: the least residual that was seen."""

    def __init__(self, residual):
        super().__init__(residual)
        self.residual = residual


def invert_blocked(matrix, tell, edge=None):
    """The inverse (n, n) of a lazy matrix by blocks, in its chunks. Raises ``Refused``."""
    progress = lazy.Progress(tell, [0.2, 0.7, 2.0, 2.0, 2.0, 2.0, 0.1], "inverting")
    held = balanced(matrix, edge, progress)
    if not held.known_finite:
        return not_a_number(matrix)
    best = float("inf")
    for seed in range(1, TRIES + 1):
        answer, residual = attempt(held, seed, progress)
        if answer is not None:
            return restored(held, answer, matrix.chunks, progress)
        best = min(best, residual)
    raise Refused(best)


def balanced(matrix, edge, progress):
    """``Balanced`` in memory, with ``known_finite``."""
    held = balance(matrix, edge or edge_of(matrix.shape[0]))
    parts = lazy.persist(held.parts(), progress.stage())
    held.matrix, held.rows, held.columns, held.finite = parts
    held.known_finite = bool(lazy.collect([held.finite])[0])
    return held


def not_a_number(matrix):
    """The inverse of a matrix that is not finite, as LAPACK's elimination leaves it: all NaN."""
    import dask.array as da
    import numpy as np

    return da.full(matrix.shape, np.nan, dtype=matrix.dtype, chunks=matrix.chunks)


def factorized(held, seed, progress):
    """(mixing, L·U in memory) of the balanced matrix under one drawing."""
    mixing = Mixing(seed, held.count)
    (lu,) = lazy.persist([grid.factor(mixing.both(held.matrix))], progress.stage())
    return mixing, lu


def attempt(held, seed, progress):
    """(X or None, residual): the balanced matrix's inverse, refined and measured."""
    mixing, lu = factorized(held, seed, progress)
    unit = grid.unit(held.matrix.chunks, held.matrix.dtype)
    start = mixing.undo(grid.substitute(lu, mixing.rows(unit)))
    (answer,) = lazy.persist([start], progress.stage())
    del lu, start
    return refined(held, answer, unit, progress)


def refined(held, answer, unit, progress):
    """Steps X + X(I − AX) as long as they help: the best X, or None where it does not pass.

    A step squares the residual, down to what rounding leaves; so none follows one whose square was
    below what it left.
    """
    error, residual, size = measured(held, answer, unit, progress)
    for _ in range(STEPS):
        if not residual < 1 or residual <= epsilon(answer.dtype) * size:
            break
        (better,) = lazy.persist([grid.improved(answer, answer, error)], progress.stage())
        found = measured(held, better, unit, progress)
        if not found[1] < residual:
            break
        before, answer = residual, better
        error, residual, size = found
        if before * before < residual / 10:
            break
    if good(residual, size, held.n, answer.dtype):
        return answer, residual
    return None, residual


def measured(held, answer, unit, progress):
    """(I − AX in memory, its ∞ norm, ‖A‖‖X‖)."""
    error = grid.residual(unit, held.matrix, answer)
    parts = [error, norm_inf(error), norm_inf(held.matrix), norm_inf(answer)]
    error, *norms = lazy.persist(parts, progress.stage())
    residual, left, right = (float(value) for value in lazy.collect(norms))
    return error, residual, left * right


def restored(held, answer, chunks, progress):
    """The inverse of the matrix itself, in memory: unpadded, scaled back, in given chunks."""
    n = held.n
    cut = answer[:n, :n]
    inverse = scale(cut, held.columns.T, held.rows.T)
    (inverse,) = lazy.persist([inverse.rechunk(chunks)], progress.stage())
    return inverse


def invert_gathered(matrix, tell):
    """LAPACK's inverse of a matrix in one task: (X in the matrix's chunks, info)."""
    import numpy as np

    report = lazy.Progress(tell, [1.0], "inverting").stage()
    one = matrix.rechunk(matrix.shape)
    graph = grid.Grid("whole", one)
    both = graph.put("both", (0,), (Portable(kernels.invert_whole), (one.name, 0, 0)))
    graph.put("answer", (0, 0), (grid.take, both, 0))
    graph.put("facts", (0,), (Portable(kernels.facts), both))
    answer = graph.array("answer", one.chunks, matrix.dtype).rechunk(matrix.chunks)
    answer, facts = lazy.persist([answer, graph.array("facts", ((3,),), np.float64)], report)
    info, residual, size = lazy.collect([facts])[0]
    return answer, int(info), float(residual), float(size)


def refuse(residual, dtype):
    """The error of an answer that did not pass."""
    reached = (
        f"‖AX − I‖ is {residual:.3g}" if residual == residual else "no finite answer was found"
    )
    return Failure(
        "LinAlgError",
        f"linalg.inv: the inverse failed its check ({reached}): A is singular, or too"
        f" ill-conditioned for {dtype}",
        "residual",
    )


def invert_one(matrix, tell):
    """(X, info) of one (n, n) matrix. Raises ``Failure`` where no answer passes its check."""
    n = matrix.shape[0]
    best = float("nan")
    if not whole(matrix):
        try:
            return invert_blocked(matrix, tell), 0
        except Refused as refused:
            best = refused.residual
        if matrix.nbytes > GATHER:
            raise refuse(best, matrix.dtype)
    answer, info, residual, size = invert_gathered(matrix, tell)
    if info or good(residual, size, n, matrix.dtype):
        return answer, info
    if not finite(matrix):
        return not_a_number(matrix), 0
    raise refuse(residual, matrix.dtype)


def finite(matrix):
    import dask.array as da

    return bool(lazy.collect([da.isfinite(matrix).all()])[0])
