"""The figures of an inverse, and the promise among them, held against exact arithmetic."""

import math
from fractions import Fraction

import numpy as np
import pytest

from jupyterlab_invertible.arrays import measure, spectral
from jupyterlab_invertible.arrays.libraries import library

LIBRARIES = {"numpy": "numpy", "torch": "torch", "jax": "jax", "strict": "array_api_strict"}


@pytest.fixture(params=LIBRARIES)
def owner(request):
    pytest.importorskip(LIBRARIES[request.param], reason=f"{request.param} is not installed")
    if request.param == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    return library(request.param)


def figures(owner, X, A, cells=8):
    # torch shares a NumPy array's memory, and warns of one that may not be written.
    with owner.quiet():
        held = [owner.from_host(np.array(array)) for array in (X, A)]
        found, heat = measure.measure(owner, *held, cells, list(range(len(A))))
        return found, np.asarray(heat)


class Exact:
    """A complex number of exact parts."""

    def __init__(self, re, im=0):
        self.re, self.im = Fraction(re), Fraction(im)

    def __sub__(self, other):
        return Exact(self.re - other.re, self.im - other.im)

    def __mul__(self, other):
        re = self.re * other.re - self.im * other.im
        return Exact(re, self.re * other.im + self.im * other.re)

    def __truediv__(self, other):
        size = other.square()
        over = self * Exact(other.re, -other.im)
        return Exact(over.re / size, over.im / size)

    def square(self):
        return self.re**2 + self.im**2


def exact(value):
    return Exact(float(value.real), float(value.imag))


def exact_inverse(A):
    """Rows of `Exact`, by Gauss and Jordan; None for a singular matrix."""
    n = len(A)
    rows = [[exact(v) for v in row] + [Exact(i == j) for j in range(n)] for i, row in enumerate(A)]
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k].square()), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        head = rows[k][k]
        rows[k] = [value / head for value in rows[k]]
        for i in range(n):
            if i != k and rows[i][k].square():
                factor = rows[i][k]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[n:] for row in rows]


def hold(found, X, A):
    """Asserts that nothing of what is promised is false; gives whether anything was."""
    if found["beta"] is None:
        assert found["bound"] is None and set(found["rowBounds"]) == {None}
        return False
    n = len(A)
    if np.isfinite(X).all() and np.isfinite(A).all():
        # ‖I − AX‖_∞ of the exact numbers; a bound of squares would do, but the sum needs roots.
        for i in range(n):
            total = Fraction(0)
            for j in range(n):
                entry = Exact(i == j)
                for k in range(n):
                    entry = entry - exact(A[i, k]) * exact(X[k, j])
                total += root_below(entry.square())
            assert total <= Fraction(found["beta"])
    inverse = exact_inverse(A)
    if inverse is None:
        assert set(found["rowBounds"]) == {None}
        return False
    bounds = found["rowBounds"]
    if bounds[0] is None:
        return False
    for i in range(n):
        for j in range(n):
            assert (inverse[i][j] - exact(X[i, j])).square() <= Fraction(bounds[i]) ** 2
    assert found["bound"] >= max(bounds)
    if found["share"] is not None:
        sizes = np.abs(X)
        least = np.minimum.outer(sizes.max(axis=1), sizes.max(axis=0)) * (1 + 1e-12)
        for i in range(n):
            for j in range(n):
                error = (inverse[i][j] - exact(X[i, j])).square()
                assert error <= (Fraction(found["share"]) * Fraction(float(least[i, j]))) ** 2
    return True


def root_below(square):
    """A lower bound of a square root, right to some sixty digits."""
    if square == 0:
        return Fraction(0)
    scale = 10**60 * 4 ** max(0, (square.denominator.bit_length() - square.numerator.bit_length()))
    return Fraction(math.isqrt(int(square * scale * scale)), scale)


def conditioned(rng, n, kappa, complex_):
    def orthogonal():
        A = rng.standard_normal((n, n)) + complex_ * 1j * rng.standard_normal((n, n))
        return np.linalg.qr(A)[0]

    A = orthogonal() @ np.diag(np.geomspace(1, 1 / kappa, n)) @ orthogonal()
    return A if complex_ else A.real.copy()


def hard():
    """(name, matrix) of matrices on which bounds fail if they can."""
    rng = np.random.default_rng(16)
    for n in range(3, 10):
        yield f"Hilbert {n}", 1 / (np.arange(n)[:, None] + np.arange(n) + 1.0)
    for kappa in (1e2, 1e8, 1e12, 1e15):
        for complex_ in (False, True):
            yield f"kappa {kappa} {complex_}", conditioned(rng, 6, kappa, complex_)
    A = rng.standard_normal((5, 5))
    yield "graded", A * np.geomspace(1, 1e-200, 5)[:, None]
    yield "graded both", A * np.geomspace(1, 1e-60, 5)[:, None] * np.geomspace(1, 1e60, 5)
    growth = np.eye(8) - np.tril(np.ones((8, 8)), -1)
    growth[:, -1] = 1
    yield "growth", growth
    for scale in (1e307, 1e150, 1e-150, 1e-300, 1e-307, 1e-310):
        yield f"scale {scale}", A * scale
        yield f"complex scale {scale}", (A + 1j * A.T) * scale
    yield "singular", np.arange(16.0).reshape(4, 4)
    yield "rounded singular", np.arange(16.0).reshape(4, 4) / 10
    yield "tiny with large", np.array([[1e300, 1], [1, 1e-300]])
    yield "subnormal entries", np.array([[5e-324, 1], [1, 5e-324]])
    yield "subnormal matters", np.array([[1e-310, 1e-320], [1e-320, 1e-310]])
    # XLA takes 1e-309 for zero, and computes a residual that lacks 1e-9.
    yield "flushed", np.array([[1e-300, 0], [1e-309, 1]])
    yield "one", np.array([[3.0]])
    yield "one subnormal", np.array([[3e-309]])


HARD = dict(hard())


@pytest.mark.parametrize("dtype", ["double", "single"])
@pytest.mark.parametrize("name", HARD)
@pytest.mark.filterwarnings("ignore")
def test_nothing_that_is_promised_is_false(owner, name, dtype):
    A = HARD[name]
    if dtype == "single":
        with np.errstate(all="ignore"):
            A = A.astype("complex64" if np.iscomplexobj(A) else "float32")
        if not np.isfinite(A).all():
            A = HARD["graded both"].astype("float32") / np.float32(1e20)
    try:
        X = np.linalg.inv(A)
    except np.linalg.LinAlgError:
        X = np.ones_like(A)
    hold(figures(owner, X, A)[0], X, A)
    # An inverse that is wrong, by much or by little, is bounded as rightly.
    diagonal = np.diag(np.diag(X))
    near = [X * A.dtype.type(factor) for factor in (1.001, 0.5, 0.02)]
    for wrong in (*near, np.zeros_like(X), X + X.max() * A.dtype.type(1e-3), diagonal):
        hold(figures(owner, wrong, A)[0], wrong, A)


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
def test_the_promise_is_of_use(owner, dtype):
    rng = np.random.default_rng(1)
    for n in (1, 2, 5, 12):
        A = conditioned(rng, n, 100, dtype == "complex128").astype(dtype)
        X = np.linalg.inv(A)
        found, _ = figures(owner, X, A)
        assert found["beta"] < 1e-8
        if n < 12:
            assert hold(found, X, A)
        else:
            assert found["bound"] < 1e-8 * found["largest"] * n


def test_slabs_and_the_heat_map_are_those_of_the_whole(owner):
    rng = np.random.default_rng(2)
    A = rng.standard_normal((600, 600)) + 40 * np.eye(600)
    X = np.linalg.inv(A)
    X[311, 7] += 1e-3
    found, heat = figures(owner, X, A, cells=64)
    E = np.abs(X @ A - np.eye(600))
    edges = np.arange(0, 600, 10)
    expected = np.maximum.reduceat(np.maximum.reduceat(E, edges, 0), edges, 1)
    assert heat.shape == (60, 60) and heat.dtype == "float32"
    # Of what is rounding alone other orders of summation give other figures.
    np.testing.assert_allclose(heat[31], expected[31], rtol=1e-5)
    assert heat[:31].max() < 1e-12
    np.testing.assert_allclose(found["residual"], np.linalg.norm(E), rtol=1e-6)
    np.testing.assert_allclose(found["kappa1"], np.linalg.cond(A, 1), rtol=1e-4)
    np.testing.assert_allclose(found["kappaInf"], np.linalg.cond(A, np.inf), rtol=1e-4)
    assert found["largest"] == np.abs(X).max()
    assert 1e-3 <= found["bound"] < 1 and len(found["rowBounds"]) == 600


def test_edges_that_do_not_divide(owner):
    A = np.eye(7) * 2
    X = np.eye(7) / 2
    X[6, 0] = 1
    _, heat = figures(owner, X, A, cells=3)
    np.testing.assert_array_equal(heat, [[0, 0, 0], [0, 0, 0], [2, 0, 0]])


def test_sums_that_overflow_prove_nothing(owner):
    A = np.full((3, 3), 1e308) + np.eye(3) * 1e307
    for X in (np.full((3, 3), 1e308), np.full((3, 3), np.nan), np.full((3, 3), np.inf)):
        found, _ = figures(owner, X, A)
        assert found["beta"] is None and found["bound"] is None
    found, heat = figures(owner, np.full((2, 2), np.nan), np.eye(2))
    assert math.isnan(found["residual"]) and np.isnan(heat).all()


def test_one_row_that_is_not_finite_is_not_lost_among_others(owner):
    A, X = np.eye(600), np.eye(600)
    for row in (3, 599):
        bad = A.copy()
        bad[row, row] = np.nan
        assert figures(owner, X, bad)[0]["beta"] is None


def test_an_inverse_of_nothing(owner):
    found, heat = figures(owner, np.zeros((0, 0)), np.zeros((0, 0)))
    assert heat.size == 0 and found["bound"] == 0 and found["kappa1"] == 0


def test_products_that_nobody_vouches_for_prove_nothing():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    owner, A = library("torch"), np.eye(2, dtype="float32")
    assert figures(owner, A, A)[0]["beta"] is not None
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high")
    try:
        assert figures(owner, A, A)[0]["beta"] is None
        assert figures(owner, A.astype("float64"), A.astype("float64"))[0]["beta"] is not None
    finally:
        torch.set_float32_matmul_precision(before)


def test_real_dtypes():
    owner = library("numpy")
    assert spectral.real_of(owner, np.zeros(1, "complex64")) == "float32"
    assert spectral.real_of(owner, np.zeros(1)) == "float64"
