"""The tensors of the calls that are recorded of torch: small, and exact in every dtype."""

import torch

NAN = float("nan")
INF = float("inf")
FLOATS = {
    "float32": torch.float32,
    "float64": torch.float64,
    "complex64": torch.complex64,
    "complex128": torch.complex128,
}
DTYPES = {**FLOATS, "int32": torch.int32, "int64": torch.int64, "bool": torch.bool}
I32, I64, BOOL = torch.int32, torch.int64, torch.bool
F32, F64, C64, C128 = FLOATS.values()


def t(nested, dtype=None):
    return torch.tensor(nested, dtype=dtype)


def z(*shape, dtype=torch.float64):
    return torch.zeros(shape, dtype=dtype)


def some(*shape, dtype=torch.float64):
    """Multiples of 1/4 (integers, bools) that every dtype holds exactly."""
    real = (torch.randn(shape, dtype=torch.float64) * 8).round() / 4
    if dtype.is_complex:
        return torch.complex(real, (torch.randn(shape, dtype=torch.float64) * 8).round() / 4).to(
            dtype
        )
    return (real * 4).to(dtype) if dtype in (I32, I64) else real.to(dtype)


def call(op, *args, **kwargs):
    return op, list(args), kwargs
