"""The `%%ts` magic of IPython: runs cells where no browser is, as in `nbconvert --execute`.

In JupyterLab `%%ts` cells never come here: they run in the browser. Here the same program runs in
Node, which is started with the first cell and keeps the variables of all.
"""

import atexit
import base64
import binascii
import re
import shutil
import subprocess
import sys
from threading import Timer

from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.display import clear_output, publish_display_data

from . import _bridge
from ._held import HeldArrays
from ._node import Node, NodeEnded
from ._safe import MOST_ID, MOST_TEXT, Budget, safe_bundle, sound

OLDEST_NODE = 20
KEPT = "Its session goes on, and all variables are kept."
# Seconds in which a cell that only waits can be given up; one that computes does not answer.
GRACE = 0.5
LOST = "The variables of earlier %%ts cells are lost with it; run those cells again."


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


def encoded(name, value):
    """A value as text: an array's bytes in base64, all else as JSON."""
    header, content = _bridge.packed(name, value)
    if "dtype" not in header:
        return {"name": name, "json": content.decode()}
    shown = {key: header[key] for key in ("name", "dtype", "shape")}
    return {**shown, "data": base64.b64encode(content).decode("ascii")}


def decoded(values, names):
    """The values of these names, once each; raises RuntimeError for what is none."""
    headers, contents = [], {}
    for value in values if isinstance(values, list) else ():
        name = value.get("name") if isinstance(value, dict) else None
        if not isinstance(name, str) or name not in names or name in contents:
            continue
        try:
            if isinstance(value.get("json"), str):
                content, header = value["json"].encode(errors="replace"), {}
            else:
                content = base64.b64decode(value.get("data"), validate=True)
                header = {key: value.get(key) for key in ("dtype", "shape")}
        except (TypeError, ValueError, binascii.Error):
            raise RuntimeError(f"what came for {name} is no value; run the cell again") from None
        headers.append({"name": name, "bytes": len(content), **header})
        contents[name] = content
    size = sum(map(len, contents.values()))
    checked = _bridge.checked(headers, names, size)
    return {h["name"]: _bridge.unpacked(h, contents[h["name"]]) for h in checked}


def text_of(value, most=MOST_TEXT):
    """A text of Node's, at most so long."""
    text = sound(value) if isinstance(value, str) else ""
    return text if len(text) <= most else f"{text[:most]} … ({len(text) - most:,} characters more)"


def names_of(value, line):
    """Names that a first line has: Node reads it, and earlier cells may have changed how."""
    words = set(re.split(r"[\s,=]+", line))
    if isinstance(value, list) and all(isinstance(name, str) and name in words for name in value):
        return value
    raise NodeEnded("it read other names than the first line has")


@magics_class
class TsMagics(Magics):
    """`%%ts`."""

    node = None
    is_running = False
    # The arrays of the session, with the device 'kernel'.
    held = None
    shown = frozenset()
    budget = Budget()

    @cell_magic
    def ts(self, line, cell):
        """Run a cell of TypeScript in Node; `%%ts --help` lists the options."""
        self.budget = Budget()
        self.shown = frozenset()
        try:
            self.start()
            return self.run(line, f"%%ts {line}\n{cell}")
        except KeyboardInterrupt:
            if not self.abandoned():
                self.forget()
            raise
        except NodeEnded as end:
            self.forget()
            raise TsError(
                "NodeEnded",
                f"the Node in which %%ts cells run has ended ({end}), as it does where a cell "
                f"calls process.exit() or crashes it. {LOST}",
            ) from None
        finally:
            self.finish()

    def start(self):
        if self.node is not None and self.node.process.poll() is not None:
            how = self.node.epitaph()
            self.forget()
            self.write("stderr", f"Node has ended since the last %%ts cell ({how}). {LOST}\n")
        if self.node is None:
            self.node = Node(find_node())
            self.held = HeldArrays(self.shell.user_ns, self.node.ask, self.work)
            atexit.unregister(self.forget)
            atexit.register(self.forget)
            if self.reply()["type"] != "ready":
                raise NodeEnded("the engine could not be loaded")

    def forget(self):
        """Ends Node; the next cell starts a new one."""
        node, self.node = self.node, None
        self.is_running = False
        if self.held is not None:
            self.held.free_all()
        if node is not None:
            node.stop()

    def abandoned(self):
        """Whether Node gave up the cell under way, as it does with one that waits."""
        node = self.node
        if node is None or not self.is_running:
            return False
        timer = Timer(GRACE, node.kill)
        timer.start()
        try:
            node.interrupt("Interrupted", "The cell was interrupted while it waited.")
            self.follow()
        except TsError:
            return not self.is_running
        except (NodeEnded, KeyboardInterrupt):
            return False
        finally:
            timer.cancel()
        return True

    def expire(self, timeout):
        """Gives up a cell that runs too long; one that computes is ended with Node."""
        node = self.node
        why = f"The cell took longer than {timeout} s (--timeout) while it waited. {KEPT}"
        node.interrupt("Timeout", why)
        timer = Timer(GRACE, node.kill)
        timer.start()
        return timer

    def run(self, line, code):
        self.node.ask({"type": "parse", "code": code})
        options = self.reply()
        if options.get("help"):
            print(text_of(options.get("usage")))
            return None
        names = names_of(options.get("inputs"), line)
        outputs = names_of(options.get("outputs"), line)
        namespace = self.shell.user_ns
        self.held.begin()
        _bridge.check(names, namespace, outputs)
        stays = options.get("device") == "kernel"
        inputs = [
            (stays and self.held.refer(name)) or encoded(name, namespace[name]) for name in names
        ]
        timeout = options.get("timeout")
        if not isinstance(timeout, (int, float)):
            timeout = None
        expired = []
        timer = Timer(timeout or 0, lambda: expired.append(self.expire(timeout)))
        try:
            # The number of this cell: `execution_count` is it, or one more, by IPython's version.
            count = len(namespace["In"]) - 1
            self.is_running = True
            self.node.ask({"type": "run", "code": code, "count": count, "inputs": inputs})
            # The time counts from where the cell's own code runs: its types are checked before.
            result, values = self.follow(timer.start if timeout else None)
        except NodeEnded:
            if not expired:
                raise
            self.forget()
            why = f"The cell ran longer than {timeout} s (--timeout). All variables are lost."
            raise TsError("Interrupted", why) from None
        finally:
            timer.cancel()
            for grace in expired:
                grace.cancel()
        if outputs:
            held = self.held.picked(values, outputs)
            others = [name for name in outputs if name not in held]
            namespace.update({**decoded(values, others), **held})
        return result

    def follow(self, started=None):
        """Shows outputs as they come, until the cell is done; calls back when its code begins."""
        result = failure = None
        while True:
            message = self.reply()
            if message["type"] == "done":
                self.is_running = False
                if failure:
                    raise failure
                if message.get("ok") is not True:
                    raise TsError("Error", "the cell failed, and did not say why")
                return result, message.get("values")
            if message["type"] == "started" and started:
                started, begin = None, started
                begin()
            output = message.get("output")
            kind = output.get("kind") if isinstance(output, dict) else None
            if kind == "result":
                result = Result(safe_bundle(output.get("data")))
            elif kind == "error":
                failure = self.failure(output)

    def failure(self, output):
        name, message = text_of(output.get("name"), MOST_ID), text_of(output.get("message"))
        lines = output.get("traceback")
        lines = [text_of(line) for line in lines[:1000]] if isinstance(lines, list) else []
        return TsError(name or "Error", message, text_of("\n".join(lines)).split("\n"))

    def reply(self):
        """The next message that is an answer, or tells how the cell ended; others are shown."""
        while True:
            message = self.node.read(lambda text: self.write("stdout", text))
            kind = message.get("type")
            if kind == "failed":
                self.is_running = False
                said = text_of(message.get("message"))
                raise TsError(text_of(message.get("name"), MOST_ID), said, [said])
            if kind == "kernel":
                self.held.answer(message)
                continue
            if kind != "output":
                if isinstance(kind, str):
                    return message
                raise NodeEnded("it sent what is no message")
            output = message.get("output")
            shown = isinstance(output, dict) and self.show(output)
            if not shown:
                return message

    def show(self, output):
        """Shows a part of what a cell has to say; false for how it ends."""
        kind = output.get("kind")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            text = output.get("text")
            self.write(name, text if isinstance(text, str) else "")
        elif kind == "clear":
            self.shown = frozenset()
            if self.budget.take_clear():
                clear_output(wait=output.get("wait") is True)
        elif kind == "display":
            self.display(output)
        else:
            return False
        return True

    def work(self, text, name):
        """Shows how far long work in this kernel is, in the place of what it showed before."""
        self.display({"id": name, "data": {"text/plain": text}})

    def write(self, name, text):
        shown = self.budget.take_text(text)
        if shown:
            print(shown, end="", file=getattr(sys, name), flush=True)

    def display(self, output):
        """Within the budget, which is asked before anything is read."""
        name, data = output.get("id"), output.get("data")
        if not isinstance(name, str) or len(name) > MOST_ID:
            if self.budget.take_display():
                publish_display_data(safe_bundle(data))
        elif name in self.shown:
            if self.budget.take_update(name, data):
                self.publish(name, data, update=True)
        elif self.budget.take_display():
            self.publish(name, data, update=False)
            self.shown = self.shown | {name}

    def publish(self, name, data, update):
        transient = {"display_id": sound(name)}
        publish_display_data(safe_bundle(data), transient=transient, update=update)

    def finish(self):
        """Says at the cell's end what is left to be said."""
        budget, self.budget = self.budget, Budget()
        for name, data in budget.held.items():
            self.publish(name, data, update=True)
        for note in budget.notes():
            print(note, end="", file=sys.stderr, flush=True)
