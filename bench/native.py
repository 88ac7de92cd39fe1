"""Time cases on NumPy, torch and FLINT: a JSON case a line on stdin, its rows a line on stdout."""

import json
import os
import sys
import time

# How many threads BLAS may use is read once, when NumPy is loaded.
THREADS = int(sys.argv[1])
DEVICE = sys.argv[2] if len(sys.argv) > 2 else "cpu"
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(THREADS)


def load():
    """The systems that this Python has, and their versions."""
    found = {}
    for name in ("numpy", "torch", "flint"):
        try:
            found[name] = __import__(name)
        except ImportError:
            continue
    if "torch" in found:
        found["torch"].set_num_threads(THREADS)
    if DEVICE == "cuda":
        torch = found.get("torch")
        return {"torch": torch} if torch and torch.cuda.is_available() else {}
    return found


def timed(run, seconds=0.5):
    """The median time of a call in ms, as timing.mjs takes it."""
    warm = time.perf_counter() + seconds
    start, calls = time.perf_counter(), 0
    while calls == 0 or time.perf_counter() < warm:
        run()
        calls += 1
    group = max(1, int(1e-3 * calls / (time.perf_counter() - start)))
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        for _ in range(group):
            run()
        times.append((time.perf_counter() - start) / group)
    return sorted(times)[len(times) // 2] * 1e3


def numpy_call(np, case):
    rng = np.random.default_rng(1)
    n, batch, dtype = case["n"], case["batch"], case["dtype"]
    A = rng.standard_normal((batch, n, n) if batch else (n, n))
    if dtype.startswith("complex"):
        A = A + 1j * rng.standard_normal(A.shape)
    A = A.astype(dtype)
    b = A[..., 0].copy()
    return {
        "inv": lambda: np.linalg.inv(A),
        # NumPy has no `out` here.
        "inv out": lambda: np.linalg.inv(A),
        "solve": lambda: np.linalg.solve(A, b),
        "det": lambda: np.linalg.det(A),
        "svdvals": lambda: np.linalg.svd(A, compute_uv=False),
        "svd": lambda: np.linalg.svd(A),
        "cond2": lambda: np.linalg.cond(A),
        "matmul": lambda: A @ A,
    }.get(case["op"])


def torch_call(torch, case):
    torch.manual_seed(1)
    n, batch = case["n"], case["batch"]
    shape = (batch, n, n) if batch else (n, n)
    A = torch.randn(shape, dtype=getattr(torch, case["dtype"]), device=DEVICE)
    b = A[..., 0].clone()
    out = torch.empty_like(A)
    call = {
        "inv": lambda: torch.linalg.inv(A),
        "inv out": lambda: torch.linalg.inv(A, out=out),
        "solve": lambda: torch.linalg.solve(A, b),
        "det": lambda: torch.linalg.det(A),
        "svdvals": lambda: torch.linalg.svdvals(A),
        "svd": lambda: torch.linalg.svd(A),
        "cond2": lambda: torch.linalg.cond(A),
        "matmul": lambda: A @ A,
    }.get(case["op"])
    if DEVICE == "cpu" or call is None:
        return call

    def run():
        call()
        torch.cuda.synchronize()

    return run


def flint_call(flint, case):
    """Proven inverses in ball arithmetic at 53 bits, and exact ones of fractions."""
    import random

    rng = random.Random(1)
    n = case["n"]
    if case["op"] == "inv exact":
        rows = [[rng.randint(-9, 9) for _ in range(n)] for _ in range(n)]
        A = flint.fmpq_mat(flint.fmpz_mat(rows))
    elif case["op"] in ("inv+sharp", "inv+fast", "inv+refined") and case["dtype"] == "float64":
        flint.ctx.prec = 53
        A = flint.arb_mat([[rng.gauss(0, 1) for _ in range(n)] for _ in range(n)])
    else:
        return None
    return lambda: A.inv()


CALLS = {"numpy": numpy_call, "torch": torch_call, "flint": flint_call}


def main():
    systems = load()
    print(json.dumps({name: module.__version__ for name, module in systems.items()}), flush=True)
    for line in sys.stdin:
        case = json.loads(line)
        calls = {name: CALLS[name](module, case) for name, module in systems.items()}
        rows = [
            {
                "system": name,
                "device": "cuda" if DEVICE == "cuda" else "native",
                "threads": THREADS,
                "ms": timed(call),
            }
            for name, call in calls.items()
            if call is not None and not (name == "flint" and THREADS > 1)
        ]
        print(json.dumps(rows), flush=True)


main()
