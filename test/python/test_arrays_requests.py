"""Requests that no cell would send, and failures that nobody awaits."""

import json
import math
import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from jupyterlab_invertible import arrays
from jupyterlab_invertible.arrays import loader, requests, service
from jupyterlab_invertible.arrays.service import Service

SCALE = float(os.environ.get("FUZZ_SCALE", 1))
ROOT = Path(__file__).resolve().parents[2]
ZEROS = {"do": "make", "kind": "zeros", "shape": [2, 2], "dtype": "float64", "library": "numpy"}


def made(handle, **more):
    return {**ZEROS, "out": [handle], **more}


def code(reply):
    return reply["error"]["code"]


@pytest.mark.parametrize(
    "bad",
    [
        {"do": "eval"},
        {"do": ["make"]},
        {"do": None},
        {},
        {"do": "make"},
        made(1, kind="empty"),
        made(1, shape=[-1]),
        made(1, shape=[True]),
        made(1, shape=[1.0]),
        made(1, shape=[2**30, 2**30]),
        made(1, shape=[0, 2**52, 4]),
        made(1, shape=[1] * 33),
        made(1, dtype="object"),
        made(1, dtype="__class__"),
        made(1, library="os"),
        made(1, where="cpu; rm"),
        made(1, where="x" * 40),
        made(1, kind="rand"),
        made(1, kind="rand", seed=2**53),
        made(1, kind="rand", seed=-1),
        made(1, kind="eye", shape=[2]),
        made(1, kind="arange", shape=[2], value=3),
        made(1, kind="full"),
        made(1, kind="full", value={"$float": "1e400"}),
        made(1, kind="full", value="1"),
        made(1, extra=1),
        made(2**53),
        made(True),
        {**ZEROS, "out": []},
        {**ZEROS, "out": [1, 2]},
        {**ZEROS, "out": "1"},
        {"do": "copy", "in": [None], "out": [1]},
        {"do": "copy", "in": [1.0], "out": [1]},
        {"do": "invert", "in": [1], "out": [2, 2]},
        {"do": "stack", "in": list(range(65)), "out": [2]},
        {"do": "conditions", "in": [1], "out": [2], "ord": 3},
        {"do": "conditions", "in": [1], "out": [2], "ord": "inf"},
        {
            "do": "arithmetic",
            "in": [1, None],
            "out": [2],
            "kind": "add",
            "dtype": "bool",
            "shape": [],
        },
        {"do": "view", "in": [1], "out": [2], "index": [[0, 1, 1]], "order": [1], "shape": []},
        {"do": "refer", "out": [1], "name": 3},
        {"do": "bind", "in": [1], "names": []},
        {"do": "measure", "in": [1, 1], "cells": 0},
        {"do": "measure", "in": [1, 1], "cells": 8, "rows": [-1]},
    ],
)
def test_a_bad_request_is_refused_and_harms_nothing(bad):
    served = Service({})
    served.serve([made(1)])
    (reply,), _ = served.serve([{**bad, "id": 3}])
    assert reply["id"] == 3 and code(reply) == "request"
    assert reply["error"]["name"] == "RuntimeError"
    (reply,), _ = served.serve([{"do": "describe", "in": [9], "id": 4}])
    assert code(reply) == "lost"


@pytest.mark.parametrize(
    "bad", [None, 3, "x", {"do": "make", "id": 1}, [None], [[]], [3, {}], [{"id": []}]]
)
def test_no_list_of_requests(bad):
    replies, buffers = Service({}).serve(bad)
    assert replies == [] and buffers == []


def test_too_many_requests_run_not_at_all():
    served = Service({})
    replies, _ = served.serve([made(at, id=at) for at in range(service.MOST_REQUESTS + 1)])
    assert len(replies) == service.MOST_REQUESTS + 1
    assert {code(reply) for reply in replies} == {"request"}
    assert served.count() == 0


def test_handles_are_bounded(monkeypatch):
    monkeypatch.setattr(service, "MOST_HANDLES", 3)
    served = Service({})
    served.serve([made(at) for at in range(3)])
    (reply,), _ = served.serve([made(7, id=1)])
    assert code(reply) == "request" and served.count() == 3
    # One that is there already is replaced.
    assert served.serve([made(2, id=1)])[0] == [{"id": 1}]
    assert served.serve([{"do": "free", "in": [0, 1], "id": 1}, made(7, id=2)])[0][1] == {"id": 2}
    assert served.count() == 2
    served.free_all()
    assert served.count() == 0


def test_a_failure_that_nobody_awaits_is_told_with_what_uses_it():
    served = Service({})
    invert = {"do": "invert", "in": [1], "out": [2, 3]}
    replies, _ = served.serve(
        [
            made(1, shape=[2, 3]),
            invert,
            {"do": "copy", "in": [2], "out": [4]},
            made(5, id=8),
            {"do": "read", "in": [4], "id": 9},
        ]
    )
    assert replies[0] == {"id": 8}
    assert code(replies[1]) == "shape"
    # Its handles may be used again.
    assert served.serve([made(4), {"do": "describe", "in": [4], "id": 1}])[0][0]["place"] == "numpy"
    assert served.count() == 3


def test_a_failure_that_makes_nothing_is_told_by_the_next_that_is_awaited():
    served = Service({})
    served.serve([made(1), made(2, shape=[3]), {"do": "assign", "in": [2, 1]}])
    replies, _ = served.serve([made(3, id=1), made(4, id=2)])
    assert code(replies[0]) == "shape" and replies[1] == {"id": 2}


def test_bytes_that_are_not_the_arrays():
    served = Service({})
    write = {
        "do": "write",
        "shape": [2],
        "dtype": "float64",
        "library": "numpy",
        "out": [1],
        "id": 1,
    }
    for buffer, given in ((0, []), (1, [b"x" * 16]), (0, [b"x" * 15]), (0, [b""]), (0, ["text"])):
        (reply,), _ = served.serve([{**write, "buffer": buffer}], given)
        assert "error" in reply
    assert served.serve([{**write, "buffer": 0}], [memoryview(np.ones(2))])[0] == [{"id": 1}]


def test_an_array_of_bytes_is_the_services_own():
    served, content = Service({}), bytearray(16)
    write = {"do": "write", "shape": [2], "dtype": "float64", "library": "numpy", "out": [1]}
    served.serve([{**write, "buffer": 0}], [content])
    content[:] = b"\xff" * 16
    _, (found,) = served.serve([{"do": "read", "in": [1], "id": 1}])
    assert bytes(found) == bytes(16)


def test_pivots_beyond_the_rows_are_refused():
    served = Service({})
    pivots = np.array([1, 2**31 - 1], "int32")
    write = {
        "do": "write",
        "shape": [2],
        "dtype": "int32",
        "library": "numpy",
        "out": [2],
        "buffer": 0,
    }
    solve = {"do": "solve_factored", "in": [1, 2, 1], "out": [3], "shape": [2, 2], "id": 1}
    sides = {"left": True, "adjoint": False, "vectors": False}
    (reply,), _ = served.serve([made(1), write, {**solve, **sides}], [pivots])
    assert "Pivots given to lu_solve" in reply["error"]["message"]


def test_nothing_but_variables_is_reached():
    namespace = {"__builtins__": __builtins__, "os": os}
    served = Service(namespace)
    for name in ("__builtins__", "os"):
        assert served.serve([{"do": "refer", "out": [1], "name": name, "id": 1}])[0][0]["other"]
    for name in ("os.path", "__class__", "open"):
        (reply,), _ = served.serve([{"do": "refer", "out": [1], "name": name, "id": 1}])
        assert code(reply) == "name"
    assert set(namespace) == {"__builtins__", "os"}


def hostile(rng, depth=0):
    """Any JSON, of the words that requests are made of."""
    words = [*requests.OF_KIND, *requests.DTYPES, *requests.KINDS, "numpy", "$float", "nan", "x"]
    plain = [
        lambda: rng.choice([None, True, False, 0, 1, 2, 3, -1, 0.5, 2**53, -(2**70), 1e308]),
        lambda: rng.choice(words),
        lambda: {"$float": rng.choice(["inf", "nan", "-inf", "-0.0", "2"])},
        lambda: rng.randrange(6),
    ]
    if depth < 3:
        plain += [lambda: [hostile(rng, depth + 1) for _ in range(rng.randrange(4))]] * 2
    return rng.choice(plain)()


def valid(rng):
    """A request that may well run, on small arrays."""
    shape = [rng.choice([1, 2, 2, 3]) for _ in range(rng.randrange(4))]
    do = rng.choice(list(requests.OF_KIND))
    kind = requests.OF_KIND[do]
    choices = {
        "kind": rng.choice(["add", "div"] if do == "arithmetic" else requests.KINDS),
        "shape": shape,
        "dtype": rng.choice(list(requests.DTYPES)),
        "library": "numpy",
        "where": None,
        "value": rng.choice([1, [1, 2]]),
        "seed": 3,
        "buffer": 0,
        "name": rng.choice(["A", "n"]),
        "names": ["B"],
        "index": [[0, size, 1] for size in shape],
        "order": list(range(len(shape))),
        "expanded": shape,
        "scalar": rng.choice([None, 2, [0, 1]]),
        "ord": rng.choice([1, 2, "nuc"]),
        "p": rng.choice([0, 2]),
        "axes": rng.randrange(3),
        "cells": rng.choice([1, 4]),
        "rows": [0],
        **dict.fromkeys(("left", "adjoint", "vectors", "hermitian"), rng.random() < 0.5),
    }
    request = {name: choices[name] for name in kind.fields if name in choices}
    ins = [rng.randrange(8) for _ in range(rng.randint(kind.least, min(kind.most, 3)))]
    return {"do": do, "in": ins, "out": rng.sample(range(8), kind.outs), **request}


def test_requests_of_any_kind_are_answered():
    rng = random.Random(16)
    answered = 0
    for _ in range(int(300 * SCALE)):
        namespace = {"A": np.array([[2.0, 1], [1, 3]]), "n": 3}
        served = Service(namespace)
        many = [made(at, shape=[2, 2], kind="randn", seed=at) for at in range(6)]
        for number in range(30):
            request = valid(rng) | {"id": number}
            for _ in range(rng.choice([0, 0, 0, 1, 2])):
                request[rng.choice([*request, "in", "shape"])] = hostile(rng)
            many.append(request)
        replies, buffers = served.serve(many, [bytes(32)])
        json.dumps(replies, allow_nan=False)
        wanted = [r["id"] for r in many if requests.id_of(r) is not None]
        assert [reply["id"] for reply in replies] == wanted
        for reply in replies:
            assert "error" not in reply or code(reply) != "interrupted"
        answered += sum("error" not in reply for reply in replies)
        assert set(namespace) <= {"A", "B", "n"} and served.count() <= 8 + 6
        assert all(isinstance(memoryview(part), memoryview) for part in buffers)
    # The share that ran shows that more than the checks was tried.
    assert answered > 1000 * SCALE


def test_numbers_that_json_lacks():
    for name, value in (("inf", math.inf), ("-inf", -math.inf), ("-0.0", -0.0)):
        assert str(requests.real({"$float": name})) == str(value)
    assert math.isnan(requests.real({"$float": "nan"}))
    for bad in ({"$float": 3}, {"$float": "inf", "x": 1}, True, "3", None, 2**1100):
        with pytest.raises(requests.Bad):
            requests.real(bad)


def sources():
    folder = Path(arrays.__file__).parent
    return {path.stem: path.read_text("utf-8") for path in folder.glob("*.py")}


def test_the_package_is_made_of_texts_alone():
    texts = sources()
    package = loader.load(texts, arrays.ORDER, "_arrays_of_texts")
    try:
        assert {*arrays.ORDER, "__init__", "loader"} == texts.keys()
        served = package.service.Service({})
        assert served.serve([made(1, id=1)])[0] == [{"id": 1}]
        assert package.failure.Failure is not service.Failure
        again = loader.load(texts, arrays.ORDER, "_arrays_of_texts")
        assert sys.modules["_arrays_of_texts"] is again is not package
        broken = texts | {"service": "raise ValueError('no')"}
        with pytest.raises(ValueError, match="no"):
            loader.load(broken, arrays.ORDER, "_arrays_of_texts")
        assert not [name for name in sys.modules if name.startswith("_arrays_of_texts")]
    finally:
        loader._forget("_arrays_of_texts")


def test_nothing_is_imported_before_it_is_wanted():
    """A kernel without NumPy has the package, and is told what to install."""
    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "from jupyterlab_invertible.arrays.service import Service\n"
        f"print(Service({{}}).serve([{ {**ZEROS, 'out': [1], 'id': 1}!r}]))\n"
        "heavy = {'torch', 'jax', 'dask', 'cupy', 'scipy', 'array_api_compat'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    run = [sys.executable, "-c", program]
    out = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "'code': 'library'" in out and "numpy" in out and out.endswith("[]\n")


def test_the_server_of_the_engines_tests():
    many = [
        {"do": "refer", "name": "A", "out": [1], "id": 1},
        {"do": "invert", "in": [1], "out": [2, 3]},
        {"do": "read", "in": [2], "id": 2},
        {"do": "count", "id": 3},
    ]
    text = json.dumps({"requests": many, "sizes": []}).encode()
    program = [sys.executable, str(ROOT / "test/support/serve_arrays.py"), "numpy"]
    frame = struct.pack("<I", len(text)) + text
    out = subprocess.run(program, input=frame, capture_output=True, check=True).stdout
    (size,) = struct.unpack("<I", out[:4])
    head = json.loads(out[4 : 4 + size])
    assert [reply["id"] for reply in head["replies"]] == [1, 2, 3]
    assert head["replies"][2] == {"id": 3, "count": 3} and head["sizes"] == [32]
    found = np.frombuffer(out[4 + size :])
    np.testing.assert_allclose(found, [0.6, -0.2, -0.2, 0.4])
