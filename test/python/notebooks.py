"""Notebooks that nbconvert executes, where no browser is."""

import shutil

import nbformat
import pytest
from nbconvert.preprocessors import ExecutePreprocessor

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not on the PATH")


def execute(*sources, allow_errors=False):
    """The outputs of cells, cell by cell."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    ExecutePreprocessor(timeout=60, allow_errors=allow_errors).preprocess(notebook)
    return [cell.outputs for cell in notebook.cells]


def said(outputs, name="stdout"):
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == name)
