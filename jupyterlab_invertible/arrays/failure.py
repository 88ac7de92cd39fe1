"""The one exception that operations raise, as the other side reads it."""

MOST_TEXT = 2000


class Failure(Exception):
    """A request that cannot be answered.

    `name` is the class that the cell sees: 'RuntimeError', 'LinAlgError', 'KernelError',
    'MemoryError' or 'KeyboardInterrupt'; `code` says in one word what is wrong; `details` are
    further fields of the reply, plain numbers and texts.
    """

    def __init__(self, name, message, code, **details):
        super().__init__(message)
        self.name = name
        self.message = message
        self.code = code
        self.details = details

    def reply(self):
        return {"name": self.name, "message": self.message, "code": self.code, **self.details}

    def again(self):
        """The same for another place, without the frames of its past and the arrays in them."""
        return Failure(self.name, self.message, self.code, **self.details)


def refused(message, code="request", **details):
    """What the other side may not ask, or not of these arrays."""
    return Failure("RuntimeError", message, code, **details)


def interrupted():
    return Failure("KeyboardInterrupt", "The kernel was interrupted.", "interrupted")


def failure_of(error):
    """The failure that tells of any exception of a library."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, KeyboardInterrupt):
        return interrupted()
    message = str(error)[:MOST_TEXT]
    if is_memory(error):
        text = (
            "The kernel's memory does not suffice; dispose tensors that are no longer needed "
            "(A.dispose()), or use dask, whose arrays are computed in chunks"
        )
        return Failure("MemoryError", f"{text} ({first_line(message)})", "memory")
    if type(error).__name__ == "LinAlgError":
        return Failure("LinAlgError", message, "not-converged")
    return Failure("KernelError", f"{type(error).__name__}: {message}", "failed")


def is_memory(error):
    """Whether memory ran out: MemoryError, or what torch, CuPy and JAX raise in its place."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error)
    return "RESOURCE_EXHAUSTED" in text or "can't allocate memory" in text


def first_line(text):
    return text.splitlines()[0] if text else "no text"
