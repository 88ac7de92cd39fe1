"""Record how torch prints tensors, promotes dtypes and multiplies integers, for test/engine/types.test.ts.

Run by hand where torch is installed: python scripts/make_type_fixtures.py > test/fixtures/torch-types.json
"""

import itertools
import json
import random

import torch

DTYPES = {
    "bool": torch.bool,
    "int32": torch.int32,
    "int64": torch.int64,
    "float32": torch.float32,
    "float64": torch.float64,
    "complex64": torch.complex64,
    "complex128": torch.complex128,
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
OPS = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.true_divide}
REFUSED = {
    ("bool", "bool"), ("bool", "float32"), ("float32", "bool"), ("int32", "int64"), ("int64", "float64"),
    ("float64", "float32"), ("complex128", "float64"), ("complex64", "int32"),
}  # fmt: skip
torch.set_default_dtype(torch.float64)
# Lines are not broken here.
torch.set_printoptions(linewidth=10**6)


def plain(value):
    """Integers beyond 2**53, which JSON lacks, as text; complex numbers as {re, im}."""
    if isinstance(value, (list, tuple)):
        return [plain(x) for x in value]
    if isinstance(value, torch.Tensor):
        return plain(value.tolist())
    if isinstance(value, complex):
        return {"re": plain(value.real), "im": plain(value.imag)}
    if isinstance(value, float):
        return value if abs(value) < float("inf") else str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value}n"
    return value


def answer(call):
    try:
        result = call()
    except Exception as error:
        return {"error": str(error)}
    return {"dtype": NAMES[result.dtype], "shape": list(result.shape), "values": plain(result.flatten())}


def texts():
    random.seed(13)
    inf, nan = float("inf"), float("nan")
    lists = [
        [1.0, 1.0000000001], [1.0, 2.0], [0.0, -0.0], [0.0], [1.0, 0.5], [1.0, nan, inf, -inf], [0.5, nan, inf],
        [1e-5, 1.0], [1e9, 1.0], [123456789.0, 3.0], [0.03125, 0.09375], [100005.0, 0.5], [100015.0, 0.5],
        [9.99995, 1.0], [0.99999, 1.0], [999.5, 0.5], [1000.0, 1.0], [1001.0, 1.0], [99999999.0], [1e8], [1e300, -1e-300],
        [-0.00001, 1.0], [5e-324], [-1e-4], [0.00009999], [nan], [inf], [-1.5, 2.25, 3.0], [1 / 3, -2 / 3],
        [0.1 + 0.2, 0.3], [2.5], [12345.6789, 123.456],
    ]  # fmt: skip
    for _ in range(25):
        spread = random.choice((0, 1, 2, 5))
        lists.append([random.gauss(0, 1) * 10 ** random.uniform(-spread, spread) for _ in range(4)])
        lists.append([float(random.randint(-999, 999)) / random.choice((1, 2, 32, 64)) for _ in range(4)])
    for values in lists:
        for name in ("float64", "float32"):
            t = torch.tensor(values, dtype=DTYPES[name])
            yield {"dtype": name, "shape": [len(values)], "values": plain(t), "text": str(t)}
            if len(values) == 4:
                t = t.reshape(2, 2)
                yield {"dtype": name, "shape": [2, 2], "values": plain(t.flatten()), "text": str(t)}
        if len(values) > 1:
            z = torch.complex(torch.tensor(values), torch.tensor(values[::-1]))
            yield {"dtype": "complex128", "shape": list(z.shape), "values": plain(z), "text": str(z)}
    for name, values in (
        ("int32", [1234567, -3]), ("int32", [2147483647]), ("int64", [2**53 + 1, -(2**63)]), ("bool", [True, False]),
    ):  # fmt: skip
        t = torch.tensor(values, dtype=DTYPES[name])
        yield {"dtype": name, "shape": list(t.shape), "values": plain(t), "text": str(t)}
    t = torch.arange(2000, dtype=torch.int32)
    yield {"dtype": "int32", "shape": [2000], "values": plain(t), "text": str(t)}


def operands():
    """A tensor of one dimension and of none for each dtype, and bare numbers."""
    for name, dtype in DTYPES.items():
        value = {"bool": True, "complex64": 2 - 1j, "complex128": 2 - 1j}.get(name, 3)
        yield {"dtype": name, "shape": [1]}, torch.tensor([value], dtype=dtype)
        yield {"dtype": name, "shape": []}, torch.tensor(value, dtype=dtype)
    for value in (True, 2, -0.5, 1 + 2j):
        yield {}, value


def promotions():
    for (a, x), (b, y) in itertools.product(operands(), operands()):
        if not (torch.is_tensor(x) or torch.is_tensor(y)):
            continue
        for op, call in OPS.items():
            if op == "sub" and not torch.is_tensor(x):
                run = lambda: x - y  # noqa: E731
            elif op == "div":
                run = lambda: x / y  # noqa: E731
            else:
                run = lambda: call(x, y) if torch.is_tensor(x) else call(y, x)  # noqa: E731
            yield {"op": op, "a": {**a, "values": plain([x] if not torch.is_tensor(x) else x.flatten())},
                   "b": {**b, "values": plain([y] if not torch.is_tensor(y) else y.flatten())}, **answer(run)}  # fmt: skip


def integers():
    """Wrapping arithmetic of whole numbers of all sizes."""
    random.seed(17)
    for name, bits in (("int32", 31), ("int64", 63)):
        edges = [0, 1, -1, 2**bits - 1, -(2**bits), 2 ** (bits - 1)]
        draws = [random.randint(-(2**bits), 2**bits - 1) >> random.randint(0, bits) for _ in range(42)]
        pool = edges + draws
        x = torch.tensor(pool, dtype=DTYPES[name])
        y = torch.tensor(random.sample(pool, len(pool)), dtype=DTYPES[name])
        for op in ("add", "sub", "mul"):
            yield {"op": op, "dtype": name, "a": plain(x), "b": plain(y), **answer(lambda: OPS[op](x, y))}
        A, B = (t[:48].reshape(shape) for t, shape in ((x, (2, 4, 6)), (y, (2, 6, 4))))
        yield {"op": "matmul", "dtype": name, "a": plain(A), "b": plain(B), **answer(lambda: A @ B)}
        yield {"op": "matmul", "dtype": name, "a": plain(A), "b": plain(y[:6]), **answer(lambda: A @ y[:6])}
        yield {"op": "matmul", "dtype": name, "a": plain(x), "b": plain(y), **answer(lambda: x @ y)}
        S = x[:9].reshape(3, 3)
        for power in (0, 1, 2, 5, 33, -1):
            yield {"op": "matrixPower", "dtype": name, "a": plain(S), "n": power,
                   **answer(lambda: torch.linalg.matrix_power(S, power))}  # fmt: skip


def refusals():
    """Products that torch does not compute."""
    shapes = ([2], [2, 2], [3, 2, 2])
    for (a, b), (s, t) in itertools.product(itertools.product(DTYPES, DTYPES), itertools.product(shapes, shapes)):
        if (a, b) not in REFUSED:
            continue
        x, y = torch.ones(s, dtype=DTYPES[a]), torch.ones(t, dtype=DTYPES[b])
        yield {"a": {"dtype": a, "shape": s}, "b": {"dtype": b, "shape": t}, **answer(lambda: torch.matmul(x, y))}
    for s, t in (([3], [2]), ([2, 3], [2]), ([2], [3, 2]), ([2, 3], [2, 3]), ([2, 2, 3], [4, 5]), ([2, 2, 3], [4]),
                 ([2, 3, 4], [2, 5, 6]), ([2, 3, 4], [3, 4, 6]), ([], [1]), ([3], [2, 2, 2]), ([2, 3], [4, 2, 5]),
                 ([5, 1, 2, 3], [4, 2, 5])):  # fmt: skip
        x, y = torch.ones(s), torch.ones(t)
        own = {"dtype": "float64"}
        yield {"a": {**own, "shape": s}, "b": {**own, "shape": t}, **answer(lambda: torch.matmul(x, y))}


def given(value):
    """The torch arguments that the JSON ones stand for."""
    if isinstance(value, dict):
        return torch.tensor(value["values"], dtype=DTYPES[value["dtype"]]).reshape(value["shape"])
    return value


def filled(value, dtype, *shape):
    numel = 1
    for size in shape:
        numel *= size
    return {"dtype": dtype, "shape": list(shape), "values": [value] * numel}


def calls():
    """Name in TypeScript, name in torch.linalg, arguments, keyword arguments."""
    square = {"dtype": "float64", "shape": [2, 2], "values": [4.0, 0.0, 0.0, 0.25]}
    for own in ("float32", "float64"):
        A = {**square, "dtype": own}
        for out in DTYPES:
            shape = filled(1, out, 2, 2)
            yield "pinv", "pinv", [A], {"out": shape}
            yield "pinv", "pinv", [A], {"out": shape, "hermitian": True}
            for p in (None, 1, "fro", "nuc", -2):
                yield "cond", "cond", [A, p], {"out": filled(1, out)}
            yield "matrixRank", "matrix_rank", [A], {"out": filled(1, out)}
    tolerances = (0.5, filled(0.5, "float64"), filled(1, "int64"), filled(True, "bool"), filled(0.5, "float64", 2),
                  filled(0.1, "float32", 3), filled(1, "complex64"), filled(1, "complex128", 3))  # fmt: skip
    for op, name in (("pinv", "pinv"), ("matrixRank", "matrix_rank")):
        for A in (square, filled(2.0, "float64", 3, 2, 2)):
            for tolerance in tolerances:
                yield op, name, [A], {"rtol": tolerance}
                yield op, name, [A], {"atol": tolerance}
        yield op, name, [square], {"atol": filled(0.1, "float64", 3, 1), "rtol": filled(0.9, "float64", 2)}
    for name in ("lu_factor", "lu_factor_ex"):
        op = {"lu_factor": "luFactor", "lu_factor_ex": "luFactorEx"}[name]
        for dtype in DTYPES:
            yield op, name, [filled(1, dtype, 2)], {"pivot": False}
            yield op, name, [filled(1, dtype, 2, 3)], {"pivot": False}
        for dtype in ("bool", "int32", "int64"):
            yield op, name, [filled(1, dtype, 2, 2)], {}
        yield op, name, [square], {"pivot": True}
    for dtype in ("bool", "int32", "int64"):
        for shape in ([2], [2, 3], [2, 2]):
            for name in ("eigh", "svd", "svdvals", "qr", "inv", "det", "slogdet", "cond"):
                yield name, name, [filled(1, dtype, *shape)], {}
            yield "eigh", "eigh", [filled(1, dtype, *shape)], {"UPLO": "X"}
    eyes = {"dtype": "float64", "shape": [2, 2, 2], "values": [1.0, 0.0, 0.0, 1.0] * 2}
    for shape in ([3, 2, 2], [3, 2], [3, 2, 1], [2, 2], [2, 3, 2], [4, 1, 2, 1], [4, 3, 2, 1]):
        for name in ("solve", "solve_ex"):
            yield {"solve": "solve", "solve_ex": "solveEx"}[name], name, [eyes, filled(1.0, "float64", *shape)], {}
        pivots = {"dtype": "int32", "shape": [2, 2], "values": [1, 2, 1, 2]}
        yield "luSolve", "lu_solve", [eyes, pivots, filled(1.0, "float64", *shape)], {}


def answers():
    for op, name, args, kwargs in calls():
        case = {"call": op, "args": args, "options": kwargs}
        try:
            made = {key: given(value) for key, value in kwargs.items()}
            result = getattr(torch.linalg, name)(*map(given, args), **made)
        except Exception as error:
            case["error"] = str(error)
        else:
            parts = result if isinstance(result, tuple) else [result]
            case["result"] = [
                {"dtype": NAMES[p.dtype], "shape": list(p.shape), "values": plain(p.flatten())} for p in parts
            ]
        yield case


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "texts": list(texts()),
            "promotions": list(promotions()),
            "integers": list(integers()),
            "refusals": list(refusals()),
            "calls": list(answers()),
        },
        separators=(",", ":"),
    )
)
