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
