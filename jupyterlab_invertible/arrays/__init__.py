"""Arrays that stay in this kernel, and the operations that `%%ts` cells ask of them.

The package runs where it is installed, and in kernels that never heard of it, to which its sources
are sent as text: `loader.load` makes modules of them, in the order given here. So it imports
nothing of the rest of `jupyterlab_invertible`, and a library only when an array of it is wanted.
"""

ORDER = [
    "failure",
    "requests",
    "libraries",
    "variables",
    "memory",
    "broadcasting",
    "making",
    "elementwise",
    "factor",
    "solvers",
    "dense",
    "spectral",
    "certificate",
    "measure",
    "portable",
    "kernels",
    "block_figures",
    "lazy",
    "grid",
    "mixing",
    "blocked_inverse",
    "blocked_systems",
    "blocked_spectrum",
    "blocked_measure",
    "blocked",
    "chunked",
    "operations",
    "service",
    "session",
]
