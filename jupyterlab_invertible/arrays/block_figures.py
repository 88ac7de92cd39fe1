"""Figures of one block with NumPy: the tasks of norms, determinants, spectra and measurements."""

from .kernels import quiet, row_sums


def slogdet(block):
    """[re and im of the sign, log|det|] in the last dim, of each matrix (*, n, n)."""
    import numpy as np

    with quiet():
        sign, logarithm = np.linalg.slogdet(block)
    return np.stack([sign.real, sign.imag, logarithm], axis=-1)


def singular_values(block):
    import numpy as np

    return np.linalg.svd(block, compute_uv=False)


def pseudo_inverse(block, atol, rtol, hermitian):
    """Σ v·uᴴ/σ over σ above max(atol, rtol·σ₁)."""
    import numpy as np

    if 0 in block.shape:
        return np.zeros(block.swapaxes(-1, -2).shape, block.dtype)
    u, values, vh = np.linalg.svd(block, full_matrices=False, hermitian=hermitian)
    limit = np.maximum(atol[..., 0], rtol[..., 0] * values[..., :1])
    with quiet():
        inverse = np.where(values > limit, 1 / values, 0).astype(values.dtype)
    return (vh.conj().swapaxes(-1, -2) * inverse[..., None, :]) @ u.conj().swapaxes(-1, -2)


def ranks(block, atol, rtol, hermitian):
    import numpy as np

    if 0 in block.shape:
        return np.zeros(block.shape[:-2], np.int64)
    values = np.linalg.svd(block, compute_uv=False, hermitian=hermitian)
    limit = np.maximum(atol[..., 0], rtol[..., 0] * values[..., :1])
    return (values > limit).sum(axis=-1, dtype=np.int64)


def column_sums_kept(block):
    return row_sums(block.T)[None, :]


def weighted(block, weights):
    """|block| · weightsᵀ in float64, as a column."""
    import numpy as np

    with quiet():
        return np.abs(block).astype(np.float64) @ weights.T


def square_sum(block):
    """Σ |entry|² as (1, 1)."""
    import numpy as np

    with quiet():
        return (np.abs(block).astype(np.float64) ** 2).sum(keepdims=True)


def top(block):
    """The largest |entry| as (1, 1)."""
    import numpy as np

    return np.abs(block).max(keepdims=True, initial=0).astype(np.float64)


def peaks(block, cell):
    """The largest |entry| of each cell × cell block, float32."""
    import numpy as np

    sizes = np.abs(block)
    starts = [np.arange(0, extent, cell) for extent in block.shape]
    down = np.maximum.reduceat(sizes, starts[0], axis=0)
    with quiet():
        return np.maximum.reduceat(down, starts[1], axis=1).astype(np.float32)


def quotient(above, below):
    with quiet():
        return above / below


def frobenius(block):
    """‖·‖_F of each matrix (*, r, c) as (*, 1, 1) in float64, without overflow on the way."""
    import numpy as np

    with quiet():
        sizes = np.abs(block).astype(np.float64)
        most = sizes.max(axis=(-2, -1), keepdims=True, initial=0)
        safe = np.where((most > 0) & np.isfinite(most), most, 1)
        return np.sqrt(((sizes / safe) ** 2).sum(axis=(-2, -1), keepdims=True)) * safe


def exponential(sign, logarithm, dtype):
    """sign · exp(logarithm), 0 or inf where that leaves the range."""
    import numpy as np

    with quiet():
        return (sign * np.exp(logarithm)).astype(dtype)
