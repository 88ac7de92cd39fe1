"""The calls of `linalg`; see vocabulary_calls.py."""

import torch
from vocabulary_values import BOOL, F32, F64, FLOATS, I32, I64, INF, NAN, call, some, t, z


def hermitian(*shape, dtype):
    A = some(*shape, dtype=dtype)
    return A @ A.mH + 2 * torch.eye(shape[-1], dtype=dtype)


def triangular():
    for dtype in FLOATS.values():
        for shape in ((3, 3), (2, 4, 4)):
            A = some(*shape, dtype=dtype)
            H = hermitian(*shape, dtype=dtype)
            yield call("linalg.lu", A)
            yield call("linalg.cholesky", H)
            yield call("linalg.cholesky", H.tril())
            yield call("linalg.cholesky", H, upper=True)
            yield call("linalg.choleskyEx", H)
            yield call("linalg.eigvalsh", H)
            yield call("linalg.eigvalsh", H.triu(), UPLO="U")
            yield call("linalg.matrixExp", A)
            yield call("linalg.matrixExp", A.mT / 64)
            yield call("linalg.eigvals", A)
            for upper in (True, False):
                for left in (True, False):
                    options = {"upper": upper, "left": left, "unitriangular": upper != left}
                    T = some(*shape, dtype=dtype) + 4 * torch.eye(shape[-1], dtype=dtype)
                    B = some(*((shape[-1], 2) if left else (2, shape[-1])), dtype=dtype)
                    yield call("linalg.solveTriangular", T, B, **options)
        yield call("linalg.lu", some(2, 3, dtype=dtype))
        yield call("linalg.lu", some(4, 2, dtype=dtype))
        yield call("linalg.vander", some(2, 3, dtype=dtype), N=4)
        yield call("linalg.tensorinv", some(4, 2, 2, dtype=dtype), ind=1)
        yield call("linalg.tensorinv", some(2, 3, 6, dtype=dtype))
        yield call("linalg.tensorsolve", some(2, 3, 6, dtype=dtype), some(2, 3, dtype=dtype))


def factors():
    for op in ("lu", "cholesky", "choleskyEx", "eigvalsh", "matrixExp", "eigvals", "eig"):
        for A in (z(2), z(2, 3), z(2, 2, dtype=I64), z(2, 2, dtype=BOOL), z(0, 0), z(0, 2, 2)):
            if not (op == "lu" and A.dtype == BOOL):
                yield call(f"linalg.{op}", A)
    yield call("linalg.lu", z(3, 3))
    yield call("linalg.lu", z(2, 0, 3))
    yield call("linalg.lu", z(0, 2))
    yield call("linalg.lu", some(2, 2), pivot=False)
    indefinite = t([[1.0, 2.0, 3.0], [2.0, 1.0, 5.0], [3.0, 5.0, 1.0]])
    for A in (
        indefinite,
        t([[[1.0, 0], [0, 1]], [[1.0, 2], [2, 1]]]),
        t([[NAN]]),
        t([[1.0, NAN], [NAN, 1]]),
        z(2, 2),
        t([[INF, 0], [0, 1.0]]),
        t([[4 + 3j, 2j], [-2j, 5]]),
    ):
        yield call("linalg.cholesky", A)
        yield call("linalg.cholesky", A, upper=True)
        yield call("linalg.choleskyEx", A, check_errors=True)
    yield call("linalg.cholesky", t([[1.0, 0], [0, 1]]), out=z(0, dtype=F32))
    yield call("linalg.cholesky", t([[4.0, 0], [0, 1]]), out=z(2, 2))
    yield call("linalg.eigvalsh", some(2, 2), UPLO="X")
    yield call("linalg.eigvalsh", t([[2.0, 99], [1, 2]]), UPLO="u")
    yield call("linalg.eigvalsh", t([[1.0, 0], [0, 1]]), out=z(0, dtype=F32))
    for A in (t([[NAN, 0], [0, 1.0]]), t([[[INF, 0], [0, 1.0]]])):
        yield call("linalg.eig", A)
        yield call("linalg.matrixExp", A)
    yield call("linalg.eigvals", t([[1.0, 0], [0, 1]]), out=z(0))
    for A in ([[0.0, 1], [-1, 0]], [[1.0, 1], [0, 1]], [[0.0, 0], [0, 0]], [[1.0, 0], [2, 3]]):
        yield call("linalg.eigvals", t(A))
    yield call("linalg.matrixExp", t([[0.0, -3.5], [3.5, 0]]))
    yield call("linalg.matrixExp", t([[1j]]))


def systems():
    T = t([[1.0, 2], [9, 4]])
    zero = t([[1.0, 2], [9, 0]])
    for A, B, options in (
        (zero, t([[1.0], [2]]), {"upper": True}),
        (z(2, 2), z(2, 1), {"upper": True}),
        (T, z(2), {"upper": True}),
        (z(2), z(2, 1), {"upper": True}),
        (z(2, 3), z(2, 1), {"upper": True}),
        (z(2, 2), z(3, 1), {"upper": True}),
        (z(2, 2), z(3, 1), {"upper": True, "left": False}),
        (z(2, 2, dtype=I64), z(2, 1, dtype=I64), {"upper": True}),
        (some(3, 2, 2), some(2, 1), {"upper": True}),
        (z(3, 2, 2), z(2, 2, 1), {"upper": True}),
        (z(2, 2), z(2, 1), {}),
        (z(0, 0), z(0, 1), {"upper": True}),
        (z(2, 2), z(2, 0), {"upper": True}),
        (T, t([[1.0], [2]]), {"upper": True, "out": z(2, 1)}),
    ):
        yield call("linalg.solveTriangular", A, B, **options)
    eye = torch.eye(6, dtype=F64)
    for A, ind in (
        (eye.reshape(2, 3, 6), 1),
        (eye.reshape(2, 3, 6), 0),
        (eye.reshape(2, 3, 6), 5),
        (eye.reshape(2, 3, 2, 3), 2),
        (z(2, 2), 1),
        (z(4, 2, 2), 1),
        (z(2, 2, dtype=I64), 1),
        (z(), 1),
    ):
        yield call("linalg.tensorinv", A, ind=ind)
    yield call("linalg.tensorinv", torch.eye(4).reshape(4, 2, 2), ind=1, out=z(0, dtype=F32))
    for A, B, options in (
        (some(2, 6, 3), some(2, 3), {"dims": [1]}),
        (some(2, 6, 3), z(2, 3), {"dims": [0, 2]}),
        (z(2, 6, 3), z(2, 3), {}),
        (z(4, 4), z(4), {}),
        (z(4, 4, dtype=I64), z(4, dtype=I64), {}),
        (torch.eye(4), z(4, dtype=F32), {}),
        (torch.eye(4), z(4), {"dims": [5]}),
        (eye.reshape(2, 3, 2, 3), some(2, 3), {}),
        (torch.eye(4), some(4), {"out": z(0, dtype=F32)}),
    ):
        yield call("linalg.tensorsolve", A, B, **options)
    for x, options in (
        (t([1, 2, 3]), {}),
        (t([1, 2, 3], I32), {"N": 2}),
        (t([True, False]), {"N": 3}),
        (t([10, 3]), {"N": 22}),
        (some(3), {"N": 1}),
        (some(3), {"N": -1}),
        (z(), {}),
        (t(2.0), {"N": 3}),
        (z(0), {}),
        (z(0), {"N": 3}),
        (some(2, 2), {}),
    ):
        yield call("linalg.vander", x, **options)


def least_squares():
    def both(A, B, **options):
        for driver in ("gelsd", "gels"):
            yield call("linalg.lstsq", A, B, driver=driver, **options)

    for dtype in FLOATS.values():
        for m, n in ((4, 2), (2, 4), (3, 3)):
            yield from both(some(m, n, dtype=dtype), some(m, 2, dtype=dtype))
            yield from both(some(m, n, dtype=dtype), some(m, dtype=dtype))
        yield from both(some(2, 4, 2, dtype=dtype), some(2, 4, dtype=dtype))
        yield from both(some(2, 3, 2, dtype=dtype), some(1, 3, 2, dtype=dtype))
        low = some(4, 1, dtype=dtype) @ some(1, 3, dtype=dtype)
        yield call("linalg.lstsq", low, some(4, 2, dtype=dtype), driver="gelsd")
        yield call("linalg.lstsq", low.mT, some(3, 2, dtype=dtype), driver="gelsd")
    line = t([[1.0, 1], [1, 2], [1, 3]])
    yield call("linalg.lstsq", line, t([[1.0], [2], [2]]), rcond=0.5, driver="gelsd")
    yield call("linalg.lstsq", line, t([[1.0], [2], [2]]), driver="foo")
    yield call("linalg.lstsq", t([[1.0, 0], [1, 0], [1, 0]]), t([[1.0], [2], [2]]), driver="gels")
    for A, B in (
        (z(2), z(2)),
        (z(3, 2), z(2, 1)),
        (z(3, 2), z(2)),
        (z(3, 2), t(1.0)),
        (z(3, 2), z(3, 1, dtype=F32)),
        (z(3, 2, dtype=I64), z(3, 1, dtype=I64)),
        (z(4, 3, 2), z(4, 3)),
        (z(4, 3, 2), z(3)),
        (z(3, 2), z(1, 3, 2)),
        (z(4, 3, 2), z(3, 5)),
        (z(4, 3, 2), z(2, 3, 5)),
        (z(0, 2), z(0, 1)),
        (z(3, 0), z(3, 1)),
        (z(3, 2), z(3, 0)),
        (z(0, 3, 2), z(0, 3, 1)),
    ):
        yield call("linalg.lstsq", A, B, driver="gelsd")
