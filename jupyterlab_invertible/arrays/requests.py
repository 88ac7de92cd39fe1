"""The requests that there are, and whether one is of them; nothing runs before it was checked.

A request is JSON that anyone may have written. `checked` gives a new dict that has every field of
its kind, with numbers parsed, and no other; the operations rely on it.
"""

import math
import re

from .failure import refused

DTYPES = {"float32": 4, "float64": 8, "complex64": 8, "complex128": 16}
DTYPES |= {"int32": 4, "int64": 8, "bool": 1}
LIBRARIES = ("numpy", "torch", "cupy", "jax", "dask", "strict")
KINDS = ("zeros", "ones", "full", "eye", "rand", "randn", "arange")
FLOATS = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan, "-0.0": -0.0}

LIMIT = 2**53
MOST_AXES = 32
MOST_INPUTS = 64
MOST_NAMES = 64
MOST_CELLS = 1024
MOST_ROWS = 4096
MOST_NAME = 1000
PLACE = re.compile(r"[a-z]{1,16}(?::[0-9]{1,4})?")
REQUIRED = object()


class Bad(ValueError):
    """A field that is not what its name says."""


def whole(low, high):
    """A checker of whole numbers from `low` to `high`, both included."""

    def check(value):
        if type(value) is not int or not low <= value <= high:
            raise Bad(f"a whole number from {low} to {high}")
        return value

    return check


handle = whole(1 - LIMIT, LIMIT - 1)
index = whole(0, LIMIT - 1)
step = whole(1 - LIMIT, LIMIT - 1)


def one_of(*choices):
    def check(value):
        if not isinstance(value, str) or value not in choices:
            raise Bad("one of " + ", ".join(choices))
        return value

    return check


def listed(check, most, least=0):
    def all_of(value):
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Bad(f"a list of {least} to {most} items")
        return [check(item) for item in value]

    return all_of


def or_null(check):
    return lambda value: None if value is None else check(value)


def flag(value):
    if type(value) is not bool:
        raise Bad("true or false")
    return value


def text(value):
    if not isinstance(value, str) or len(value) > MOST_NAME:
        raise Bad(f"a text of at most {MOST_NAME} characters")
    return value


def place(value):
    if not isinstance(value, str) or not PLACE.fullmatch(value):
        raise Bad("a device, such as cpu or cuda:0")
    return value


def real(value):
    """A number of JSON, or one that JSON lacks, as {"$float": "inf"}."""
    if type(value) is dict and len(value) == 1 and "$float" in value:
        value = value["$float"]
        if isinstance(value, str) and value in FLOATS:
            return FLOATS[value]
    elif type(value) is float or (type(value) is int and abs(value) < 2**1023):
        return value
    raise Bad("a number")


def scalar(value):
    """A number, or [re, im]."""
    if isinstance(value, list):
        if len(value) != 2:
            raise Bad("a number or [re, im]")
        return complex(*(real(part) for part in value))
    return value if type(value) is bool else real(value)


def order_of_norm(value):
    if isinstance(value, str):
        return one_of("fro", "nuc")(value)
    number = real(value)
    if number not in (1, -1, 2, -2, math.inf, -math.inf):
        raise Bad("an order of a matrix norm")
    return number


def shape(value):
    sizes = listed(index, MOST_AXES)(value)
    # Of a shape that has a zero the others count too: libraries multiply them.
    if math.prod(size or 1 for size in sizes) >= LIMIT:
        raise Bad("a shape of less than 2**53 elements")
    return tuple(sizes)


dtype = one_of(*DTYPES)
library = one_of(*LIBRARIES)
buffer = whole(0, 1 << 20)
triple = listed(step, 3, 3)
NEW = {"shape": (shape, REQUIRED), "dtype": (dtype, REQUIRED), "library": (library, REQUIRED)}
NEW |= {"where": (or_null(place), None)}
SOLVE = {name: (flag, REQUIRED) for name in ("left", "adjoint", "vectors")}
SOLVE |= {"shape": (shape, REQUIRED)}
TOLERANCES = {name: (or_null(real), None) for name in ("atol", "rtol")}
TOLERANCES |= {"hermitian": (flag, False)}


class Kind:
    """One kind of request: how many arrays go in and come out, and its other fields.

    `nullable` are the places of inputs that may be null; `fields` maps a name to its checker and
    what it is where it is absent.
    """

    def __init__(self, ins, outs, fields=None, nullable=()):
        self.least, self.most = ins if isinstance(ins, tuple) else (ins, ins)
        self.outs = outs
        self.fields = fields or {}
        self.nullable = nullable


OF_KIND = {
    "make": Kind(
        0,
        1,
        {
            **NEW,
            "kind": (one_of(*KINDS), REQUIRED),
            # [start, step] of arange is read as a complex number is.
            "value": (or_null(scalar), None),
            "seed": (or_null(index), None),
        },
    ),
    "write": Kind(0, 1, {**NEW, "buffer": (buffer, REQUIRED)}),
    "refer": Kind(0, 1, {"name": (text, REQUIRED)}),
    "bind": Kind((0, MOST_INPUTS), 0, {"names": (listed(text, MOST_NAMES), REQUIRED)}),
    "read": Kind(1, 0),
    "describe": Kind(1, 0),
    "free": Kind((0, MOST_INPUTS), 0),
    "copy": Kind(1, 1),
    "view": Kind(
        1,
        1,
        {
            "index": (listed(triple, MOST_AXES), REQUIRED),
            "order": (listed(whole(0, MOST_AXES - 1), MOST_AXES), REQUIRED),
            "shape": (shape, REQUIRED),
            "expanded": (shape, REQUIRED),
        },
    ),
    "reshape": Kind(1, 1, {"shape": (shape, REQUIRED)}),
    "cast": Kind(1, 1, {"dtype": (dtype, REQUIRED)}),
    "assign": Kind(2, 0),
    "arithmetic": Kind(
        2,
        1,
        {
            "kind": (one_of("add", "sub", "mul", "div"), REQUIRED),
            "scalar": (or_null(scalar), None),
            "dtype": (dtype, REQUIRED),
            "shape": (shape, REQUIRED),
        },
        nullable=(1,),
    ),
    "conj": Kind(1, 1),
    "matmul": Kind(2, 1, {"dtype": (dtype, REQUIRED), "shape": (shape, REQUIRED)}),
    "stack": Kind((1, MOST_INPUTS), 1),
    "invert": Kind(1, 2),
    "factor": Kind(1, 3),
    "solve": Kind(2, 2, SOLVE),
    "solve_factored": Kind(3, 1, SOLVE),
    "determinant": Kind(1, 1),
    "sign_and_logarithm": Kind(1, 2),
    "conditions": Kind(1, 1, {"ord": (order_of_norm, REQUIRED)}),
    "matrix_norms": Kind(1, 1, {"ord": (order_of_norm, REQUIRED)}),
    "vector_norms": Kind(1, 1, {"p": (real, REQUIRED), "axes": (whole(0, MOST_AXES), REQUIRED)}),
    "singular_values": Kind(1, 1),
    "pseudo_inverse": Kind((1, 3), 1, TOLERANCES, nullable=(1, 2)),
    "ranks": Kind((1, 3), 1, TOLERANCES, nullable=(1, 2)),
    "failure": Kind(1, 0),
    "measure": Kind(
        2,
        0,
        {"cells": (whole(1, MOST_CELLS), REQUIRED), "rows": (listed(index, MOST_ROWS), ())},
    ),
}
COMMON = {"do", "id", "in", "out"}


def id_of(raw):
    """The id of a request that wants a reply, None for any other."""
    value = raw.get("id") if isinstance(raw, dict) else None
    return value if type(value) is int and abs(value) < LIMIT else None


def outputs_of(raw):
    """The handles that a request would make, of one that may be bad in any way."""
    outs = raw.get("out") if isinstance(raw, dict) else None
    if not isinstance(outs, list) or len(outs) > MOST_INPUTS:
        return []
    return [out for out in outs if type(out) is int and abs(out) < LIMIT]


def checked(raw):
    """The request as a dict of its kind's fields; raises Failure, code 'request'."""
    do = raw.get("do") if isinstance(raw, dict) else None
    kind = OF_KIND.get(do) if isinstance(do, str) else None
    if kind is None:
        raise refused("The kernel was sent a request that it does not know.")
    unknown = raw.keys() - kind.fields.keys() - COMMON
    if unknown:
        raise refused(f"The kernel was sent a request to {do} that has fields of no meaning.")
    request = {"do": do, "in": inputs(raw, kind), "out": outputs(raw, kind)}
    for name, (check, default) in kind.fields.items():
        request[name] = field(raw, do, name, check, default)
    together = TOGETHER.get(do)
    if together:
        together(request)
    return request


def field(raw, do, name, check, default):
    value = raw.get(name, default)
    if value is REQUIRED:
        raise refused(f"The kernel was sent a request to {do} without {name}.")
    if name not in raw:
        return value
    try:
        return check(value)
    except Bad as error:
        message = f"The kernel was sent a request to {do} whose {name} is not {error}."
        raise refused(message) from None


def inputs(raw, kind):
    given = raw.get("in", [])
    if not isinstance(given, list) or not kind.least <= len(given) <= kind.most:
        raise refused(f"The kernel was sent a request to {raw['do']} with a wrong count of arrays.")
    for at, value in enumerate(given):
        if value is None and at in kind.nullable:
            continue
        if type(value) is not int or abs(value) >= LIMIT:
            raise refused(f"The kernel was sent a request to {raw['do']} of what is no array.")
    return list(given)


def outputs(raw, kind):
    given = raw.get("out", [])
    valid = isinstance(given, list) and len(given) == kind.outs == len(outputs_of(raw))
    if not valid or len(set(given)) < len(given):
        raise refused(f"The kernel was sent a request to {raw['do']} with wrong results.")
    return list(given)


def check_make(request):
    kind, value, sizes = request["kind"], request["value"], request["shape"]
    wrong = {
        "full": value is None,
        "eye": len(sizes) != 2,
        "rand": request["seed"] is None,
        "randn": request["seed"] is None,
        "arange": len(sizes) != 1 or type(value) is not complex,
    }
    if wrong.get(kind):
        raise refused(f"The kernel was sent a request to make {kind} that does not say of what.")


def check_arithmetic(request):
    if (request["in"][1] is None) == (request["scalar"] is None):
        raise refused("The kernel was sent arithmetic that is not of two operands.")


def check_bind(request):
    if len(request["in"]) != len(request["names"]):
        raise refused("The kernel was sent names that are not as many as the arrays.")


def check_view(request):
    if sorted(request["order"]) != list(range(len(request["index"]))):
        raise refused("The kernel was sent a view whose order is no permutation.")


TOGETHER = {
    "make": check_make,
    "arithmetic": check_arithmetic,
    "bind": check_bind,
    "view": check_view,
}
