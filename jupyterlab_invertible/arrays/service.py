"""Answers requests: holds the arrays by handles, and sees that every failure is told once."""

import math

from . import chunked, making, measure, operations
from .failure import Failure, failure_of, interrupted, refused
from .libraries import library
from .requests import checked, id_of, outputs_of
from .spectral import info_failure
from .variables import adopted

MOST_REQUESTS = 1000
MOST_HANDLES = 65536


class Held:
    """An array under a handle. `view`: it shows a part of another, as which it may be no target."""

    def __init__(self, owner, array, view=False):
        self.owner = owner
        self.array = array
        self.view = view


class Service:
    """The arrays of one side, and the operations on them.

    `namespace` is the dict of the user's variables; `tell(done, total, seconds_left, what)` hears
    of long work; `check_names(names)` raises NameError for names that a variable may not have.
    """

    def __init__(self, namespace, tell=None, check_names=None):
        self.namespace = namespace
        self.tell = tell
        self.check_names = check_names
        self.interrupted = False
        # Handles to what they hold, or to the Failure that their making ended with.
        self.held = {}
        # The failure of a request that nobody waits for and that was to make nothing.
        self.untold = None
        self.given = ()
        self.buffers = []

    def count(self):
        """How many arrays are held."""
        return sum(isinstance(held, Held) for held in self.held.values())

    def free_all(self):
        self.held.clear()
        self.untold = None

    def serve(self, requests, buffers=()):
        """(replies, buffers) of requests in order; never raises, whatever they are."""
        self.interrupted = False
        self.given, self.buffers = buffers, []
        requests = requests if isinstance(requests, list) else []
        stop = None
        if len(requests) > MOST_REQUESTS:
            stop = refused(f"The kernel was sent more than {MOST_REQUESTS} requests at once.")
        replies = []
        for request in requests:
            answer = self.answered(request, stop)
            if self.interrupted and stop is None:
                stop = interrupted()
            if id_of(request) is not None:
                replies.append({"id": id_of(request), **answer})
        buffers, self.given, self.buffers = self.buffers, (), []
        return replies, buffers

    def answered(self, raw, stop):
        """The fields of the reply to one request, which is not run where `stop` is a failure."""
        told = id_of(raw) is not None
        try:
            return self.run(raw, stop, told)
        except (Exception, KeyboardInterrupt) as error:
            failure = failure_of(error)
            self.interrupted |= isinstance(error, KeyboardInterrupt) or (
                failure.name == "KeyboardInterrupt"
            )
        self.fail(raw, failure, told)
        return {"error": failure.reply()}

    def run(self, raw, stop, told):
        request = checked(raw)
        if request["do"] == "free":
            # The other side knows these handles no more, whatever came between.
            return self.free(request)
        if stop is not None:
            raise stop.again()
        if told and self.untold is not None:
            failure, self.untold = self.untold, None
            raise failure.again()
        own = getattr(self, "do_" + request["do"], None)
        inputs = [None if handle is None else self.find(handle) for handle in request["in"]]
        return own(request, inputs) if own else self.operate(request, inputs)

    def fail(self, raw, failure, told):
        outs, failure = outputs_of(raw), failure.again()
        for handle in outs:
            if handle in self.held or len(self.held) < MOST_HANDLES:
                self.held[handle] = failure
        if not outs and not told and self.untold is None:
            self.untold = failure

    def find(self, handle):
        held = self.held.get(handle)
        if held is None:
            raise refused(
                "The Python kernel does not hold this tensor: it was released, its making was "
                "interrupted, or the kernel was restarted; run the cell that makes it again",
                "lost",
            )
        if isinstance(held, Failure):
            raise held.again()
        return held

    def keep(self, handles, owner, arrays, view=False):
        """Puts all results under their handles, or none of them."""
        new = sum(handle not in self.held for handle in handles)
        if len(self.held) + new > MOST_HANDLES:
            raise refused(f"The kernel holds {MOST_HANDLES:,} arrays already; dispose some.")
        made = [Held(owner, array, view) for array in arrays]
        self.held.update(zip(handles, made, strict=True))

    def operate(self, request, inputs):
        owner = self.owner_of(inputs)
        arrays = [None if held is None else held.array for held in inputs]
        with owner.quiet():
            results = operations.run(owner, request, arrays, self.tell)
        view = request["do"] in ("view", "reshape")
        self.keep(request["out"], owner, results, view and not owner.mutable)
        return {}

    def owner_of(self, inputs):
        owners = {held.owner.name: held.owner for held in inputs if held is not None}
        if len(owners) > 1:
            names = " and ".join(sorted(owners))
            raise refused(
                f"The tensors are arrays of {names}, which do not compute with each other; move "
                "one of them first",
                "library",
            )
        return next(iter(owners.values()))

    def do_make(self, request, _):
        owner = library(request["library"])
        with owner.quiet():
            array = making.make(owner, request)
        self.new(request, owner, array)
        return {}

    def do_write(self, request, _):
        if request["buffer"] >= len(self.given):
            raise refused("The kernel was sent an array without its bytes.")
        owner = library(request["library"])
        with owner.quiet():
            array = making.written(owner, request, self.given[request["buffer"]])
        self.new(request, owner, array)
        return {}

    def new(self, request, owner, array):
        operations.check_dtype(owner, array, request["dtype"])
        operations.check_shape(array, request["shape"])
        self.keep(request["out"], owner, [array])

    def do_refer(self, request, _):
        name = request["name"]
        if name not in self.namespace:
            raise Failure("KernelError", f"name {name!r} is not defined in Python", "name")
        found = adopted(name, self.namespace[name])
        if found is None:
            # A later request that uses the handle is told that nothing is there.
            self.held.pop(request["out"][0], None)
            return {"other": True}
        owner, array = found
        self.keep(request["out"], owner, [array])
        shape = [int(size) for size in array.shape]
        where = owner.where(array)
        device = {} if where is None else {"where": where}
        return {"shape": shape, "dtype": owner.dtype_name(array), "library": owner.name, **device}

    def do_bind(self, request, inputs):
        names = request["names"]
        if self.check_names is not None:
            try:
                self.check_names(names)
            except NameError as error:
                raise Failure("KernelError", str(error), "name") from None
        arrays = [held.array for held in inputs]
        self.namespace.update(zip(names, arrays, strict=True))
        return {}

    def do_read(self, request, inputs):
        (held,) = inputs
        owner = held.owner
        with owner.quiet():
            content = making.read(owner, held.array, self.tell)
        shape = [int(size) for size in held.array.shape]
        return {
            "buffer": self.attach(content),
            "dtype": owner.dtype_name(held.array),
            "shape": shape,
        }

    def attach(self, content):
        self.buffers.append(content)
        return len(self.buffers) - 1

    def settle(self):
        """What was read goes out as it was, also where an array changes in place after it."""
        for at, content in enumerate(self.buffers):
            if not isinstance(content, bytes):
                self.buffers[at] = bytes(content)

    def do_describe(self, request, inputs):
        owner = inputs[0].owner
        return {"library": owner.name, "place": owner.place(inputs[0].array)}

    def free(self, request):
        for handle in request["in"]:
            self.held.pop(handle, None)
        return {}

    def do_assign(self, request, inputs):
        source, target = inputs
        owner = self.owner_of(inputs)
        operations.check_shape(source.array, target.array.shape)
        operations.check_dtype(owner, source.array, owner.dtype_name(target.array))
        if owner.mutable:
            self.settle()
            with owner.quiet():
                owner.assign(source.array, target.array)
        elif target.view:
            raise refused(
                f"Arrays of {owner.name} cannot be changed in place, and this one is a view of "
                "another",
                "library",
            )
        else:
            target.array = source.array
        return {}

    def do_failure(self, request, inputs):
        owner = inputs[0].owner
        if not owner.dtype_name(inputs[0].array).startswith("int"):
            raise refused("Only info tells of failures.", "dtype")
        with owner.quiet():
            return info_failure(owner, inputs[0].array, self.tell)

    def do_measure(self, request, inputs):
        owner = self.owner_of(inputs)
        X, A = (held.array for held in inputs)
        given = X, A, request["cells"], request["rows"]
        measure.check(owner, X, A, request["rows"])
        with owner.quiet():
            if owner.lazy:
                figures, heat = chunked.measure(*given, self.tell)
            else:
                operations.check_together(owner, [X, A])
                operations.check_repeated(owner, [X, A])
                figures, heat = measure.measure(owner, *given)
        figures = {name: written(value) for name, value in figures.items()}
        buffer = self.attach(making.read(library("numpy"), heat))
        return {**figures, "heat": buffer, "library": owner.name, "place": owner.place(A)}


def written(value):
    """Numbers as JSON has them, and those that it lacks by their names."""
    if isinstance(value, list):
        return [written(item) for item in value]
    if value is None or math.isfinite(value):
        return value
    return {"$float": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}
