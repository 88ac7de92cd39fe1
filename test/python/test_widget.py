"""The matrix widget from Python's side: traits, without a browser."""

import json

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
    # An entry stays as it was written.
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


def test_what_is_written_and_the_value_stay_one_when_messages_cross():
    widget = MatrixWidget([[2]])

    def told(text):
        return {"re": [[float(text)]], "entries": [[text]]}

    # A cell sets a value while the browser is about to tell of a nudge.
    widget.value = [[9]]
    widget.set_state({"entries": [["3"]], "_values": told("3")})
    assert (widget.value[0, 0], widget.entries) == (3, [["3"]])
    # The browser has followed the cell; its entries are those that it was told, and not sent.
    widget.set_state({"_values": told("9")})
    assert (widget.value[0, 0], widget.entries) == (9, [["9"]])
    with pytest.raises(traitlets.TraitError):
        widget.set_state({"_values": {"re": [[1]], "entries": [["1"], ["2", "3"]]}})


def test_has_bounds_and_modes():
    widget = MatrixWidget([[1]], bounds=(0, 2), mode="symmetric", read_only=True)
    assert widget.get_state()["bounds"] == [0, 2]
    with pytest.raises(traitlets.TraitError):
        widget.mode = "round"
    for bounds in [(1,), (5, 1), (0, np.nan), (np.nan, 1), ("0", "1")]:
        with pytest.raises(traitlets.TraitError):
            widget.bounds = bounds
    assert widget.bounds == (0, 2)
    widget.bounds = None
    assert widget.get_state()["bounds"] is None


def test_bounds_may_be_infinite_though_json_is_not():
    widget = MatrixWidget([[1]], bounds=(0, np.inf))
    assert widget.get_state()["bounds"] == [0, None]
    json.dumps(widget.get_state()["bounds"], allow_nan=False)
    # As the browser sends it.
    widget.set_state({"bounds": [None, 3]})
    assert widget.bounds == (-np.inf, 3)
    widget.set_state({"bounds": None})
    assert widget.bounds is None


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
        ([[1, 2], [3]], "rows of one length"),
        ([["a"]], "expected numbers"),
        ([[np.nan]], "finite"),
        (np.zeros((201, 1)), "at most 200 by 200"),
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
    with pytest.raises(traitlets.TraitError, match="at most 200 by 200 entries, got shape"):
        MatrixWidget(np.zeros((201, 1)))


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"_values": {"re": [[1], [2, 3]]}}, "rows of one length"),
        ({"_values": {"re": [["1"]]}}, "expected numbers"),
        ({"_values": {"re": [[True]]}}, "expected numbers"),
        ({"_values": {"re": [[10**400]]}}, "_values"),
        ({"_values": {"re": [[float("nan")]]}}, "finite"),
        ({"_dtype": "float32", "_values": {"re": [[1e300]]}}, "finite"),
        ({"_values": {"re": [[1]], "im": [[1, 2]]}}, "one shape"),
        ({"_values": {"re": [[1] * 201]}}, "rows of one length, 1 to 200"),
        ({"_values": {"re": [], "x": 1}}, "'re', 'im'"),
        ({"_values": {"x": 1}}, "'re', 'im'"),
        ({"entries": [["1"]] * 201}, "1 to 200 rows"),
        ({"entries": [["1"], []]}, "rows of one length"),
        ({"entries": [["1" * 1001]]}, "at most 1000 characters"),
        ({"entries": [[1]]}, "entries"),
        ({"mode": "round"}, "mode"),
        ({"_steps": {"attempt": [{}] * 201}}, "at most 200 operations"),
        ({"_steps": {"attempt": "x"}}, "'pivot', 'form' and 'attempt' alone"),
        ({"_steps": {"x": 1}}, "'pivot', 'form' and 'attempt' alone"),
    ],
)
def test_takes_nothing_of_a_front_end_that_is_none(state, reason):
    widget = MatrixWidget([[5]])
    before = {name: getattr(widget, name) for name in ("entries", "mode", "_dtype", "_steps")}
    with pytest.raises(traitlets.TraitError, match=reason):
        # A right one beside it is not taken either.
        widget.set_state({"bounds": [0, 9], **state})
    assert {name: getattr(widget, name) for name in before} == before
    assert widget.bounds is None
    assert (widget.value[0, 0], widget.value.shape, widget._values) == (5, (1, 1), None)
