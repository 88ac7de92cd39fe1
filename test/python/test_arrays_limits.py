"""Requests that are small to ask and large to answer, and objects that only look like arrays."""

import gc
import sys
import weakref
from types import SimpleNamespace

import numpy as np
import pytest
from test_arrays import Side

from jupyterlab_invertible.arrays import broadcasting, lazy, memory, session, variables
from jupyterlab_invertible.arrays.failure import Failure
from jupyterlab_invertible.arrays.libraries import library
from jupyterlab_invertible.arrays.service import Service

SOLVE = {"left": True, "adjoint": False, "vectors": False}


@pytest.fixture(params=["numpy", "torch", "jax", "dask"])
def side(request):
    modules = {"dask": "dask.array"}
    pytest.importorskip(modules.get(request.param, request.param))
    if request.param == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    return Side(request.param)


def error_of(side, do, ins, outs=1, **fields):
    return side.ask(do, ins, outs, **fields)[0]["error"]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ((3, 1), (4,), (3, 4)),
        ((), (2, 2), (2, 2)),
        ((0, 1), (1, 5), (0, 5)),
        ((1,), (0,), (0,)),
        ((2, 1, 3), (7, 1), (2, 7, 3)),
    ],
)
def test_shapes_meet_as_numpys_do(first, second, whole):
    assert broadcasting.together(first, second) == whole == np.broadcast_shapes(first, second)


@pytest.mark.parametrize(("first", "second"), [((2,), (3,)), ((2, 0), (3,)), ((4, 2), (4, 3))])
def test_shapes_that_do_not_meet(first, second):
    with pytest.raises(Failure, match="do not fit"):
        broadcasting.together(first, second)


def test_a_small_shape_hides_no_large_result(side):
    """The named shape is checked against the arrays before the library is asked for anything."""
    column, row = side.write(np.ones((30_000, 1))), side.write(np.ones((1, 30_000)))
    A, B = side.write(np.eye(2)), side.write(np.ones((60_000, 2, 2)))
    called = []
    xp = library(side.name).xp
    watched = {"add": xp.add, "matmul": xp.matmul}
    try:
        for name in watched:
            setattr(xp, name, lambda *_, name=name: called.append(name))
        sums = {"kind": "add", "dtype": "float64"}
        for shape in ([1], [30_000, 1], [3, 3]):
            for do, fields in (("arithmetic", sums), ("matmul", {"dtype": "float64"})):
                error = error_of(side, do, [column, row], shape=shape, **fields)
                assert error["code"] == "shape"
    finally:
        for name, function in watched.items():
            setattr(xp, name, function)
    assert called == []
    assert error_of(side, "solve", [A, B], 2, shape=[2, 2], **SOLVE)["code"] == "shape"
    vectors = SOLVE | {"vectors": True}
    assert error_of(side, "solve", [A, side.write(2.0)], 2, shape=[], **vectors)["code"] == "shape"


def test_a_solution_is_of_the_shape_of_both_sides(side):
    rng = np.random.default_rng(3)
    A, B = rng.standard_normal((4, 1, 3, 3)), rng.standard_normal((2, 3, 5))
    X = side.compute("solve", [A, B], 2, shape=[4, 2, 3, 5], **SOLVE)[0]
    np.testing.assert_allclose(A @ X, np.broadcast_to(B, X.shape), atol=1e-4)
    right = SOLVE | {"left": False}
    X = side.compute("solve", [A[0, 0], B.mT], 2, shape=[2, 5, 3], **right)[0]
    np.testing.assert_allclose(X @ A[0, 0], B.mT, atol=1e-4)
    vectors = SOLVE | {"vectors": True}
    x = side.compute("solve", [A, B[:, :, 0]], 2, shape=[4, 2, 3], **vectors)[0]
    np.testing.assert_allclose((A @ x[..., None])[..., 0], np.broadcast_to(B[:, :, 0], x.shape))


REPEATED = {"index": [[0, 1, 1], [0, 1, 1]], "order": [0, 1], "shape": [1, 1]}
HUGE = [2**22, 2**22]


@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_what_repeats_one_element_is_laid_out_nowhere(name):
    pytest.importorskip(name)
    side = Side(name)
    one = side.write(np.ones((1, 1)))
    (many,) = side.run("view", [one], expanded=HUGE, **REPEATED)
    whole = {"index": [[0, 2**22, 1]] * 2, "order": [0, 1], "shape": HUGE, "expanded": HUGE}
    # A view of it is free, and so is a part of it.
    assert side.run("view", [many], **whole)
    cut = {"index": [[0, 2, 1]] * 2, "order": [0, 1], "shape": [2, 2], "expanded": [2, 2]}
    (part,) = side.run("view", [many], **cut)
    assert side.read(part).tolist() == [[1, 1], [1, 1]]
    flipped = whole | {"index": [[2**22 - 1, 2**22, -1]] * 2}
    asked = [
        ("copy", {}),
        ("reshape", {"shape": [2**44]}),
        ("determinant", {}),
        ("sign_and_logarithm", {}),
        ("singular_values", {}),
        ("conditions", {"ord": 1}),
        ("matrix_norms", {"ord": "fro"}),
        ("vector_norms", {"p": 2, "axes": 2}),
        ("ranks", {}),
        ("invert", {}),
        ("factor", {}),
        ("arithmetic", {"kind": "mul", "scalar": 2, "dtype": "float64", "shape": HUGE}),
    ]
    if name == "torch":
        asked.append(("view", flipped))
    for do, fields in asked:
        ins = [many, None] if do == "arithmetic" else [many]
        outs = {"invert": 2, "factor": 3, "sign_and_logarithm": 2}.get(do, 1)
        assert error_of(side, do, ins, outs, **fields)["code"] == "memory", do
    error = error_of(side, "read", [many], 0)
    assert error["code"] == "memory" and "read a part of it" in error["message"]
    error = error_of(side, "measure", [many, many], 0, cells=8)
    assert error["code"] == "memory"
    # Of a product or a solution the result may be small beside what is laid out for it.
    (row,) = side.run("view", [one], expanded=[1, 2**22], **REPEATED)
    fields = {"shape": [2**22, 1], "vectors": False, "left": True, "adjoint": False}
    (column,) = side.run("reshape", [row], shape=[2**22, 1])
    assert error_of(side, "solve", [many, column], 2, **fields)["code"] == "memory"
    fields = {"shape": [2**22, 1], "dtype": "float64"}
    assert error_of(side, "matmul", [many, column], **fields)["code"] == "memory"


def test_a_library_without_views_is_asked_for_no_large_one():
    pytest.importorskip("jax")
    side = Side("jax")
    one = side.write(np.ones((1, 1), "float32"))
    assert error_of(side, "view", [one], expanded=HUGE, **REPEATED)["code"] == "memory"
    (small,) = side.run("view", [one], expanded=[3, 2], **REPEATED)
    assert side.read(small).tolist() == [[1, 1]] * 3


def test_dask_repeats_into_chunks_that_fit():
    da = pytest.importorskip("dask.array")
    side = Side("dask", {"x": da.arange(20_000, chunks=7000, dtype="float64")[None, :]})
    _, (row,), _ = side.ask("refer", (), 1, name="x")
    view = {"index": [[0, 1, 1], [0, 20_000, 1]], "order": [0, 1], "shape": [1, 20_000]}
    (many,) = side.run("view", [row], expanded=[20_000, 20_000], **view)
    array = side.service.held[many].array
    largest = np.prod([max(cut) for cut in array.chunks]) * 8
    assert largest <= 128 * 2**20 and array.shape == (20_000, 20_000)
    assert array[5, 19_990:].compute().tolist() == list(range(19_990, 20_000))


@pytest.mark.parametrize(
    "shape", [[2**51], [2**25, 2**25], [2**48, 4, 4], [2**52, 1], [1, 2**52], [2**24, 2**24, 2, 4]]
)
def test_dask_is_given_no_graph_that_nothing_could_hold(shape):
    pytest.importorskip("dask.array")
    fields = {"kind": "zeros", "shape": shape, "dtype": "float64", "library": "dask"}
    error = error_of(Side("dask"), "make", [], **fields)
    assert error["code"] == "memory" and "chunks" in error["message"]


@pytest.mark.parametrize("shape", [[0, 2**50], [2**50, 0], [0], [3, 0, 2**40], [20_000] * 2, []])
def test_dask_makes_what_is_empty_or_merely_large(shape):
    pytest.importorskip("dask.array")
    fields = {"kind": "ones", "shape": shape, "dtype": "float32", "library": "dask"}
    assert Side("dask").run("make", [], **fields)


def test_dask_operations_give_no_more_chunks_than_a_graph_holds(monkeypatch):
    da = pytest.importorskip("dask.array")
    monkeypatch.setattr(lazy, "MOST_CHUNKS", 100)
    variables_ = {"x": da.ones((20, 1), chunks=1), "y": da.ones((1, 20), chunks=1)}
    side = Side("dask", variables_)
    (x,), (y,) = (side.ask("refer", (), 1, name=name)[1] for name in "xy")
    for do, more in (("arithmetic", {"kind": "add"}), ("matmul", {})):
        fields = {"dtype": "float64", "shape": [20, 20], **more}
        assert error_of(side, do, [x, y], **fields)["code"] == "memory"
    assert side.run("matmul", [y, x], dtype="float64", shape=[1, 1])


def test_dask_arrays_are_read_only_where_they_fit(monkeypatch):
    da = pytest.importorskip("dask.array")
    computed = []
    monkeypatch.setattr(lazy, "collect", lambda *_: computed.append(1))
    side = Side("dask", {"x": da.zeros((2**20, 2**20))})
    _, (x,), _ = side.ask("refer", (), 1, name="x")
    assert error_of(side, "read", [x], 0)["code"] == "memory" and computed == []


def test_dask_eliminates_in_this_process_only_what_fits(monkeypatch):
    da = pytest.importorskip("dask.array")
    side = Side("dask", {"x": da.eye(40, chunks=20) * 2.0})
    _, (x,), _ = side.ask("refer", (), 1, name="x")
    free = 6 * 40 * 40 * 8
    asked = [
        ("invert", 2, {}),
        ("determinant", 1, {}),
        ("sign_and_logarithm", 2, {}),
        ("conditions", 1, {"ord": 1}),
    ]
    for do, outs, fields in asked:
        monkeypatch.setattr(memory, "host", lambda: free)
        assert side.ask(do, [x], outs, **fields)[0] == {}
        monkeypatch.setattr(memory, "host", lambda: free - 1)
        error = error_of(side, do, [x], outs, **fields)
        assert error["code"] == "memory" and "give Dask a cluster" in error["message"]
        # Workers have memory of their own.
        with monkeypatch.context() as patch:
            patch.setattr(lazy, "client", lambda: "cluster")
            patch.setattr(lazy, "persist", persist_here)
            if do == "invert":
                assert side.ask(do, [x], outs, **fields)[0] == {}


def persist_here(arrays, report=None):
    import dask

    return dask.persist(*arrays)


def test_a_read_only_array_says_so():
    frozen = np.eye(2)
    frozen.flags.writeable = False
    side = Side("numpy", {"A": frozen})
    _, (A,), _ = side.ask("refer", (), 1, name="A")
    error = error_of(side, "assign", [side.write(np.ones((2, 2))), A], 0)
    assert error["code"] == "library" and "read-only; clone it first" in error["message"]
    assert frozen.tolist() == [[1, 0], [0, 1]]


def test_what_was_read_goes_out_as_it_was():
    served = Service({"A": np.zeros(2), "B": np.ones(2)})
    many = [
        {"do": "refer", "name": "A", "out": [1], "id": 1},
        {"do": "refer", "name": "B", "out": [2], "id": 2},
        {"do": "read", "in": [1], "id": 3},
        {"do": "assign", "in": [2, 1]},
        {"do": "read", "in": [1], "id": 4},
    ]
    replies, buffers = served.serve(many)
    first, second = (buffers[reply["buffer"]] for reply in replies[2:])
    assert bytes(first) == bytes(16) and bytes(second) == np.ones(2).tobytes()
    # The service keeps nothing of what it gave.
    assert served.buffers == []


def test_bytes_that_go_out_are_copies(monkeypatch):
    """The kernel sends in another thread, while what runs next may change the array."""
    sent = []
    line = SimpleNamespace(send=lambda data, buffers=(): sent.extend(buffers), close=lambda: None)
    monkeypatch.setitem(sys.modules, "comm", SimpleNamespace(create_comm=lambda **_: line))
    A = np.zeros(2)
    requests = (
        '[{"do": "refer", "name": "A", "out": [1], "id": 1}, {"do": "read", "in": [1], "id": 2}]'
    )
    bridge = SimpleNamespace(check_targets=None)
    try:
        session.serve("s", requests, None, "target", {"A": A}, bridge)
    finally:
        session.forget("s")
    A[:] = 1
    assert sent[1] == bytes(16)


@pytest.mark.parametrize("digits", [25, 300])
def test_numbers_of_many_digits(digits):
    fields = {"kind": "full", "shape": [1], "dtype": "int64", "library": "numpy"}
    side = Side("numpy")
    message = error_of(side, "make", [], value=10**digits, **fields)["message"]
    assert message == f"1.000000e+{digits} is no number of dtype int64"


@pytest.mark.parametrize("name", ["numpy", "torch", "jax", "dask"])
def test_fills_beyond_a_float_are_infinite(name):
    pytest.importorskip(name)
    side = Side(name)
    for value in (10**300, 1e300, -1e300):
        fields = {"kind": "full", "shape": [2], "dtype": "float32", "library": name}
        (made,) = side.run("make", [], value=value, **fields)
        assert side.read(made).tolist() == [np.sign(float(value)) * np.inf] * 2
        (more,) = side.run(
            "arithmetic", [made, None], kind="mul", scalar=value, dtype="float32", shape=[2]
        )
        assert side.read(more).tolist() == [np.inf] * 2


def test_failures_keep_no_arrays_alive():
    class Seen(np.ndarray):
        pass

    array = np.zeros((2, 3)).view(Seen)
    gone = weakref.ref(array)
    namespace = {}
    served = Service(namespace)
    made = {"do": "make", "kind": "zeros", "shape": [2, 3], "dtype": "float64", "library": "numpy"}
    served.serve([{**made, "out": [1]}])
    served.held[1].array = array
    served.serve([{"do": "invert", "in": [1], "out": [2, 3]}])
    served.serve([{"do": "copy", "in": [2], "out": [4], "id": 1}])
    for _ in range(3):
        (reply,), _ = served.serve([{"do": "copy", "in": [4], "out": [5], "id": 1}])
    assert reply["error"]["code"] == "shape"
    served.serve([{"do": "free", "in": [1]}])
    del array
    gc.collect()
    assert gone() is None
    failures = [held for held in served.held.values() if isinstance(held, Failure)]
    assert failures and all(
        (failure.__traceback__, failure.__context__) == (None, None) for failure in failures
    )


def test_what_is_gone_says_why():
    (reply,), _ = Service({}).serve([{"do": "read", "in": [5], "id": 1}])
    for part in ("was released", "was interrupted", "was restarted", "run the cell"):
        assert part in reply["error"]["message"]


def test_objects_that_only_look_like_arrays():
    class Odd:
        __module__ = 5

    class Torch:
        __module__ = "torch.nowhere"
        shape, dtype = (2, 2), "torch.float64"

    class Strict:
        __module__ = "array_api_strict.fake"

        def __array_namespace__(self):
            raise AssertionError("nobody is to ask")

    class Meta(type):
        @property
        def __module__(cls):
            raise ValueError("no")

    class Raising(metaclass=Meta):
        pass

    for value in (Odd(), Torch(), Strict()):
        assert variables.adopted("x", value) is None
    namespace = {"x": Raising()}
    reply = Side("numpy", namespace).ask("refer", (), 1, name="x")[0]
    assert reply.get("other") or "error" in reply


def test_memory_that_is_not_told(monkeypatch):
    monkeypatch.setattr(memory, "host", lambda: None)
    memory.check_host((2**40,), "float64")
    monkeypatch.setattr(memory, "host", lambda: 100)
    with pytest.raises(Failure, match="to read an array of shape .* takes 800 bytes"):
        memory.check_host((100,), "float64")
