/** The device 'kernel' in a real JupyterLab: arrays of NumPy, torch, JAX and Dask that stay in the Python kernel. */
import { expect, type Lab, test } from './support/lab.js';

test.use({ server: 'neighbours' });
test.describe.configure({ timeout: 180_000 });

const failing = (source: string) => ({ source, tags: ['raises-exception'] });

/** Counts the bytes that come from the server by its sockets, from now on. */
function countBytes(lab: Lab): () => number {
  let bytes = 0;
  lab.page.on('websocket', socket =>
    socket.on('framereceived', ({ payload }) => {
      bytes += payload.length;
    })
  );
  return () => bytes;
}

/** How many arrays the kernel holds for all sessions. */
const HELD = `import sys, gc
def held():
    arrays = sys.modules.get('_invertible_arrays.session')
    return arrays.count() if arrays else 0`;

test('an array of Python is inverted where it is', async ({ lab }) => {
  await lab.show('kernel/numpy.ipynb', [
    `import numpy as np
A = np.random.default_rng(1).standard_normal((200, 200))
names = set(globals())`,
    `%%ts -i A --device kernel -o X
const X: KernelTensor = await linalg.inv(A)
X`,
    `assert type(X) is np.ndarray and abs(X @ A - np.eye(200)).max() < 1e-10
print(sorted(set(globals()) - names - {'names', 'X'} - {n for n in globals() if n.startswith('_')}))`,
    `%%ts
const B = await fromKernel('A')
console.log(B.shape, B.dtype, String(B), typeof (await B.at(0, 0)))
console.log((await linalg.cond(B, 1).item()) > 1, await linalg.matrixRank(B).item(), await dist(B, B).item())`,
    `%%ts --device kernel
const Z = zeros(3, 3), R = randn(2, 3, 3), E = eye(3, { dtype: 'float32' })
console.log(Z.device, R.shape, E.dtype, (await R.cpu()).device)
R`
  ]);
  await lab.runAll();
  await expect(lab.output(1).first()).toContainText('200 × 200 float64 on kernel (numpy)');
  await expect(lab.output(1).locator('.jp-Invertible-heatMap')).toBeVisible();
  await expect(lab.output(2)).toHaveText('[]\n');
  await expect(lab.output(3).first()).toContainText(
    "[ 200, 200 ] float64 tensor(shape=[200, 200], dtype=float64, device='kernel') number"
  );
  await expect(lab.output(3).first()).toContainText('true 200n 0');
  await expect(lab.output(4).first()).toContainText('kernel [ 2, 3, 3 ] float32 cpu');
});

test('torch and JAX hold their own', async ({ lab }) => {
  await lab.show('kernel/libraries.ipynb', [
    `import torch, jax, numpy as np
T = torch.tensor([[2.0, 1.0], [1.0, 3.0]], dtype=torch.float64)
J = jax.numpy.asarray([[2.0, 1.0], [1.0, 3.0]])`,
    `%%ts -i T,J --device kernel -o X,Y
const X = await linalg.inv(T)
const Y = await linalg.solve(J, J)
console.log(T.dtype, J.dtype)
const made = randn(70, 70, { library: 'torch', device: 'kernel' })
await linalg.inv(made)`,
    `assert type(X) is torch.Tensor and torch.allclose(X @ T, torch.eye(2, dtype=torch.float64))
assert isinstance(Y, jax.Array) and Y.dtype == 'float32'
print('python agrees')`,
    failing('%%ts --library jax --device kernel\nawait zeros(2, 2, { dtype: "float64" }).cpu()'),
    failing('%%ts --library cupy --device kernel\nawait zeros(2, 2).cpu()'),
    failing(
      '%%ts -i T,J --device kernel\nT.matmul(J.to("float64"))\nawait T.matmul(J.to("float64")).cpu()'
    ),
    '%%ts --library torch:cpu\n[getDefaultLibrary(), (await zeros(1, { device: "kernel" }).cpu()).item()]'
  ]);
  await lab.runAll();
  await expect(lab.output(1).first()).toContainText('float64 float32');
  await expect(lab.output(1).last()).toContainText('70 × 70 float64 on kernel (torch, cpu)');
  await expect(lab.output(2)).toContainText('python agrees');
  await expect(lab.output(3)).toContainText('jax_enable_x64');
  await expect(lab.output(4)).toContainText(
    'cupy is not installed in this kernel: %pip install cupy'
  );
  await expect(lab.output(5).first()).toContainText('RuntimeError');
  await expect(lab.output(6)).toContainText('torch:cpu');
});

test('a singular matrix has the words of the CPU, and its explanation', async ({ lab }) => {
  await lab.show('kernel/errors.ipynb', [
    'import numpy as np\nA = np.array([[1.0, 2.0], [2.0, 4.0]])\nh = np.ones((2, 2), "float16")\nn = 3',
    failing('%%ts -i A --device kernel\nawait linalg.inv(A)'),
    failing('%%ts -i A --device kernel\nawait linalg.solve(A, A)'),
    failing('%%ts -i A,n --device kernel\nconsole.log(n + 1)\nlinalg.inv(zeros(2, 3))'),
    failing('%%ts -i h --device kernel\n1'),
    failing("%%ts\nawait fromKernel('nothing')"),
    failing("%%ts\nawait fromKernel('n')"),
    failing('%%ts --device kernel\nawait randn(1000000, 1000000).cpu()'),
    failing('%%ts --device kernel\neye(2).add(tensor([[1, 2], [3, 4]], { device: "cpu" }))'),
    failing('%%ts --device gpu\n1'),
    failing('%%ts --library pandas\n1')
  ]);
  await lab.runAll();
  await expect(lab.output(1).first()).toContainText(
    'LinAlgError: linalg.inv: The diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular.'
  );
  await expect(lab.output(1).last()).toContainText('=1 of 2, in exact arithmetic');
  await expect(lab.output(2).first()).toContainText(
    'torch.linalg.solve: The solver failed because the input matrix is singular.'
  );
  await expect(lab.output(3).first()).toContainText('4');
  await expect(lab.output(3).last()).toContainText(
    'A must be batches of square matrices, but they are 2 by 3 matrices'
  );
  await expect(lab.output(4)).toContainText('h has dtype float16, which %%ts cells do not have');
  await expect(lab.output(5)).toContainText("name 'nothing' is not defined in Python");
  await expect(lab.output(6)).toContainText('n is no array of NumPy, torch, CuPy, JAX or Dask');
  await expect(lab.output(7)).toContainText(/8,?000,?000|TiB|GiB|GB/);
  await expect(lab.output(8)).toContainText('found at least two devices, kernel and cpu');
  await expect(lab.output(9)).toContainText('--device wants cpu, webgpu or kernel, got gpu');
  await expect(lab.output(10)).toContainText('--library wants numpy, torch');
});

test('1 GB is inverted without its bytes crossing', async ({ lab }) => {
  const bytes = countBytes(lab);
  await lab.show('kernel/large.ipynb', [
    `import numpy as np
A = np.random.default_rng(2).standard_normal((2**21, 8, 8)) + 8 * np.eye(8)
A.nbytes`,
    '%%ts -i A --device kernel -o X\nconst X = await linalg.inv(A)\nX',
    'assert abs(X[7] @ A[7] - np.eye(8)).max() < 1e-12 and X.shape == A.shape\nprint("python agrees")'
  ]);
  const before = bytes();
  await lab.runAll(150_000);
  await expect(lab.output(1).first()).toContainText('2097152');
  await expect(lab.output(2)).toContainText('python agrees');
  // With the 32 members that are shown, and all that Jupyter says of its cells.
  expect(bytes() - before).toBeLessThan(1_000_000);
});

test('arrays are released with their tensors, and names of Python are left alone', async ({
  lab
}) => {
  await lab.show('kernel/lifetimes.ipynb', [
    `import numpy as np\nA = np.eye(3)\nseed = X = 5\n${HELD}`,
    `%%ts --device kernel
const kept = zeros(4, 4)
{ using gone = kept.add(1); await gone.cpu() }
const rest = kept.mul(2)
rest.dispose()
await kept.cpu()`,
    'held()',
    '%%ts -i A --device kernel\nfor (let i = 0; i < 50; i++) A.add(i)\nawait A.cpu()',
    'held()',
    '%%ts --fresh\n1',
    'held(), seed, X'
  ]);
  await lab.runAll();
  await expect(lab.output(2)).toHaveText('1');
  const held = Number(await lab.output(4).textContent());
  expect(held).toBeGreaterThanOrEqual(2);
  expect(held).toBeLessThanOrEqual(52);
  await expect(lab.output(6)).toContainText(', 5, 5');
  // A restart of the kernel ends the session of the cells too; closing the notebook forgets what it held.
});

test('a cell says that the kernel has died under it', async ({ lab }) => {
  await lab.show('kernel/gone.ipynb', [
    `import os, threading, numpy as np
A = np.eye(3)
_ = threading.Timer(4, lambda: os._exit(1)).start()`,
    failing(`%%ts -i A --device kernel
for (;;) await A.cpu()`),
    '%%ts --device kernel\n(await eye(2).cpu()).toArray()'
  ]);
  const { page } = lab;
  for (const i of [0, 1]) await lab.run(i);
  await page.locator('.jp-Dialog').getByRole('button', { name: /ok/i }).click({ timeout: 60_000 });
  await expect(lab.output(1).last()).toContainText(/restarted or died/);
  await expect(page.locator('#jp-main-statusbar')).toContainText(/Python 3.*\| Idle/, {
    timeout: 60_000
  });
  await lab.run(2);
  await lab.settled();
  await expect(lab.output(2)).toContainText('[ 1, 0 ]');
});

test('of a large inverse crosses only what is shown', async ({ lab }) => {
  const bytes = countBytes(lab);
  await lab.show('kernel/elided.ipynb', [
    '%%ts --device kernel\nconst A = randn(1500, 1500)\nconst X = await linalg.inv(A)\nX.shape',
    '%%ts\nX'
  ]);
  await lab.run(0);
  await lab.settled();
  const before = bytes();
  await lab.run(1);
  await expect(lab.output(1).locator('.jp-Invertible-heatMap')).toBeVisible({ timeout: 60_000 });
  await lab.settled();
  expect(bytes() - before).toBeLessThan(100_000);
  await expect(lab.output(1)).toContainText('1500 × 1500 float64 on kernel (numpy)');
  await expect(lab.output(1)).toContainText(/\d of 16 digits|\d+ digits/);
});

const CLUSTER = `from distributed import Client, LocalCluster
import dask, dask.array as da, numpy as np, logging
cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit='4GiB')
client = Client(cluster)`;

test('Dask inverts what its own inverse does not, on a cluster of two processes', async ({
  lab
}) => {
  await lab.show('kernel/dask.ipynb', [
    CLUSTER,
    `rng = np.random.default_rng(3)
dense = rng.standard_normal((400, 400))
dense[:100, :100] = np.outer(rng.standard_normal(100), rng.standard_normal(100)) + 1e-14 * rng.standard_normal((100, 100))
A = da.from_array(dense, chunks=100)
p = np.eye(400)[np.r_[200:400, 0:200]]
P = da.from_array(p, chunks=100)
worst = abs(da.linalg.inv(A).compute() @ dense - np.eye(400)).max()
S = da.from_array(np.ones((300, 300)), chunks=100)`,
    '%%ts -i A,P --device kernel -o X,Q\nconst X = await linalg.inv(A)\nconst Q = await linalg.inv(P)\nX',
    `assert isinstance(X, da.Array) and isinstance(Q, da.Array)
assert abs(X.compute() @ dense - np.eye(400)).max() < 1e-10 < worst, worst
assert abs(Q.compute() - p.T).max() < 1e-12
print('python agrees')`,
    failing('%%ts -i S --device kernel\nawait linalg.inv(S)'),
    `%%ts --device kernel --library dask
const B = randn(3000, 3000)
const v = randn(3000, 1)
const y = B.matmul(v)
console.log(y.shape, await linalg.norm(B).item() > 2900, await linalg.matrixNorm(B, 1).item() > 0)
const large = await linalg.inv(B)
large`,
    'client.close(); cluster.close()\nprint("closed")'
  ]);
  await lab.runAll(150_000);
  await expect(lab.output(2).last()).toContainText(
    /400 × 400 float64 on kernel \(Dask, 2 workers, \d+ chunks\)/
  );
  await expect(lab.output(3)).toContainText('python agrees');
  await expect(lab.output(4).first()).toContainText('LinAlgError');
  await expect(lab.output(5).filter({ hasText: /measuring .* 100 %$/ })).toHaveCount(1);
  await expect(lab.output(5).last()).toContainText(/Dask, 2 workers/);
  // Nothing is left that the scheduler would complain of.
  await expect(lab.output(0)).toHaveCount(0);
  await expect(lab.output(6)).toHaveText('closed\n');
});

test('an interrupt reaches work on the cluster, and tensors stay', async ({ lab }) => {
  await lab.show('kernel/interrupt.ipynb', [
    CLUSTER,
    '%%ts --device kernel --library dask\nconst A = randn(4000, 4000)\nconst kept = eye(3)\nA.shape',
    failing('%%ts\nawait linalg.inv(A)'),
    '%%ts\nconsole.log(await kept.at(1, 1), (await A.at(0, 0)) !== 0)',
    failing('%%ts --timeout 4\nawait linalg.inv(A)'),
    '%%ts\nconsole.log(await kept.at(1, 1))',
    `import time
for _ in range(100):
    if not any(client.processing().values()): break
    time.sleep(0.1)
print('processing', sum(len(v) for v in client.processing().values()))
client.close(); cluster.close()`
  ]);
  for (const i of [0, 1]) await lab.run(i);
  await lab.settled();
  await lab.run(2);
  await expect(lab.output(2).first()).toContainText(/inverting .* %/, { timeout: 60_000 });
  await lab.execute(['notebook:interrupt-kernel']);
  await expect(lab.output(2).last()).toContainText('The cell was interrupted while it waited');
  for (const i of [3, 4, 5, 6]) await lab.run(i);
  await lab.settled(120_000);
  await expect(lab.output(3).last()).toContainText('1 true');
  await expect(lab.output(4).last()).toContainText('longer than 4 s');
  await expect(lab.output(5).last()).toContainText('1');
  await expect(lab.output(6)).toContainText('processing 0');
});
