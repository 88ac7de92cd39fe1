"""`%%ts` where no browser is: notebooks that nbconvert executes, and what is said without Node."""

import shutil

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbconvert.preprocessors import ExecutePreprocessor

MIME = "application/vnd.invertible.v1+json"

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not on the PATH")


def execute(*sources, allow_errors=False):
    """The outputs of cells, cell by cell."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    ExecutePreprocessor(timeout=60, allow_errors=allow_errors).preprocess(notebook)
    return [cell.outputs for cell in notebook.cells]


def test_cells_run_as_in_the_browser():
    first, second, third, fourth = execute(
        "%%ts\nconst A: Tensor = tensor([[2, 1], [1, 1]])\nlinalg.inv(A)",
        "%%ts\nconsole.log('said'); display.latex('x^2')\ndist(A, A).item() + 1",
        "%%ts --fresh\ntypeof A",
        "%%ts --help\n1",
    )
    assert first[0].output_type == "execute_result"
    assert "A^{-1}" in first[0].data["text/latex"]
    assert first[0].data[MIME]["view"]["kind"] == "inverse"
    assert [output.output_type for output in second] == ["stream", "display_data", "execute_result"]
    assert second[0].text == "said\n"
    assert second[1].data["text/latex"] == "$$x^2$$"
    assert second[2].data["text/plain"] == "1"
    assert third[0].data["text/plain"] == "'undefined'"
    assert "--timeout" in fourth[0].text


def test_variables_go_both_ways():
    outputs = execute(
        "import numpy as np\nA = np.arange(4.0).reshape(2, 2).T + 1\nn = 2**60",
        "%%ts -i A,n -o X,m\nconst X = linalg.inv(A)\nconst m = n + 1n",
        "assert np.allclose(X @ A, np.eye(2)) and m == 2**60 + 1\nprint('agrees')",
    )
    assert outputs[2][0].text == "agrees\n"


def test_errors_stop_the_run_and_say_where():
    with pytest.raises(CellExecutionError, match="LinAlgError"):
        execute("%%ts\nlinalg.inv(zeros(2, 2))")
    outputs = execute(
        "%%ts\nconst x = 1\nthrow new RangeError('far')",
        "%%ts --nope\n1",
        "%%ts -i nowhere\n1",
        "%%ts --timeout 1\nfor (;;) {}",
        "%%ts\n1 + 1",
        allow_errors=True,
    )
    assert "cell[1], line 3" in "\n".join(outputs[0][0].traceback)
    assert "unknown option --nope" in outputs[1][0].evalue
    assert "'nowhere' is not defined" in outputs[2][0].evalue
    assert "ran longer than 1 s (--timeout)" in outputs[3][0].evalue
    assert outputs[4][0].data["text/plain"] == "2"


def test_it_says_what_is_missing_without_node():
    outputs = execute(
        "import os\nos.environ['PATH'] = '/nowhere'",
        "%%ts\n1",
        allow_errors=True,
    )
    assert outputs[1][0].ename == "TsError"
    assert "Node >= 20 is needed" in outputs[1][0].evalue
