"""NumPy and LAPACK on one block: the tasks of the graphs that ``grid`` and ``blocked`` build.

They run on Dask's workers, to which they are sent by value (``portable``): NumPy is all that they
need there. Warnings are silenced, since Inf and NaN are answers here that the caller checks.
"""


def quiet():
    import numpy as np

    return np.errstate(all="ignore")


def identity(rows, columns, dtype):
    import numpy as np

    return np.eye(rows, columns, dtype=dtype)


def subtract(block, lefts, rights):
    """block − Σ lefts[p] · rights[p]."""
    with quiet():
        out = block.copy()
        for left, right in zip(lefts, rights, strict=True):
            out -= left @ right
    return out


def add_products(block, lefts, rights):
    """block + Σ lefts[p] · rights[p]."""
    with quiet():
        out = block.copy()
        for left, right in zip(lefts, rights, strict=True):
            out += left @ right
    return out


def solve_left(pivot, block):
    """pivot⁻¹ · block by LAPACK's gesv: NaN where the pivot block is singular."""
    import numpy as np

    with quiet():
        try:
            return np.linalg.solve(pivot, block)
        except np.linalg.LinAlgError:
            return np.full(block.shape, np.nan, block.dtype)


def solve_right(block, pivot):
    """block · pivot⁻¹."""
    return solve_left(pivot.T, block.T).T


def magnitude(block):
    """The larger of |re| and |im|, entry by entry: no overflow, unlike the absolute value."""
    import numpy as np

    if block.dtype.kind == "c":
        return np.maximum(np.abs(block.real), np.abs(block.imag))
    return np.abs(block)


def exponents(largest):
    """The e for which largest · 2^e lies in [1/2, 1): 0 for zero and for what is not finite."""
    import numpy as np

    with quiet():
        found = -np.frexp(largest)[1].astype(np.int32)
        return np.where(np.isfinite(largest) & (largest > 0), found, np.int32(0))


def scale(block, rows, columns):
    """block · 2^(rows + columns), exact save where it leaves the range of the dtype."""
    import numpy as np

    with quiet():
        powers = rows + columns
        if block.dtype.kind != "c":
            return np.ldexp(block, powers)
        out = np.empty(np.broadcast_shapes(block.shape, powers.shape), block.dtype)
        out.real = np.ldexp(block.real, powers)
        out.imag = np.ldexp(block.imag, powers)
        return out


def scale_and_pad_block(block, rows, columns, edge, block_id=None):
    """``scale``, then padded to edge × edge: ones on the padding's diagonal."""
    import numpy as np

    scaled = scale(block, rows, columns)
    if scaled.shape == (edge, edge):
        return scaled
    out = np.zeros((edge, edge), block.dtype)
    height, width = scaled.shape
    out[:height, :width] = scaled
    if block_id[0] == block_id[1]:
        tail = np.arange(height, edge)
        out[tail, tail] = 1
    return out


def balanced(matrix):
    """A matrix scaled by powers of two, rows then columns: (scaled, rows, columns)."""
    size = magnitude(matrix)
    rows = exponents(size.max(axis=1, initial=0))[:, None]
    columns = exponents(scale(size, rows, rows[:1] * 0).max(axis=0, initial=0))[None, :]
    return scale(matrix, rows, columns), rows, columns


def row_sums(block):
    """Σ_j |block_ij| in float64."""
    import numpy as np

    with quiet():
        return np.abs(block).sum(axis=1, dtype=np.float64)


def norm_inf(block):
    import numpy as np

    return float(np.max(row_sums(block), initial=0.0))


def first_zero_pivot(matrix):
    """LAPACK's info by elimination with row exchanges, for a worker that has no SciPy."""
    import numpy as np

    work = np.array(matrix)
    n = work.shape[0]
    with quiet():
        for j in range(n):
            p = j + int(np.argmax(magnitude(work[j:, j])))
            if work[p, j] == 0:
                return j + 1
            work[[j, p]] = work[[p, j]]
            work[j + 1 :, j] /= work[j, j]
            work[j + 1 :, j + 1 :] -= np.outer(work[j + 1 :, j], work[j, j + 1 :])
    return 0


def zero_pivot(matrix):
    """LAPACK's info of getrf: the first exactly zero pivot, 1-based; 0 where there is none."""
    try:
        from scipy.linalg import get_lapack_funcs
    except ImportError:
        return first_zero_pivot(matrix)
    (getrf,) = get_lapack_funcs(("getrf",), (matrix,))
    return int(max(getrf(matrix)[2], 0))


def solve_whole(matrix, right):
    """LAPACK's answer for one matrix: (X, info). X is NaN where info tells of a zero pivot."""
    import numpy as np

    if matrix.shape[0] == 0:
        return np.zeros(right.shape, right.dtype), 0
    with quiet():
        try:
            return np.linalg.solve(matrix, right), 0
        except np.linalg.LinAlgError:
            info = zero_pivot(matrix) or matrix.shape[0]
            return np.full(right.shape, np.nan, right.dtype), info


def quality(rest, right, answer, norm):
    """How good columns of an answer are, given rest = right − A · answer and norm = ‖A‖_∞.

    All but the norm are the largest magnitudes of each column. Returns two figures: the largest
    rest against norm·|answer| + |right| (the backward error), and against |right|. Columns whose
    right-hand side is not finite are passed over, as NaN is right for them.
    """
    import numpy as np

    known = np.isfinite(right)
    rest, right, answer = (part[known].astype(np.float64) for part in (rest, right, answer))
    if not rest.size:
        return 0.0, 0.0
    with quiet():
        whole = norm * answer + right
        backward = np.where(whole > 0, rest / whole, rest)
        relative = np.where(right > 0, rest / right, rest)
    return float(backward.max()), float(relative.max())


def tops(block):
    """The largest magnitude of each column."""
    return magnitude(block).max(axis=0, initial=0)


def solve_facts(matrix, right):
    """(X, [info, backward error, relative rest]) of one matrix, the figures of the balanced one."""
    import numpy as np

    answer, info = solve_whole(matrix, right)
    scaled, rows, columns = balanced(matrix)
    shifted = scale(right, rows, 0 * columns[:, :1])
    lift = exponents(tops(shifted))[None, :]
    shifted = scale(shifted, 0 * rows, lift)
    back = scale(answer, -columns.T, lift)
    rest = subtract(shifted, [scaled], [back])
    figures = quality(tops(rest), tops(shifted), tops(back), norm_inf(scaled))
    return answer, np.asarray([[info, *figures]], np.float64)


def invert_facts(matrix):
    """(X, [info, ‖AX − I‖_∞, ‖A‖‖X‖]), the norms of the balanced matrix."""
    import numpy as np

    unit = np.eye(matrix.shape[0], dtype=matrix.dtype)
    inverse, info = solve_whole(matrix, unit)
    scaled, rows, columns = balanced(matrix)
    back = scale(inverse, -columns.T, -rows.T)
    residual = norm_inf(subtract(unit, [scaled], [back]))
    size = norm_inf(scaled) * norm_inf(back)
    return inverse, np.asarray([[info, residual, size]], np.float64)


def invert_batch(block):
    """LAPACK's inverses of a block (*, n, n), and info (*) in int32."""
    import numpy as np

    unit = np.eye(block.shape[-1], dtype=block.dtype)
    return solve_batch(block, np.broadcast_to(unit, block.shape))


def solve_batch(left, right):
    """X (*, n, m) of left (*, n, n) · X = right (*, n, m), and info (*) in int32."""
    import numpy as np

    answer = np.empty(right.shape, right.dtype)
    info = np.zeros(left.shape[:-2], np.int32)
    for member in np.ndindex(info.shape):
        answer[member], info[member] = solve_whole(left[member], right[member])
    return answer, info


def zeros(rows, columns, dtype):
    import numpy as np

    return np.zeros((rows, columns), dtype)


def same(block):
    return block


def take(both, index):
    return both[index]


def diagonal(seed, side, size):
    """The random diagonal of one side of the mixing: signs times exp(r/10), r in [−1/2, 1/2)."""
    import numpy as np

    generator = np.random.default_rng([seed, side])
    signs = generator.integers(0, 2, size) * 2.0 - 1.0
    return signs * np.exp(generator.uniform(-0.05, 0.05, size))


def mix(panel, seed, side, turn):
    """(turn ⊗ I)·D · panel, for a panel of all rows."""
    k = turn.shape[0]
    weights = diagonal(seed, side, panel.shape[0]).astype(panel.real.dtype)
    turn = turn.astype(panel.real.dtype)
    with quiet():
        scaled = (weights[:, None] * panel).reshape(k, -1)
        return (turn @ scaled).reshape(panel.shape)


def mix_columns(panel, seed, side, turn):
    """panel · D·(turnᵀ ⊗ I), for a panel of all columns."""
    return mix(panel.T, seed, side, turn).T


def unmix(panel, seed, side, turn):
    """D·(turnᵀ ⊗ I) · panel: the mixing of columns, applied to the answer."""
    k = turn.shape[0]
    weights = diagonal(seed, side, panel.shape[0]).astype(panel.real.dtype)
    turn = turn.astype(panel.real.dtype)
    with quiet():
        return weights[:, None] * (turn.T @ panel.reshape(k, -1)).reshape(panel.shape)


def row_sums_kept(block):
    return row_sums(block)[:, None]


def qr(block):
    """Q and R of a block by LAPACK's geqrf."""
    import numpy as np

    with quiet():
        return tuple(np.linalg.qr(block))


def turned(turn, block):
    """turnᴴ · block."""
    with quiet():
        return turn.conj().T @ block


def determinant(turn, triangle):
    """[[re and im of the sign, log|det|]] of turn · triangle."""
    import numpy as np

    with quiet():
        pivots = np.diag(triangle)
        sizes = np.abs(pivots)
        sign = np.linalg.slogdet(turn)[0] * np.prod(pivots / sizes)
        return np.asarray([[sign.real, sign.imag, np.log(sizes).sum()]], np.float64)


def rounded(block, dtype):
    """A block as a narrower dtype holds it, in its own."""
    with quiet():
        return block.astype(dtype).astype(block.dtype)


def cast(block, dtype):
    with quiet():
        return block.astype(dtype)


def top_rows(block):
    return tops(block)[None, :]
