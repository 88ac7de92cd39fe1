"""Matrix inversion you can see, in JupyterLab."""

try:
    from ._version import __version__
except ImportError:  # Only a source tree that was never built has no version.
    __version__ = "0.0.0.dev0"

__all__ = ["MatrixWidget", "__version__"]


def __getattr__(name):
    """Import the widget, and NumPy with it, when it is first wanted."""
    if name == "MatrixWidget":
        from .widget import MatrixWidget

        return MatrixWidget
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell JupyterLab where the prebuilt extension lies."""
    return [{"src": "labextension", "dest": "jupyterlab-invertible"}]


def load_ipython_extension(ipython) -> None:
    """Register `%%ts`, for notebooks that are run without a browser."""
    from .magic import TsMagics

    ipython.register_magics(TsMagics)
