"""The Node in which `%%ts` cells run where no browser is, and what passes between it and Python."""

import codecs
import json
import queue
import secrets
import signal
import subprocess
import threading
from pathlib import Path

RUNNER = Path(__file__).parent / "runner" / "runner.mjs"

# Bytes that are read at once, and reads that may wait: beyond them Node waits until they are taken.
CHUNK = 1 << 16
WAITING = 64
# The longest piece of a message, and the longest message (bytes).
MOST_PIECE = 1 << 14
MOST_MESSAGE = 1 << 30


class NodeEnded(Exception):
    """Node is no more, or no longer speaks as it should."""


class Frames:
    """Messages among whatever else is written to the same pipe.

    A piece of a message is a line, anywhere within which it begins with a mark that cells do not
    know; all bytes outside of pieces are text.
    """

    def __init__(self, mark):
        self.mark = mark
        self.decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self.buffer = bytearray()
        self.message = bytearray()

    def feed(self, chunk):
        """Texts and messages (dicts), in their order; raises NodeEnded for what is neither."""
        self.buffer += chunk
        while True:
            at = self.buffer.find(self.mark)
            before = at if at >= 0 else len(self.buffer) - self.begun()
            text = self.decode(bytes(self.buffer[:before]))
            del self.buffer[:before]
            if text:
                yield text
            if at < 0:
                return
            end = self.buffer.find(b"\n", len(self.mark))
            if end < 0 and len(self.buffer) <= MOST_PIECE:
                return
            start = len(self.mark) + 1
            if end < start or len(self.message) + end > MOST_MESSAGE:
                raise NodeEnded("it sent what is no message")
            self.message += self.buffer[start:end]
            is_last = self.buffer[start - 1 : start] == b"."
            del self.buffer[: end + 1]
            if is_last:
                yield self.parse()

    def begun(self):
        """How many of the last bytes may be the beginning of a mark."""
        at = self.buffer.rfind(self.mark[:1], -len(self.mark))
        return len(self.buffer) - at if at >= 0 and self.mark.startswith(self.buffer[at:]) else 0

    def parse(self):
        content, self.message = self.message, bytearray()
        try:
            message = json.loads(content)
        except (ValueError, RecursionError):
            message = None
        if isinstance(message, dict):
            return message
        raise NodeEnded("it sent what is no message")


class Node:
    """One Node, and the variables in it."""

    def __init__(self, node):
        self.process = subprocess.Popen(
            [node, str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        nonce = secrets.token_hex(16)
        self.frames = Frames(b"\x1e" + nonce.encode())
        self.ready = []
        self.chunks = queue.Queue(WAITING)
        self.is_stopped = threading.Event()
        self.writer = None
        self.reader = threading.Thread(target=self.take, daemon=True)
        self.reader.start()
        self.write(nonce.encode())

    def take(self):
        """Reads on a thread of its own, so that Python can tell when Node has ended.

        A program that a cell started may hold the pipe open for longer.
        """
        with self.process.stdout as pipe:
            while not self.is_stopped.is_set():
                try:
                    chunk = pipe.read(CHUNK)
                except (OSError, ValueError):
                    chunk = b""
                while not self.is_stopped.is_set():
                    try:
                        self.chunks.put(chunk, timeout=0.5)
                        break
                    except queue.Full:
                        continue
                if not chunk:
                    return

    def read(self, show):
        """The next message; `show` is given text that comes before it. Raises NodeEnded."""
        while True:
            while self.ready:
                part = self.ready.pop(0)
                if isinstance(part, dict):
                    return part
                show(part)
            self.ready = list(self.frames.feed(self.next()))

    def next(self):
        patience = 2
        while True:
            try:
                chunk = self.chunks.get(timeout=0.25)
            except queue.Empty:
                # Dead, while something else holds its pipe: what it wrote has come by now.
                patience -= self.process.poll() is not None
                if patience > 0:
                    continue
                chunk = b""
            if not chunk:
                raise NodeEnded(self.epitaph())
            return chunk

    def ask(self, request):
        self.write(json.dumps(request).encode())

    def interrupt(self, name, message):
        """Asks Node to give up the cell under way."""
        try:
            self.ask({"type": "interrupt", "name": name, "message": message})
        except NodeEnded:
            self.kill()

    def write(self, line):
        """On a thread of its own too: Node may be waiting until what it wrote is read."""
        if self.writer:
            self.writer.join(5)
            if self.writer.is_alive():
                raise NodeEnded("it no longer reads what it is asked")
        self.writer = threading.Thread(target=self.send, args=(line + b"\n",), daemon=True)
        self.writer.start()

    def send(self, data):
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self.process.stdin.write(rest) :]
        except (OSError, ValueError):
            pass  # Its end is noticed by whoever reads.

    def epitaph(self):
        """How it ended."""
        try:
            code = self.process.wait(5)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        if code >= 0:
            return f"exit code {code}"
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"{name}, perhaps since its memory was full" if code in (-6, -9) else name

    def kill(self):
        self.process.kill()

    def stop(self):
        self.kill()
        self.process.wait()
        self.is_stopped.set()
        self.reader.join(1)
        if self.writer:
            self.writer.join(1)
        try:
            self.process.stdin.close()
        except OSError:
            pass
