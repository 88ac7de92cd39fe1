"""The example notebooks as they are committed: with outputs that any host can show."""

import json
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.ipynb"))
MIME = "application/vnd.invertible.v1+json"


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def rich_outputs(notebook):
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    return [o for o in outputs if MIME in o.get("data", {})]


def test_is_valid(notebook):
    nbformat.validate(notebook)


def test_has_no_trace_of_the_machine(notebook):
    text = json.dumps(notebook)
    assert "/home/" not in text
    assert "localhost" not in text


def test_every_output_carries_latex_and_text(notebook):
    assert len(rich_outputs(notebook)) >= 2
    for output in rich_outputs(notebook):
        assert output.data["text/plain"]
        # A table of any width is no formula.
        if output.data[MIME]["view"]["kind"] == "table":
            continue
        assert output.data["text/latex"].startswith("$$")
        # Of what LaTeX has in print.
        assert output.data["text/latex"].isascii()


def test_reads_well_in_html(notebook):
    html, _ = HTMLExporter().from_notebook_node(notebook)
    assert "A^{-1} = " in html or "A^{-1} \\approx " in html
    assert "\\kappa_" in html
    assert "if A is rounded" in html
    assert "LinAlgError" in html
    assert "\\operatorname{rank} A = " in html
    # No output is left as raw JSON.
    assert "segments" not in html


def test_the_tour_shows_much():
    tour = nbformat.read(EXAMPLES[0].parent / "tour.ipynb", as_version=4)
    assert len(rich_outputs(tour)) >= 10
