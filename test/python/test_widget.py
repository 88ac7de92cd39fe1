"""The matrix widget from Python's side: traits, without a browser."""

import numpy as np
import pytest
import traitlets

from jupyterlab_invertible import MatrixWidget


def test_has_an_inverse_and_says_how_far_to_trust_it():
    widget = MatrixWidget([[2, 1], [1, 3]])
    assert widget.value.dtype == "float64"
    np.testing.assert_allclose(widget.inverse @ widget.value, np.eye(2), atol=1e-15)
    assert widget.condition_number == pytest.approx(np.linalg.cond(widget.value))
    assert (widget.rank, widget.error) == (2, "")
    assert widget.entries == [["2", "1"], ["1", "3"]]


def test_says_in_torchs_words_why_there_is_none():
    widget = MatrixWidget([[1, 2, 3], [4, 5, 6], [0, 0, 0]])
    assert widget.inverse is None
    assert widget.error == (
        "linalg.inv: The diagonal element 3 is zero, the inversion could not be completed "
        "because the input matrix is singular."
    )
    assert widget.rank == 2
    assert widget.condition_number == float("inf")
    wide = MatrixWidget([[1, 2, 3]])
    assert wide.inverse is None
    assert "must be batches of square matrices" in wide.error
    assert MatrixWidget([[0, 1], [1, 0]]).error == ""


def test_takes_what_was_written_in_the_browser():
    widget = MatrixWidget(np.eye(2, dtype="float32"))
    seen = []
    widget.observe(lambda change: seen.append(change["new"].tolist()), "value")
    # As the browser sends it.
    widget.set_state(
        {"entries": [["1/4", "0"], ["0", "1"]], "_values": {"re": [[0.25, 0], [0, 1]]}}
    )
    assert seen == [[[0.25, 0], [0, 1]]]
    assert widget.value.dtype == "float32"
    assert widget.inverse.dtype == "float32"
    # What was written stays as it was written.
    assert widget.entries[0][0] == "1/4"
    widget.set_state({"_values": {"re": [[0, 0], [0, 1]], "im": [[1, 0], [0, 0]]}})
    assert widget.value.dtype == "complex64"
    assert widget.inverse[0, 0] == -1j
    # And the precision may be chosen there too.
    widget.set_state({"_dtype": "float64", "_values": {"re": [[0.1, 0], [0, 1]]}})
    assert widget.value.dtype == "float64"
    assert widget.value[0, 0] == 0.1
    widget.value = np.eye(2, dtype="complex64")
    assert widget._dtype == "float32"


def test_has_bounds_and_modes():
    widget = MatrixWidget([[1]], bounds=(0, 2), mode="symmetric", read_only=True)
    assert widget.get_state()["bounds"] == (0, 2)
    with pytest.raises(traitlets.TraitError):
        widget.mode = "round"
    with pytest.raises(traitlets.TraitError):
        widget.bounds = (1,)


def test_can_be_observed_linked_and_set():
    one, other = MatrixWidget([[2]]), MatrixWidget([[3]])
    traitlets.link((one, "value"), (other, "value"))
    one.value = [[1 - 2j, 0.1], [1 / 3, 1e300]]
    assert other.entries == [["1 - 2i", "0.1"], [repr(1 / 3), "1e+300"]]
    np.testing.assert_array_equal(other.value, one.value)
    errors = []
    one.observe(lambda change: errors.append(change["new"]), "error")
    one.value = [[0.0]]
    assert "diagonal element 1 is zero" in errors[0]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([1, 2], "shape"),
        (np.zeros((0, 2)), "at least one entry"),
        ([["a"]], "expected numbers"),
        ([[np.nan]], "finite"),
        (np.zeros((2, 2), dtype="longdouble"), "longdouble|float128|float96"),
    ],
)
def test_refuses_what_is_no_matrix(value, reason):
    with pytest.raises(traitlets.TraitError, match=reason):
        MatrixWidget(value)
    widget = MatrixWidget([[5]])
    with pytest.raises(traitlets.TraitError, match=reason):
        widget.value = value
    assert widget.value[0, 0] == 5


def test_its_value_is_not_changed_behind_its_back():
    source = np.eye(2)
    widget = MatrixWidget(source)
    source[0, 0] = 7
    assert widget.value[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        widget.value[0, 0] = 7
    with pytest.raises(traitlets.TraitError):
        widget.inverse = np.eye(2)


def test_a_matrix_that_is_too_large_to_be_written_in_is_refused():
    with pytest.raises(traitlets.TraitError, match="at most 200 rows and columns, got shape"):
        MatrixWidget(np.zeros((201, 1)))
    widget = MatrixWidget()
    with pytest.raises(traitlets.TraitError, match="at most 200 rows and columns"):
        widget.entries = [["1"] * 201]
    assert widget.entries == [["1", "0"], ["0", "1"]]
