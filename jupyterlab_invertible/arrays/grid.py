"""Blocked elimination as Dask graphs, on square matrices cut into k × k square blocks.

Dask's own ``lu`` and ``solve`` are not used, for three faults beside the missing exchanges: each
of the k³/3 products is a task whose result waits for the last of its sum, so that k times the
matrix may be held; the permutation is a dense matrix, multiplied block by block with zeros; and
SciPy must be on every worker. Here a block is replaced as it is updated, ``GROUP`` products to a
task, so that a task needs 2·GROUP + 1 blocks and what is held stays near the result.

The factorization is M = L·U by blocks, with a QR factorization of each diagonal block (Q on L's
diagonal, R on U's) in place of its LU. Tried side by side, that is as accurate as LU with exchanges
within the block, and ten times as accurate as whole blocks on U's diagonal; and NumPy has it. Rows
are not exchanged across blocks: ``mixing`` makes that unnecessary.
"""

import uuid

from . import kernels
from .portable import Portable

GROUP = 8

subtract = Portable(kernels.subtract)
add_products = Portable(kernels.add_products)
solve_left = Portable(kernels.solve_left)
solve_right = Portable(kernels.solve_right)
identity = Portable(kernels.identity)
take = Portable(kernels.take)
same = Portable(kernels.same)
zeros = Portable(kernels.zeros)
qr = Portable(kernels.qr)
turned = Portable(kernels.turned)
determinant = Portable(kernels.determinant)


class Grid:
    """A graph under construction: tasks under names that are ours alone."""

    def __init__(self, name, *arrays):
        self.token = uuid.uuid4().hex
        self.name = f"invertible-{name}"
        self.arrays = arrays
        self.tasks = {}

    def key(self, label, *index):
        return (f"{self.name}-{label}-{self.token}", *index)

    def put(self, label, index, task):
        """Adds a task; its key."""
        key = self.key(label, *index)
        self.tasks[key] = task
        return key

    def fold(self, index, block, lefts, rights, function=subtract):
        """The key of block ∓ Σ lefts · rights, ``GROUP`` products to a task."""
        for start in range(0, len(lefts), GROUP):
            end = start + GROUP
            task = (function, block, lefts[start:end], rights[start:end])
            block = self.put("part", (*index, start), task)
        return block

    def array(self, label, chunks, dtype):
        """The Dask array of the blocks under a label."""
        import dask.array as da
        from dask.highlevelgraph import HighLevelGraph

        (name,) = self.key(label)
        graph = HighLevelGraph.from_collections(name, self.tasks, dependencies=self.arrays)
        return da.Array(graph, name, chunks=chunks, dtype=dtype)


def alias(key):
    """A task that hands a block on under another key."""
    return (same, key)


class Factors:
    """M = L·U: ``blocks`` has L's below the diagonal, U's elsewhere; ``turns`` (N, b) the Q."""

    def __init__(self, blocks, turns):
        self.blocks = blocks
        self.turns = turns


def factor(matrix):
    """The ``Factors`` of a matrix of k × k blocks, lazily."""
    grid = Grid("lu", matrix)
    k = matrix.numblocks[0]
    for i in range(k):
        for j in range(k):
            past = range(min(i, j))
            lefts = [grid.key("lu", i, p) for p in past]
            rights = [grid.key("lu", p, j) for p in past]
            block = grid.fold((i, j), (matrix.name, i, j), lefts, rights)
            eliminate(grid, i, j, block)
    turns = grid.array("turn", (matrix.chunks[0], matrix.chunks[1][:1]), matrix.dtype)
    return Factors(grid.array("lu", matrix.chunks, matrix.dtype), turns)


def eliminate(grid, i, j, block):
    """The tasks of one block whose products are subtracted."""
    if i > j:
        grid.put("lu", (i, j), (solve_right, block, grid.key("lu", j, j)))
    elif i < j:
        grid.put("lu", (i, j), (turned, grid.key("turn", i, 0), block))
    else:
        both = grid.put("qr", (i,), (qr, block))
        grid.put("turn", (i, 0), (take, both, 0))
        grid.put("lu", (i, i), (take, both, 1))


def substitute(factors, right):
    """M⁻¹ · right, lazily; right is (N, m) with M's rows of blocks."""
    lu, turns = factors.blocks, factors.turns
    grid = Grid("solve", lu, turns, right)
    k, columns = right.numblocks
    for j in range(columns):
        for i in range(k):
            lefts = [(lu.name, i, p) for p in range(i)]
            rights = [grid.key("forward", p, j) for p in range(i)]
            block = grid.fold((0, i, j), (right.name, i, j), lefts, rights)
            grid.put("forward", (i, j), (turned, (turns.name, i, 0), block))
        for i in reversed(range(k)):
            lefts = [(lu.name, i, p) for p in range(i + 1, k)]
            rights = [grid.key("back", p, j) for p in range(i + 1, k)]
            block = grid.fold((1, i, j), grid.key("forward", i, j), lefts, rights)
            grid.put("back", (i, j), (solve_left, (lu.name, i, i), block))
    return grid.array("back", right.chunks, right.dtype)


def determinants(factors):
    """(k, 3) float64: re and im of the sign, and log|det|, of each block on the diagonal."""
    import numpy as np

    lu, turns = factors.blocks, factors.turns
    grid = Grid("determinant", lu, turns)
    k = lu.numblocks[0]
    for i in range(k):
        grid.put("out", (i, 0), (determinant, (turns.name, i, 0), (lu.name, i, i)))
    return grid.array("out", ((1,) * k, (3,)), np.dtype("float64"))


def products(block, left, right, function):
    """block ∓ left · right, block by block."""
    grid = Grid("product", block, left, right)
    rows, columns = block.numblocks
    inner = range(left.numblocks[1])
    for i in range(rows):
        for j in range(columns):
            lefts = [(left.name, i, p) for p in inner]
            rights = [(right.name, p, j) for p in inner]
            last = grid.fold((i, j), (block.name, i, j), lefts, rights, function)
            grid.put("out", (i, j), alias(last))
    return grid.array("out", block.chunks, block.dtype)


def residual(right, left, answer):
    """right − left · answer."""
    return products(right, left, answer, subtract)


def improved(answer, correction_left, correction_right):
    """answer + correction_left · correction_right."""
    return products(answer, correction_left, correction_right, add_products)


def unit(chunks, dtype):
    """The identity with given (square) chunks."""
    import dask.array as da

    size = sum(chunks[0])
    grid = Grid("unit")
    for i, height in enumerate(chunks[0]):
        for j, width in enumerate(chunks[1]):
            grid.put("out", (i, j), (identity if i == j else zeros, height, width, dtype))
    return grid.array("out", chunks, dtype) if size else da.eye(0, dtype=dtype)


def pairs(name, function, arrays, chunks, dtype, trailing):
    """Both answers of a function of whole blocks, which have one grid: (answer, info).

    ``trailing`` extents of the answer have no counterpart in info.
    """
    import itertools

    import numpy as np

    grid = Grid(name, *arrays)
    for index in itertools.product(*(range(len(extent)) for extent in chunks)):
        inputs = [(array.name, *index) for array in arrays]
        both = grid.put("both", index, (Portable(function), *inputs))
        grid.put("answer", index, (take, both, 0))
        grid.put("info", index[: len(index) - trailing], (take, both, 1))
    answer = grid.array("answer", chunks, dtype)
    return answer, grid.array("info", chunks[: len(chunks) - trailing], np.dtype("int32"))
