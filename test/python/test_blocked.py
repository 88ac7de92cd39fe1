"""Linear algebra on Dask: exchanges across blocks are not needed, nothing unproved goes out."""

import os
import signal
import sys
import threading
import time
import types
import warnings
from pathlib import Path

import numpy as np
import pytest

da = pytest.importorskip("dask.array")
distributed = pytest.importorskip("distributed")

from jupyterlab_invertible.arrays import (  # noqa: E402
    ORDER,
    blocked,
    blocked_inverse,
    blocked_measure,
    lazy,
)
from jupyterlab_invertible.arrays.failure import Failure  # noqa: E402

N = 400
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="session")
def cluster():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        )
        yield made
        made.close()


@pytest.fixture
def client(cluster):
    with distributed.Client(cluster) as made:
        yield made


@pytest.fixture
def small_blocks(monkeypatch):
    """The path by blocks, whatever the size: blocks of 100 rows."""
    monkeypatch.setattr(blocked_inverse, "SMALL", 0)
    monkeypatch.setattr(blocked_inverse, "edge_of", lambda n: 100)


@pytest.fixture
def no_gathering(monkeypatch):
    monkeypatch.setattr(blocked_inverse, "GATHER", 0)


def random(seed=0, n=N, dtype="float64"):
    generator = np.random.default_rng(seed)
    matrix = generator.standard_normal((n, n))
    if np.dtype(dtype).kind == "c":
        matrix = matrix + 1j * generator.standard_normal((n, n))
    return matrix.astype(dtype)


def block_permutation():
    return np.roll(np.eye(N), 100, axis=1)


def bad_block():
    """The whole is as regular as any; the first block of 100 is singular but for rounding."""
    matrix = random()
    u, values, vh = np.linalg.svd(matrix[:100, :100])
    values[-1] = 1e-15 * values[0]
    matrix[:100, :100] = (u * values) @ vh
    return matrix


def residual(matrix, inverse):
    return np.linalg.norm(matrix @ inverse - np.eye(len(matrix)))


def inverted(matrix, chunks=100):
    found, info = blocked.invert(da.from_array(matrix, chunks=chunks))
    assert found.chunks == da.from_array(matrix, chunks=chunks).chunks
    assert found.dtype == matrix.dtype
    inverse = found.compute()
    assert inverse.dtype == matrix.dtype
    return inverse, int(info.compute())


def test_what_dask_itself_makes_of_two_of_these_matrices():
    with pytest.raises(np.linalg.LinAlgError):
        da.linalg.inv(da.from_array(block_permutation(), chunks=100)).compute()
    wrong = da.linalg.inv(da.from_array(bad_block(), chunks=100)).compute()
    assert residual(bad_block(), wrong) > 0.1
    assert residual(bad_block(), np.linalg.inv(bad_block())) < 1e-10


MATRICES = {
    "random": random,
    "block permutation": block_permutation,
    "bad block": bad_block,
    "permutation": lambda: np.eye(N)[np.random.default_rng(1).permutation(N)],
    "shift": lambda: np.roll(np.eye(N), 7, axis=0),
    "reversal": lambda: np.eye(N)[::-1].copy(),
    "distances": lambda: np.abs(np.subtract.outer(np.arange(N), np.arange(N))) * 1.0,
    "saddle point": lambda: np.block(
        [[np.eye(200), random(2, 200)], [random(2, 200).T, np.zeros((200, 200))]]
    ),
    "uneven": lambda: random(3, 333),
    "complex": lambda: random(4, 250, "complex128"),
}


@pytest.mark.parametrize("name", MATRICES)
def test_inverses_by_blocks(small_blocks, no_gathering, name):
    matrix = MATRICES[name]()
    inverse, info = inverted(matrix)
    assert info == 0
    assert residual(matrix, inverse) < max(1e-10, 4 * residual(matrix, np.linalg.inv(matrix)))
    np.testing.assert_allclose(inverse, np.linalg.inv(matrix), atol=1e-9 * np.abs(inverse).max())


def test_blocks_much_finer_than_the_permutation(monkeypatch, no_gathering):
    monkeypatch.setattr(blocked_inverse, "SMALL", 0)
    monkeypatch.setattr(blocked_inverse, "edge_of", lambda n: 13)
    matrix = np.eye(160)[np.random.default_rng(5).permutation(160)]
    inverse, _ = inverted(matrix, chunks=37)
    np.testing.assert_allclose(inverse, matrix.T, atol=1e-14)


def test_the_bad_block_on_a_cluster(client, small_blocks):
    inverse, info = inverted(bad_block())
    assert info == 0
    assert residual(bad_block(), inverse) < 1e-10


@pytest.mark.parametrize("dtype", ["float32", "complex64"])
def test_singles_lose_no_digits_to_the_mixing(small_blocks, no_gathering, dtype):
    matrix = random(6, N, dtype)
    inverse, _ = inverted(matrix)
    assert residual(matrix, inverse) < 4 * residual(matrix, np.linalg.inv(matrix))


def test_rows_and_columns_of_very_different_sizes(small_blocks, no_gathering):
    rows, columns = np.random.default_rng(7).integers(-300, 300, (2, N))
    base, powers = random(7), rows[:, None] + columns
    matrix = np.ldexp(base, powers)
    assert np.abs(matrix).max() > 1e150 and np.abs(matrix).min() < 1e-150
    inverse, _ = inverted(matrix)
    expected = np.ldexp(np.linalg.inv(base), -powers.T)
    np.testing.assert_allclose(inverse, expected, rtol=1e-6)


def test_an_exactly_singular_matrix_has_lapacks_info():
    from scipy.linalg import lapack

    matrix = np.triu(random(8, 60))
    matrix[41, 41] = 0
    inverse, info = inverted(matrix, chunks=20)
    assert info == lapack.dgetrf(matrix)[2] == 42
    assert not np.isfinite(inverse).any()


def test_a_worker_without_scipy_finds_the_same_pivot():
    from jupyterlab_invertible.arrays import kernels

    matrix = np.triu(random(8, 60))
    matrix[41, 41] = 0
    assert kernels.first_zero_pivot(matrix) == 42
    assert kernels.first_zero_pivot(random(8, 60)) == 0


def test_a_large_singular_matrix_ends_at_lapacks_verdict(small_blocks):
    matrix = random(9)
    matrix[:, 5] = 0
    assert inverted(matrix)[1] == 6


@pytest.mark.parametrize("gather", [0, 1 << 30])
def test_a_matrix_of_lower_rank_is_an_error_and_no_result(small_blocks, monkeypatch, gather):
    monkeypatch.setattr(blocked_inverse, "GATHER", gather)
    matrix = random(10)
    matrix[:, 7] = matrix[:, 300] + 1e-17 * matrix[:, 2] + matrix[:, 100]
    with pytest.raises(Failure, match="singular, or too ill-conditioned for float64") as caught:
        blocked.invert(da.from_array(matrix, chunks=100))
    assert (caught.value.name, caught.value.code) == ("LinAlgError", "residual")


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("small", [False, True])
def test_what_is_not_finite_gives_nan(monkeypatch, bad, small):
    monkeypatch.setattr(blocked_inverse, "SMALL", 1024 if small else 0)
    matrix = random(11, 120)
    matrix[3, 4] = bad
    inverse, info = inverted(matrix, chunks=50)
    assert info == 0
    assert not np.isfinite(inverse).all()


def test_no_rows_and_one_row():
    inverse, info = blocked.invert(da.zeros((0, 0)))
    assert inverse.shape == (0, 0) and info.compute() == 0
    assert inverted(np.array([[4.0]]), chunks=1)[0] == 0.25
    assert inverted(np.array([[0.0]]), chunks=1)[1] == 1
    assert blocked.determinant(da.zeros((0, 0))).compute() == 1
    assert blocked.conditions(da.zeros((0, 0)), 1).compute() == 0


def test_batches_tell_of_each_member():
    batch = np.stack([random(k, 5) for k in range(6)]).reshape(2, 3, 5, 5)
    batch[1, 1] = np.diag([1.0, 2, 0, 3, 4])
    inverse, info = blocked.invert(da.from_array(batch, chunks=(1, 2, 3, 5)))
    assert info.dtype == "int32"
    np.testing.assert_array_equal(info.compute(), [[0, 0, 0], [0, 3, 0]])
    found = inverse.compute()
    np.testing.assert_allclose(found[0], np.linalg.inv(batch[0]), atol=1e-12)
    assert not np.isfinite(found[1, 1]).any()


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("adjoint", [True, False])
@pytest.mark.parametrize("small", [True, False])
def test_solutions(monkeypatch, left, adjoint, small):
    monkeypatch.setattr(blocked_inverse, "SMALL", 1024 if small else 0)
    monkeypatch.setattr(blocked_inverse, "edge_of", lambda n: 60)
    matrix = random(12, 210, "complex128")
    right = random(13, 210, "complex128")[:, :7]
    right = right if left else right.T
    found, info = blocked.solve(
        da.from_array(matrix, chunks=70), da.from_array(right, chunks=50), None, left, adjoint
    )
    given = matrix.conj().T if adjoint else matrix
    expected = np.linalg.solve(given, right) if left else np.linalg.solve(given.T, right.T).T
    assert info.compute() == 0
    np.testing.assert_allclose(found.compute(), expected, atol=1e-11 * np.abs(expected).max())


def test_a_vector_and_columns_of_very_different_sizes(small_blocks, no_gathering):
    matrix = bad_block()
    A = da.from_array(matrix, chunks=100)
    vector = random(14)[0]
    found, _ = blocked.solve(A, da.from_array(vector, chunks=90), vectors=True, shape=(N,))
    np.testing.assert_allclose(found.compute(), np.linalg.solve(matrix, vector), atol=1e-10)
    columns = np.ldexp(random(14)[:, :4], [0, 1000, -1000, 3])
    found, _ = blocked.solve(A, da.from_array(columns, chunks=90))
    expected = np.ldexp(np.linalg.solve(matrix, random(14)[:, :4]), [0, 1000, -1000, 3])
    sizes = np.abs(expected).max(axis=0)
    np.testing.assert_allclose(found.compute() / sizes, expected / sizes, atol=1e-10)


def test_a_singular_system_is_refused(small_blocks, no_gathering):
    matrix = random(10)
    matrix[:, 7] = matrix[:, 300] + matrix[:, 100]
    with pytest.raises(Failure, match="linalg.solve: the solution failed its check"):
        blocked.solve(da.from_array(matrix, chunks=100), da.from_array(random(3), chunks=100))


def test_batches_of_systems_broadcast():
    left, right = random(1, 4), np.stack([random(k, 4)[:, :2] for k in range(3)])
    found, info = blocked.solve(da.from_array(left, chunks=2), da.from_array(right, chunks=2))
    np.testing.assert_allclose(found.compute(), np.linalg.solve(left, right), atol=1e-12)
    assert info.compute().tolist() == [0, 0, 0]


@pytest.mark.parametrize("name", MATRICES)
def test_determinants(small_blocks, no_gathering, name):
    matrix = MATRICES[name]()
    sign, logarithm = blocked.sign_and_logarithm(da.from_array(matrix, chunks=100))
    expected = np.linalg.slogdet(matrix)
    assert sign.dtype == matrix.dtype and logarithm.dtype == matrix.real.dtype
    np.testing.assert_allclose(sign.compute(), expected[0], atol=1e-8)
    np.testing.assert_allclose(logarithm.compute(), expected[1], rtol=1e-10, atol=1e-8)


def test_determinants_of_batches_and_of_what_is_singular():
    batch = np.stack([random(k, 4) for k in range(3)])
    found = blocked.determinant(da.from_array(batch, chunks=2)).compute()
    np.testing.assert_allclose(found, np.linalg.det(batch))
    assert blocked.determinant(da.from_array(np.ones((4, 4)), chunks=2)).compute() == 0
    assert blocked.determinant(da.eye(400, chunks=100) * -1e3).compute() == np.inf


ORDERS = [1, -1, 2, -2, float("inf"), float("-inf"), "fro", "nuc"]


@pytest.mark.parametrize("ord", ORDERS)
def test_norms_and_conditions(ord):
    matrix = random(15, 30)
    A = da.from_array(matrix, chunks=11)
    np.testing.assert_allclose(
        blocked.matrix_norms(A, ord).compute(), np.linalg.norm(matrix, ord), rtol=1e-12
    )
    expected = np.linalg.cond(matrix, ord)
    np.testing.assert_allclose(blocked.conditions(A, ord).compute(), expected, rtol=1e-9)


def test_the_condition_of_a_singular_matrix_is_infinite():
    A = da.from_array(np.diag([1.0, 0, 2]), chunks=2)
    assert [blocked.conditions(A, ord).compute() for ord in (1, "fro", 2, "nuc")] == [np.inf] * 4


def test_spectra():
    matrix = random(16, 40)[:, :12]
    expected = np.linalg.svd(matrix, compute_uv=False)
    for chunks in ((10, 12), (9, 5)):
        A = da.from_array(matrix, chunks=chunks)
        np.testing.assert_allclose(blocked.singular_values(A).compute(), expected, rtol=1e-12)
        found = blocked.pseudo_inverse(A)
        assert found.shape == (12, 40)
        np.testing.assert_allclose(found.compute(), np.linalg.pinv(matrix), atol=1e-13)
        assert blocked.ranks(A).compute() == 12
        assert blocked.ranks(A, atol=np.float64(expected[4])).compute() == 4
    with pytest.raises(Failure, match="non-finite values"):
        blocked.singular_values(da.full((3, 3), np.nan))


def test_a_spectrum_too_large_for_a_task_says_what_to_do(monkeypatch):
    monkeypatch.setattr(blocked_inverse, "GATHER", 1000)
    with pytest.raises(Failure, match="rechunk it"):
        blocked.singular_values(da.ones((40, 40), chunks=10))


def exact_inverse(matrix):
    from mpmath import mp

    with mp.workdps(60):
        return mp.matrix(matrix.tolist()) ** -1


@pytest.mark.parametrize("dtype", ["float64", "float32", "complex128"])
def test_certificates_hold_against_the_exact_inverse(monkeypatch, dtype):
    monkeypatch.setattr(blocked_inverse, "edge_of", lambda n: 7)
    matrix = random(17, 24, dtype)
    A = da.from_array(matrix, chunks=10)
    X, _ = blocked.invert(A)
    figures = blocked.measure(X, A, 5, [0, 3, 23])
    inverse = X.compute()
    exact = exact_inverse(matrix)
    for row, bound in zip([0, 3, 23], figures["rowBounds"], strict=True):
        error = sum(abs(exact[row, j] - inverse.tolist()[row][j]) for j in range(24))
        assert error <= bound <= figures["bound"]
        sizes = np.abs(inverse)
        least = min(sizes[row].max(), sizes.max(axis=0).min())
        assert bound <= figures["share"] * least * (1 + 1e-6)
    assert figures["bound"] < 1e-2
    assert figures["largest"] == pytest.approx(np.abs(inverse).max())
    kappa = np.linalg.norm(matrix, 1) * np.linalg.norm(inverse, 1)
    assert figures["kappa1"] == pytest.approx(kappa, rel=1e-5)


def test_the_heat_map_is_that_of_the_whole(monkeypatch):
    monkeypatch.setattr(blocked_inverse, "edge_of", lambda n: 20)
    matrix, rough = random(18, 53), random(19, 53)
    chunks = {"chunks": (25, 9)}
    figures = blocked.measure(
        da.from_array(rough, **chunks), da.from_array(matrix, **chunks), 8, [1]
    )
    error = np.abs(rough @ matrix - np.eye(53))
    assert figures["heat"].shape == (8, 8) and figures["heat"].dtype == np.float32
    for i, j in np.ndindex(8, 8):
        most = error[i * 7 : i * 7 + 7, j * 7 : j * 7 + 7].max()
        assert figures["heat"][i, j] == pytest.approx(most)
    assert figures["residual"] == pytest.approx(np.linalg.norm(error))
    assert figures["beta"] > 1 and figures["rowBounds"] is None and figures["bound"] is None


def test_no_certificate_where_rounding_is_not_small():
    assert blocked_measure.gamma(1 << 25, np.dtype("float32")) is None


def test_where_arrays_live(client):
    assert blocked.place(da.zeros((4, 4), chunks=2)) == "Dask, 2 workers, 4 chunks"


def test_where_arrays_live_without_a_cluster():
    import dask

    with dask.config.set(num_workers=3):
        assert blocked.place(da.zeros((4, 4), chunks=4)) == "Dask, 3 threads, 1 chunk"


@pytest.mark.parametrize("kind", ["zeros", "ones", "full", "eye", "rand", "randn", "arange"])
def test_new_arrays(kind):
    shape = (7,) if kind == "arange" else (5, 7)
    value = {"full": 3.5, "arange": [2, 0.5]}.get(kind)
    made = blocked.make(kind, shape, "complex64", value, 4)
    assert made.shape == shape and made.dtype == "complex64"
    again = blocked.make(kind, shape, "complex64", value, 4).compute()
    np.testing.assert_array_equal(made.compute(), again)


def test_new_matrices_are_in_square_chunks():
    made = blocked.make("rand", (24000, 24000), "float64", None, 0)
    assert made.chunks[0] == made.chunks[1] and len(made.chunks[0]) > 1
    assert blocked.make("zeros", (3, 0, 2), "float32").compute().shape == (3, 0, 2)
    assert blocked.make("ones", (5, 3000, 20), "float32").compute().sum() == 300000


def slow(block):
    time.sleep(0.25)
    return block


def test_arrays_that_are_written_cross_once(client):
    made = blocked.from_numpy(np.arange(6.0))
    assert len(distributed.futures_of(made)) == 1
    assert blocked.compute(made).tolist() == [0, 1, 2, 3, 4, 5]


def test_norms_neither_overflow_nor_forget_a_block():
    matrix = random(20, 30) * 1e200
    stack = np.stack([matrix, matrix * 2])
    found = blocked.matrix_norms(da.from_array(stack, chunks=(1, 7, 11)), "fro").compute()
    np.testing.assert_allclose(found / 1e200, np.linalg.norm(stack / 1e200, axis=(1, 2)))


def test_progress_is_told(client):
    array = da.ones((8, 8), chunks=(1, 8)).map_blocks(slow, dtype=float, meta=np.ones(()))
    told = []
    blocked.compute(array, lambda *report: told.append(report))
    done, total, left, text = told[-1]
    assert 0 < done <= total and text == "reading"
    assert [report[0] for report in told] == sorted(report[0] for report in told)


def test_progress_is_told_without_a_cluster():
    told = []
    array = da.ones((8, 8), chunks=(1, 8)).map_blocks(slow, dtype=float, meta=np.ones(()))
    blocked.compute(array, lambda *report: told.append(report))
    assert told and told[-1][1] == 1000


@pytest.mark.parametrize("distant", [True, False])
def test_an_interrupt_cancels_and_leaves_the_rest(request, distant):
    made = request.getfixturevalue("client") if distant else None
    kept = (da.ones((4, 4), chunks=2) + 1).persist()
    array = kept.map_blocks(slow, dtype=float, meta=np.ones(())).sum()
    for _ in range(12):
        array = array.map_blocks(slow, dtype=float, meta=np.ones(()))
    timer = threading.Timer(0.6, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        blocked.compute(array, lambda *report: None)
    timer.join()
    assert blocked.compute(kept).sum() == 32
    if made is not None:
        assert sum(future.status == "pending" for future in made.futures.values()) == 0


def count(client, expected):
    """The futures that are held, once the client has caught up."""
    for _ in range(100):
        if len(client.futures) == expected:
            break
        time.sleep(0.05)
    return len(client.futures)


def test_nothing_stays_on_the_cluster(client, small_blocks):
    A = da.from_array(random(), chunks=100).persist()
    X, info = blocked.invert(A)
    figures = blocked.measure(X, A, 8, [0])
    assert figures["beta"] < 1
    assert count(client, 32) == 32
    del X, info
    assert count(client, 16) == 16
    del A
    assert count(client, 0) == 0


def test_workers_need_not_have_the_package(client, monkeypatch, small_blocks):
    """As a kernel gets it that has no such package: from its sources, under another name."""
    folder = Path(blocked.__file__).parent
    name = "sent_arrays"
    package = types.ModuleType(name)
    package.__path__ = []
    monkeypatch.setitem(sys.modules, name, package)
    for part in ORDER:
        module = types.ModuleType(f"{name}.{part}")
        module.__package__ = name
        monkeypatch.setitem(sys.modules, module.__name__, module)
        setattr(package, part, module)
        exec((folder / f"{part}.py").read_text("utf-8"), module.__dict__)  # noqa: S102
    package.blocked_inverse.SMALL = 0
    package.blocked_inverse.edge_of = lambda n: 100
    X, _ = package.blocked.invert(da.from_array(bad_block(), chunks=100))
    assert residual(bad_block(), X.compute()) < 1e-10


def fail(block):
    raise ValueError("as asked")


def test_a_workers_error_is_told(client):
    with pytest.raises(Failure, match="a Dask worker raised ValueError: as asked"):
        blocked.compute(da.ones(3, chunks=3).map_blocks(fail, dtype=float))


def end(block):
    os._exit(1)


def test_a_cluster_that_dies_is_told():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with (
            distributed.LocalCluster(
                n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
            ) as fragile,
            distributed.Client(fragile),
        ):
            array = da.ones(3, chunks=3).map_blocks(end, dtype=float, meta=np.ones(0))
            with pytest.raises(Failure) as caught:
                blocked.compute(array)
    assert caught.value.code == "device"


def test_unknown_chunks_are_refused():
    array = da.ones((4, 4), chunks=2)
    with pytest.raises(Failure, match="compute_chunk_sizes"):
        blocked.invert(array[array[:, 0] > 0])


def test_there_are_no_factors():
    with pytest.raises(Failure, match="use solve"):
        blocked.factor(da.ones((2, 2)))


def test_estimates_come_from_the_whole(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(lazy.time, "monotonic", lambda: now[0])
    told = []
    progress = lazy.Progress(lambda *report: told.append(report), [1.0, 3.0], "work")
    first, second = progress.stage(), progress.stage()
    now[0] = 10.0
    first(2, 2)
    now[0] = 10.1
    second(1, 4)
    now[0] = 20.0
    second(1, 3)
    assert told[0] == (0, 1000, None, "work")
    assert told[1:] == [(250, 1000, 30.0, "work"), (500, 1000, 20.0, "work")]
