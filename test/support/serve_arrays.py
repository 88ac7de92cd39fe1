"""Serves arrays to the engine's tests in Node: requests on stdin, replies on stdout.

A frame is the length of a JSON text in four bytes, little-endian, the text, and the buffers behind
each other: {"requests": […], "sizes": [bytes of each buffer]}, answered by {"replies": […],
"sizes": […]}. The library that `A` is of is the one argument. The package reaches this process as
it reaches a kernel, as text; `{"do": "count", "id": …}` is answered here.
"""

import json
import struct
import sys
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "jupyterlab_invertible" / "arrays"
MATRIX = [[2.0, 1.0], [1.0, 3.0]]


def loaded():
    """The package, loaded by its loader's text alone."""
    loader = {}
    exec((SOURCES / "loader.py").read_text("utf-8"), loader)
    sources = {path.stem: path.read_text("utf-8") for path in SOURCES.glob("*.py")}
    head = {}
    exec(sources["__init__"], head)
    return loader["load"](sources, head["ORDER"])


def of_library(name):
    """The 2x2 matrix that tests refer to, as an array of the library."""
    if name == "torch":
        import torch

        return torch.tensor(MATRIX, dtype=torch.float64)
    if name == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
        return jax.numpy.asarray(MATRIX)
    if name == "strict":
        import array_api_strict

        return array_api_strict.asarray(MATRIX)
    import numpy

    return numpy.array(MATRIX)


def exactly(stream, size):
    content = stream.read(size)
    if len(content) < size:
        raise SystemExit(0)
    return content


def frames(stream):
    """(requests, buffers) until the stream ends."""
    while True:
        (size,) = struct.unpack("<I", exactly(stream, 4))
        head = json.loads(exactly(stream, size))
        yield head["requests"], [exactly(stream, size) for size in head["sizes"]]


def answer(service, requests, buffers):
    """Replies in the order of the requests, `count` among them after all others ran."""
    counted = [r for r in requests if isinstance(r, dict) and r.get("do") == "count"]
    replies, made = service.serve([r for r in requests if r not in counted], buffers)
    return replies + [{"id": r.get("id"), "count": service.count()} for r in counted], made


def main():
    service = loaded().service.Service({"A": of_library(sys.argv[1]), "n": 3})
    out = sys.stdout.buffer
    for requests, buffers in frames(sys.stdin.buffer):
        replies, made = answer(service, requests, buffers)
        head = {"replies": replies, "sizes": [memoryview(part).nbytes for part in made]}
        text = json.dumps(head, allow_nan=False).encode()
        out.write(struct.pack("<I", len(text)) + text)
        for part in made:
            out.write(part)
        out.flush()


if __name__ == "__main__":
    main()
