"""Record what torch answers, as the fixtures of test/engine/torch.test.ts.

Run by hand where torch is installed: python scripts/make_fixtures.py > test/fixtures/torch.json
"""

import json

import torch

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


print(
    json.dumps(
        {"torch": torch.__version__, "inverses": list(inverses()), "errors": list(errors())},
        separators=(",", ":"),
    )
)
