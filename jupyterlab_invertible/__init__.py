"""Matrix inversion you can see, in JupyterLab."""

try:
    from ._version import __version__
except ImportError:  # Only a source tree that was never built has no version.
    __version__ = "0.0.0.dev0"

__all__ = ["__version__"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell JupyterLab where the prebuilt extension lies."""
    return [{"src": "labextension", "dest": "jupyterlab-invertible"}]


def load_ipython_extension(ipython) -> None:
    """Register `%%ts`, for notebooks that are run without a browser."""
    from .magic import TsMagics

    ipython.register_magics(TsMagics)
