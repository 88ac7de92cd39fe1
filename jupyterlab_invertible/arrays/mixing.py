"""The preconditioner that makes exchanges of rows across blocks unnecessary.

A is first scaled by powers of two, rows then columns, which is exact. It is then mixed,

    M = (P ⊗ I_b) D₁ · A · D₂ (Q ⊗ I_b)ᵀ,

with random orthogonal k × k matrices P and Q, and random diagonals D₁ and D₂ of signs times
exp(r/10), r uniform in [−1/2, 1/2).

Elimination by blocks needs the leading i × i blocks of M, of m = i·b rows, to be nonsingular. By
Cauchy–Binet such a minor is Σ det P[R] · d₁(R) · det A[R, C] · d₂(C) · det Q[C] over sets R of m
rows and C of m columns: a polynomial in the entries of D₁ and D₂, in which each (R, C) has a
monomial of its own. So it vanishes for almost no D₁ and D₂, provided that one of its terms is not
zero. As no minor of P or Q is zero (almost surely), the rank of a set W of rows in P, or columns in
Q, is r(W) = Σ min(i, |W ∩ class|) over the b classes modulo b, which is at least (i/k)·|W|. Matroid
intersection (Edmonds), once for the rows and once for the columns, finds a term that is not zero if

    r(W) + rank A[Wᶜ, U] + r(Uᶜ) ≥ m    for all sets W of rows and U of columns.

A is nonsingular, so rank A[Wᶜ, U] ≥ max(0, |U| − |W|), and the left side is at least
m − (i/k)·(|U| − |W|) + max(0, |U| − |W|) ≥ m, since i ≤ k.

Parker's butterflies of depth two (PLASMA's and SLATE's gesv_rbt) mix four parts alone: with blocks
finer than n/4 a leading block may stay singular. One product with a k × k matrix mixes all k parts
at 2·k·n² flops a side, below 2 % of the elimination's 8/3·n³ from n = 100·k on, and it wants no
power of two; so there is no butterfly here.

"Almost surely" is no bound: a leading block can be ill-conditioned, and digits are lost. Nothing is
believed, therefore: ``blocked`` refines, measures the residual, and draws again.
"""

from . import kernels
from .portable import Portable

LEFT, RIGHT = 1, 2


class Balanced:
    """A matrix scaled and padded to k × k blocks of b rows, with the exponents of its scaling.

    ``matrix`` is (k·b, k·b); ``rows`` (n, 1) and ``columns`` (1, n) are int32; ``finite`` () bool.
    All are Dask arrays.
    """

    def __init__(self, matrix, rows, columns, finite, n):
        self.matrix = matrix
        self.rows = rows
        self.columns = columns
        self.finite = finite
        self.n = n

    def parts(self):
        return [self.matrix, self.rows, self.columns, self.finite]

    @property
    def count(self):
        return self.matrix.numblocks[0]

    @property
    def edge(self):
        return self.matrix.chunks[0][0]


def balance(matrix, edge):
    """``Balanced`` of a lazy (n, n) matrix, lazily, in blocks of ``edge`` rows."""
    import dask.array as da
    import numpy as np

    n = matrix.shape[0]
    cut = matrix.rechunk((edge, edge))
    size = cut.map_blocks(Portable(kernels.magnitude), dtype=cut.real.dtype)
    exponents = Portable(kernels.exponents)
    shift = {"dtype": np.int32, "meta": np.empty((0, 0), np.int32)}
    rows = size.max(axis=1, keepdims=True).map_blocks(exponents, **shift)
    scaled = scale(size, rows, da.zeros_like(rows[:1]))
    columns = scaled.max(axis=0, keepdims=True).map_blocks(exponents, **shift)
    blocks = tuple(edge for _ in cut.chunks[0])
    padded = da.map_blocks(
        Portable(kernels.scale_and_pad_block),
        cut,
        rows,
        columns,
        edge=edge,
        dtype=cut.dtype,
        meta=np.empty((0, 0), cut.dtype),
        chunks=(blocks, blocks),
    )
    return Balanced(padded, rows, columns, da.isfinite(size.max()), n)


def scale(array, rows, columns):
    """array · 2^(rows + columns), lazily: rows (n, 1), columns (1, m), chunked as the array is."""
    import dask.array as da
    import numpy as np

    rows = rows.rechunk((array.chunks[0], -1)) if rows.shape[0] > 1 else rows
    columns = columns.rechunk((-1, array.chunks[1])) if columns.shape[1] > 1 else columns
    return da.map_blocks(
        Portable(kernels.scale),
        array,
        rows,
        columns,
        dtype=array.dtype,
        meta=np.empty((0, 0), array.dtype),
    )


class Mixing:
    """One drawing of the two random transforms for k blocks."""

    def __init__(self, seed, count):
        import numpy as np

        self.seed = seed
        generator = np.random.default_rng([seed, 0])
        self.turns = {}
        for side in (LEFT, RIGHT):
            q, r = np.linalg.qr(generator.standard_normal((count, count)))
            self.turns[side] = q * np.sign(np.diag(r))

    def along(self, function, side, array):
        """A function of panels that hold all rows, on an array in blocks."""
        tall = array.rechunk((-1, array.chunks[1]))
        return self.panel(function, side, tall).rechunk(array.chunks)

    def panel(self, function, side, array):
        import numpy as np

        return array.map_blocks(
            Portable(function),
            seed=self.seed,
            side=side,
            turn=self.turns[side],
            dtype=array.dtype,
            meta=np.empty((0, 0), array.dtype),
        )

    def rows(self, array):
        """(P ⊗ I)·D₁ · array."""
        return self.along(kernels.mix, LEFT, array)

    def both(self, matrix):
        """M, lazily, in the matrix's own blocks."""
        tall = self.rows(matrix)
        wide = self.panel(kernels.mix_columns, RIGHT, tall.rechunk((tall.chunks[0], -1)))
        return wide.rechunk(matrix.chunks)

    def undo(self, answer):
        """D₂·(Qᵀ ⊗ I) · answer: from M's solutions to the balanced matrix's."""
        return self.along(kernels.unmix, RIGHT, answer)

    def determinant(self, edge):
        """(sign, log) of the determinant of both transforms together."""
        import numpy as np

        sign, logarithm = 1.0, 0.0
        for side, turn in self.turns.items():
            weights = kernels.diagonal(self.seed, side, edge * turn.shape[0])
            sign *= np.prod(np.sign(weights)) * np.sign(np.linalg.det(turn)) ** edge
            logarithm += float(np.log(np.abs(weights)).sum())
        return sign, logarithm
