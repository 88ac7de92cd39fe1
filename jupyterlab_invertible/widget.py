"""The matrix widget for Python: a matrix to write in, whose value and inverse are NumPy arrays."""

from pathlib import Path

import numpy as np
import traitlets

import anywidget

STATIC = Path(__file__).parent / "static"
#: The largest number of rows and columns that the browser writes in.
LARGEST = 200
DTYPES = ("float32", "float64", "complex64", "complex128")


class Value(np.ndarray):
    """An array that is not unequal to itself: `traitlets.link` asks, and wants one answer."""

    def __ne__(self, other):
        return False if other is self else super().__ne__(other)


def as_matrix(value):
    """A matrix of one of the four dtypes that have inverses; raises TraitError."""
    array = np.array(value)
    if array.ndim != 2 or 0 in array.shape:
        raise traitlets.TraitError(
            f"value: expected a matrix of at least one entry, got shape {array.shape}"
        )
    if max(array.shape) > LARGEST:
        raise traitlets.TraitError(
            f"value: expected at most {LARGEST} rows and columns, got shape {array.shape}; "
            "assign a part of it"
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

    #: What stands in the cells: numbers, or mathjs expressions such as ``1/3``.
    entries = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    mode = traitlets.Enum(["free", "symmetric", "upper", "lower"], "free").tag(sync=True)
    #: The least and the largest entry, or None.
    bounds = traitlets.Tuple(
        traitlets.Float(), traitlets.Float(), allow_none=True, default_value=None
    ).tag(sync=True)
    read_only = traitlets.Bool(False).tag(sync=True)
    #: The precision of ``value``, which the browser may change.
    _dtype = traitlets.Enum(["float64", "float32"], "float64").tag(sync=True)
    #: How its elimination was looked at, and what was done of it by hand.
    _steps = traitlets.Dict().tag(sync=True)
    #: What the browser made of the entries: {"re": rows, "im": rows or absent}.
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
        rows = proposal["value"]
        if len(rows) > LARGEST or any(len(row) > LARGEST for row in rows):
            raise traitlets.TraitError(f"entries: expected at most {LARGEST} rows and columns")
        return rows

    @traitlets.observe("_values")
    def _take_values(self, change):
        """What was written in the browser, in the precision that was chosen there."""
        values = change["new"]
        if not values:
            return
        array = np.array(values["re"], dtype="float64")
        if values.get("im"):
            array = array + 1j * np.array(values["im"])
        if self._dtype == "float32":
            array = array.astype("complex64" if array.dtype.kind == "c" else "float32")
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
