"""Runs one operation on arrays of one library, and checks that its results are what was asked."""

import math

from . import broadcasting, chunked, dense, elementwise, lazy, memory, spectral
from .failure import refused

IMMEDIATE = {**elementwise.OPERATIONS, **dense.OPERATIONS, **spectral.OPERATIONS}
LAZY = {**elementwise.OPERATIONS, **chunked.OPERATIONS}

# The dtypes of results: that of the first input, its real one, or a fixed one.
SAME, REAL = "same", "real"
RESULTS = {
    "invert": (SAME, "int32"),
    "factor": (SAME, "int32", "int32"),
    "solve": (SAME, "int32"),
    "sign_and_logarithm": (SAME, REAL),
    "conditions": (REAL,),
    "matrix_norms": (REAL,),
    "vector_norms": (REAL,),
    "singular_values": (REAL,),
    "ranks": ("int64",),
}
# Of these the result has the shape that the request names.
SHAPED = {"reshape": "shape", "arithmetic": "shape", "matmul": "shape", "solve": "shape"}
SHAPED |= {"solve_factored": "shape", "view": "expanded"}
# Arrays of A's size that an operation holds beside A, its results among them: LAPACK overwrites
# copies. Norms and what is not listed here hold less.
WORK = {"invert": 3, "factor": 2, "solve": 1, "pseudo_inverse": 4, "conditions": 3}
WORK |= dict.fromkeys(("determinant", "sign_and_logarithm", "singular_values", "ranks"), 1)
COPIES = {"copy", "conj", "cast"}
# What Dask eliminates by blocks, and about how many arrays of A's size it then holds at once.
ELIMINATIONS = {"invert", "solve", "determinant", "sign_and_logarithm"}
BLOCKED = 6
VIEWS = {"view", "reshape"}
X64 = 'call jax.config.update("jax_enable_x64", True) before arrays are made'


def run(owner, request, arrays, tell=None):
    """The results of a checked request, as arrays of `owner`; raises Failure."""
    do = request["do"]
    operation = (LAZY if owner.lazy else IMMEDIATE)[do]
    check_together(owner, arrays)
    broadcasting.check(request, arrays)
    check_memory(owner, request, arrays)
    results = [owner.kept(result) for result in operation(owner, arrays, request, tell)]
    if owner.lazy:
        for result in results:
            lazy.check_chunks(math.prod(result.numblocks))
    names = RESULTS.get(do, (request.get("dtype", SAME),))
    for result, name in zip(results, names, strict=True):
        check_dtype(owner, result, expected(owner, arrays[0], name))
    if do in SHAPED:
        check_shape(results[0], request[SHAPED[do]])
    return results


def check_together(owner, arrays):
    """Raises Failure for arrays on several devices, between which nothing moves by itself."""
    if owner.lazy:
        return
    places = sorted({owner.place(array) for array in arrays if array is not None})
    if len(places) > 1:
        raise refused(
            f"Expected all tensors to be on the same device, but found {' and '.join(places)}",
            "library",
        )


def check_memory(owner, request, arrays):
    do, first = request["do"], arrays[0]
    if owner.lazy:
        check_dask(owner, request, arrays)
        return
    if do not in VIEWS:
        check_repeated(owner, arrays)
    elif not copies(owner, request, owner.repeats(first)):
        return
    shape, device = tuple(first.shape), owner.device_of(first)
    dtype = request.get("dtype", owner.dtype_name(first))
    if do in WORK:
        memory.check(owner, shape, dtype, device, WORK[do])
    if do in SHAPED:
        memory.check(owner, request[SHAPED[do]], dtype, device)
    elif do == "stack":
        memory.check(owner, (len(arrays), *shape), dtype, device)
    elif do in COPIES:
        memory.check(owner, shape, dtype, device)


def check_dask(owner, request, arrays):
    do, first = request["do"], arrays[0]
    if do == "matmul":
        lazy.check_chunks(math.prod(first.numblocks) * arrays[1].numblocks[-1])
    eliminates = do in ELIMINATIONS or (do == "conditions" and request["ord"] not in (2, -2))
    if eliminates and lazy.client() is None:
        memory.check_threads(tuple(first.shape), owner.dtype_name(first), BLOCKED)


def check_repeated(owner, arrays):
    """Raises Failure for arrays of few elements, repeated, that would not fit once laid out."""
    for array in arrays:
        if array is not None and owner.repeats(array):
            shape, dtype = tuple(array.shape), owner.dtype_name(array)
            memory.check(owner, shape, dtype, owner.device_of(array))


def copies(owner, request, repeats):
    """Whether a view takes memory: its library has none, or an array that repeats is laid out."""
    flips = any(step < 0 for _, _, step in request.get("index", ()))
    return not owner.views or (repeats and (flips or request["do"] == "reshape"))


def expected(owner, first, name):
    if name == SAME:
        return owner.dtype_name(first)
    return spectral.real_of(owner, first) if name == REAL else name


def check_dtype(owner, array, dtype):
    """Raises Failure, code 'library', where a library made another dtype than was asked for."""
    found = owner.dtype_name(array)
    if found != dtype:
        advice = f"; {X64}" if owner.name == "jax" and dtype.endswith(("64", "128")) else ""
        raise refused(
            f"{owner.name} made an array of {found} in place of {dtype}{advice}", "library"
        )


def check_shape(array, shape):
    if tuple(array.shape) != tuple(shape):
        raise refused("The shapes of a request do not fit each other.", "shape")
