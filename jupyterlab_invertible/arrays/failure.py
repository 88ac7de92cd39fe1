"""The one error of this package: it carries the name and the code that a cell is shown."""


class Failure(Exception):
    """A request that cannot be served: ``name`` is the class a cell sees, ``code`` is fixed."""

    def __init__(self, name, message, code):
        super().__init__(message)
        self.name = name
        self.message = message
        self.code = code
