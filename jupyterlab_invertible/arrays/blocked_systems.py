"""Solutions and determinants on Dask, by the factors of ``blocked_inverse``'s elimination.

A solution is refined against its right-hand side and measured: accepted is a backward error
‖AX − B‖ / (‖A‖‖X‖ + ‖B‖) of at most ``MODEST``·n·ε in every column, with ‖AX − B‖ < ‖B‖. A
determinant is accepted where solutions of a few random systems show its factors to be those of A:
the same backward error, before refinement, of at most ``LOST``·n·ε.
"""

from . import block_figures, grid, kernels, lazy
from . import blocked_inverse as inverse
from .failure import Failure
from .mixing import scale
from .portable import Portable

LOST = 1000.0  # digits that an elimination without exchanges may cost a determinant: three
COLUMNS = 1024  # of right-hand sides to a block
PROBES = 4


def column_tops(array):
    """The largest magnitude of each column, (1, m), lazily."""
    rows = (1,) * array.numblocks[0]
    found = array.map_blocks(
        Portable(kernels.top_rows), dtype=array.real.dtype, chunks=(rows, array.chunks[1])
    )
    return found.max(axis=0, keepdims=True)


class System:
    """A·X = B with A balanced and B scaled and padded to match, both in memory."""

    def __init__(self, held, right, progress):
        self.held = held
        self.progress = progress
        self.right, self.lift = fitted(held, right)
        parts = [self.right, self.lift, inverse.norm_inf(held.matrix), column_tops(self.right)]
        self.right, self.lift, *few = lazy.persist(parts, progress.stage())
        self.norm, self.tops = lazy.collect(few)

    def quality(self, answer):
        """(B − AX in memory, backward error, relative rest)."""
        rest = grid.residual(self.right, self.held.matrix, answer)
        parts = [rest, column_tops(rest), column_tops(answer)]
        rest, *few = lazy.persist(parts, self.progress.stage())
        rest_tops, answer_tops = lazy.collect(few)
        norm = float(self.norm)
        return rest, *kernels.quality(rest_tops, self.tops, answer_tops, norm)


def fitted(held, right):
    """(B scaled by rows as A is, each column to 1, and padded; the exponents of its columns)."""
    import dask.array as da
    import numpy as np

    n, columns = right.shape
    right = right.astype(held.matrix.dtype).rechunk((held.rows.chunks[0], COLUMNS))
    shifted = scale(right, held.rows, da.zeros((1, 1), dtype=np.int32, chunks=1))
    lift = column_tops(shifted).map_blocks(Portable(kernels.exponents), dtype=np.int32)
    lifted = scale(shifted, da.zeros((1, 1), dtype=np.int32, chunks=1), lift)
    spare = held.matrix.shape[0] - n
    if spare:
        more = da.zeros((spare, columns), dtype=right.dtype, chunks=(spare, right.chunks[1]))
        lifted = da.concatenate([lifted, more])
    return lifted.rechunk((held.matrix.chunks[0], right.chunks[1])), lift


def solve_blocked(matrix, right, tell):
    """X (n, m) of A·X = B by blocks, in memory. Raises ``Refused``."""
    progress = lazy.Progress(tell, [0.4, 0.2, 2.0, 0.5, 0.5, 0.5, 0.5, 0.1], "solving")
    held = inverse.balanced(matrix, None, progress)
    if not held.known_finite:
        return inverse.not_a_number(right)
    system = System(held, right, progress)
    best = float("inf")
    for seed in range(1, inverse.TRIES + 1):
        answer, error = attempt(system, seed, matrix.dtype)
        if answer is not None:
            return restored(system, answer, right)
        best = min(best, error)
    raise inverse.Refused(best)


def attempt(system, seed, dtype):
    """(X or None, backward error) of the balanced system under one drawing of the mixing."""
    progress = system.progress
    mixing, factors = inverse.factorized(system.held, seed, progress)

    def correction(rest):
        return mixing.undo(grid.substitute(factors, mixing.rows(rest)))

    (answer,) = lazy.persist([inverse.held_as(correction(system.right), dtype)], progress.stage())
    rest, error, relative = system.quality(answer)
    for _ in range(inverse.STEPS):
        if not error > inverse.epsilon(dtype):
            break
        step = inverse.held_as(answer + correction(rest), dtype)
        (better,) = lazy.persist([step], progress.stage())
        found = system.quality(better)
        if not found[1] < error:
            break
        answer, (rest, error, relative) = better, found
    limit = inverse.MODEST * system.held.n * inverse.epsilon(dtype)
    return (answer if error <= limit and relative < 1 else None), error


def restored(system, answer, right):
    held = system.held
    columns = system.lift
    cut = answer[: held.n]
    found = scale(cut, held.columns.T, -columns)
    found = found.map_blocks(Portable(kernels.cast), right.dtype, dtype=right.dtype)
    (found,) = lazy.persist([found.rechunk(right.chunks)], system.progress.stage())
    return found


def solve_one(matrix, right, tell):
    """(X, info) of one matrix (n, n) and right-hand sides (n, m), in the chunks of these."""
    if not inverse.whole(matrix):
        try:
            return solve_blocked(matrix, right, tell), 0
        except inverse.Refused as refused:
            if matrix.nbytes > inverse.GATHER:
                raise refuse(refused.residual, matrix.dtype) from None
    progress = lazy.Progress(tell, [1.0], "solving")
    wide = right.rechunk((-1, COLUMNS))
    answer, figures = inverse.gathered(kernels.solve_facts, matrix, wide, progress)
    info, error, relative = figures.max(axis=0)
    limit = inverse.MODEST * matrix.shape[0] * inverse.epsilon(matrix.dtype)
    if info or (error <= limit and relative < 1) or not inverse.finite(matrix):
        return answer.rechunk(right.chunks), int(info)
    raise refuse(error, matrix.dtype)


def refuse(error, dtype):
    reached = f"its backward error is {error:.3g}" if error == error else "it is not finite"
    return Failure(
        "LinAlgError",
        f"linalg.solve: the solution failed its check ({reached}): A is singular, or too"
        f" ill-conditioned for {dtype}",
        "residual",
    )


def slogdet_one(matrix, tell):
    """(sign, log|det|) of one (n, n) matrix as Python numbers."""
    if not inverse.whole(matrix):
        found = slogdet_blocked(matrix, tell)
        if found is not None:
            return found
        if matrix.nbytes > inverse.GATHER:
            text = (
                "linalg.slogdet: no elimination by blocks passed its check: A is singular, or too"
            )
            raise Failure("LinAlgError", f"{text} ill-conditioned for {matrix.dtype}", "residual")
    one = matrix.rechunk(matrix.shape)
    facts = one.map_blocks(
        Portable(block_figures.slogdet),
        dtype="float64",
        drop_axis=[0, 1],
        new_axis=[0],
        chunks=((3,),),
    )
    re, im, logarithm = lazy.compute(facts, tell, "determinant")
    return complex(re, im), float(logarithm)


def slogdet_blocked(matrix, tell):
    """(sign, log|det|), or None where no drawing of the mixing passed."""
    import dask.array as da

    progress = lazy.Progress(tell, [0.4, 0.1, 2.0, 0.2, 0.2], "determinant")
    held = inverse.balanced(matrix, None, progress)
    if not held.known_finite:
        return complex("nan"), float("nan")
    probe = da.random.default_rng(1).standard_normal((held.n, PROBES), chunks=-1)
    system = System(held, probe, progress)
    for seed in range(1, inverse.TRIES + 1):
        mixing, factors = inverse.factorized(held, seed, progress)
        answer = mixing.undo(grid.substitute(factors, mixing.rows(system.right)))
        _, error, _ = system.quality(answer)
        if error <= LOST * held.n * inverse.epsilon(held.matrix.dtype):
            return assembled(held, mixing, factors)
    return None


def assembled(held, mixing, factors):
    """A's determinant from that of the factors, the mixing's and the scaling's."""
    import math

    facts, rows, columns = lazy.collect(
        [grid.determinants(factors), held.rows.sum(dtype="int64"), held.columns.sum(dtype="int64")]
    )
    sign, logarithm = mixing.determinant(held.edge)
    for re, im, _ in facts:
        sign = sign * complex(re, im)
    logarithm = math.fsum(facts[:, 2]) - logarithm - int(rows + columns) * math.log(2)
    return sign / abs(sign), logarithm
