"""How each library factors PA = LU and solves with the factors: the standard has neither.

A solver has `factor(A)` → (LU, pivots, info) and `solve(LU, pivots, B, transposed)`, with shapes
as in `factor`; and, where the library is quicker at it, `invert(A)` and `direct(A, B)`, which give
None where they cannot vouch for `info`.
"""

from . import factor
from .failure import refused
from .libraries import imported


class Host:
    """By NumPy on the host: NumPy itself, and libraries that have nothing of their own."""

    def __init__(self, owner):
        self.owner = owner

    def factor(self, A):
        found = factor.lu(self.owner.to_host(A))
        return tuple(self.owner.from_host(part) for part in found)

    def solve(self, LU, pivots, B, transposed):
        hosts = [self.owner.to_host(array) for array in (LU, pivots, B)]
        return self.owner.from_host(factor.solve(*hosts, transposed))

    def invert(self, A):
        return self.attempt(self.owner.xp.linalg.inv, A)

    def direct(self, A, B):
        """X of AX = B by the standard's solve; B (*, n, k) is never taken for vectors."""
        missing = A.ndim - B.ndim
        if missing > 0:
            B = self.owner.xp.reshape(B, (1,) * missing + tuple(B.shape))
        return self.attempt(self.owner.xp.linalg.solve, A, B)

    def attempt(self, compute, *arrays):
        """The result, or None: of a batch one singular member ends it for all.

        An entry that is not finite may be a singular member's too, since where floating-point
        flags are lost (WebAssembly) NumPy does not raise.
        """
        try:
            result = compute(*arrays)
        except imported("numpy").linalg.LinAlgError:
            return None
        return result if bool(self.owner.xp.all(self.owner.xp.isfinite(result))) else None


class Torch:
    """By torch's own: `lu_factor_ex` has LAPACK's info, of A itself in any layout."""

    def __init__(self, owner):
        self.linalg = owner.root.linalg

    def factor(self, A):
        return tuple(self.linalg.lu_factor_ex(A))

    def solve(self, LU, pivots, B, transposed):
        if transposed == "T":
            return self.linalg.lu_solve(LU, pivots, B.mT, left=False).mT
        return self.linalg.lu_solve(LU, pivots, B, adjoint=transposed == "C")


class Jax:
    """By jax.scipy, whose pivots are 0-based; info is read off the diagonal of U."""

    def __init__(self, owner):
        self.xp = owner.xp
        self.linalg = imported("jax.scipy.linalg", "jax")

    def factor(self, A):
        LU, pivots = self.linalg.lu_factor(A)
        zero = self.xp.diagonal(LU, axis1=-2, axis2=-1) == 0
        info = self.xp.where(zero.any(-1), zero.argmax(-1) + 1, 0).astype("int32")
        return LU, pivots.astype("int32") + 1, info

    def solve(self, LU, pivots, B, transposed):
        batch = self.xp.broadcast_shapes(LU.shape[:-2], B.shape[:-2])
        LU, B = (self.xp.broadcast_to(x, (*batch, *x.shape[-2:])) for x in (LU, B))
        pivots = self.xp.broadcast_to(pivots, (*batch, pivots.shape[-1]))
        return self.linalg.lu_solve((LU, pivots - 1), B, trans="NTC".index(transposed))


class CuPy:
    """By cupyx.scipy, which is SciPy's for one matrix at a time."""

    def __init__(self, owner):
        self.cupy = owner.root
        self.linalg = imported("cupyx.scipy.linalg", "cupy-cuda12x")

    def factor(self, A):
        *batch, m, n = A.shape
        members = A.reshape(-1, m, n)
        pairs = [self.linalg.lu_factor(member, check_finite=False) for member in members]
        LU = self.cupy.stack([pair[0] for pair in pairs]).reshape(A.shape)
        pivots = self.cupy.stack([pair[1] for pair in pairs]).astype("int32") + 1
        zero = self.cupy.diagonal(LU, axis1=-2, axis2=-1) == 0
        info = self.cupy.where(zero.any(-1), zero.argmax(-1) + 1, 0).astype("int32")
        return LU, pivots.reshape(*batch, min(m, n)), info

    def solve(self, LU, pivots, B, transposed):
        batch = self.cupy.broadcast_shapes(LU.shape[:-2], B.shape[:-2])
        LU, B = (self.cupy.broadcast_to(x, (*batch, *x.shape[-2:])) for x in (LU, B))
        pivots = self.cupy.broadcast_to(pivots, (*batch, pivots.shape[-1])) - 1
        n, k = B.shape[-2:]
        solved = [
            self.linalg.lu_solve((f, p), b, trans="NTC".index(transposed), check_finite=False)
            for f, p, b in zip(
                LU.reshape(-1, n, n), pivots.reshape(-1, n), B.reshape(-1, n, k), strict=True
            )
        ]
        return self.cupy.stack(solved).reshape(B.shape)


OF_LIBRARY = {"torch": Torch, "jax": Jax, "cupy": CuPy}


def solver(owner):
    """The solver of a library; raises Failure for one that solves otherwise."""
    if owner.lazy:
        raise refused(f"{owner.module} has no factors to solve with", "library")
    return OF_LIBRARY.get(owner.name, Host)(owner)
