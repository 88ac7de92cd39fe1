"""Dask's linear algebra, which `blocked` does: its functions as the operations call them."""

from .elementwise import is_complex
from .failure import refused


def _blocked():
    from . import blocked

    return blocked


def invert(owner, arrays, request, tell):
    return _blocked().invert(arrays[0], tell)


def factor(owner, arrays, request, tell):
    return _blocked().factor(arrays[0])


def solve(owner, arrays, request, tell):
    given = {name: request[name] for name in ("left", "adjoint", "vectors", "shape")}
    return _blocked().solve(*arrays, tell, **given)


def solve_factored(owner, arrays, request, tell):
    raise refused("dask has no factors to solve with; use linalg.solve", "library")


def determinant(owner, arrays, request, tell):
    return (_blocked().determinant(arrays[0], tell),)


def sign_and_logarithm(owner, arrays, request, tell):
    return _blocked().sign_and_logarithm(arrays[0], tell)


def conditions(owner, arrays, request, tell):
    return (_blocked().conditions(arrays[0], request["ord"], tell),)


def matrix_norms(owner, arrays, request, tell):
    return (_blocked().matrix_norms(arrays[0], request["ord"]),)


def singular_values(owner, arrays, request, tell):
    return (_blocked().singular_values(arrays[0], tell),)


def pseudo_inverse(owner, arrays, request, tell):
    return (_blocked().pseudo_inverse(*with_tolerances(owner, arrays, request, tell), tell),)


def ranks(owner, arrays, request, tell):
    return (_blocked().ranks(*with_tolerances(owner, arrays, request, tell), tell),)


def with_tolerances(owner, arrays, request, tell):
    """A, atol, rtol and hermitian; tolerances that are arrays cross as NumPy's, they are small."""
    given = [request["atol"], request["rtol"]]
    for at, array in enumerate(arrays[1:]):
        if array is not None:
            if is_complex(owner, array):
                raise refused("A tolerance is a real number.", "dtype")
            given[at] = owner.to_host(array, tell)
    return arrays[0], *given, request["hermitian"]


def measure(X, A, cells, rows, tell):
    """(figures, heat), as `measure.measure` gives them; who computed is said by the service."""
    figures = dict(_blocked().measure(X, A, cells, rows, tell))
    heat = figures.pop("heat")
    return {name: figures[name] for name in figures if name not in ("library", "place")}, heat


OPERATIONS = {
    function.__name__: function
    for function in (
        invert,
        factor,
        solve,
        solve_factored,
        determinant,
        sign_and_logarithm,
        conditions,
        matrix_norms,
        singular_values,
        pseudo_inverse,
        ranks,
    )
}
