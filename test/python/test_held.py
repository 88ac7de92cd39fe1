"""The device 'kernel' where no browser is: cells in Node refer to arrays of their Python."""

import pytest
from notebooks import execute, needs_node

MIME = "application/vnd.invertible.v1+json"

pytestmark = needs_node


def test_arrays_stay_where_they_are():
    outputs = execute(
        "import numpy as np\nA = np.random.default_rng(1).standard_normal((100, 100))\nn = 3",
        """%%ts -i A,n -o X,same,twice --device kernel
const X = await linalg.inv(A)
const same = A
const twice = n * 2
X""",
        """assert abs(X @ A - np.eye(100)).max() < 1e-10
assert same is A and twice == 6
print('agrees')""",
        """%%ts
const B = await fromKernel('A')
const left = B.matmul(B)
console.log(left.shape, await linalg.matrixRank(B).item(), (await B.at(0, 0)) !== 0)""",
        "%%ts --device kernel\n[(await eye(2).cpu()).toArray(), randn(3).device]",
    )
    view = outputs[1][0].data[MIME]["view"]
    assert view["kind"] == "inverse" and view["device"] == "kernel"
    assert view["summary"] == "100 × 100 float64 on kernel (numpy)"
    assert view["trust"]["proved"]["filled"] >= 3
    assert outputs[2][0].text == "agrees\n"
    assert outputs[3][0].text == "[ 100, 100 ] 100n true\n"
    assert "'kernel'" in outputs[4][0].data["text/plain"]


def test_errors_are_those_of_the_cpu():
    outputs = execute(
        "import numpy as np\nS = np.ones((3, 3))\nh = np.ones(2, 'float16')",
        "%%ts -i S --device kernel\nawait linalg.inv(S)",
        "%%ts -i h --device kernel\n1",
        "%%ts\nawait fromKernel('nothing')",
        "%%ts --library cupy --device kernel\nawait zeros(2).cpu()",
        "%%ts\nconsole.log('goes on')",
        allow_errors=True,
    )
    texts = ["".join(o.get("evalue", o.get("text", "")) for o in cell) for cell in outputs]
    assert "The diagonal element 2 is zero" in texts[1]
    assert "h has dtype float16" in texts[2]
    assert "name 'nothing' is not defined in Python" in texts[3]
    assert "cupy is not installed in this kernel" in texts[4]
    assert texts[5] == "goes on\n"


def test_nothing_is_left_behind():
    outputs = execute(
        """import numpy as np
A = np.eye(3)
before = set(globals())
def held():
    magics = get_ipython().magics_manager.registry["TsMagics"]
    return magics.held.service.count()""",
        """%%ts -i A --device kernel
const kept = A.add(1)
const gone = kept.mul(2)
await gone.cpu()
gone.dispose()
await kept.cpu()""",
        "print(held(), sorted(n for n in set(globals()) - before if not n.startswith('_')))",
    )
    assert outputs[2][0].text == "2 ['before', 'held']\n"


@pytest.mark.parametrize("library", ["torch", "dask"])
def test_other_libraries(library):
    pytest.importorskip(library)
    made = {
        "torch": "import torch\nA = torch.eye(40, dtype=torch.float64) * 2",
        "dask": "import dask.array as da\nA = da.eye(40, chunks=10) * 2",
    }[library]
    outputs = execute(
        made,
        "%%ts -i A -o X --device kernel\nconst X = await linalg.inv(A)\nX",
        "print(type(X) is type(A), float((X @ A).trace()))"
        if library == "torch"
        else "print(type(X) is type(A), float((X @ A).compute().trace()))",
    )
    view = outputs[1][-1].data[MIME]["view"]
    assert f"on kernel ({'torch, cpu' if library == 'torch' else 'Dask'}" in view["summary"]
    assert outputs[2][0].text == "True 40.0\n"
