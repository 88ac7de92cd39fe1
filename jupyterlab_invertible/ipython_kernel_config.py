# Registers the %%ts magic in every kernel of this environment; see jupyterlab_invertible/magic.py.
c.InteractiveShellApp.extensions.append("jupyterlab_invertible")  # noqa: F821
