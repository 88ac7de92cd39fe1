"""Arrays that stay in the Python kernel: the operations that cells ask for, library by library."""

ORDER = [
    "failure",
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
]
