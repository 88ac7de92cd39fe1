"""New arrays: constants, random numbers of a seed, and those that come as bytes."""

import math

from . import memory
from .failure import refused
from .libraries import imported
from .requests import DTYPES, LIMIT

PARTS = {"complex64": "float32", "complex128": "float64"}
FLOATING = ("float32", "float64")


def make(owner, request):
    """One of `make`'s kinds; raises Failure where the dtype cannot hold it or memory not it."""
    kind, shape, dtype = request["kind"], request["shape"], request["dtype"]
    device = owner.device(request["where"])
    memory.check(owner, shape, dtype, device)
    value = request["value"]
    if kind == "full":
        value = fitting(value, dtype)
    if owner.lazy:
        from . import blocked

        given = [value.real, value.imag] if kind == "arange" else value
        return blocked.make(kind, shape, dtype, given, request["seed"])
    if kind in ("rand", "randn"):
        return random(owner, kind, shape, dtype, request["seed"], device)
    if kind == "arange":
        return owner.from_host(arange(shape[0], dtype, value), device)
    return owner.new(kind, shape, dtype, value, device)


def fitting(value, dtype):
    """The scalar as an element of the dtype; raises Failure where it would be another number."""
    number = value
    if dtype == "bool" and number not in (0, 1):
        number = None
    elif dtype in ("int32", "int64"):
        bound = 2**31 if dtype == "int32" else LIMIT
        whole = isinstance(value, (int, float)) and math.isfinite(value) and value == int(value)
        number = int(value) if whole and -bound <= value < bound else None
    elif isinstance(value, complex) and dtype not in PARTS:
        number = None
    if number is None:
        raise refused(f"{shown(value)} is no number of dtype {dtype}", "dtype")
    if dtype == "bool":
        return bool(number)
    return number if dtype in ("int32", "int64") else rounded(number, dtype)


def rounded(value, dtype):
    """The number as the dtype has it, inf where it is beyond: torch would refuse that one."""
    np = imported("numpy")
    with np.errstate(all="ignore"):
        wide = complex(value) if dtype in PARTS else float(value)
        return np.asarray(wide).astype(dtype).item()


def shown(value):
    """A number as a message has it: whole ones of hundreds of digits to seven."""
    return f"{value:.6e}" if type(value) is int and abs(value) >= 2**64 else f"{value}"


def arange(count, dtype, value):
    """start + i*step on the host, in whole numbers for dtypes of these."""
    np = imported("numpy")
    kind = "int64" if dtype in ("int32", "int64") else "float64"
    start, step = (fitting(part, kind) for part in (value.real, value.imag))
    with np.errstate(all="ignore"):
        return (np.arange(count, dtype=kind) * step + start).astype(dtype)


def written(owner, request, content):
    """An array of bytes: C order, little-endian, complex numbers interleaved, bool one byte."""
    np = imported("numpy")
    shape, dtype = request["shape"], request["dtype"]
    content = memoryview(content).cast("B")
    if len(content) != math.prod(shape) * DTYPES[dtype]:
        raise refused("The bytes that came are not as many as the array has.")
    device = owner.device(request["where"])
    memory.check(owner, shape, dtype, device)
    if dtype == "bool":
        host = np.frombuffer(content, "uint8").astype(bool)
    else:
        host = np.frombuffer(content, np.dtype(dtype).newbyteorder("<")).astype(dtype)
    return owner.from_host(host.reshape(shape), device)


def read(owner, array, tell=None):
    """The elements as bytes, in the same form; they may share the array's memory."""
    np = imported("numpy")
    memory.check_host(tuple(array.shape), owner.dtype_name(array))
    host = np.asarray(owner.to_host(array, tell), order="C")
    if host.dtype.name == "bool":
        # Of any byte that NumPy takes for true a cell gets 1.
        host = host.view("uint8").astype(bool)
    host = host.astype(host.dtype.newbyteorder("<"), copy=False)
    return memoryview(host.reshape(-1).view("uint8"))


def random(owner, kind, shape, dtype, seed, device):
    """Uniform in [0, 1) or normal of mean 0 and variance 1, half of it in each part of a complex.

    The same seed gives the same array, whatever was drawn before.
    """
    if dtype not in FLOATING and dtype not in PARTS:
        raise refused(f"{kind} makes no arrays of dtype {dtype}", "dtype")
    draw = DRAWN.get(owner.name)
    if draw is None:
        return owner.from_host(from_generator(imported("numpy"), kind, shape, dtype, seed), device)
    return draw(owner, kind, shape, dtype, seed, device)


def from_generator(np, kind, shape, dtype, seed):
    """By NumPy's Generator, or CuPy's, which has the same methods."""
    generator = np.random.default_rng(seed)
    draw = generator.random if kind == "rand" else generator.standard_normal
    if dtype in FLOATING:
        return np.asarray(draw(shape, dtype=dtype))
    part = PARTS[dtype]
    whole = np.empty(shape, dtype=dtype)
    whole.real = draw(shape, dtype=part)
    whole.imag = draw(shape, dtype=part)
    if kind == "randn":
        whole *= math.sqrt(0.5)
    return whole


def by_torch(owner, kind, shape, dtype, seed, device):
    torch = owner.root
    place = device or torch.get_default_device()
    # Of a seed torch takes 32 bits on the CPU: the others are mixed in, small seeds stay theirs.
    mixed = (seed ^ (seed >> 32) * 0x9E3779B1) % 2**32
    generator = torch.Generator(device=place).manual_seed(mixed)
    options = {"dtype": owner.dtype(dtype), "device": place, "generator": generator}
    return getattr(torch, kind)(shape, **options)


def by_cupy(owner, kind, shape, dtype, seed, device):
    with owner.on(device):
        return from_generator(owner.root, kind, shape, dtype, seed)


def by_jax(owner, kind, shape, dtype, seed, device):
    jax = owner.root
    # Without x64 a key takes 32 bits of a seed: the others are folded in.
    key = jax.random.fold_in(jax.random.PRNGKey(seed % 2**31), seed >> 31)
    draw = jax.random.uniform if kind == "rand" else jax.random.normal
    if dtype in FLOATING or kind == "randn":
        drawn = draw(key, shape, owner.dtype(dtype))
    else:
        parts = [draw(half, shape, owner.dtype(PARTS[dtype])) for half in jax.random.split(key)]
        drawn = jax.lax.complex(*parts)
    return jax.device_put(drawn, device)


DRAWN = {"torch": by_torch, "cupy": by_cupy, "jax": by_jax}
