"""Figures about an inverse on Dask: reductions of X·A − I and I − A·X; small results alone cross.

The certificate: with R = I − A·X as computed, |I − A·X| ≤ |R| + γ_k·|A||X| + underflow, entry by
entry and whatever the order of the sums (Higham, Accuracy and Stability, section 3.5), where
k = n + 2, and 4n + 8 for complex entries. So ‖I − A·X‖_∞ ≤ β, and where β < 1 A is regular and
|A⁻¹ − X|, summed over row i, is at most (Σ_j |X_ij|)·β/(1 − β).
"""

from . import block_figures, grid, kernels, lazy
from . import blocked_inverse as inverse
from .portable import Portable

# Below it nothing is said of how large a part of an entry an error is.
TINY = 2.0**-1000


def gamma(n, dtype):
    """γ_k of a product of n terms and one sum more; None where k·u is no small number."""
    k = 4 * n + 8 if dtype.kind == "c" else n + 2
    part = k * inverse.epsilon(dtype) / 2
    return part / (1 - part) if part < 0.5 else None


def inflation(n, dtype):
    """A factor above the rounding of sums of n absolute values in float64."""
    return (1 + 8 * inverse.epsilon(dtype)) * (1 + (8 * n + 64) * 2.0**-52)


def per_block(function, array, chunks, dtype="float64"):
    return array.map_blocks(Portable(function), dtype=dtype, chunks=chunks)


def sums(array):
    """(row sums (n, 1), column sums (1, n)) of |array| in float64, lazily."""
    rows, columns = array.numblocks
    across = per_block(kernels.row_sums_kept, array, (array.chunks[0], (1,) * columns))
    down = per_block(block_figures.column_sums_kept, array, ((1,) * rows, array.chunks[1]))
    return across.sum(axis=1, keepdims=True), down.sum(axis=0, keepdims=True)


def weighted(array, weights):
    """|array| · weights, (n, 1), lazily."""
    import dask.array as da

    chunks = (array.chunks[0], (1,) * array.numblocks[1])
    parts = da.map_blocks(
        Portable(block_figures.weighted), array, weights.T, dtype="float64", chunks=chunks
    )
    return parts.sum(axis=1, keepdims=True)


def heat_of(error, cell):
    """The largest |entry| of each cell × cell block: float32, lazily."""
    chunks = tuple(tuple(-(-extent // cell) for extent in extents) for extents in error.chunks)
    return error.map_blocks(Portable(block_figures.peaks), cell, dtype="float32", chunks=chunks)


def certificate(rest, A, spread):
    """β, 0-d and lazily; ``spread`` (n, 1) are the row sums of |X|. None where γ is none."""
    import numpy as np

    n, dtype = A.shape[0], A.dtype
    factor = gamma(n, dtype)
    # Of blocks that are no arrays of NumPy nobody knows how their products are rounded.
    if factor is None or type(A._meta) is not np.ndarray:
        return None
    tiny = 8.0 * n * (n + 2) * float(np.finfo(dtype).tiny)
    inexact = weighted(A, spread) * (factor * (1 + 2.0**-40)) + tiny
    total = sums(rest)[0] + inexact
    return total.max() * inflation(n, dtype)


def blocks(n, cells):
    """(rows of a cell, rows of a block): blocks are whole cells."""
    cell = max(1, -(-n // cells))
    return cell, cell * max(1, round(inverse.edge_of(n) / cell))


def empty():
    import numpy as np

    return {
        "kappa1": 0.0, "kappaInf": 0.0, "residual": 0.0, "heat": np.zeros((0, 0), np.float32),
        "beta": 0.0, "rowBounds": [], "bound": 0.0, "share": 0.0, "largest": 0.0,
    }  # fmt: skip


def measure(X, A, cells, rows, tell=None):
    """The figures of the contract for X as the inverse of A, (n, n) each; heat is a NumPy array.

    kappa1, kappaInf, residual (‖XA − I‖_F), heat, beta, rowBounds, bound, share, largest. beta is
    None where it cannot be vouched for, the bounds where it is not below 1.
    """
    n = A.shape[0]
    if n == 0:
        return empty()
    lazily = reductions(X, A, cells, list(rows))
    names = [name for name, part in lazily.items() if part is not None]
    progress = lazy.Progress(tell, [1.0], "measuring")
    found = lazy.collect([lazily[name] for name in names], progress.stage())
    return figures(dict(zip(names, found, strict=True)), n, A.dtype)


def reductions(X, A, cells, rows):
    """The small arrays that the figures are made of, lazily, by their names."""
    cell, edge = blocks(A.shape[0], cells)
    X, A = X.rechunk((edge, edge)), A.rechunk((edge, edge))
    unit = grid.unit(A.chunks, A.dtype)
    error = grid.residual(unit, X, A)
    rest = grid.residual(unit, A, X)
    (across, down), (x_across, x_down) = sums(A), sums(X)
    squares = per_block(block_figures.square_sum, error, tuple((1,) * k for k in error.numblocks))
    return {
        "inf": across.max(),
        "one": down.max(),
        "x_inf": x_across.max(),
        "x_one": x_down.max(),
        "residual": squares.sum(),
        "heat": heat_of(error, cell),
        "beta": certificate(rest, A, x_across),
        "share": share_of(X, x_across),
        "spread": x_across[rows, 0] if rows else None,
        "largest": per_block(block_figures.top, X, tuple((1,) * k for k in X.numblocks)).max(),
    }


def share_of(X, across):
    """The largest of the rows' sums, as parts of the least that an entry of theirs is beside."""
    import dask.array as da

    sizes = abs(X)
    least = da.minimum(sizes.max(axis=1), sizes.max(axis=0).min())
    return da.where(least > TINY, across[:, 0] / da.maximum(least, TINY), float("inf")).max()


def figures(found, n, dtype):
    import math

    one = {name: float(found[name]) for name in ("inf", "one", "x_inf", "x_one", "residual")}
    beta = float(found["beta"]) if "beta" in found else None
    beta = beta if beta is not None and math.isfinite(beta) else None
    spread = [float(value) for value in found.get("spread", ())]
    row_bounds = bound = share = None
    if beta is not None and beta < 1:
        factor = beta / (1 - beta) * inflation(n, dtype)
        row_bounds = [value * factor for value in spread]
        bound = one["x_inf"] * factor
        share = float(found["share"]) * factor
        share = share if math.isfinite(share) else None
    return {
        "kappa1": one["one"] * one["x_one"],
        "kappaInf": one["inf"] * one["x_inf"],
        "residual": math.sqrt(one["residual"]) if one["residual"] >= 0 else math.nan,
        "heat": found["heat"],
        "beta": beta,
        "rowBounds": row_bounds,
        "bound": bound,
        "share": share,
        "largest": float(found["largest"]),
    }
