"""A proven bound of |A⁻¹ − X|, from one residual and what its rounding can have hidden.

With E = I − AX and ‖E‖_∞ <= β < 1, A is regular and A⁻¹ − X = X·E·(I − E)⁻¹, so that no entry of
row i of A⁻¹ − X is larger than Σ_k |X_ik| · β/(1 − β) (Rump, Verification methods, Acta Numerica
2010, section 10.4). β is the residual as computed, and beside it, row by row, the a-priori error
of the product, γ_(n+2)·|A||X|e (Higham, Accuracy and Stability, 3.5; for complex numbers
γ_(4n+8)), which holds for any order of summation, with or without fused operations. Whoever
computes may also flush numbers below the smallest normal one to zero, operands and results: that
is bounded too. A complex number is measured by |re| + |im|, never smaller than its modulus and
free of its overflow. The sums are enlarged for their own rounding, and one that is not finite
proves nothing.
"""

import math


class Rounding:
    """The constants of a dtype for sums of n products."""

    def __init__(self, owner, array):
        limits = owner.xp.finfo(array.dtype)
        self.unit = float(limits.eps) / 2
        self.tiny = float(limits.smallest_normal)
        self.n = n = array.shape[-1]
        terms = 4 * n + 8 if owner.dtype_name(array).startswith("complex") else n + 2
        self.valid = 8 * (terms + 8) * self.unit < 0.5
        self.gamma = terms * self.unit / (1 - terms * self.unit) if self.valid else math.inf
        # At least the factor by which sums of such lengths, two after one another, may be low.
        self.slack = 1 + 8 * (terms + 8) * self.unit


def size(owner, array):
    """|x|, or |re| + |im|."""
    xp = owner.xp
    if owner.dtype_name(array).startswith("complex"):
        return xp.abs(xp.real(array)) + xp.abs(xp.imag(array))
    return xp.abs(array)


class Inverse:
    """What the bounds need of X, computed once: sums and counts of its rows."""

    def __init__(self, owner, X):
        xp = owner.xp
        self.owner = owner
        self.rounding = Rounding(owner, X)
        sizes = size(owner, X)
        tiny = self.rounding.tiny
        # A flushed entry is less than the smallest normal number: of each row n of them.
        self.sums = xp.sum(sizes, axis=-1) + self.rounding.n * tiny
        self.small = xp.sum(xp.astype(sizes < tiny, sizes.dtype), axis=-1)


def residual_sums(inverse, A, E):
    """Per row of a slab A (r, n), with its computed E (r, n) = I − AX: at least Σ_j |I − AX|_ij.

    Up to `slack`, which the caller applies to the largest of them.
    """
    owner, rounding = inverse.owner, inverse.rounding
    xp = owner.xp
    sizes = size(owner, A)
    small = xp.astype(sizes < rounding.tiny, sizes.dtype)
    rounded = rounding.gamma * xp.matmul(sizes, inverse.sums)
    lost = xp.matmul(small, inverse.sums) + xp.matmul(sizes, inverse.small)
    flushed = rounding.tiny * lost + 8 * (rounding.n + 1) ** 2 * rounding.tiny
    return xp.sum(size(owner, E), axis=-1) + rounded + flushed


def upward(value):
    """The next double: what one rounding to nearest, subnormal or not, can have taken."""
    return math.nextafter(value, math.inf)


def beta(inverse, largest):
    """The bound of ‖I − AX‖_∞ of the largest of `residual_sums`; None where it proves nothing."""
    rounding = inverse.rounding
    bound = upward(largest * rounding.slack)
    return bound if rounding.valid and math.isfinite(bound) else None


def bound_of_row(inverse, total, bound):
    """The bound of |A⁻¹ − X| over a row of X whose sum is `total`; None unless β < 1."""
    if bound is None or not bound < 1:
        return None
    # 1 − β is rounded: down, at most by an ulp.
    share = upward(bound / math.nextafter(1 - bound, 0))
    found = upward(upward(total * inverse.rounding.slack) * share)
    return found if math.isfinite(found) else None
