"""Values between this kernel and %%ts cells; sent here by the browser, apart from the user's names.

Values cross as one stream of bytes, in chunks: a list of headers as JSON, then what each header
tells of, one after the other. An array is its bytes in C order; all else is JSON. Nothing is
rounded: a dtype that JavaScript cannot hold exactly is refused.

One file holds it all, since it reaches the kernel as one text and becomes one module there; the
build copies it into the package, whose own magic uses the same functions.
"""

import builtins
import json
import keyword
import math
import re
import sys
import unicodedata
from collections import OrderedDict
from datetime import date, datetime, timedelta, timezone

TARGET = "invertible"
CHUNK = 4 << 20

# NumPy's names of the dtypes that are sent as they are, with the bytes of one element.
SAME = {"float32": 4, "float64": 8, "complex64": 8, "complex128": 16}
SAME |= {"int32": 4, "int64": 8, "bool": 1}
# The dtypes that others become in a cell.
WIDENED = {"float16": "float32", "uint32": "int64"}
WIDENED |= dict.fromkeys(("int8", "int16", "uint8", "uint16"), "int32")

MOST_DEPTH = 200
MOST_ITEMS = 4_000_000
MOST_NAMES = 1000
MOST_HEAD = 1 << 20
MOST_AXES = 32
# Transfers that may be under way at once: the oldest is forgotten for one more.
MOST_TRANSFERS = 4

received = OrderedDict()

MARKERS = {"$bigint", "$float", "$complex", "$dict", "$date"}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Milliseconds on either side of 1970 that a Date of JavaScript has.
MOST_TIME = 8_640_000_000_000_000

# The advice on a value that a cell cannot be given, by its type's module and name.
ADVICE = {
    "decimal.Decimal": "give float(x) or str(x)",
    "fractions.Fraction": "give float(x) or str(x)",
    "builtins.set": "give list(x)",
    "builtins.frozenset": "give list(x)",
    "builtins.range": "give list(x)",
    "builtins.bytes": "give list(x), or x.decode() if it is text",
    "builtins.bytearray": "give list(x), or x.decode() if it is text",
    "datetime.time": "give x.isoformat()",
    "datetime.timedelta": "give x.total_seconds()",
    "polars.DataFrame": "give x.to_dicts()",
    "polars.Series": "give x.to_list()",
}


def advice(value):
    kind = type(value)
    found = ADVICE.get(f"{kind.__module__.split('.')[0]}.{kind.__name__}")
    if found is None and hasattr(value, "__dataclass_fields__"):
        found = "give dataclasses.asdict(x)"
    if found is None and hasattr(value, "total_seconds"):
        found = "give x.total_seconds()"
    if found is None and hasattr(value, "toarray"):
        found = "give x.toarray()"
    if found is None and hasattr(value, "__array__"):
        found = "give numpy.asarray(x)"
    return found or "arrays, frames, numbers, text, dates, lists and dicts can"


def refuse_lossy(value, name):
    """Raises where a value's array would show what it hides, or round what it holds."""
    kind = type(value).__module__.split(".")[0]
    if kind == "numpy":
        import numpy as np

        if isinstance(value, np.ma.MaskedArray):
            raise TypeError(
                f"{name} is or holds a masked array, whose mask a %%ts cell cannot hold; "
                "give its .filled(0), or its .data and its .mask apart"
            )
    elif kind == "pandas" and hasattr(value, "isna") and hasattr(value, "to_numpy"):
        import pandas as pd

        frame = pd.DataFrame(value) if not hasattr(value, "columns") else value
        masked = [getattr(dtype, "na_value", None) is pd.NA for dtype in frame.dtypes]
        if frame.loc[:, masked].isna().to_numpy().any():
            raise TypeError(
                f"{name} has missing values (NA), which a %%ts cell cannot hold; "
                "fill them first, for example with .fillna(0)"
            )


def as_array(value, name="the value"):
    """A NumPy array of whatever is one: NumPy, torch, CuPy, pandas; None for anything else."""
    refuse_lossy(value, name)
    kind = type(value).__module__.split(".")[0]
    if kind == "torch" and hasattr(value, "detach"):
        if str(value.layout) != "torch.strided":
            raise TypeError(f"{name} is a sparse tensor; give x.to_dense()")
        if str(value.dtype) == "torch.bfloat16":
            raise TypeError(f"{name} is of bfloat16, which NumPy does not have; give x.float()")
        return value.detach().cpu().resolve_conj().resolve_neg().numpy()
    if kind == "cupy" and hasattr(value, "get"):
        return value.get()
    if kind == "pandas" and hasattr(value, "to_numpy"):
        array = value.to_numpy()
        whole = value.select_dtypes("integer") if hasattr(value, "columns") else None
        if whole is not None and array.dtype.kind == "f" and (whole.abs() > 2**53).to_numpy().any():
            raise TypeError(
                f"{name} has columns of large whole numbers beside columns of floats, as which "
                "they would be rounded; give the columns apart"
            )
        return None if array.dtype.kind == "O" else array
    if kind == "numpy" and hasattr(value, "__array__") and getattr(value, "ndim", 0) > 0:
        return value.__array__()
    return None


def native(name, array):
    """The array in C order and the machine's byte order, of a dtype that a cell can hold."""
    import numpy as np

    if array.dtype.name == "bool":
        # Of any byte that NumPy takes for true a cell gets 1.
        return np.asarray(array, order="C").view("uint8").astype(bool)
    array = np.asarray(array, dtype=array.dtype.newbyteorder("="), order="C")
    if array.dtype.name in SAME:
        return array
    wider = WIDENED.get(array.dtype.name)
    if wider:
        return array.astype(wider)
    if array.dtype.name == "uint64" and (array <= np.iinfo("int64").max).all():
        return array.astype("int64")
    raise TypeError(
        f"{name} has dtype {array.dtype}, which a %%ts cell cannot hold exactly; "
        "convert it first, for example with .astype('float64')"
    )


def plain(value, name="the value"):
    """A value as JSON can hold it, with what JSON lacks written out; raises TypeError."""
    try:
        return Plain(name).of(value)
    except RecursionError:
        raise TypeError(f"{name} is nested too deep to go to a %%ts cell") from None


class Plain:
    """One value on its way to JSON."""

    def __init__(self, name):
        self.name = name
        self.items = 0
        self.path = []
        # The containers of the value at hand, by their ids.
        self.above = set()

    def of(self, value):
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if isinstance(value, int):
            return int(value) if abs(value) < 2**53 else {"$bigint": hex(value)}
        if kind is float:
            return value if math.isfinite(value) else {"$float": repr(value)}
        if isinstance(value, (bool, str)):
            return str.__str__(value)
        if isinstance(value, date):
            return self.time(value)
        if id(value) in self.above:
            raise TypeError(f"{self.name} holds itself, which a %%ts cell cannot be given")
        if len(self.above) >= MOST_DEPTH:
            raise TypeError(
                f"{self.name} is nested more than {MOST_DEPTH} levels deep, "
                "which is too deep to go to a %%ts cell; flatten it"
            )
        self.above.add(id(value))
        written = self.compound(value)
        self.above.discard(id(value))
        return written

    def compound(self, value):
        refuse_lossy(value, self.name)
        if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
            self.refuse_kind(value)
            if getattr(getattr(value, "dtype", None), "kind", "") == "M":
                return self.times(value)
            item = value.item()
            if type(item) is type(value):
                raise TypeError(
                    f"{self.name} holds a {type(value).__name__}, which would be rounded"
                )
            return self.of(item)
        if isinstance(value, float):
            return self.of(float(value))
        if isinstance(value, complex):
            return {"$complex": [self.of(value.real), self.of(value.imag)]}
        if isinstance(value, (list, tuple)):
            self.count(len(value))
            return [self.at(i, item) for i, item in enumerate(value)]
        if isinstance(value, dict):
            return self.mapping(value)
        if hasattr(value, "to_dict") and type(value).__module__.split(".")[0] == "pandas":
            return self.of(self.records(value))
        array = as_array(value, self.name)
        if array is not None:
            self.refuse_kind(array)
            return self.times(array) if array.dtype.kind == "M" else self.of(array.tolist())
        raise TypeError(
            f"{self.where()} cannot go to a %%ts cell: a value of type {type(value).__name__}; "
            + advice(value)
        )

    def where(self):
        return self.name + "".join(f"[{step!r}]" for step in self.path)

    def at(self, step, value):
        self.path.append(step)
        written = self.of(value)
        self.path.pop()
        return written

    def time(self, value):
        """A moment to the millisecond, as Date has it: without a zone UTC, and NaT is null."""
        if value != value:
            return None
        if not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day)
        if value.tzinfo is None:
            value = value.replace(tzinfo=timezone.utc)
        if hasattr(value, "to_pydatetime"):
            value = value.to_pydatetime(warn=False)
        return {"$date": (value - EPOCH) // timedelta(milliseconds=1)}

    def times(self, array):
        """The moments of datetime64, to the millisecond: UTC, as NumPy has them."""
        import numpy as np

        count = array.astype("datetime64[ms]").astype("int64")
        missing = np.isnat(array)
        if not ((np.abs(count) <= MOST_TIME) | missing).all():
            raise TypeError(
                f"{self.where()} has times out of the range of a Date of JavaScript; "
                "give x.astype(str)"
            )
        self.count(array.size)
        stamps = np.empty(array.shape, dtype=object)
        for at in np.ndindex(array.shape):
            stamps[at] = None if missing[at] else {"$date": int(count[at])}
        return stamps.tolist()

    def refuse_kind(self, array):
        """Spans would become numbers without a unit, and records lists without names."""
        kind = getattr(getattr(array, "dtype", None), "kind", "")
        advice = {
            "m": "give x / numpy.timedelta64(1, 's'), which are seconds",
            "V": "give {n: x[n] for n in x.dtype.names}",
            "S": "give numpy.char.decode(x)",
        }.get(kind)
        if advice:
            raise TypeError(
                f"{self.where()} holds a {array.dtype}, which a %%ts cell does not have; {advice}"
            )

    def mapping(self, value):
        self.count(len(value))
        written = {}
        for key, item in value.items():
            text = str(key)
            if text in written:
                twin = next(other for other in value if str(other) == text)
                raise TypeError(
                    f"{self.name} has the keys {twin!r} and {key!r}, which are both {text!r} "
                    "in TypeScript; rename one of them"
                )
            written[text] = self.at(key, item)
        return {"$dict": written} if len(written) == 1 and MARKERS >= written.keys() else written

    def records(self, value):
        """A frame as rows, a series as a list, as one of numbers is an array."""
        if not hasattr(value, "columns"):
            return self.values(value)
        if not value.columns.is_unique:
            raise TypeError(
                f"{self.where()} has labels that occur twice, of which one would be lost; "
                "rename them, or give its .values.tolist()"
            )
        columns = [self.values(value.iloc[:, i]) for i in range(len(value.columns))]
        return [dict(zip(value.columns, row, strict=True)) for row in zip(*columns, strict=True)]

    def values(self, series):
        """Numbers as they are; of text, times and categories a missing one is None."""
        if getattr(series.dtype, "kind", "O") in "biufc":
            return series.tolist()
        return [None if gone else v for v, gone in zip(series.tolist(), series.isna(), strict=True)]

    def count(self, items):
        self.items += items
        if self.items > MOST_ITEMS:
            raise TypeError(
                f"{self.name} holds more than {MOST_ITEMS:,} values; give it as a NumPy array"
            )


def restored(value):
    """Reads again what `plain` wrote out; raises ValueError for what it cannot have written."""
    if isinstance(value, list):
        return [restored(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((marker, content),) = value.items()
        if marker == "$bigint" and isinstance(content, str):
            return int(content, 0)
        if marker == "$float" and isinstance(content, str):
            return float(content)
        if marker == "$complex" and isinstance(content, list) and len(content) == 2:
            parts = [restored(part) for part in content]
            if all(type(part) in (int, float) for part in parts):
                return complex(*parts)
        if marker == "$date" and type(content) is int:
            try:
                return EPOCH + timedelta(milliseconds=content)
            except OverflowError:
                raise ValueError("a time that no datetime has") from None
        if marker == "$dict" and isinstance(content, dict):
            value = content
        elif marker in MARKERS:
            raise ValueError(f"{marker} of a {type(content).__name__}")
    return {key: restored(item) for key, item in value.items()}


def packed(name, value):
    """The header of a value, and its bytes."""
    array = as_array(value, name)
    if array is None or array.dtype.kind in "MmOSTUV":
        content = json.dumps(plain(value, name)).encode()
        return {"name": name, "bytes": len(content)}, content
    array = native(name, array)
    header = {"name": name, "dtype": array.dtype.name, "shape": list(array.shape)}
    return {**header, "bytes": array.nbytes}, memoryview(array.reshape(-1).view("uint8"))


def unpacked(header, content):
    """The value of a header that was checked, and of its bytes."""
    name = header["name"]
    if "dtype" not in header:
        try:
            return restored(json.loads(bytes(content)))
        except (ValueError, RecursionError):
            raise RuntimeError(f"what came for {name} is no value; run the cell again") from None
    try:
        import numpy as np
    except ImportError:
        raise ImportError("arrays from %%ts cells need NumPy: pip install numpy") from None
    array = np.frombuffer(content, dtype=header["dtype"]).reshape(header["shape"]).copy()
    return array.view("uint8").astype(bool) if header["dtype"] == "bool" else array


def check(names, namespace, targets=()):
    """All names at once, before anything runs: those that are given, and those that will be."""
    missing = [name for name in names if name not in namespace]
    if missing:
        raise NameError(f"name {', '.join(map(repr, missing))} is not defined in Python")
    check_targets(targets)


# Names that IPython keeps for itself.
KEPT = {"In", "Out", "get_ipython", "exit", "quit", "_oh", "_dh", "_ih", "_ii", "_iii", "__", "___"}


def refusal(name):
    """Why Python cannot have a variable of this name from a cell; None where it can."""
    if not isinstance(name, str) or not name.isidentifier():
        return "no name of a variable in Python"
    if keyword.iskeyword(name):
        return "a keyword of Python"
    if name in KEPT or re.fullmatch(r"_i?\d*", name):
        return "kept by IPython for itself"
    if name.startswith("__") or name.startswith("_invertible_"):
        return "kept by Python for itself" if name[1] == "_" else "kept for this exchange"
    if unicodedata.normalize("NFKC", name) != name:
        return f"written {unicodedata.normalize('NFKC', name)} in Python"
    if name in dir(builtins):
        return "a builtin of Python, which later cells would miss"
    return None


def check_targets(names):
    """Whether Python may be given variables of these names; raises NameError."""
    if len(names) > MOST_NAMES or len(set(names)) < len(names):
        raise NameError(f"-o wants at most {MOST_NAMES} names, each of them once")
    for name in names:
        why = refusal(name)
        if why:
            raise NameError(
                f"-o {name}: {name} is {why}; give the variable another name in the cell, "
                "and write that after -o"
            )


def is_size(value):
    return type(value) is int and value >= 0


def checked(headers, names, size):
    """Headers that tell of each name once, and of as many bytes as came; raises RuntimeError."""
    whole = isinstance(headers, list) and all(map(is_header, headers))
    if not whole or sorted(header["name"] for header in headers) != sorted(names):
        raise RuntimeError("what came is not what stands after -o; run the cell again")
    if sum(header["bytes"] for header in headers) != size:
        raise RuntimeError("not all of the values came; run the cell again")
    return headers


def is_header(header):
    if not isinstance(header, dict) or not isinstance(header.get("name"), str):
        return False
    if not is_size(header.get("bytes")):
        return False
    if "dtype" not in header:
        return header.keys() == {"name", "bytes"}
    dtype, shape = header["dtype"], header.get("shape")
    if not isinstance(dtype, str) or dtype not in SAME:
        return False
    if not isinstance(shape, list) or len(shape) > MOST_AXES or not all(map(is_size, shape)):
        return False
    if math.prod(size or 1 for size in shape) * SAME[dtype] >= 2**62:
        return False
    return header["bytes"] == math.prod(shape) * SAME[dtype]


def send(names, target, namespace):
    from comm import create_comm

    check(names, namespace)
    pairs = [packed(name, namespace[name]) for name in names]
    head = json.dumps([header for header, _ in pairs]).encode()
    total = len(head) + sum(len(content) for _, content in pairs)
    comm = create_comm(target_name=target, data={"head": len(head), "total": total})
    for content in (head, *(content for _, content in pairs)):
        for start in range(0, len(content), CHUNK):
            # A copy: what the kernel runs next may change the array before the bytes are away.
            comm.send(data={}, buffers=[bytes(content[start : start + CHUNK])])
    comm.close()


class Transfer:
    """Bytes that come."""

    def __init__(self, head, total):
        self.head = head
        self.total = total
        self.size = 0
        self.chunks = []

    def take(self, buffers):
        for buffer in buffers:
            chunk = bytes(buffer)
            self.size += len(chunk)
            if self.size <= self.total:
                self.chunks.append(chunk)

    def content(self):
        """All bytes; raises RuntimeError where some are missing."""
        if self.size != self.total:
            raise RuntimeError("not all of the values came; run the cell again")
        content = memoryview(b"".join(self.chunks))
        self.chunks = []
        return content

    def split(self, sizes):
        """The bytes in pieces of these sizes."""
        content, start, pieces = self.content(), 0, []
        for size in sizes:
            pieces.append(content[start : start + size])
            start += size
        if start != len(content):
            raise RuntimeError("not all of the values came; run the cell again")
        return pieces

    def read(self, names):
        """The values by their names, when all has come and is right."""
        content = self.content()
        try:
            headers = json.loads(bytes(content[: self.head]))
        except (ValueError, RecursionError):
            headers = None
        start, values = self.head, {}
        for header in checked(headers, names, self.total - self.head):
            end = start + header["bytes"]
            values[header["name"]] = unpacked(header, content[start:end])
            start = end
        return values


def listen(kernel):
    """Lets the browser open comms by which values come."""

    def opened(comm, message):
        data = message["content"]["data"]
        token, head, total = (data.get(key) for key in ("token", "head", "total"))
        known = isinstance(token, str) and is_size(head) and is_size(total)
        if not known or head > min(total, MOST_HEAD) or token in received:
            comm.close()
            return
        transfer = received[token] = Transfer(head, total)
        while len(received) > MOST_TRANSFERS:
            received.popitem(last=False)
        comm.on_msg(lambda chunk: transfer.take(chunk.get("buffers") or []))
        # Closed before it was stored: given up.
        comm.on_close(lambda _: received.pop(token, None))

    kernel.comm_manager.register_target(TARGET, opened)


def store(names, token, namespace, held):
    """Binds the names that stand after -o, when all has come: all of them, or none.

    `held` are the arrays that were here already, by their names; where there is nothing else,
    nothing was sent and `token` is None.
    """
    transfer = arrived(token) if names else None
    check_targets([*names, *held])
    came = transfer.read(names) if transfer else {}
    namespace.update({**came, **held})


def arrived(token):
    """What the browser has sent; raises RuntimeError where it did not come."""
    transfer = received.pop(token, None)
    if transfer is None:
        raise RuntimeError("the values did not come; run the cell again")
    return transfer


def arrays_of(package):
    """The module that serves sessions with arrays; raises LookupError where it is not loaded."""
    module = sys.modules.get(f"{package}.session")
    if module is None:
        raise LookupError(package)
    return module


def load_arrays(package, program):
    """Loads the modules of the program of arrays, which came as text."""
    program = json.loads(program)
    own = {}
    exec(program["loader"], own)
    own["load"](program["sources"], program["order"], package)
