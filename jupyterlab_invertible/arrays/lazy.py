"""Dask's schedulers as the user has set them: work is started, followed, interrupted and read.

Nothing here schedules: ``distributed.Client`` does where the user has one, else Dask's threads.
"""

import time

from .failure import Failure
from .portable import Portable

PAUSE = 0.5  # seconds between two reports
PATIENCE = 0.7  # seconds after which work is followed
MOST_CHUNKS = 1_000_000
DESERTED = 30.0  # seconds without a worker after which a cluster counts as lost


class Progress:
    """One account of work that comes in stages, whose shares are known beforehand.

    ``tell(done, total, seconds_left, what)`` hears of thousandths of the whole.
    """

    def __init__(self, tell, shares, what):
        self.tell = tell
        self.shares = list(shares)
        self.whole = sum(self.shares) or 1.0
        self.past = 0.0
        self.what = what
        self.began = time.monotonic()
        self.told = float("-inf")

    def stage(self):
        """A report(done, total) of the next stage, or None where nobody listens."""
        share = self.shares.pop(0) if self.shares else 0.0
        before = self.past
        self.past += share
        if self.tell is None:
            return None
        self.report(before)
        return lambda done, total: self.report(before + share * done / max(total, 1))

    def report(self, past):
        now = time.monotonic()
        if now - self.told < PAUSE:
            return
        self.told = now
        part = min(past / self.whole, 1.0)
        left = (now - self.began) * (1 - part) / part if part > 0.02 else None
        self.tell(round(1000 * part), 1000, left, self.what)


def client():
    """The distributed client that Dask would use now, or None."""
    from dask.base import get_scheduler

    owner = getattr(get_scheduler(), "__self__", None)
    return owner if hasattr(owner, "scheduler_info") else None


def persist(arrays, report=None):
    """The arrays computed where they live: a tuple of Dask arrays whose chunks are in memory."""
    import dask

    cluster = client()
    if cluster is not None:
        return persist_there(cluster, arrays, report)
    with counted(report):
        return dask.persist(*arrays)


def counted(report):
    """Dask's callback that counts the tasks of its local schedulers."""
    from dask.callbacks import Callback

    state = {"done": 0}

    def after(key, result, graph, tasks, worker):
        state["done"] += 1
        waiting = sum(len(tasks[name]) for name in ("waiting", "ready", "running"))
        report(state["done"], state["done"] + waiting)

    return Callback(posttask=after) if report else Callback()


def persist_there(cluster, arrays, report):
    from distributed.client import futures_of

    shield(cluster)
    try:
        held = cluster.persist(list(arrays))
    except (OSError, RuntimeError) as error:
        raise lost(error) from error
    futures = futures_of(held)
    try:
        follow(cluster, futures, report)
    except BaseException:
        # A release takes back our own claim alone: tasks that nobody else wants are cancelled,
        # and arrays that the user holds stay.
        for future in futures:
            future.release()
        raise
    return tuple(held)


def shield(cluster):
    """Keeps workers of this machine from the interrupts that are meant for this kernel.

    Jupyter interrupts a kernel by a signal to its process group. Workers of a `LocalCluster` belong
    to it, end by it, and take the arrays that they hold with them.
    """
    import os
    import socket

    if not hasattr(os, "getpgrp"):
        return
    try:
        known = shielded.setdefault(cluster.id, set())
        new = [worker for worker in cluster.nthreads() if worker not in known]
        if new:
            task = Portable(leave_interrupts)
            cluster.run(task, socket.gethostname(), os.getpgrp(), workers=new, on_error="ignore")
            known.update(new)
    except (OSError, RuntimeError, ValueError):
        # Whoever needs the cluster next says what is wrong with it.
        return


# The workers that were told, by the ids of their clients.
shielded = {}


def leave_interrupts(host, group):
    """On a worker: whether it lets the interrupts of a process group of its own machine pass."""
    import os
    import signal
    import socket
    import threading

    near = socket.gethostname() == host and os.getpgrp() == group
    if near and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return True
    return False


def follow(cluster, futures, report):
    """Waits for futures; what is raised is the first failure. KeyboardInterrupt passes."""
    watch = Feed(cluster, futures, report)
    try:
        await_all(cluster, futures, watch)
    finally:
        watch.stop()


def await_all(cluster, futures, watch):
    began = alive = time.monotonic()
    pause = 0.002
    pending = futures
    while True:
        pending = [future for future in pending if check(future)]
        if not pending:
            return
        time.sleep(pause)
        pause = min(pause * 1.3, 0.1)
        now = time.monotonic()
        if now - alive > 5:
            began, alive = attended(cluster, began), now
        watch.look(now)


def check(future):
    """Whether a future is still to come; a Failure where it will not."""
    status = future.status
    if status == "pending":
        return True
    if status == "error":
        raise explained(future.exception())
    if status in ("cancelled", "lost"):
        raise lost(status)
    return False


def attended(cluster, since):
    """The time at which workers were last seen: a Failure where there are none for long."""
    try:
        if cluster.status == "running" and cluster.nthreads():
            return time.monotonic()
    except (OSError, RuntimeError, ValueError) as error:
        raise lost(error) from error
    if cluster.status == "closed" or time.monotonic() - since > DESERTED:
        raise lost("no worker is left")
    return since


def lost(why):
    text = f"the Dask cluster cannot be reached or has lost its work ({why})"
    return Failure(
        "RuntimeError", f"{text}; look at its workers, then run the cell again", "device"
    )


def explained(error):
    """A worker's exception as one of ours."""
    kind = type(error).__name__
    if kind in ("KilledWorker", "CommClosedError", "FutureCancelledError", "FutureLostError"):
        return lost(error)
    if isinstance(error, MemoryError):
        text = f"a Dask worker ran out of memory ({error}); give A smaller chunks"
        return Failure("MemoryError", text, "memory")
    return Failure("RuntimeError", f"a Dask worker raised {kind}: {error}", "library")


class Feed:
    """Dask's own progress feed of the scheduler, for work that takes a while.

    The scheduler serves a feed until its tasks are done or its line is closed: of short work none
    is asked for, since a feed whose tasks are gone before it begins would be served for ever.
    """

    def __init__(self, cluster, futures, report):
        self.cluster, self.futures, self.report = cluster, futures, report
        self.begins = time.monotonic() + PATIENCE
        self.bar = None

    def look(self, now):
        if self.report is None or now < self.begins:
            return
        if self.bar is None:
            self.bar = bar_of(self.cluster, self.futures)
        elif self.bar.counts:
            self.report(*self.bar.counts)

    def stop(self):
        if self.bar is not None:
            self.cluster.loop.add_callback(hang_up, self.bar)


def bar_of(cluster, futures):
    from distributed.diagnostics.progressbar import ProgressBar

    class Bar(ProgressBar):
        counts = None

        def _draw_bar(self, remaining, all, **_):
            self.counts = (all - remaining, all)

    bar = Bar(futures, cluster.scheduler.address, interval="250ms")
    cluster.loop.add_callback(listen, bar)
    return bar


async def listen(bar):
    """The feed is an extra: it ends quietly where the scheduler refuses it or closes."""
    try:
        await bar.listen()
    except Exception:  # noqa: BLE001
        return


async def hang_up(bar):
    line = getattr(bar, "comm", None)
    if line is not None:
        line.abort()


def compute(array, tell=None, what="reading"):
    """A Dask array as a NumPy array, C-ordered. Raises ``Failure`` and KeyboardInterrupt."""
    return collect([array], Progress(tell, [1.0], what).stage())[0]


def collect(arrays, report=None):
    """Dask arrays (small ones: they cross) as NumPy arrays, in one run."""
    import dask
    import numpy as np

    found = persist(arrays, report)
    try:
        return [np.asarray(part, order="C") for part in dask.compute(*found)]
    except (OSError, RuntimeError) as error:
        raise lost(error) from error


def plural(count, word):
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def place(array):
    """Where an array lives: 'Dask, 4 workers, 16 chunks' or 'Dask, 2 threads, 16 chunks'."""
    import math

    import dask

    chunks = plural(math.prod(array.numblocks), "chunk")
    cluster = client()
    if cluster is not None:
        return f"Dask, {plural(len(cluster.nthreads()), 'worker')}, {chunks}"
    from dask.system import CPU_COUNT

    threads = dask.config.get("num_workers", None) or CPU_COUNT
    return f"Dask, {plural(threads, 'thread')}, {chunks}"


def square(shape, dtype):
    """Chunks for a new array: Dask's own size, but square for matrices."""
    import math

    import dask
    import numpy as np
    from dask.array.core import normalize_chunks
    from dask.utils import parse_bytes

    limit = max(1, parse_bytes(dask.config.get("array.chunk-size")) // np.dtype(dtype).itemsize)
    if 0 in shape:
        return tuple((extent,) for extent in shape)
    if len(shape) < 2:
        check_chunks(-(-math.prod(shape) // limit))
        return normalize_chunks("auto", shape=shape, dtype=dtype)
    edge = max(1, math.isqrt(limit))
    steps = [even(extent, edge) for extent in shape[-2:]]
    stack = max(1, limit // math.prod(steps))
    for extent in reversed(shape[:-2]):
        steps.insert(0, even(extent, min(extent, stack)))
        stack = max(1, stack // steps[0])
    check_chunks(math.prod(-(-extent // step) for extent, step in zip(shape, steps, strict=True)))
    return tuple(
        tuple(min(step, extent - start) for start in range(0, extent, step))
        for extent, step in zip(shape, steps, strict=True)
    )


def even(extent, limit):
    """The size of chunks of at most ``limit`` that cut an extent alike, but for the last."""
    parts = -(-extent // limit)
    return -(-extent // parts)


def check_chunks(count):
    """Raises Failure, code 'memory', for more chunks than a graph can list."""
    if count > MOST_CHUNKS:
        raise Failure(
            "MemoryError",
            f"A Dask array of {count:,} chunks is too much for its scheduler, which should have at "
            f"most {MOST_CHUNKS:,}; ask for less, or for larger chunks by "
            "dask.config.set({'array.chunk-size': …})",
            "memory",
        )


def repeated(array, shape):
    """The array broadcast, cut as a new one is: Dask would repeat into one chunk, of any size."""
    import dask.array as da

    chunks = square(shape, array.dtype)
    own = array.shape
    ends = chunks[len(shape) - len(own) :]
    kept = {at: cut for at, cut in enumerate(ends) if own[at] == shape[len(shape) - len(own) + at]}
    return da.broadcast_to(array.rechunk(kept), shape, chunks=chunks)


def make(kind, shape, dtype, value=None, seed=0):
    """A new lazy array; kind: zeros ones full eye rand randn arange."""
    import dask.array as da
    import numpy as np

    shape, dtype = tuple(shape), np.dtype(dtype)
    chunks = square(shape, dtype)
    if kind in ("zeros", "ones"):
        return getattr(da, kind)(shape, dtype=dtype, chunks=chunks)
    if kind == "full":
        return da.full(shape, value, dtype=dtype, chunks=chunks)
    if kind == "arange":
        start, step = value
        return (start + step * da.arange(shape[0], chunks=chunks[0])).astype(dtype)
    if kind == "eye":
        return da.eye(shape[0], chunks=chunks[0][0], M=shape[1], dtype=dtype).rechunk(chunks)
    if kind in ("rand", "randn"):
        return random(kind, shape, dtype, chunks, seed)
    raise Failure("RuntimeError", f"there is no kind {kind!r} of new array", "request")


def random(kind, shape, dtype, chunks, seed):
    """Uniform on [0, 1) or standard normal; complex normals have variance 1, as torch's."""
    import dask.array as da

    generator = da.random.default_rng(seed)
    draw = generator.random if kind == "rand" else generator.standard_normal
    real = draw(size=shape, chunks=chunks)
    if dtype.kind != "c":
        return real.astype(dtype)
    imaginary = draw(size=shape, chunks=chunks)
    factor = 1.0 if kind == "rand" else 0.5**0.5
    return (factor * (real + 1j * imaginary)).astype(dtype)


def from_numpy(array):
    """A NumPy array in Dask chunks: on the cluster where there is one, so that it crosses once."""
    import warnings

    import dask.array as da

    made = da.from_array(array, chunks=square(array.shape, array.dtype))
    if client() is None:
        return made
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # distributed warns of data within a graph: once is the way
        return persist([made])[0]
