"""Views, casts, arithmetic and products, as the standard has them: for Dask too, which waits."""

import math

from . import making
from .failure import refused

FLOATING = ("float32", "float64", "complex64", "complex128")


def is_complex(owner, array):
    return owner.dtype_name(array).startswith("complex")


def copy(owner, arrays, request, tell):
    return (owner.xp.asarray(arrays[0], copy=True),)


def view(owner, arrays, request, tell):
    """Slices of every dimension, these permuted, those of size 1 dropped or added, then repeated.

    A view of the same memory where the library has views; a negative step is a copy in torch.
    """
    (array,) = arrays
    index, shape, expanded = request["index"], request["shape"], request["expanded"]
    if len(index) != array.ndim:
        raise refused("A view has other dimensions than its array.", "shape")
    xp = owner.xp
    pairs = [run(*item, size) for item, size in zip(index, array.shape, strict=True)]
    if index:
        array = array[tuple(cut for cut, _ in pairs)]
        flipped = tuple(at for at, (_, back) in enumerate(pairs) if back)
        array = xp.flip(array, axis=flipped) if flipped else array
        array = xp.permute_dims(array, tuple(request["order"]))
    if without_ones(array.shape) != without_ones(shape):
        raise refused("A view has another shape than its slices.", "shape")
    array = xp.reshape(array, shape)
    if not broadcasts(shape, expanded):
        raise refused("A view cannot be repeated to the shape that is asked for.", "shape")
    return (owner.repeated(array, expanded) if expanded != shape else array,)


def run(start, count, step, size):
    """The slice of one dimension, and whether it is to be flipped; raises Failure beyond `size`."""
    if count < 0 or count > size or (count > 1 and step == 0):
        raise refused("A view reaches beyond its array.", "shape")
    if count == 0:
        return slice(0, 0), False
    last = start + (count - 1) * step
    if not 0 <= min(start, last) <= max(start, last) < size:
        raise refused("A view reaches beyond its array.", "shape")
    if count == 1:
        return slice(start, start + 1), False
    return slice(min(start, last), max(start, last) + 1, abs(step)), step < 0


def without_ones(shape):
    return [size for size in shape if size != 1]


def broadcasts(shape, expanded):
    """Whether NumPy's rule of broadcasting makes the one shape of the other."""
    tail = expanded[len(expanded) - len(shape) :]
    return len(shape) <= len(expanded) and all(
        size in (1, wanted) for size, wanted in zip(shape, tail, strict=True)
    )


def reshape(owner, arrays, request, tell):
    (array,), shape = arrays, request["shape"]
    if math.prod(array.shape) != math.prod(shape):
        raise refused("An array cannot be reshaped to another count of elements.", "shape")
    try:
        return (owner.xp.reshape(array, shape),)
    except NotImplementedError:
        # Dask reshapes where chunks stay whole: through one dimension it can always.
        return (owner.xp.reshape(owner.xp.reshape(array, (-1,)), shape),)


def cast(owner, arrays, request, tell):
    return (as_dtype(owner, arrays[0], request["dtype"], copy=True),)


def as_dtype(owner, array, dtype, copy=False):
    """The array in a dtype; of complex numbers that become real the real parts."""
    if is_complex(owner, array) and not dtype.startswith("complex"):
        if dtype == "bool":
            return array != 0
        array = owner.xp.real(array)
    return owner.xp.astype(array, owner.dtype(dtype), copy=copy)


def arithmetic(owner, arrays, request, tell):
    """a + b and its like, of operands that become `dtype` first; x / 0 is inf or nan."""
    first, second = arrays
    dtype = request["dtype"]
    if request["kind"] == "div" and dtype not in FLOATING:
        raise refused(f"Quotients are not of dtype {dtype}.", "dtype")
    first = as_dtype(owner, first, dtype)
    if second is None:
        number = making.fitting(request["scalar"], dtype)
        second = owner.xp.full((), number, dtype=first.dtype, **on_device_of(owner, first))
    else:
        second = as_dtype(owner, second, dtype)
    names = {"add": "add", "sub": "subtract", "mul": "multiply", "div": "divide"}
    with owner.on(owner.device_of(first)):
        return (getattr(owner.xp, names[request["kind"]])(first, second),)


def on_device_of(owner, array):
    """The argument that makes new arrays where the array lies, if the library needs one."""
    device = owner.device_of(array)
    return {} if device is None else {"device": device}


def conj(owner, arrays, request, tell):
    (array,) = arrays
    if is_complex(owner, array):
        return (owner.xp.conj(array),)
    return copy(owner, arrays, request, tell)


def matmul(owner, arrays, request, tell):
    first, second = (as_dtype(owner, array, request["dtype"]) for array in arrays)
    return (owner.xp.matmul(first, second),)


def stack(owner, arrays, request, tell):
    return (owner.xp.stack(arrays, axis=0),)


def vector_norms(owner, arrays, request, tell):
    """The p-norm over the last `axes` dimensions, all at once; of none, of single elements."""
    (array,) = arrays
    axes, p = request["axes"], request["p"]
    if axes > array.ndim:
        raise refused("A norm is of more dimensions than its array has.", "shape")
    if axes == 0:
        array, axes = array[..., None], 1
    over = tuple(range(array.ndim - axes, array.ndim))
    return (owner.xp.linalg.vector_norm(array, axis=over, ord=p),)


OPERATIONS = {
    "copy": copy,
    "view": view,
    "reshape": reshape,
    "cast": cast,
    "arithmetic": arithmetic,
    "conj": conj,
    "matmul": matmul,
    "stack": stack,
    "vector_norms": vector_norms,
}
