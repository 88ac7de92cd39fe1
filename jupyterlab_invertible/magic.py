"""The `%%ts` magic of IPython: runs cells where no browser is, as in `nbconvert --execute`.

In JupyterLab `%%ts` cells never come here: they run in the browser. Here the same program runs in
Node, which is started with the first cell and keeps the variables of all.
"""

import atexit
import base64
import json
import math
import shutil
import subprocess
from pathlib import Path
from threading import Timer

from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.display import clear_output, publish_display_data

from . import _bridge

RUNNER = Path(__file__).parent / "runner" / "runner.mjs"
OLDEST_NODE = 20


class TsError(Exception):
    """A `%%ts` cell failed; the traceback is the cell's own."""

    def __init__(self, name, message, traceback=()):
        super().__init__(f"{name}: {message}")
        self.lines = list(traceback) or [f"{name}: {message}"]

    def _render_traceback_(self):
        return self.lines


class Result:
    """The value of a cell's last expression, in all its forms."""

    def __init__(self, data):
        self.data = data

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.data


def find_node():
    """The path of a Node that is new enough; raises TsError where there is none."""
    node = shutil.which("node")
    if node is None:
        raise TsError(
            "MissingNode",
            "%%ts cells run in the browser, in JupyterLab. To run them without one, as nbconvert "
            f"and papermill do, Node >= {OLDEST_NODE} is needed, and there is none on the PATH: "
            "install it from https://nodejs.org",
        )
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0] or 0) < OLDEST_NODE:
        raise TsError("MissingNode", f"%%ts needs Node >= {OLDEST_NODE}, and {node} is {version}")
    return node


class Runner:
    """One Node, and the variables in it."""

    def __init__(self):
        self.process = subprocess.Popen(
            [find_node(), str(RUNNER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        if self.read().get("type") != "ready":
            raise TsError("BrokenRunner", "the engine could not be loaded in Node")

    def read(self):
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        raise TsError("Interrupted", "Node ended, and with it the variables of earlier %%ts cells")

    def ask(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def stop(self):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass


def encoded(name, value):
    """A value as text: an array's bytes in base64, all else as JSON."""
    array = _bridge.as_array(value)
    if array is None:
        return {"name": name, "json": json.dumps(_bridge.plain(value))}
    array = _bridge.native(name, array)
    data = base64.b64encode(array.tobytes()).decode("ascii")
    return {"name": name, "dtype": array.dtype.name, "shape": list(array.shape), "data": data}


def decoded(value):
    if "json" in value:
        return _bridge.restored(json.loads(value["json"]))
    import numpy as np

    data = base64.b64decode(value["data"])
    assert len(data) == math.prod(value["shape"]) * np.dtype(value["dtype"]).itemsize
    return np.frombuffer(data, dtype=value["dtype"]).reshape(value["shape"]).copy()


@magics_class
class TsMagics(Magics):
    """`%%ts`."""

    runner = None
    shown = frozenset()

    @cell_magic
    def ts(self, line, cell):
        """Run a cell of TypeScript in Node; `%%ts --help` lists the options."""
        if self.runner is None or self.runner.process.poll() is not None:
            self.runner = Runner()
            atexit.register(self.runner.stop)
        code = f"%%ts {line}\n{cell}"
        options = self.reply({"type": "parse", "code": code})
        if options["help"]:
            print(options["usage"])
            return None
        namespace = self.shell.user_ns
        _bridge.check(options["inputs"], namespace)
        inputs = [encoded(name, namespace[name]) for name in options["inputs"]]
        try:
            return self.run(code, inputs, options.get("timeout"))
        except KeyboardInterrupt:
            self.runner.stop()
            raise

    def run(self, code, inputs, timeout):
        expired = []
        timer = Timer(timeout, lambda: (expired.append(True), self.runner.stop()))
        if timeout:
            timer.start()
        try:
            # The number of this cell: `execution_count` is it, or one more, by IPython's version.
            count = len(self.shell.user_ns["In"]) - 1
            self.runner.ask({"type": "run", "code": code, "count": count, "inputs": inputs})
            return self.follow()
        except TsError:
            if not expired:
                raise
            why = f"The cell ran longer than {timeout} s (--timeout). All variables are lost."
            raise TsError("Interrupted", why) from None
        finally:
            timer.cancel()

    def follow(self):
        """Shows outputs as they come, until the cell is done."""
        result = failure = None
        while True:
            message = self.runner.read()
            if message["type"] == "failed":
                raise TsError(message["name"], message["message"])
            if message["type"] == "done":
                if failure:
                    raise failure
                self.shell.user_ns.update({v["name"]: decoded(v) for v in message["values"]})
                return result
            output = message["output"]
            if output["kind"] == "result":
                result = Result(output["data"])
            elif output["kind"] == "error":
                failure = TsError(output["name"], output["message"], output["traceback"])
            else:
                self.show(output)

    def show(self, output):
        if output["kind"] == "stream":
            import sys

            print(output["text"], end="", file=getattr(sys, output["name"]), flush=True)
        elif output["kind"] == "clear":
            clear_output(wait=output["wait"])
        else:
            name = output.get("id")
            publish_display_data(
                output["data"],
                transient={"display_id": name} if name else {},
                update=name in self.shown,
            )
            self.shown = self.shown | {name}

    def reply(self, request):
        self.runner.ask(request)
        message = self.runner.read()
        if message["type"] == "failed":
            raise TsError(message["name"], message["message"], [message["message"]])
        return message
