"""The matrix widget for Python: a matrix to write in, whose value and inverse are NumPy arrays."""

from pathlib import Path

import numpy as np
import traitlets

import anywidget

STATIC = Path(__file__).parent / "static"
DTYPES = ("float32", "float64", "complex64", "complex128")
#: Rows and columns that the widget holds, and characters of an entry.
LARGEST = 200
LONGEST = 1000
#: Row operations by hand that are kept.
OPERATIONS = 200


class Value(np.ndarray):
    """An array that is not unequal to itself: `traitlets.link` asks, and wants one answer."""

    def __ne__(self, other):
        return False if other is self else super().__ne__(other)


def as_matrix(value):
    """A matrix of one of the four dtypes that have inverses; raises TraitError."""
    try:
        array = np.array(value)
    except ValueError:
        raise traitlets.TraitError("value: expected rows of one length") from None
    if array.ndim != 2 or 0 in array.shape:
        raise traitlets.TraitError(
            f"value: expected a matrix of at least one entry, got shape {array.shape}"
        )
    if max(array.shape) > LARGEST:
        raise traitlets.TraitError(
            f"value: expected at most {LARGEST} by {LARGEST} entries, got shape {array.shape}"
        )
    if array.dtype.kind in "biu":
        array = array.astype("float64")
    if array.dtype.name not in DTYPES:
        raise traitlets.TraitError(
            f"value: expected numbers ({', '.join(DTYPES)}), got dtype {array.dtype}"
        )
    if not np.isfinite(array).all():
        raise traitlets.TraitError("value: entries must be finite")
    array = array.view(Value)
    array.setflags(write=False)
    return array


def grid(name, rows, what, fits):
    """Checks rows of one length, each item as it has to be; raises TraitError."""
    if not isinstance(rows, list) or not 0 < len(rows) <= LARGEST:
        raise traitlets.TraitError(f"{name}: expected a list of 1 to {LARGEST} rows")
    widths = {len(row) if isinstance(row, list) else 0 for row in rows}
    if len(widths) != 1 or not 0 < max(widths) <= LARGEST:
        raise traitlets.TraitError(f"{name}: expected rows of one length, 1 to {LARGEST}")
    if not all(fits(x) for row in rows for x in row):
        raise traitlets.TraitError(f"{name}: expected {what}")


def is_number(x):
    return isinstance(x, (int, float)) and not isinstance(x, bool)


def as_array(values, dtype):
    """The browser's numbers for the entries, in the precision chosen there; raises TraitError."""
    if not set(values) <= {"re", "im", "entries"}:
        raise traitlets.TraitError(
            "_values: expected 're', 'im' where it is complex, and 'entries'"
        )
    parts = [values.get("re")] + ([values["im"]] if values.get("im") else [])
    for name, part in zip(("re", "im"), parts, strict=False):
        grid(f"_values.{name}", part, "numbers", is_number)
    try:
        arrays = [np.array(part, dtype="float64") for part in parts]
    except OverflowError as reason:
        raise traitlets.TraitError(f"_values: {reason}") from None
    if arrays[0].shape != arrays[-1].shape:
        raise traitlets.TraitError("_values: expected 're' and 'im' of one shape")
    array = arrays[0] + 1j * arrays[1] if len(arrays) == 2 else arrays[0]
    if dtype == "float32":
        with np.errstate(over="ignore"):
            array = array.astype("complex64" if len(arrays) == 2 else "float32")
    return as_matrix(array)


def bounds_to_json(bounds, _):
    """JSON has no infinity: where there is no limit, the browser is told None."""
    return bounds and [x if np.isfinite(x) else None for x in bounds]


def bounds_from_json(bounds, _):
    """The same back."""
    if bounds is None:
        return None
    limits = (-np.inf, np.inf)
    return tuple(limit if x is None else x for x, limit in zip(bounds, limits, strict=True))


class Matrix(traitlets.TraitType):
    """A trait that holds a matrix, and takes whatever NumPy makes one of."""

    info_text = "a matrix of finite numbers"

    def validate(self, obj, value):
        return as_matrix(value)


def as_text(entry):
    """A number as it is written in a cell."""
    if isinstance(entry, complex):
        if entry.imag == 0:
            return as_text(entry.real)
        return f"{as_text(entry.real)} {'-' if entry.imag < 0 else '+'} {as_text(abs(entry.imag))}i"
    return str(int(entry)) if entry == int(entry) and abs(entry) < 2**53 else repr(entry)


def written(array):
    """The entries of a matrix as text; of single precision with its own shortest digits."""
    rows = array.tolist()
    if array.dtype == "float32":
        rows = [[float(str(x)) for x in row] for row in array]
    return [[as_text(x) for x in row] for row in rows]


def zero_pivot(matrix):
    """The first zero pivot, counted from 1, of LU with partial pivoting; 0 where none is."""
    u = np.array(matrix)
    for k in range(len(u)):
        top = k + int(np.argmax(abs(u[k:, k])))
        if u[top, k] == 0:
            return k + 1
        u[[k, top]] = u[[top, k]]
        u[k + 1 :] -= np.outer(u[k + 1 :, k] / u[k, k], u[k])
    return 0


def why_not(matrix):
    """Why there is no inverse, in torch's words (empty where there is), and if it is singular."""
    rows, columns = matrix.shape
    if rows != columns:
        what = f"{rows} by {columns} matrices"
        return f"linalg.inv: A must be batches of square matrices, but they are {what}", False
    pivot = zero_pivot(matrix)
    if not pivot:
        return "", False
    return (
        f"linalg.inv: The diagonal element {pivot} is zero, the inversion could not be "
        "completed because the input matrix is singular.",
        True,
    )


class MatrixWidget(anywidget.AnyWidget):
    """A matrix that is written in the notebook, with its inverse beside it at once.

    ``MatrixWidget([[2, 1], [1, 3]])``. ``value`` is set from Python or by writing; ``inverse`` is
    None where there is none, and ``error`` then says why. All traits can be observed and linked.
    """

    _esm = STATIC / "widget.js"
    _css = STATIC / "widget.css"

    #: The entries as they are written: numbers, or mathjs expressions such as ``1/3``.
    entries = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    mode = traitlets.Enum(["free", "symmetric", "upper", "lower"], "free").tag(sync=True)
    #: The least and the largest entry, either of which may be infinite, or None.
    bounds = traitlets.Tuple(
        traitlets.Float(), traitlets.Float(), allow_none=True, default_value=None
    ).tag(sync=True, to_json=bounds_to_json, from_json=bounds_from_json)
    read_only = traitlets.Bool(False).tag(sync=True)
    #: The precision of ``value``, which the browser may change.
    _dtype = traitlets.Enum(["float64", "float32"], "float64").tag(sync=True)
    #: How its elimination was looked at, and what was done of it by hand.
    _steps = traitlets.Dict().tag(sync=True)
    #: The browser's numbers, and of which entries: {"re": rows, "im": rows or absent,
    #: "entries": rows}.
    _values = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    #: (m, n) array of float32, float64, complex64 or complex128; not writeable: assign a new one.
    value = Matrix()
    #: The inverse, or None.
    inverse = traitlets.Instance(np.ndarray, allow_none=True, read_only=True)
    #: κ₂ of ``value``; infinite where it is singular.
    condition_number = traitlets.Float(read_only=True)
    rank = traitlets.Int(read_only=True)
    #: Why there is no inverse, in torch's words; empty where there is one.
    error = traitlets.Unicode(read_only=True)

    def __init__(self, value=((1, 0), (0, 1)), **traits):
        self._written_here = False
        super().__init__(value=value, **traits)

    @traitlets.validate("entries")
    def _check_entries(self, proposal):
        text = f"text of at most {LONGEST} characters"
        grid("entries", proposal["value"], text, lambda x: len(x) <= LONGEST)
        return proposal["value"]

    @traitlets.validate("bounds")
    def _check_bounds(self, proposal):
        bounds = proposal["value"]
        # NaN is no limit.
        if bounds and not bounds[0] <= bounds[1]:
            raise traitlets.TraitError(
                f"bounds: expected the least entry and the largest, got {bounds}"
            )
        return bounds

    @traitlets.validate("_steps")
    def _check_steps(self, proposal):
        steps = proposal["value"]
        attempt = steps.get("attempt") or []
        if not set(steps) <= {"pivot", "form", "attempt"} or not isinstance(attempt, list):
            raise traitlets.TraitError("_steps: expected 'pivot', 'form' and 'attempt' alone")
        if len(attempt) > OPERATIONS or len(repr(steps)) > 200 * OPERATIONS:
            raise traitlets.TraitError(f"_steps: expected at most {OPERATIONS} operations")
        return steps

    @traitlets.validate("_values")
    def _check_values(self, proposal):
        # All of it before anything is taken.
        if proposal["value"]:
            as_array(proposal["value"], self._dtype)
        return proposal["value"]

    @traitlets.observe("_values")
    def _take_values(self, change):
        """The matrix as written in the browser, in the precision that was chosen there."""
        values = change["new"]
        if not values:
            return
        array = as_array(values, self._dtype)
        # Those on their way to each other cross: the value and what is written belong together.
        if "entries" in values:
            self.entries = values["entries"]
        self._written_here = True
        try:
            self.value = array
        finally:
            self._written_here = False

    @traitlets.observe("value")
    def _follow_value(self, change):
        if not self._written_here:
            single = self.value.dtype.name in ("float32", "complex64")
            self._dtype = "float32" if single else "float64"
            self.entries = written(self.value)
        self._describe()

    def _describe(self):
        value = np.asarray(self.value)
        error, singular = why_not(value)
        inverse = None
        if not error:
            try:
                inverse = np.linalg.inv(value)
            except np.linalg.LinAlgError as reason:
                # LAPACK rounds otherwise than the elimination that looks for the pivot.
                error, singular = f"linalg.inv: {reason}", True
        self.set_trait("rank", int(np.linalg.matrix_rank(value)))
        condition = float("inf") if singular else float(np.linalg.cond(value))
        self.set_trait("condition_number", condition)
        self.set_trait("inverse", inverse)
        self.set_trait("error", error)
