"""Arrays of this kernel that `%%ts` cells refer to where no browser is: the device 'kernel'."""

import base64
import binascii
import time

from . import _bridge
from .arrays.service import Service

# Characters of a bar of progress, and seconds after which one is shown.
WIDTH = 24
PATIENCE = 1.0


class HeldArrays:
    """The session's arrays, and Node's requests to them, which are served as they come.

    `ask(message)` sends Node an answer; `show(text, name)` shows text in the place of what it
    showed under that name before.
    """

    def __init__(self, namespace, ask, show):
        self.ask = ask
        self.show = show
        self.shown = 0
        self.since = 0.0
        self.last = None
        self.last_handle = 0
        self.service = Service(namespace, self.tell, _bridge.check_targets)

    def free_all(self):
        self.service.free_all()

    def begin(self):
        """A new cell begins, whose work is shown in one place."""
        self.shown += 1

    def tell(self, done, total, left, doing):
        if time.monotonic() - self.since < PATIENCE:
            return
        self.last = (total, doing)
        self.draw(done, total, left, doing)

    def finish(self):
        """Shows that what was shown to be under way is done."""
        if self.last is not None:
            (total, doing), self.last = self.last, None
            self.draw(total, total, None, doing)

    def draw(self, done, total, left, doing):
        share = min(done / total, 1) if total else 0
        filled = round(WIDTH * share)
        rest = f", about {left:.0f} s left" if left is not None and done < total else ""
        bar = "█" * filled + "░" * (WIDTH - filled)
        self.show(f"{doing} {bar} {int(100 * share)} %{rest}", f"work-{self.shown}")

    def answer(self, message):
        """Serves a request of Node's; an interrupt goes on when Node knows of it."""
        request, buffers = message.get("request"), ()
        if isinstance(message.get("data"), str) and isinstance(request, dict):
            try:
                buffers = [base64.b64decode(message["data"], validate=True)]
            except (ValueError, binascii.Error):
                return
            request = {**request, "buffer": 0}
        # Only the first line of a cell says what Python's variables become.
        if isinstance(request, dict) and request.get("do") == "bind":
            return
        self.since = time.monotonic()
        replies, contents = self.service.serve([request], buffers)
        self.finish()
        for reply in replies:
            named = [reply[name] for name in ("buffer", "heat") if name in reply]
            texts = [base64.b64encode(contents[at]).decode("ascii") for at in named]
            self.ask({"type": "kernel", "id": reply["id"], "fields": reply, "buffers": texts})
        if self.service.interrupted:
            raise KeyboardInterrupt

    def refer(self, name):
        """A variable as an input that stays here; None where it is no array. Raises TypeError."""
        self.last_handle -= 1
        request = {"do": "refer", "id": 1, "out": [self.last_handle], "name": name}
        ((reply,), _) = self.service.serve([request])
        if "error" in reply:
            raise TypeError(reply["error"]["message"])
        if reply.get("other"):
            return None
        known = {key: reply[key] for key in ("shape", "dtype", "library")}
        return {"name": name, "held": {"handle": self.last_handle, **known}}

    def picked(self, values, names):
        """Of the values that a cell gives those that are arrays of this kernel, by their names."""
        found = {}
        for value in values if isinstance(values, list) else ():
            name, held = (
                (value.get("name"), value.get("held")) if isinstance(value, dict) else (None, None)
            )
            if name in names and isinstance(held, dict) and name not in found:
                handle = held.get("handle")
                if not isinstance(handle, int):
                    raise RuntimeError(f"what came for {name} is no array; run the cell again")
                found[name] = self.service.find(handle).array
        return found
