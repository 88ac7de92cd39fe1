"""Shapes of results by arithmetic alone, so that what does not fit is refused before it is made."""

from .failure import refused


def together(*shapes):
    """The shape to which NumPy's rule broadcasts shapes; raises Failure where they do not fit."""
    most = max(map(len, shapes))
    filled = [(1,) * (most - len(shape)) + tuple(shape) for shape in shapes]
    columns = [set(sizes) - {1} for sizes in zip(*filled, strict=True)]
    if any(len(sizes) > 1 for sizes in columns):
        raise refused("The shapes of a request do not fit each other.", "shape")
    return tuple(sizes.pop() if sizes else 1 for sizes in columns)


def of_arithmetic(request, first, second=()):
    return together(first, second)


def of_matmul(request, first, second):
    if not first or not second or first[-1] != second[-2:][0]:
        raise refused("The shapes of a product do not fit each other.", "shape")
    columns = second[-1:] if len(second) > 1 else ()
    return (*together(first[:-2], second[:-2]), *first[-2:-1], *columns)


def of_solution(request, A, B):
    """X of AX = B or XA = B: of B's last sizes, and the batches broadcast."""
    own = 1 if request["vectors"] else 2
    if len(B) < own:
        raise refused("The sides of an equation do not fit each other.", "shape")
    return (*together(A[:-2], B[: len(B) - own]), *B[len(B) - own :])


def of_solution_with_factors(request, LU, pivots, B):
    return of_solution(request, LU, B)


OF = {
    "arithmetic": of_arithmetic,
    "matmul": of_matmul,
    "solve": of_solution,
    "solve_factored": of_solution_with_factors,
}


def check(request, arrays):
    """Raises Failure where the result would have another shape than the request says."""
    rule = OF.get(request["do"])
    if rule is None:
        return
    shapes = [tuple(array.shape) for array in arrays if array is not None]
    if rule(request, *shapes) != request["shape"]:
        raise refused("The shapes of a request do not fit each other.", "shape")
