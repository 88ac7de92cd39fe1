"""Functions that travel to Dask's workers by value: a worker need not have this package."""

import sys


class Portable:
    """A function of this package inside a task.

    It is called as itself where it is, and pickles as its code (cloudpickle, which ``distributed``
    depends on), with the functions of this package that it calls.
    """

    def __init__(self, function):
        self.function = function
        self.__name__ = function.__name__
        self.__wrapped__ = function  # for inspect.signature: Dask hands over what is named there
        self.packed = None

    def __call__(self, *inputs, **options):
        return self.function(*inputs, **options)

    def __dask_tokenize__(self):
        return "invertible", self.__name__

    def __reduce__(self):
        import cloudpickle

        if self.packed is None:
            self.packed = pack(self.function)
        return cloudpickle.loads, (self.packed,)


def pack(function):
    """The bytes of a function with all that it calls here."""
    import cloudpickle

    package = sys.modules.get(__package__)
    if package is None or package.__name__ in cloudpickle.list_registry_pickle_by_value():
        return cloudpickle.dumps(function)
    cloudpickle.register_pickle_by_value(package)
    try:
        return cloudpickle.dumps(function)
    finally:
        cloudpickle.unregister_pickle_by_value(package)
