"""Whether what is asked for fits, by arithmetic, before anything is allocated."""

import math
import os
import re

from .failure import Failure
from .requests import DTYPES

MEMINFO = "/proc/meminfo"


def check(owner, shape, dtype, device=None, copies=1):
    """Raises Failure, code 'memory', where an array, or `copies` of it, would not fit now."""
    if owner.lazy:
        return
    what = array_of(shape, dtype)
    told = f"An {what} takes" if copies == 1 else f"To work on an {what} takes another"
    advice = f"{DISPOSE}, or use dask, whose arrays are computed in chunks"
    compare(told, advice, copies * math.prod(shape) * DTYPES[dtype], available(owner, device))


def check_host(shape, dtype):
    """The same for elements that are to be read, whatever library has them."""
    told = f"In the kernel's memory, to read an {array_of(shape, dtype)} takes"
    compare(told, "read a part of it", math.prod(shape) * DTYPES[dtype], host())


def check_threads(shape, dtype, copies):
    """The same for work of Dask's that has no cluster: its threads are this process's."""
    told = f"Without a cluster, to work on an {array_of(shape, dtype)} takes"
    advice = f"{DISPOSE}, or give Dask a cluster: dask.distributed.Client(…)"
    compare(told, advice, copies * math.prod(shape) * DTYPES[dtype], host())


DISPOSE = "dispose tensors that are no longer needed (A.dispose())"


def array_of(shape, dtype):
    return f"array of shape {list(shape)} and dtype {dtype}"


def compare(told, advice, needed, free):
    if free is None or needed <= free:
        return
    message = f"{told} {spoken(needed)}, and {spoken(free)} are free; {advice}"
    raise Failure("MemoryError", message, "memory", needed=needed, free=free)


def available(owner, device=None):
    """The bytes that are free for new arrays on a device, None where nothing tells."""
    if owner.name == "torch" and getattr(device, "type", "cpu") == "cuda":
        return owner.root.cuda.mem_get_info(device)[0]
    if owner.name == "cupy":
        with owner.on(device):
            return owner.root.cuda.runtime.memGetInfo()[0]
    if owner.name == "jax" and getattr(device, "platform", "cpu") != "cpu":
        told = device.memory_stats() or {}
        return told["bytes_limit"] - told["bytes_in_use"] if "bytes_limit" in told else None
    return host()


def host():
    """MemAvailable of Linux, elsewhere the physical memory; None where neither is told."""
    try:
        with open(MEMINFO) as file:
            found = re.search(r"^MemAvailable:\s+(\d+) kB", file.read(), re.MULTILINE)
        if found:
            return int(found[1]) << 10
    except OSError:
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def spoken(count):
    """Bytes in decimal units, as file managers write them."""
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} PB" if count < 1e6 else f"{count:.1e} PB"
