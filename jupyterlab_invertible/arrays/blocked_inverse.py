"""The inverse of one large matrix on Dask: balanced, mixed, eliminated, refined and measured.

Accepted is what has proved itself: ‖AX − I‖_∞ < 1, which a singular A cannot reach, and at most
``MODEST``·n·ε·‖A‖‖X‖, which a stable elimination stays below; both of the balanced A, and of X as
it is handed out. Otherwise the mixing is drawn again, ``TRIES`` times in all; then, where the
matrix fits a worker, LAPACK decides with exchanges over all rows.

Elimination is in float64 or complex128 even for float32 and complex64: without exchanges it loses
three digits or four, which singles do not have to lose.
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


def balanced(matrix, edge, progress):
    """``Balanced`` in memory, in double precision, with ``known_finite``."""
    import numpy as np

    wide = matrix.astype(np.result_type(matrix.dtype, np.float64))
    held = balance(wide, edge or edge_of(matrix.shape[0]))
    parts = lazy.persist(held.parts(), progress.stage())
    held.matrix, held.rows, held.columns, held.finite = parts
    held.known_finite = bool(lazy.collect([held.finite])[0])
    return held


def factorized(held, seed, progress):
    """(mixing, Factors in memory) of the balanced matrix under one drawing."""
    mixing = Mixing(seed, held.count)
    found = grid.factor(mixing.both(held.matrix))
    return mixing, grid.Factors(*lazy.persist([found.blocks, found.turns], progress.stage()))


def invert_blocked(matrix, tell, edge=None):
    """The inverse (n, n) of a lazy matrix by blocks, in its chunks. Raises ``Refused``."""
    progress = lazy.Progress(tell, [0.2, 0.7, 2.0, 2.0, 2.0, 2.0, 0.1], "inverting")
    held = balanced(matrix, edge, progress)
    if not held.known_finite:
        return not_a_number(matrix)
    best = float("inf")
    for seed in range(1, TRIES + 1):
        answer, residual = attempt(held, seed, matrix.dtype, progress)
        if answer is not None:
            return restored(held, answer, matrix, progress)
        best = min(best, residual)
    raise Refused(best)


def not_a_number(matrix):
    """The inverse of a matrix that is not finite, as LAPACK's elimination leaves it: all NaN."""
    import dask.array as da
    import numpy as np

    return da.full(matrix.shape, np.nan, dtype=matrix.dtype, chunks=matrix.chunks)


def held_as(array, dtype):
    """An array of doubles whose entries are rounded to what ``dtype`` holds."""
    if array.dtype == dtype:
        return array
    return array.map_blocks(Portable(kernels.rounded), dtype, dtype=array.dtype)


def attempt(held, seed, dtype, progress):
    """(X or None, residual): the balanced matrix's inverse, refined and measured."""
    mixing, factors = factorized(held, seed, progress)
    unit = grid.unit(held.matrix.chunks, held.matrix.dtype)
    start = held_as(mixing.undo(grid.substitute(factors, mixing.rows(unit))), dtype)
    (answer,) = lazy.persist([start], progress.stage())
    del factors, start
    return refined(held, answer, unit, dtype, progress)


def refined(held, answer, unit, dtype, progress):
    """Steps X + X(I − AX) as long as they help: the best X, or None where it does not pass.

    A step squares the residual, down to what rounding leaves; so none follows one whose square was
    below what it left.
    """
    error, residual, size = measured(held, answer, unit, progress)
    for _ in range(STEPS):
        if not residual < 1 or residual <= epsilon(dtype) * size:
            break
        step = held_as(grid.improved(answer, answer, error), dtype)
        (better,) = lazy.persist([step], progress.stage())
        found = measured(held, better, unit, progress)
        if not found[1] < residual:
            break
        before, answer = residual, better
        error, residual, size = found
        if before * before < residual / 10:
            break
    return (answer if good(residual, size, held.n, dtype) else None), residual


def measured(held, answer, unit, progress):
    """(I − AX in memory, its ∞ norm, ‖A‖‖X‖)."""
    error = grid.residual(unit, held.matrix, answer)
    parts = [error, norm_inf(error), norm_inf(held.matrix), norm_inf(answer)]
    error, *norms = lazy.persist(parts, progress.stage())
    residual, left, right = (float(value) for value in lazy.collect(norms))
    return error, residual, left * right


def restored(held, answer, matrix, progress):
    """The matrix's own inverse, in memory: unpadded, scaled back, in its chunks and dtype."""
    cut = answer[: held.n, : held.n]
    inverse = scale(cut, held.columns.T, held.rows.T)
    inverse = inverse.map_blocks(Portable(kernels.cast), matrix.dtype, dtype=matrix.dtype)
    (inverse,) = lazy.persist([inverse.rechunk(matrix.chunks)], progress.stage())
    return inverse


def gathered(function, matrix, right, progress):
    """LAPACK's answer in tasks that hold the matrix: (X, figures (columns, 3)), both in memory.

    ``right`` (n, m) is in chunks of columns, or None: then the answer has the matrix's chunks.
    """
    import numpy as np

    one = matrix.rechunk(matrix.shape)
    given = [one] if right is None else [one, right]
    graph = grid.Grid("whole", *given)
    columns = given[-1].chunks[1]
    for j in range(len(columns)):
        inputs = [(one.name, 0, 0)] + [(part.name, 0, j) for part in given[1:]]
        both = graph.put("both", (j,), (Portable(function), *inputs))
        graph.put("answer", (0, j), (grid.take, both, 0))
        graph.put("figures", (j, 0), (grid.take, both, 1))
    answer = graph.array("answer", given[-1].chunks, matrix.dtype)
    figures = graph.array("figures", ((1,) * len(columns), (3,)), np.dtype("float64"))
    answer = answer.rechunk(matrix.chunks) if right is None else answer
    answer, figures = lazy.persist([answer, figures], progress.stage())
    return answer, lazy.collect([figures])[0]


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
    progress = lazy.Progress(tell, [1.0], "inverting")
    answer, figures = gathered(kernels.invert_facts, matrix, None, progress)
    info, residual, size = figures[0]
    if info or good(residual, size, n, matrix.dtype):
        return answer, int(info)
    if not finite(matrix):
        return not_a_number(matrix), 0
    raise refuse(residual, matrix.dtype)


def finite(matrix):
    import dask.array as da

    return bool(lazy.collect([da.isfinite(matrix).all()])[0])
