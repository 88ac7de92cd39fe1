"""Makes a package of sources that came as text, in a kernel that has no files of it.

This file stands alone: the page executes its text in the kernel and calls `load`.
"""

import linecache
import sys
from types import ModuleType


def load(sources, order, name="_invertible_arrays"):
    """The package `name` made of texts; modules of an earlier `load` are replaced.

    `sources` maps the names of modules to their texts, the package's own as `__init__`; `order`
    lists the modules so that each stands behind those that it imports. If one of them raises,
    nothing of the package stays in `sys.modules`, and the error goes on.
    """
    _forget(name)
    package = _module(name, sources["__init__"])
    package.__path__ = []
    try:
        _execute(package, sources["__init__"])
        for part in order:
            module = _module(f"{name}.{part}", sources[part])
            module.__package__ = name
            _execute(module, sources[part])
            setattr(package, part, module)
    except BaseException:
        _forget(name)
        raise
    return package


def _module(name, source):
    """An empty module that imports find; tracebacks show lines of its source."""
    module = ModuleType(name)
    module.__package__ = name
    module.__file__ = f"<{name}>"
    linecache.cache[module.__file__] = (len(source), None, source.splitlines(True), module.__file__)
    sys.modules[name] = module
    return module


def _execute(module, source):
    exec(compile(source, module.__file__, "exec", dont_inherit=True), module.__dict__)


def _forget(name):
    for key in [key for key in sys.modules if key == name or key.startswith(name + ".")]:
        del sys.modules[key]
