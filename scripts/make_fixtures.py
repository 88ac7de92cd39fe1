"""Record what torch answers, as the fixtures of test/engine/torch.test.ts and vocabulary.test.ts.

Run by hand where torch is installed:
python scripts/make_fixtures.py torch > test/fixtures/torch.json, and the same with vocabulary.
"""

import json
import re
import sys
import warnings

import torch
import vocabulary_calls

L = torch.linalg
DTYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "complex64": torch.complex64,
    "complex128": torch.complex128,
    "int32": torch.int32,
    "int64": torch.int64,
    "bool": torch.bool,
}
NORMS = [None, 1, -1, 2, -2, float("inf"), -float("inf"), "fro", "nuc"]


def plain(t):
    """Nest a tensor as lists; complex numbers as {re, im}."""
    if isinstance(t, (list, tuple)):
        return [plain(x) for x in t]
    if isinstance(t, complex):
        return {"re": t.real, "im": t.imag}
    if isinstance(t, torch.Tensor):
        return plain(t.tolist())
    return str(t) if isinstance(t, float) and not abs(t) < float("inf") else t


def inverses():
    torch.manual_seed(20261122)
    for name in ("float32", "float64", "complex64", "complex128"):
        for shape in ((1, 1), (2, 2), (3, 3), (4, 4), (7, 7), (2, 3, 4, 4)):
            A = torch.randn(shape, dtype=DTYPES[name])
            conds = {}
            if len(shape) == 2:
                conds = {str(p): plain(L.cond(A, p)) for p in NORMS}
            yield {
                "dtype": name,
                "A": plain(A),
                "inverse": plain(L.inv(A)),
                "det": plain(L.det(A)),
                "cond": conds,
            }


def errors():
    z = torch.zeros
    cases = [
        ("inv", "float64", [2, 3]),
        ("inv", "float32", [4]),
        ("inv", "float32", []),
        ("inv", "int64", [2, 2]),
        ("inv", "int32", [2, 2]),
        ("inv", "bool", [2, 2]),
        ("inv", "float64", [3, 3]),
        ("inv", "complex64", [5, 2, 2]),
        ("inv", "float32", [2, 0, 3]),
        ("invEx", "float64", [2, 3]),
        ("invEx", "int64", [2, 2]),
        ("det", "float64", [2, 3]),
        ("det", "float64", [2]),
        ("det", "bool", [2, 2]),
        ("cond", "float64", [2]),
        ("cond", "int64", [2, 2]),
    ]
    call = {"inv": L.inv, "invEx": L.inv_ex, "det": L.det, "cond": L.cond}
    for op, dtype, shape in cases:
        try:
            call[op](z(shape, dtype=DTYPES[dtype]))
        except RuntimeError as error:
            name = type(error).__name__.lstrip("_")
            yield {"op": op, "dtype": dtype, "shape": shape, "name": name, "message": str(error)}
    for p in (3, 3.5, "foo", 0):
        try:
            L.cond(torch.eye(2), p)
        except RuntimeError as error:
            yield {"op": "cond", "p": p, "name": "RuntimeError", "message": str(error)}


def tensors(value):
    """The torch arguments that the JSON ones stand for."""
    if isinstance(value, list):
        return [tensors(x) for x in value]
    if isinstance(value, dict):
        if "zeros" in value:
            return torch.zeros(value["zeros"], dtype=DTYPES[value.get("dtype", "float64")])
        if "tensor" in value:
            return torch.tensor(value["tensor"], dtype=DTYPES[value.get("dtype", "float64")])
        return {key: tensors(x) for key, x in value.items()}
    return {"inf": float("inf"), "-inf": -float("inf")}.get(value, value)


def zeros(*shape, dtype="float64"):
    return {"zeros": list(shape), "dtype": dtype}


def dense(nested, dtype="float64"):
    return {"tensor": nested, "dtype": dtype}


NAN = float("nan")
VECTOR = dense([3.0, -4.0, 0.0])
SQUARE = dense([[3.0, -4.0], [0.0, 1.0]])
CUBE = dense([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 9.0]]])
WIDE = dense([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
MAGIC = dense([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
FACTORS = [dense([[2.0, 1.0], [0.5, 3.0]]), dense([1, 2], "int32")]
ORDERS = [0, 1, 2, 3, 0.5, -1, -2, "inf", "-inf", "fro", "nuc", "foo"]


def calls():
    """Name in TypeScript, name in torch.linalg, arguments, keyword arguments."""
    for order in ORDERS:
        for A in (VECTOR, SQUARE, CUBE):
            yield "norm", "norm", [A, order], {}
        yield "matrixNorm", "matrix_norm", [SQUARE, order], {}
        yield "matrixNorm", "matrix_norm", [CUBE, order], {"dim": [0, 2], "keepdim": True}
        if not isinstance(order, str):
            yield "norm", "norm", [CUBE, order], {"dim": 1}
    yield "norm", "norm", [CUBE], {}
    yield "norm", "norm", [CUBE, 2], {"dim": [0, 1, 2]}
    yield "norm", "norm", [CUBE, 2], {"dim": [0, 0]}
    yield "norm", "norm", [CUBE, "fro"], {"dim": 0}
    yield "norm", "norm", [dense([3, 4], "int64")], {}
    yield "norm", "norm", [zeros(0), "inf"], {}
    yield "norm", "norm", [zeros(0)], {}
    yield "norm", "norm", [CUBE, 2], {"dim": 5}
    yield "matrixNorm", "matrix_norm", [VECTOR], {}
    yield "matrixNorm", "matrix_norm", [zeros(3, 3, dtype="int64")], {}
    yield "matrixNorm", "matrix_norm", [zeros(0, 3), 2], {}
    for op, name in (("pinv", "pinv"), ("matrixRank", "matrix_rank")):
        for A in (SQUARE, WIDE, MAGIC, CUBE, zeros(2, 3), zeros(4, 0, 3), VECTOR):
            yield op, name, [A], {}
        yield op, name, [zeros(3, 3, dtype="int64")], {}
        yield op, name, [WIDE], {"hermitian": True}
        yield op, name, [MAGIC], {"atol": 2.0}
        yield op, name, [MAGIC], {"rtol": 0.5}
        yield op, name, [MAGIC], {"atol": 0.1, "rtol": 1e-3}
    for op in ("svd", "svdvals", "qr", "eigh"):
        yield op, op, [VECTOR], {}
    for op in ("svd", "svdvals", "qr"):
        yield op, op, [zeros(3, 3, dtype="int64")], {}
    for A in (SQUARE, WIDE, MAGIC, CUBE):
        yield "svdvals", "svdvals", [A], {}
    yield "eigh", "eigh", [WIDE], {}
    yield "eigh", "eigh", [SQUARE], {"UPLO": "X"}
    yield "qr", "qr", [SQUARE, "foo"], {}
    for mode in ("reduced", "complete", "r"):
        for A in (SQUARE, WIDE, MAGIC):
            yield "qr", "qr", [A, mode], {}
    yield "luFactor", "lu_factor", [VECTOR], {}
    yield "luFactor", "lu_factor", [zeros(3, 3)], {}
    yield "luFactor", "lu_factor", [dense([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 2.0], [2.0, 4.0]]])], {}
    for A in (SQUARE, WIDE, CUBE):
        yield "luFactor", "lu_factor", [A], {}
        yield "luFactorEx", "lu_factor_ex", [A], {}
    yield "luFactorEx", "lu_factor_ex", [zeros(3, 3)], {}
    yield "luSolve", "lu_solve", [*FACTORS, dense([[1.0], [2.0]])], {}
    yield "luSolve", "lu_solve", [*FACTORS, dense([[1.0], [2.0]])], {"adjoint": True}
    yield "luSolve", "lu_solve", [*FACTORS, dense([[1.0, 2.0]])], {"left": False}
    yield "luSolve", "lu_solve", [*FACTORS, dense([[1.0, 2.0]])], {"left": False, "adjoint": True}
    yield "luSolve", "lu_solve", [*FACTORS, zeros(3, 1)], {}
    yield "luSolve", "lu_solve", [*FACTORS, zeros(2, 1)], {"left": False}
    yield "luSolve", "lu_solve", [*FACTORS, zeros(2)], {}
    yield "luSolve", "lu_solve", [*FACTORS, zeros(2, 1, dtype="float32")], {}
    yield "luSolve", "lu_solve", [FACTORS[0], zeros(2), zeros(2, 1)], {}
    yield "luSolve", "lu_solve", [FACTORS[0], zeros(3, dtype="int32"), zeros(2, 1)], {}
    yield "luSolve", "lu_solve", [FACTORS[0], dense([9, 9], "int32"), zeros(2, 1)], {}
    yield "luSolve", "lu_solve", [zeros(1, 2), FACTORS[1], zeros(2, 1)], {}
    yield "luSolve", "lu_solve", [zeros(3, 2, 2), FACTORS[1], zeros(2, 1)], {}
    yield "multiDot", "multi_dot", [[VECTOR]], {}
    yield "multiDot", "multi_dot", [[WIDE, WIDE]], {}
    yield "multiDot", "multi_dot", [[WIDE, CUBE, VECTOR]], {}
    yield "multiDot", "multi_dot", [[CUBE, WIDE]], {}
    yield "multiDot", "multi_dot", [[WIDE, zeros(3, 3, dtype="float32")]], {}
    yield "multiDot", "multi_dot", [[WIDE, MAGIC, VECTOR]], {}
    yield "multiDot", "multi_dot", [[VECTOR, MAGIC, MAGIC]], {}
    yield "multiDot", "multi_dot", [[VECTOR, VECTOR]], {}
    for power in (0, 1, 3, -2):
        for A in (SQUARE, CUBE, WIDE, VECTOR):
            yield "matrixPower", "matrix_power", [A, power], {}
    yield "matrixPower", "matrix_power", [zeros(2, 2), -1], {}


def answers():
    for op, name, args, kwargs in calls():
        case = {"op": op, "args": args, "options": kwargs}
        try:
            result = getattr(L, name)(*tensors(args), **tensors(kwargs))
        except Exception as error:
            case["error"] = {"name": type(error).__name__.lstrip("_"), "message": str(error)}
        else:
            parts = result if isinstance(result, tuple) else [result]
            case["result"] = [{"shape": list(p.shape), "values": plain(p.flatten())} for p in parts]
        yield case


def number(value):
    """A number as JSON holds it: what it has no words for as a string, and so large integers."""
    if isinstance(value, float) and not abs(value) < float("inf"):
        return str(value)
    return f"{value}n" if isinstance(value, int) and abs(value) > 2**53 else value


def encoded(value):
    """A tensor with its dtype and shape; lists of them; numbers; names of dtypes."""
    if isinstance(value, torch.Tensor):
        flat = torch.view_as_real(value.resolve_conj()) if value.is_complex() else value
        values = [number(x) for x in flat.flatten().tolist()]
        dtype = str(value.dtype).removeprefix("torch.")
        return {"dtype": dtype, "shape": list(value.shape), "values": values}
    if isinstance(value, (list, tuple)):
        return [encoded(x) for x in value]
    if isinstance(value, complex):
        return {"re": value.real, "im": value.imag}
    if isinstance(value, torch.dtype):
        return str(value).removeprefix("torch.")
    return number(value)


def vocabulary():
    """The answers of torch to vocabulary_calls.py, with float64 as the default dtype."""
    torch.set_default_dtype(torch.float64)
    warnings.simplefilter("ignore")
    for op, args, kwargs in vocabulary_calls.calls():
        options = {key: encoded(value) for key, value in kwargs.items()}
        case = {"op": op, "args": encoded(args), "options": options}
        room, _, name = op.rpartition(".")
        home = L if room else torch
        function = getattr(home, re.sub("[A-Z]", lambda m: f"_{m[0].lower()}", name))
        try:
            result = function(*args, **kwargs)
        except Exception as error:
            case["error"] = {
                "name": type(error).__name__.lstrip("_"),
                "message": str(error).split("\n")[0],
            }
        else:
            case["result"] = encoded(result)
        yield case


def all_of_torch():
    return {
        "torch": torch.__version__,
        "inverses": list(inverses()),
        "errors": list(errors()),
        "calls": list(answers()),
    }


def all_of_vocabulary():
    return {"torch": torch.__version__, "calls": list(vocabulary())}


make = {"torch": all_of_torch, "vocabulary": all_of_vocabulary}[sys.argv[1]]
print(json.dumps(make(), separators=(",", ":")))
