"""The libraries whose arrays stay here: which one an array is of, and its own ways.

All that the array API standard has is done by its namespace `xp` (data-apis.org/array-api), which
`array_api_compat` gives where a library has none of its own; a class here holds no more than what
the standard leaves out: devices by name, the way to the host and back, in place or not, random
numbers. No library is imported before an array of it is asked for.
"""

import contextlib
import importlib
import sys
import warnings

from .failure import refused

PACKAGES = {"cupy": "cupy-cuda12x", "strict": "array-api-strict"}
_libraries = {}


def imported(module, package=None):
    """The module, imported; raises Failure with what to install."""
    root = module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = package or root.replace("_", "-")
        if isinstance(error, ModuleNotFoundError) and error.name == root:
            message = f"{root} is not installed in this kernel: %pip install {package}"
        else:
            message = f"{root} cannot be imported in this kernel: {error}"
        raise refused(message, "library") from None


def steps_over(shape, strides):
    """Whether strides give an element more than once."""
    return any(step == 0 and size > 1 for size, step in zip(shape, strides or (), strict=False))


def library(name):
    """The library of one of the contract's names, imported; raises Failure, code 'library'."""
    if name not in _libraries:
        _libraries[name] = CLASSES[name]()
    return _libraries[name]


class Library:
    """A library that is used as the standard says; array_api_strict is, and others build on it."""

    name = "strict"
    module = "array_api_strict"
    # Whether an array of it can be written to.
    mutable = True
    # Whether a slice, or an array repeated along new dimensions, shares the memory of its array.
    views = True
    # Whether operations are computed when their values are asked for.
    lazy = False

    def __init__(self):
        self.root = imported(self.module, PACKAGES.get(self.name))
        self.xp = self.namespace()

    def namespace(self):
        return self.root

    def compatible(self, name):
        return imported(f"array_api_compat.{name}")

    @contextlib.contextmanager
    def quiet(self):
        """Operations in it give inf and nan without a word, as everywhere in the engine."""
        with warnings.catch_warnings(), contextlib.ExitStack() as stack:
            warnings.simplefilter("ignore")
            if "numpy" in sys.modules:
                stack.enter_context(sys.modules["numpy"].errstate(all="ignore"))
            yield

    def dtype(self, name):
        return getattr(self.xp, name)

    def dtype_name(self, array):
        return str(array.dtype).rpartition(".")[2]

    def kept(self, value):
        """A result as an array, also where the library gives a scalar of its own."""
        return value

    def device(self, where):
        """The library's own device of a text; None is its default. Raises Failure."""
        if where not in (None, "cpu"):
            raise refused(f"{self.module} has no device {where}; it computes on cpu", "library")
        return None

    def device_of(self, array):
        return None

    def place(self, array):
        """Says where an array lies, for a reader."""
        return self.module

    def where(self, array):
        """The text of which `device` makes the array's device, None where there is one alone."""
        return None

    def on(self, device):
        """A context in which new arrays are made on the device."""
        return contextlib.nullcontext()

    def new(self, kind, shape, dtype, value=None, device=None):
        """zeros, ones, full or eye, as the standard has them."""
        sizes = shape if kind == "eye" else (shape,)
        fill = (value,) if kind == "full" else ()
        options = {} if device is None else {"device": device}
        with self.on(device):
            made = getattr(self.xp, kind)(*sizes, *fill, dtype=self.dtype(dtype), **options)
        return self.kept(made)

    def from_host(self, host, device=None):
        """An array of a NumPy array that nobody else holds."""
        return self.xp.asarray(host)

    def to_host(self, array, tell=None):
        """A NumPy array of the same elements, which may share its memory."""
        return imported("numpy").asarray(array)

    def assign(self, source, target):
        target[...] = source

    def repeated(self, array, shape):
        """The array broadcast to a shape that it fits."""
        return self.xp.broadcast_to(array, shape)

    def repeats(self, array):
        """Whether an array has more elements than memory, as one that was broadcast."""
        return steps_over(array.shape, getattr(array, "strides", ()))

    def vouches(self, array):
        """Whether its products of these arrays round as the textbook's, for a proof."""
        return True


class NumPy(Library):
    name = module = "numpy"

    def namespace(self):
        # The standard came into NumPy itself with 2.0.
        if int(self.root.__version__.partition(".")[0]) >= 2:
            return self.root
        return self.compatible("numpy")

    def dtype_name(self, array):
        return array.dtype.name if array.dtype.isnative else str(array.dtype)

    def kept(self, value):
        return self.root.asarray(value)

    def from_host(self, host, device=None):
        return host

    def assign(self, source, target):
        if not target.flags.writeable:
            raise refused("NumPy has marked this array read-only; clone it first", "library")
        target[...] = source


class Torch(Library):
    name = module = "torch"

    def namespace(self):
        return self.compatible("torch")

    @contextlib.contextmanager
    def quiet(self):
        with super().quiet(), self.root.no_grad():
            yield

    def device(self, where):
        if where is None:
            return None
        try:
            device = self.root.device(where)
            # Of a device that is not there torch says so when it is used.
            self.root.empty(1, device=device)
        except (RuntimeError, AssertionError, NotImplementedError) as error:
            line = str(error).partition("\n")[0]
            raise refused(
                f"torch has no device {where} in this kernel: {line}", "library"
            ) from None
        if device.type == "meta":
            raise refused("torch's device meta holds no elements", "library")
        return device

    def device_of(self, array):
        return array.device

    def place(self, array):
        return f"torch, {array.device}"

    def where(self, array):
        return str(array.device)

    def from_host(self, host, device=None):
        return self.root.from_numpy(host).to(device or self.root.get_default_device())

    def to_host(self, array, tell=None):
        return array.detach().cpu().resolve_conj().resolve_neg().numpy()

    def repeats(self, array):
        return steps_over(array.shape, array.stride())

    def assign(self, source, target):
        # copy_ reads what it has written already where both are views of one memory.
        one = source.untyped_storage().data_ptr() == target.untyped_storage().data_ptr()
        target.copy_(source.clone() if one else source)

    def vouches(self, array):
        if array.device.type not in ("cpu", "cuda"):
            return False
        if self.dtype_name(array) in ("float64", "complex128"):
            return True
        try:
            exact = self.root.get_float32_matmul_precision() == "highest"
            return exact and not self.root.backends.cuda.matmul.allow_tf32
        except RuntimeError:
            # torch refuses to tell where its old and new settings were mixed.
            return False


class CuPy(Library):
    name = module = "cupy"

    def namespace(self):
        return self.compatible("cupy")

    def device(self, where):
        if where is None:
            return None
        kind, _, index = where.partition(":")
        number = int(index or 0)
        if kind not in ("cuda", "gpu") or number >= self.root.cuda.runtime.getDeviceCount():
            raise refused(f"cupy has no device {where} in this kernel", "library")
        return self.root.cuda.Device(number)

    def device_of(self, array):
        return array.device

    def place(self, array):
        return f"cupy, {self.where(array)}"

    def where(self, array):
        return f"cuda:{array.device.id}"

    def on(self, device):
        return contextlib.nullcontext() if device is None else device

    def from_host(self, host, device=None):
        with self.on(device):
            return self.root.asarray(host)

    def to_host(self, array, tell=None):
        return array.get()

    def vouches(self, array):
        # For float32 CUPY_TF32 may let products round to eleven bits.
        return self.dtype_name(array) in ("float64", "complex128")


class Jax(Library):
    name = module = "jax"
    mutable = views = False

    def namespace(self):
        return imported("jax.numpy", "jax")

    def device(self, where):
        if where is None:
            return None
        kind, _, index = where.partition(":")
        try:
            return self.root.devices(kind)[int(index or 0)]
        except (RuntimeError, IndexError):
            raise refused(f"jax has no device {where} in this kernel", "library") from None

    def device_of(self, array):
        return next(iter(array.devices())) if len(array.devices()) == 1 else array.sharding

    def place(self, array):
        devices = sorted(array.devices(), key=lambda device: device.id)
        if len(devices) > 1:
            return f"jax, {len(devices)} devices"
        return f"jax, {self.where(array)}"

    def where(self, array):
        devices = array.devices()
        if len(devices) > 1:
            return None
        (device,) = devices
        return f"{device.platform}:{self.root.devices(device.platform).index(device)}"

    def from_host(self, host, device=None):
        return self.root.device_put(host, device)

    def assign(self, source, target):
        raise refused("Arrays of jax cannot be changed in place", "library")

    def vouches(self, array):
        return all(device.platform == "cpu" for device in array.devices())


class Dask(Library):
    """Dask computes later, and its linear algebra is `blocked`'s."""

    name = "dask"
    module = "dask.array"
    mutable = False
    lazy = True

    def namespace(self):
        return self.compatible("dask.array")

    def device(self, where):
        if where is not None:
            raise refused("dask computes where its scheduler does; give no device", "library")
        return None

    def place(self, array):
        return _blocked().place(array)

    def from_host(self, host, device=None):
        return _blocked().from_numpy(host)

    def repeated(self, array, shape):
        return _blocked().repeated(array, shape)

    def to_host(self, array, tell=None):
        return _blocked().compute(array, tell)

    def assign(self, source, target):
        raise refused("Arrays of dask cannot be changed in place", "library")


def _blocked():
    from . import blocked

    return blocked


CLASSES = {cls.name: cls for cls in (Library, NumPy, Torch, CuPy, Jax, Dask)}
