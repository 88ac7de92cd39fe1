"""Values between this kernel and %%ts cells; sent here by the browser, apart from the user's names.

An array goes as a header (dtype, shape) and its bytes in C order, in chunks; what JSON can hold
goes as JSON. Nothing is rounded: a dtype that JavaScript cannot hold exactly is refused.
"""

import json
import math

TARGET = "invertible"
CHUNK = 8 << 20

# What NumPy calls a dtype that is sent as it is, and what it becomes in a cell.
SAME = {"float32", "float64", "complex64", "complex128", "int32", "int64", "bool"}
WIDENED = {
    "float16": "float32",
    "int8": "int32",
    "int16": "int32",
    "uint8": "int32",
    "uint16": "int32",
    "uint32": "int64",
}

received = {}


def as_array(value):
    """A NumPy array of whatever is one: NumPy, torch, CuPy, pandas; None for anything else."""
    kind = type(value).__module__.split(".")[0]
    if kind == "torch" and hasattr(value, "detach"):
        return value.detach().cpu().resolve_conj().resolve_neg().numpy()
    if kind == "cupy" and hasattr(value, "get"):
        return value.get()
    if kind == "pandas" and hasattr(value, "to_numpy"):
        array = value.to_numpy()
        return None if array.dtype.kind == "O" else array
    if kind == "numpy" and hasattr(value, "__array__") and getattr(value, "ndim", 0) > 0:
        return value.__array__()
    return None


def native(name, array):
    """The array in C order and the machine's byte order, of a dtype that a cell can hold."""
    import numpy as np

    array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
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


def plain(value):
    """A value as JSON, with what JSON lacks written out; raises TypeError."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return plain(value.item())
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"$bigint": str(value)}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(value)}
    if isinstance(value, complex):
        return {"$complex": [plain(value.real), plain(value.imag)]}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "to_dict"):
        return plain(value.to_dict("records") if hasattr(value, "columns") else value.to_dict())
    array = as_array(value)
    if array is not None:
        return plain(array.tolist())
    raise TypeError(f"a value of type {type(value).__name__}")


def check(names, namespace):
    """All names at once, before anything runs."""
    missing = [name for name in names if name not in namespace]
    if missing:
        raise NameError(f"name {', '.join(map(repr, missing))} is not defined in Python")


def send(names, target, namespace):
    from comm import create_comm

    check(names, namespace)
    headers, contents = [], []
    for name in names:
        value = namespace[name]
        array = as_array(value)
        if array is None:
            try:
                headers.append({"name": name, "json": json.dumps(plain(value))})
            except TypeError as error:
                raise TypeError(
                    f"{name} cannot go to a %%ts cell: {error}; "
                    "arrays, frames, numbers, text, lists and dicts can"
                ) from None
            contents.append(b"")
        else:
            array = native(name, array)
            headers.append({"name": name, "dtype": array.dtype.name, "shape": list(array.shape)})
            contents.append(memoryview(array.reshape(-1).view("uint8")))
    comm = create_comm(target_name=target, data={"values": headers})
    for index, content in enumerate(contents):
        for start in range(0, len(content), CHUNK):
            comm.send(data={"value": index}, buffers=[content[start : start + CHUNK]])
    comm.close()


def listen(kernel):
    """Lets the browser open comms by which values come."""

    def opened(comm, message):
        token = message["content"]["data"]["token"]
        received[token] = []
        comm.on_msg(lambda chunk: received[token].append(chunk["buffers"]))

    kernel.comm_manager.register_target(TARGET, opened)


def restored(value):
    """What `plain` wrote out, read again."""
    if isinstance(value, list):
        return [restored(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$bigint"}:
        return int(value["$bigint"])
    if set(value) == {"$float"}:
        return float(value["$float"])
    if set(value) == {"$complex"}:
        return complex(*map(restored, value["$complex"]))
    return {key: restored(item) for key, item in value.items()}


def store(headers, token, namespace):
    """Binds the names, when all has come."""
    chunks = received.pop(token, [])
    content = b"".join(bytes(buffer) for buffers in chunks for buffer in buffers)
    values, start = {}, 0
    for header in headers:
        if "json" in header:
            values[header["name"]] = restored(json.loads(header["json"]))
            continue
        try:
            import numpy as np
        except ImportError:
            raise ImportError("arrays from %%ts cells need NumPy: pip install numpy") from None
        end = start + header["bytes"]
        array = np.frombuffer(content[start:end], dtype=header["dtype"]).reshape(header["shape"])
        values[header["name"]] = array.copy()
        start = end
    if start != len(content):
        raise RuntimeError("not all of the values came; run the cell again")
    namespace.update(values)
