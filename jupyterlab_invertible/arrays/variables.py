"""Variables of the user's: which are arrays that a cell can refer to, and which it cannot."""

import sys

from .failure import refused
from .libraries import CLASSES, library
from .requests import DTYPES, LIMIT, MOST_AXES

# The libraries by the first part of a type's module.
ROOTS = {"numpy": "numpy", "torch": "torch", "cupy": "cupy", "jax": "jax", "jaxlib": "jax"}
ROOTS |= {"dask": "dask", "array_api_strict": "strict"}


def adopted(name, value):
    """(library, array) of a variable, None where it is no array; raises Failure.

    The array is the variable's own object, or for a tensor that tracks gradients torch's detached
    view of it. Never imports a library: whoever has an array of one has imported it.
    """
    owner = next((ROOTS[root] for root in roots(value) if root in ROOTS), None)
    there = owner is not None and CLASSES[owner].module in sys.modules
    array = FINDERS[owner](name, value) if there else None
    if array is None:
        return None
    found = library(owner)
    check_dtype(name, found, array)
    check_shape(name, array)
    return found, array


def roots(value):
    """The packages of a value's class and of those that it inherits from."""
    names = [getattr(cls, "__module__", None) for cls in type(value).__mro__]
    return [name.partition(".")[0] for name in names if isinstance(name, str)]


def check_dtype(name, owner, array):
    found = owner.dtype_name(array)
    if found not in DTYPES:
        advice = (
            f"{name}.to(torch.float32)" if owner.name == "torch" else f"{name}.astype('float32')"
        )
        if found.startswith(("int", "uint", "<i", ">i", "<u", ">u")):
            advice = advice.replace("float32", "int64")
        raise refused(
            f"{name} has dtype {found}, which %%ts cells do not have; convert it first, "
            f"for example with {advice}",
            "dtype",
        )


def check_shape(name, array):
    sizes = tuple(array.shape)
    if not all(isinstance(size, int) and size >= 0 for size in sizes):
        raise refused(
            f"{name} has chunks of unknown sizes; call {name}.compute_chunk_sizes() first", "shape"
        )
    count = 1
    for size in sizes:
        count *= size or 1
    if len(sizes) > MOST_AXES or count >= LIMIT:
        raise refused(f"{name} has more dimensions or elements than a %%ts cell has", "shape")


def from_numpy(name, value):
    numpy = sys.modules["numpy"]
    if not isinstance(value, numpy.ndarray):
        return None
    if isinstance(value, numpy.ma.MaskedArray):
        raise refused(
            f"{name} is a masked array, whose mask a %%ts cell cannot hold; "
            f"give {name}.filled(0), or its .data and its .mask apart",
            "library",
        )
    if type(value) is not numpy.ndarray:
        raise other_class(name, value, f"numpy.asarray({name})")
    return value


def from_torch(name, value):
    torch = sys.modules["torch"]
    if not isinstance(value, torch.Tensor):
        return None
    if type(value) not in (torch.Tensor, torch.nn.Parameter):
        raise other_class(name, value, f"{name}.as_subclass(torch.Tensor)")
    if value.layout != torch.strided:
        raise refused(f"{name} is a sparse tensor; give {name}.to_dense()", "library")
    if value.device.type == "meta":
        raise refused(f"{name} lies on torch's device meta, which holds no elements", "library")
    return value.detach() if value.requires_grad else value


def from_cupy(name, value):
    ndarray = sys.modules["cupy"].ndarray
    if isinstance(value, ndarray) and type(value) is not ndarray:
        raise other_class(name, value, f"cupy.asarray({name})")
    return value if isinstance(value, ndarray) else None


def from_jax(name, value):
    jax = sys.modules["jax"]
    if not isinstance(value, jax.Array) or isinstance(value, jax.core.Tracer):
        return None
    if value.is_deleted():
        raise refused(f"{name} was deleted or donated: jax holds its elements no more", "library")
    return value


def from_dask(name, value):
    if not isinstance(value, sys.modules["dask.array"].Array):
        return None
    meta = type(value._meta)
    if (meta.__module__.partition(".")[0], meta.__name__) not in (
        ("numpy", "ndarray"),
        ("cupy", "ndarray"),
    ):
        raise refused(
            f"{name} has chunks of {meta.__module__}.{meta.__name__}, which a %%ts cell cannot "
            f"hold; give {name}.map_blocks(numpy.asarray)",
            "library",
        )
    return value


def from_strict(name, value):
    strict = sys.modules["array_api_strict"]
    return value if type(value) is type(strict.zeros(0)) else None


def other_class(name, value, advice):
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    return refused(f"{name} is a {kind}, whose operations are its own; give {advice}", "library")


FINDERS = {
    "numpy": from_numpy,
    "torch": from_torch,
    "cupy": from_cupy,
    "jax": from_jax,
    "dask": from_dask,
    "strict": from_strict,
}
