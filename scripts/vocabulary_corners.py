"""Calls at the edges: sizes and numbers that do not fit, empty tensors; see vocabulary_calls.py."""

import torch
from vocabulary_values import BOOL, C64, F32, F64, I32, I64, INF, NAN, call, t, z


def shapes():
    """Of several dimensions that do not broadcast, torch tells of the last."""
    for a, b in (((2, 3), (3, 2)), ((2, 0, 3), (3, 2)), ((4, 1, 2), (3, 5, 3))):
        yield call("eq", z(*a), z(*b))
        yield call("dist", z(*a), z(*b))
    yield call("where", t([[True], [False]]), z(3, 2), z(2, 3))
    yield call("linalg.solve", torch.eye(2).expand(3, 4, 2, 2), z(4, 3, 2, 1))
    for dim in (0, 1, -2, 3):
        yield call("cat", [z(0), z(0, dtype=I32)], dim=dim)
    for op in ("amax", "amin", "argmax"):
        yield call(op, z(3, 0), dim=-1)
        yield call(op, z(0, 3), dim=-2)
    yield call("amax", z(0, 3, 0), dim=[1, -1])
    for items in ([], [z(2), z(3)], [z(2), t([1, 2])], [t(1.0), t(2)], [t([1], I32), t([1j])]):
        yield call("stack", items)
    for dim in (0, 1, 2, -1, -3, 3, -4):
        yield call("stack", [t([[1.0, 2], [3, 4]]), t([[5, 6], [7, 8]])], dim)
    for A in (z(), z(2, 2, 2), z(0), z(2, 3), t([1, 2])):
        for diagonal in (0, 3, -3):
            yield call("diag", A, diagonal)


def numbers():
    mask = t([True, False])
    large = (2**31 - 1, 2**31, -(2**31) - 1, 2.5, NAN, INF)
    for value in large:
        yield call("where", mask, t([1, 2], I32), value)
        yield call("full", [1], value, dtype=I32)
    for value in (3.4028234663852886e38, 3.5e38, -1e300, INF, NAN, 1e38 + 1e39j):
        yield call("where", mask, t([1.0, 2.0], F32), value)
        yield call("where", mask, t([1j, 2.0], C64), value)
        yield call("full", [1], value, dtype=C64)
    yield call("full", [1], 1e300, dtype=F32)
    yield call("full", [1], NAN, dtype=I64)
    for bounds in ((-2.5, -1.5, 3), (2.7, -2.7, 7), (0.5, 0.5, 1), (0, 2**40, 3)):
        for dtype in (I32, I64):
            yield call("linspace", *bounds, dtype=dtype)
    yield call("linspace", 0.5, 0.5, 1, dtype=BOOL)
    for dtype in (F32, F64, I32, BOOL):
        yield call("linspace", 0, 1j, 3, dtype=dtype)
    yield call("exp", t([709 + 1j, 710 + 1j, 710 - 3j, complex(INF, 1), complex(-INF, 1)]))
    yield call("exp", t([88 + 1j, 89 - 3j], C64))


def norms():
    A = t([[1.0, 2.0], [3.0, 4.0]])
    for dtype in (F32, F64, C64, I64, BOOL):
        yield call("linalg.norm", A, 2, dtype=dtype)
        yield call("linalg.norm", A, dtype=dtype)
        yield call("linalg.matrixNorm", A, "fro", dtype=dtype)
        yield call("linalg.norm", A.to(F32), 1, dim=0, dtype=dtype)
    for dim in ([0, 0], [-1, 1], [0, 5]):
        yield call("linalg.matrixNorm", A, "fro", dim=dim)
        yield call("linalg.norm", A, 2, dim=dim)
    yield call("linalg.norm", t(2.0), dim=[0, -1])
    yield call("linalg.norm", z(2, dtype=C64), dim=[3], dtype=F32)
    for p in (None, 1, -2, INF, "fro", "nuc"):
        for B in (
            z(2, 2, dtype=I64),
            z(2, 3, dtype=I64),
            z(2, dtype=BOOL),
            t([[3.0, 0, 0], [0, 2, 0]]),
        ):
            yield call("linalg.cond", B, p)
    for A, b in ((1, (1,)), (1, (2,)), (2, (2,)), (2, (3,)), (1, (1, 1))):
        yield call("linalg.solve", torch.eye(A), z(*b), left=False)
        yield call("linalg.solveEx", torch.eye(A).expand(3, A, A), z(3, *b), left=False)
    for atol in (t([0.5, 8.0]), t([[0.5], [8.0]]), t([1j])):
        for op in ("matrixRank", "pinv"):
            yield call(f"linalg.{op}", t([[[6.0, 0], [0, 1]], [[9.0, 0], [0, 7]]]), atol=atol)


def eigenvalues():
    """Of matrices that exchanges of rows and columns make triangular, exactly."""
    for A in (
        [[1.0, 0, 0], [5, 1, 0], [2, 3, 1]],
        [[2.0, 0, 0, 0], [1, 3, 4, 0], [7, 1, 2, 0], [1, 1, 1, 2]],
        [[1.0, 2, 0], [0, 1, 0], [3, 4, 1]],
        [[0.0, 1, 0, 0], [0, 0, 0, 0], [0, 1, 0, 1], [1, 1, 0, 0]],
    ):
        yield call("linalg.eigvals", t(A))
        yield call("linalg.eigvals", t(A, C64))
