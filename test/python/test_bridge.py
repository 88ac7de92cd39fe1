"""What a Python kernel gives to a cell: which values are arrays, and what becomes of them."""

import numpy as np
import pytest

from jupyterlab_invertible import _bridge


def given(value):
    return _bridge.native("x", _bridge.as_array(value))


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0).reshape(3, 4)[::-2, ::-1],
        np.arange(6, dtype=">i8").reshape(2, 3).T,
        np.asfortranarray(np.arange(6.0).reshape(2, 3) + 1j),
        np.broadcast_to(np.float32(3), (2, 2)),
        np.zeros((0, 3)),
        np.array([True, False]),
        np.array([1, 2], dtype="uint16"),
    ],
)
def test_any_strides_and_byte_order(array):
    found = given(array)
    assert found.flags.c_contiguous
    assert found.dtype.isnative
    np.testing.assert_array_equal(found, array)


@pytest.mark.parametrize("dtype", ["longdouble", "datetime64[s]", "U3", "object"])
def test_what_would_be_rounded_is_refused(dtype):
    with pytest.raises(TypeError, match="cannot hold exactly"):
        given(np.zeros(2, dtype))


def test_large_unsigned_integers_are_refused():
    assert given(np.array([1], dtype="uint64")).dtype == "int64"
    with pytest.raises(TypeError, match="cannot hold exactly"):
        given(np.array([2**63], dtype="uint64"))


def test_torch():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    value = torch.arange(4.0, requires_grad=True).reshape(2, 2).T
    np.testing.assert_array_equal(given(value), [[0, 2], [1, 3]])
    lazy = torch.tensor([1 + 2j, 3 - 4j]).conj()
    np.testing.assert_array_equal(given(lazy), [1 - 2j, 3 + 4j])
    # bfloat16 has no NumPy dtype: torch says so, and nothing is rounded in silence.
    with pytest.raises(TypeError):
        given(torch.ones(2, dtype=torch.bfloat16))


def test_cupy_by_its_protocol():
    """CuPy needs a GPU: a class that has its module's name and its one method stands for it."""
    fake = type("ndarray", (), {"__module__": "cupy", "get": lambda self: np.eye(2)})
    np.testing.assert_array_equal(given(fake()), np.eye(2))
