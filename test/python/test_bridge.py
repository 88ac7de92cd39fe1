"""Values that a Python kernel gives to a cell: which are arrays, and what becomes of them."""

import json
import math
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest

from jupyterlab_invertible import _bridge


def given(value):
    return _bridge.native("x", _bridge.as_array(value))


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0).reshape(3, 4)[::-2, ::-1],
        np.arange(6, dtype=">i8").reshape(2, 3).T,
        np.asfortranarray(np.arange(6.0).reshape(2, 3) + 1j),
        np.broadcast_to(np.float32(3), (2, 2)),
        np.zeros((0, 3)),
        np.array([True, False]),
        np.array([1, 2], dtype="uint16"),
    ],
)
def test_any_strides_and_byte_order(array):
    found = given(array)
    assert found.flags.c_contiguous
    assert found.dtype.isnative
    np.testing.assert_array_equal(found, array)


@pytest.mark.parametrize("dtype", ["longdouble", "datetime64[s]", "U3", "object"])
def test_a_dtype_that_would_be_rounded_is_refused(dtype):
    with pytest.raises(TypeError, match="cannot hold exactly"):
        given(np.zeros(2, dtype))


def test_large_unsigned_integers_are_refused():
    assert given(np.array([1], dtype="uint64")).dtype == "int64"
    with pytest.raises(TypeError, match="cannot hold exactly"):
        given(np.array([2**63], dtype="uint64"))


def test_torch():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    value = torch.arange(4.0, requires_grad=True).reshape(2, 2).T
    np.testing.assert_array_equal(given(value), [[0, 2], [1, 3]])
    lazy = torch.tensor([1 + 2j, 3 - 4j]).conj()
    np.testing.assert_array_equal(given(lazy), [1 - 2j, 3 + 4j])
    # bfloat16 has no NumPy dtype: torch says so, and nothing is rounded in silence.
    with pytest.raises(TypeError):
        given(torch.ones(2, dtype=torch.bfloat16))


def test_cupy_by_its_protocol():
    """CuPy needs a GPU: a class that has its module's name and its one method stands for it."""
    fake = type("ndarray", (), {"__module__": "cupy", "get": lambda self: np.eye(2)})
    np.testing.assert_array_equal(given(fake()), np.eye(2))


def there_and_back(value):
    return _bridge.restored(json.loads(json.dumps(_bridge.plain(value, "x"))))


@pytest.mark.parametrize(
    "value",
    [
        -0.0,
        [-0.0, {"a": -0.0}],
        2**53,
        float("inf"),
        -0.0 + 1j,
        complex(0.0, -0.0),
        {"$bigint": "5"},
        {"$dict": {"$float": "nan"}},
        {"$complex": 1},
        {"$bigint": 1, "other": 2},
        {"__proto__": {"x": 1}},
        "\ud800 alone",
        [[], {}, None, True],
    ],
)
def test_values_come_back_as_they_went(value):
    found = there_and_back(value)
    # The texts tell 0.0 from -0.0 and 1 from 1.0.
    assert (found, repr(found)) == (value, repr(value))


def test_whole_numbers_of_any_length_come_back():
    for value in (-(10**5000), 10**5000):
        assert there_and_back(value) == value


def test_keys_that_are_one_as_text_are_refused():
    with pytest.raises(TypeError, match=r"x has the keys 1 and '1', which are both '1'"):
        _bridge.plain({1: "a", "1": "b"}, "x")
    with pytest.raises(TypeError, match="rename one"):
        _bridge.plain([{"a": {None: 1, "None": 2}}], "x")
    assert _bridge.plain({1: "a", 2.5: "b", None: "c"}) == {"1": "a", "2.5": "b", "None": "c"}


def test_a_value_without_end_is_said(monkeypatch):
    monkeypatch.setattr(_bridge, "MOST_ITEMS", 100_000)
    circle = []
    circle.append({"in": circle})
    deep = twice = []
    for _ in range(10_000):
        deep = [deep]
    for _ in range(60):
        twice = [twice, twice]
    for value, words in [(circle, "holds itself"), (deep, "levels deep"), (twice, "more than")]:
        with pytest.raises(TypeError, match=f"^x .*{words}"):
            _bridge.plain(value, "x")
    with pytest.raises(TypeError, match="would be rounded"):
        _bridge.plain([np.longdouble(1) / 3], "x")


@pytest.mark.parametrize(
    "value",
    [
        np.timedelta64(1, "ns"),
        np.zeros(2, [("a", "int64"), ("b", "int64")]),
    ],
)
def test_times_and_records_do_not_become_numbers(value):
    for wrapped in ([value], {"a": value}):
        with pytest.raises(TypeError, match=r"x\[.*\] holds a .*, which a %%ts cell does not have"):
            _bridge.packed("x", wrapped)


def test_times_are_utc_and_to_the_millisecond():
    day = {"$date": 1577836800000}
    for value in (date(2020, 1, 1), datetime(2020, 1, 1), np.datetime64("2020-01-01", "ns")):
        assert _bridge.plain(value) == day
        assert _bridge.restored(day) == datetime(2020, 1, 1, tzinfo=timezone.utc)
    array = np.array([["2020-01-01", "NaT"]], "datetime64[ns]")
    assert json.loads(_bridge.packed("x", array)[1]) == [[day, None]]
    moment = _bridge.plain(datetime(1970, 1, 1, microsecond=1999))
    assert moment == {"$date": 1}
    assert json.loads(_bridge.packed("x", array + np.timedelta64(1, "ns"))[1]) == [[day, None]]
    with pytest.raises(TypeError, match="out of the range of a Date"):
        _bridge.packed("x", np.array(["9999999"], "datetime64[Y]"))


def test_text_is_text_and_what_is_refused_is_told_what_to_write():
    assert json.loads(_bridge.packed("x", np.array(["a", "bb"]))[1]) == ["a", "bb"]
    cases = [
        ({1}, "list(x)"),
        (b"a", "list(x)"),
        (Decimal(1), "float(x)"),
        (timedelta(1), "x.total_seconds()"),
        (np.array([b"a"]), "numpy.char.decode(x)"),
        (np.zeros(1, [("a", "i4")]), "{n: x[n] for n in x.dtype.names}"),
        (np.array([1], "m8[s]"), "x / numpy.timedelta64(1, 's')"),
    ]
    for x, advice in cases:
        with pytest.raises(TypeError, match=f"^x .*give {re.escape(advice)}"):
            _bridge.packed("x", x)
        _bridge.packed("x", eval(advice, {"numpy": np, "x": x}))
    with pytest.raises(TypeError, match=r"x\['rows'\]\[0\] cannot go"):
        _bridge.packed("x", {"rows": [{1}]})


@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"a": (v,)}])
@pytest.mark.parametrize("masked", [np.ma.array([1, 2, 3], mask=[0, 1, 0]), np.ma.masked])
def test_masked_arrays_are_refused(masked, wrap):
    with pytest.raises(TypeError, match=r"x is or holds a masked array.*\.filled\(0\)"):
        _bridge.packed("x", wrap(masked))


def test_pandas():
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    for lossy in [
        pd.Series([1, None], dtype="Int64"),
        pd.array([True, None], dtype="boolean"),
        pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": [1.5, 2.5]}),
    ]:
        for value in (lossy, [lossy]):
            with pytest.raises(TypeError, match=r"x has missing values.*fillna"):
                _bridge.packed("x", value)
    with pytest.raises(TypeError, match="they would be rounded"):
        _bridge.packed("x", pd.DataFrame({"a": [2**60 + 1], "b": [0.5]}))
    with pytest.raises(TypeError, match="labels that occur twice"):
        _bridge.packed("x", pd.DataFrame([["a", "b"]], columns=[0, 0]))
    day = {"$date": 1577836800000}
    frame = pd.DataFrame({"a": [pd.Timestamp("2020-01-01"), pd.NaT], "b": ["t", None]})
    assert _bridge.plain(frame) == [{"a": day, "b": "t"}, {"a": None, "b": None}]
    assert json.loads(_bridge.packed("x", frame["a"])[1]) == [day, None]
    assert _bridge.plain(pd.Series(["a", "b"], index=[0, 0], dtype="category")) == ["a", "b"]
    assert _bridge.plain(pd.Timestamp("2020-01-01 00:00:00.000000001")) == day
    header, content = _bridge.packed("x", pd.Series([1, 2], dtype="Int64"))
    assert header["dtype"] == "int64"
    assert _bridge.unpacked(header, bytes(content)).tolist() == [1, 2]
    header, content = _bridge.packed("x", pd.DataFrame({"a": [1], "b": ["t"]}))
    assert json.loads(content) == [{"a": 1, "b": "t"}]
    assert math.isnan(given(pd.Series([1.0, None]))[1])


def test_booleans_are_one_bit():
    odd = np.array([0, 2, 255], dtype="uint8").view(bool)
    assert given(odd).view("uint8").tolist() == [0, 1, 1]
    header = {"name": "x", "dtype": "bool", "shape": [3], "bytes": 3}
    assert _bridge.unpacked(header, b"\0\2\xff").view("uint8").tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    "name",
    "open print __builtins__ __x __name__ class lambda None get_ipython In Out _ _1 _i3 __ _oh "
    "exit _invertible_sys ﬁ 1a a.b".split()
    + ["a b;import os", "", "a\n"],
)
def test_names_that_no_cell_may_bind(name):
    with pytest.raises(NameError, match="give the variable another name in the cell"):
        _bridge.check_targets([name])
    namespace = {}
    _bridge.received["t"] = stream([({"name": name, "bytes": 1}, b"1")])
    with pytest.raises(NameError):
        _bridge.store([name], "t", namespace, {})
    assert (namespace, "t" in _bridge.received) == ({}, False)


def test_names_that_a_cell_may_bind():
    _bridge.check_targets(["x", "größe", "λ", "match", "case", "_x", "data_dir", "np"])
    with pytest.raises(NameError, match="each of them once"):
        _bridge.check_targets(["x", "x"])
    with pytest.raises(NameError, match="open is a builtin of Python"):
        _bridge.check([], {}, ["open"])


def stream(pairs, cut=3, head=None):
    """A transfer of headers and contents, as the browser sends them."""
    first = json.dumps([header for header, _ in pairs]).encode() if head is None else head
    content = first + b"".join(content for _, content in pairs)
    transfer = _bridge.Transfer(len(first), len(content))
    for at in range(0, len(content), cut):
        transfer.take([content[at : at + cut]])
    return transfer


def test_only_the_names_of_o_are_bound_and_all_of_them_or_none():
    pairs = [
        ({"name": "a", "bytes": 1}, b"1"),
        ({"name": "b", "dtype": "int32", "shape": [2, 1], "bytes": 8}, b"\1\0\0\0\2\0\0\0"),
        ({"name": "c", "dtype": "float64", "shape": [0, 3], "bytes": 0}, b""),
    ]
    _bridge.received["t"] = stream(pairs)
    namespace = {}
    _bridge.store(["a", "b", "c"], "t", namespace, {})
    assert namespace["a"] == 1
    assert namespace["b"].tolist() == [[1], [2]]
    assert namespace["b"].flags.writeable
    assert namespace["c"].shape == (0, 3)
    for names in (["a"], ["a", "b"], ["a", "b", "d"], ["a", "b", "c", "d"]):
        _bridge.received["t"] = stream(pairs)
        namespace = {}
        with pytest.raises(RuntimeError, match="not what stands after -o"):
            _bridge.store(names, "t", namespace, {})
        assert namespace == {}
    with pytest.raises(RuntimeError, match="did not come"):
        _bridge.store(["a"], "t", {}, {})


class Comm:
    """As much of a comm as `listen` uses."""

    is_closed = False

    def on_msg(self, callback):
        self.message = callback

    def on_close(self, callback):
        self.ended = callback

    def close(self):
        self.is_closed = True


def opener():
    """The handler that `listen` registers."""
    found = {}

    class Manager:
        def register_target(self, name, handler):
            found[name] = handler

    kernel = type("Kernel", (), {"comm_manager": Manager()})()
    _bridge.listen(kernel)
    return found["invertible"]


def opened(open_comm, **data):
    comm = Comm()
    open_comm(comm, {"content": {"data": data}})
    return comm


def test_a_transfer_that_is_given_up_is_forgotten():
    _bridge.received.clear()
    open_comm = opener()
    comm = opened(open_comm, token="t", head=2, total=2)
    comm.message({"buffers": [memoryview(b"[]")]})
    comm.ended({})
    assert not _bridge.received
    with pytest.raises(RuntimeError, match="did not come"):
        _bridge.store(["x"], "t", {}, {})
    # Of those that never close, the last few are kept, and no more of their bytes than was said.
    for i in range(100):
        comm = opened(open_comm, token=str(i), head=2, total=2)
        for _ in range(10):
            comm.message({"buffers": [b"[]"]})
    assert len(_bridge.received) == _bridge.MOST_TRANSFERS
    assert all(sum(map(len, t.chunks)) <= 2 for t in _bridge.received.values())
    _bridge.received.clear()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"token": 1, "head": 0, "total": 0},
        {"token": "t", "head": -1, "total": 0},
        {"token": "t", "head": 3, "total": 2},
        {"token": "t", "head": True, "total": True},
        {"token": "t", "head": 1 << 30, "total": 1 << 30},
    ],
)
def test_a_comm_that_is_no_transfer_is_closed(data):
    assert opened(opener(), **data).is_closed
    assert not _bridge.received
