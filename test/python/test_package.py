"""The Python package as pip installs it."""

import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

import jupyterlab_invertible

ROOT = Path(__file__).parents[2]
PACKAGE = json.loads((ROOT / "package.json").read_text())


def test_version_is_the_npm_version():
    assert jupyterlab_invertible.__version__ == PACKAGE["version"]
    assert distribution("jupyterlab_invertible").version == PACKAGE["version"]


def test_points_to_the_labextension():
    (path,) = jupyterlab_invertible._jupyter_labextension_paths()
    assert path == {"src": "labextension", "dest": "jupyterlab-invertible"}


def test_jupyterlab_finds_it_enabled_and_ok():
    command = [sys.executable, "-m", "jupyter", "labextension", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path.home())
    lines = [line for line in listed.stderr.splitlines() if "jupyterlab-invertible v" in line]
    assert len(lines) == 1
    assert "enabled" in lines[0]
    assert "OK" in lines[0]


@pytest.mark.parametrize("suffix", [".wasm", ".js"])
def test_wheel_holds_the_prebuilt_extension(suffix):
    files = distribution("jupyterlab_invertible").files or []
    static = [f for f in files if "labextensions/jupyterlab-invertible/static" in f.as_posix()]
    assert any(f.name.endswith(suffix) for f in static)


@pytest.mark.parametrize(
    "name",
    [
        "_bridge.py",
        "runner/runner.mjs",
        "runner/engine.wasm",
        "runner/engine.relaxed.wasm",
        "runner/engine.threads.wasm",
        "runner/engine.threads.relaxed.wasm",
        "runner/threads.mjs",
        "static/widget.js",
        "static/widget.css",
    ],
)
def test_wheel_holds_what_the_build_makes(name):
    """The installed wheel was built from the sdist, as `python -m build` does."""
    files = distribution("jupyterlab_invertible").files or []
    assert f"jupyterlab_invertible/{name}" in [f.as_posix() for f in files]
