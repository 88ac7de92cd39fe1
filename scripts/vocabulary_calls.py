"""The calls of test/fixtures/vocabulary.json: a name in TypeScript, arguments, keyword arguments.

The name in torch is the same in snake case. See make_fixtures.py.
"""

import torch
import vocabulary_corners
import vocabulary_linalg
from vocabulary_values import (
    BOOL,
    C64,
    C128,
    DTYPES,
    F32,
    F64,
    I32,
    I64,
    INF,
    NAN,
    call,
    some,
    t,
    z,
)


def reductions():
    for dtype in DTYPES.values():
        A = some(2, 3, 4, dtype=dtype)
        for op in ("sum", "mean", "amax", "amin"):
            yield call(op, A)
            for dim in (0, -1, [0, 2], [-1, 1], [], 3, [0, -3]):
                yield call(op, A, dim=dim, keepdim=dim == [0, 2])
        for dim in (0, 2, -2, 5):
            yield call("argmax", A, dim=dim, keepdim=dim == 2)
        yield call("argmax", A)
        yield call("argmax", A, keepdim=True)
        yield call("sum", A.mT, dim=1)
        for empty in (z(0, dtype=dtype), z(0, 3, dtype=dtype), z(2, 0, dtype=dtype)):
            for op in ("sum", "mean", "amax", "amin", "argmax"):
                yield call(op, empty)
                yield call(op, empty, dim=0)
                if empty.ndim == 2:
                    yield call(op, empty, dim=1)
        number = some(dtype=dtype)
        for op in ("sum", "mean", "amax", "amin", "argmax"):
            yield call(op, number)
            yield call(op, number, dim=0)
            yield call(op, number, dim=-1, keepdim=True)
            yield call(op, number, dim=1)
        yield call("trace", some(3, 4, dtype=dtype))
        yield call("trace", z(0, 3, dtype=dtype))
    for op in ("amax", "amin", "argmax", "sum", "mean"):
        for values in ([1.0, NAN, 3.0, NAN], [-INF, INF, 1.0], [INF, -INF, NAN], [-0.0, 0.0]):
            yield call(op, t(values))
            yield call(op, t(values, F32))
    yield call("argmax", t([1, 3, 3, 2]))
    yield call("sum", t([2**62, 2**62, 5]))
    yield call("sum", t([2**53, 1]))
    yield call("sum", t([2**31 - 1, 2], I32))
    yield call("sum", some(2, 3, dtype=I64), dtype=F32)
    yield call("sum", some(2, 3, dtype=F32), dtype=F64)
    yield call("sum", some(2, 3, dtype=I32), dtype=I32, dim=0)
    yield call("sum", some(2, 3, dtype=BOOL), dtype=C64)
    yield call("mean", some(2, 3, dtype=I64), dtype=F32)
    yield call("mean", some(2, 3), dtype=I64)
    yield call("sum", some(2, 3), dim=0, out=z(1))
    yield call("sum", some(2, 3, dtype=I64), dim=0, out=z(3, dtype=F32))
    yield call("mean", some(2, 3, dtype=F32), dim=0, out=z(3))
    yield call("mean", some(2, 3, dtype=I64), dim=0, out=z(3))
    yield call("amax", some(2, 3), dim=0, out=z(3))
    yield call("amax", some(2, 3), dim=0, out=z(3, dtype=F32))
    yield call("amin", some(2, dtype=I64), out=z(0))
    yield call("argmax", some(2, 3), dim=0, out=z(3, dtype=I32))
    yield call("argmax", some(2, 3), dim=0, out=z(3, dtype=I64))
    for A in (z(2), z(2, 2, 2), z(), t([[True, False], [True, True]])):
        yield call("trace", A)


def comparisons():
    names = ("eq", "ne", "lt", "le", "gt", "ge")
    for a in DTYPES.values():
        for b in DTYPES.values():
            x, y = some(2, 3, dtype=a), some(3, dtype=b)
            yield call(names[(len(str(a)) + len(str(b))) % 6], x, y)
    for op in names:
        for dtype in DTYPES.values():
            x, y = some(2, 4, dtype=dtype), some(2, 4, dtype=dtype)
            y[0] = x[0]
            yield call(op, x, y)
        yield call(op, t([1.0, NAN, INF, -0.0]), t([NAN, NAN, INF, 0.0]))
        yield call(op, t([2**53 + 1, 2**53, -1]), t([2**53, 2**53 + 1, -1]))
        yield call(op, t([2**53 + 1]), t([2.0**53]))
        yield call(op, t([1, 2]), 1.5)
        yield call(op, t([0.1, 0.2], F32), 0.1)
        yield call(op, t([0.1], F32), t(0.1))
        yield call(op, t([0.1], F32), t([0.1]))
        yield call(op, t([1 + 2j, 2]), 2)
        yield call(op, t([True, False]), 1)
        yield call(op, t([1, 2]), t([[1], [3]]))
        yield call(op, z(2), z(3))
        yield call(op, z(0), z(1))
        yield call(op, t([1, 2]), t([1, 3]), out=z(2))
        yield call(op, t([1, 2]), t([1, 3]), out=z(2, dtype=I64))
    for a, b in (
        (z(2), z(3)),
        (z(2), z(2, dtype=F32)),
        (z(2), z(3, dtype=F32)),
        (t([NAN]), t([NAN])),
        (z(0), z(0, dtype=I64)),
        (z(2), t([0, -0.0])),
        (z(1, 2), z(2)),
        (t([1j]), t([1j])),
        (t([1, 2]), t([1, 3])),
    ):
        yield call("equal", a, b)


def closeness():
    pairs = [
        (t([1.0, 2.0]), t([1.0 + 1e-5, 2.0 + 3e-5])),
        (t([1.0]), t([1.0 + 1e-5 + 1e-8])),
        (t([1.0 + 1e-5]), t([1.0])),
        (t([1.0 + 1.001e-5 + 1e-8]), t([1.0])),
        (t([0.0, 1e-8]), t([1e-8, 0.0])),
        (t([0.0]), t([1.1e-8])),
        (t([INF, -INF, NAN, INF, 1.0]), t([INF, INF, NAN, 1.0, INF])),
        (t([INF, NAN]), t([INF, NAN])),
        (t([1, 2, 100000]), t([1, 3, 100001])),
        (t([1, 2], I32), t([1, 2], I32)),
        (t([True, False]), t([True, True])),
        (t([complex(1, NAN), complex(INF, 0)]), t([complex(NAN, 1), complex(INF, 0)])),
        (t([1 + 1j, 1 + 1j]), t([1 + 1.00001j, 1 + 1.0001j])),
        (t([1.0, 1.0], F32), t([1.00001, 1.00002], F32)),
        (t([1 + 1j], C64), t([1 + 1.00001j], C64)),
        (t(2.0), t([2.0, 3.0])),
        (t([[1.0], [2.0]]), t([1.0, 2.0])),
        (z(0), z(0)),
        (z(2, 0), z(1, 0)),
        (z(2), z(3)),
        (z(2), z(2, dtype=F32)),
        (z(2, dtype=I64), z(2)),
        (z(2, dtype=C64), z(2, dtype=C128)),
        (t([10**18]), t([10**18 + 1])),
    ]
    for a, b in pairs:
        for op in ("isclose", "allclose"):
            yield call(op, a, b)
            yield call(op, a, b, equal_nan=True)
            yield call(op, a, b, rtol=0.0, atol=0.0)
            yield call(op, a, b, rtol=0.5, atol=0.25)
    yield call("isclose", z(2), z(2), rtol=-1.0)
    yield call("allclose", z(2), z(2), atol=-0.5)
    yield call("isclose", t([1.0, 1.0]), t([INF, 1.0]), rtol=INF)


def elementwise():
    for dtype in DTYPES.values():
        A = some(2, 3, dtype=dtype)
        for op in ("abs", "sqrt", "exp"):
            yield call(op, A)
            yield call(op, A.mT)
            yield call(op, z(0, 2, dtype=dtype))
            yield call(op, some(dtype=dtype))
        for other in DTYPES.values():
            yield call("outer", some(2, dtype=dtype), some(3, dtype=other))
            yield call("kron", some(2, dtype=dtype), some(2, 2, dtype=other))
            yield call("where", t([True, False]), some(2, dtype=dtype), some(2, dtype=other))
            yield call("cat", [some(1, 2, dtype=dtype), some(2, 2, dtype=other)])
            yield call("dot", some(3, dtype=dtype), some(3, dtype=other))
        yield call("triu", some(2, 3, 4, dtype=dtype), 1)
        yield call("tril", some(3, 4, dtype=dtype).mT, -1)
        yield call("triu", some(3, 3, dtype=dtype))
        yield call("tril", some(2, 3, 2, dtype=dtype), 5)
    yield call("abs", t([-(2**63), -(2**62)]))
    yield call("abs", t([-0.0, -INF, NAN]))
    yield call("abs", t([3 + 4j]), out=z(1, dtype=C128))
    yield call("abs", t([3 + 4j]), out=z(1, dtype=F32))
    yield call("abs", t([3 + 4j]), out=z(1, dtype=I64))
    yield call("abs", t([-3]), out=z(1))
    for op in ("sqrt", "exp"):
        yield call(op, t([-1.0, -0.0, INF, -INF, NAN]))
        yield call(op, t([-1 + 0j, complex(-1, -0.0), 2j, -2j, 3 - 4j, 1e200 + 1e200j, 1e-200j]))
        yield call(op, t([4]), out=z(1, dtype=I64))
        yield call(op, t([4]), out=z(1, dtype=F32))
        yield call(op, t([[4.0, 9.0]]), out=z(3))


def joins():
    for A, B in ((z(2), z(2, 2)), (z(2, 2), z(2)), (z(), z(2))):
        yield call("outer", A, B)
    yield call("outer", t([1, 2]), t([1.5, 2.0]), out=z(2, 2, dtype=F32))
    yield call("outer", t([1, 2]), t([1.5, 2.0]), out=z(2, 2, dtype=I64))
    for A, B in (
        (z(2), z(3)),
        (z(2, 2), z(3)),
        (z(2), z()),
        (z(0), z(0)),
        (t([2**40, 3]), t([2**40, 5])),
    ):
        yield call("dot", A, B)
    yield call("dot", some(2), some(2), out=z(1))
    yield call("dot", some(2), some(2), out=z(dtype=F32))
    for A, B in ((t(2.0), t([1.0, 2.0])), (z(0, 2), z(2, 2)), (some(2, 1, 2), some(2, 2))):
        yield call("kron", A, B)
    yield call("kron", some(2, 2), some(1, 3, 2))
    yield call("kron", t([1, 2]), t([[1.5, 2.0]]), out=z(1, 4, dtype=F32))
    yield call("kron", t([1, 2]), t([[1.5, 2.0]]), out=z(1, 4, dtype=I64))
    for op in ("triu", "tril"):
        yield call(op, z(2))
        yield call(op, z())
        yield call(op, z(0, 3))
        yield call(op, some(2, 2), 0, out=z(2, 2, dtype=F32))
    for items, dim in (
        ([z(2, 3), some(3, 3)], 0),
        ([some(2, 3), some(2, 1)], 1),
        ([some(2, 3, 2), some(2, 1, 2), some(2, 2, 2)], -2),
        ([z(2, 3), z(2, 4)], 0),
        ([z(2, 3), z(3)], 0),
        ([z(2, 3), z(2, 3, 1)], 0),
        ([z(0), some(3, 3)], 0),
        ([some(3, 3), z(0)], 1),
        ([z(0), z(0)], 0),
        ([z(0, dtype=I64), some(2, dtype=BOOL)], 0),
        ([z(0, 3), some(2, 3)], 0),
        ([t(1.0), t(2.0)], 0),
        ([t([1.0]), t(2.0)], 0),
        ([z(2, 3), z(2, 3)], 2),
        ([z(2, 3), z(2, 3)], -3),
        ([z(2, 3, 4), z(2, 3, 5)], 0),
        ([some(2, 3).mT, some(3, 1)], 1),
        ([], 0),
    ):
        yield call("cat", items, dim=dim)
    yield call("cat", [some(2, 3), some(2, 3)], dim=0, out=z(4, 3, dtype=I64))
    yield call("cat", [some(2, 3), some(2, 3)], dim=0, out=z(4, 3, dtype=F32))


def choices():
    mask = t([[True, False], [False, True]])
    yield call("where", mask)
    for condition in (t([1, 0]), t([1.0, 0.0])):
        yield call("where", condition, t([1, 2]), t([1.5, 2.5]))
    for condition in (t([[1.0, 0.0], [2.0, 3.0]]), t(True), t(False), z(0, 2), t([0j, 1j, 1])):
        yield call("where", condition)
    yield call("where", mask, 1, 2)
    yield call("where", mask, 1, 2.5)
    yield call("where", mask, t([1.5], F32), 2.25)
    yield call("where", mask, t([1]), 2.5)
    yield call("where", mask, t(1.0), t([1.0], F32))
    yield call("where", mask, some(2, 2), some(2, 1))
    yield call("where", t([True, False]), t([1, 2, 3]), t(1))
    yield call("where", t([True, False]), t([1, 2]), t(1), out=z(2))
    yield call("where", t([True, False]), t([1, 2]), t(1), out=z(2, dtype=I64))
    for start, end, steps in (
        (0, 1, 5),
        (0, 1, 1),
        (0, 1, 0),
        (3, -3, 4),
        (0, 1, -1),
        (-2.5, 7, 6),
    ):
        yield call("linspace", start, end, steps)
        for name in ("float32", "complex64", "int32", "int64", "bool"):
            yield call("linspace", start, end, steps, dtype=DTYPES[name])
    yield call("linspace", 0, 1 + 1j, 3)
    for A in (some(1, 2, 1), some(2, 3), t(1.0), some(2, 1, 3).mT, z(1, 0)):
        yield call("squeeze", A)
        for dim in (0, 1, -1, [0, 2], [0, 0], 5):
            yield call("squeeze", A, dim)
        for dim in (0, 1, -1, 2, -3, 5):
            yield call("unsqueeze", A, dim)


def calls():
    torch.manual_seed(20261130)
    for group in (
        reductions,
        comparisons,
        closeness,
        elementwise,
        joins,
        choices,
        vocabulary_linalg.triangular,
        vocabulary_linalg.factors,
        vocabulary_linalg.systems,
        vocabulary_linalg.least_squares,
        vocabulary_corners.shapes,
        vocabulary_corners.numbers,
        vocabulary_corners.norms,
        vocabulary_corners.eigenvalues,
    ):
        yield from group()
