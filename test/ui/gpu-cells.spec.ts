/** `%%ts` cells on the GPU, in JupyterLab, with Chromium's software adapter. */
import { GPU_LAUNCH, NO_ADAPTER } from './support/gpu.js';
import { expect, segments, test } from './support/lab.js';

test.use({ launchOptions: GPU_LAUNCH });
test.describe.configure({ timeout: 180_000 });

test.beforeEach(async ({ lab }) => {
  await lab.page.goto(new URL('api', process.env.INVERTIBLE_UI_URL).href);
  const found = await lab.page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
  if (!found) console.warn(`${NO_ADAPTER}: its tests are skipped`);
  test.skip(!found, NO_ADAPTER);
});

test('a cell computes on the GPU and shows what it finds', async ({ lab }) => {
  await lab.show('gpu/cells.ipynb', [
    "%%ts\nconst A = tensor([[2, 1], [1, 1]], {device: 'webgpu'})\nA",
    '%%ts\nlinalg.inv(A)',
    '%%ts\n[A.device, A.dtype, (await A.matmul(A).cpu()).device]',
    '%%ts\nlinalg.invEx(A)'
  ]);
  await lab.runAll();
  await expect(lab.output(0)).toContainText('2 × 2 float32 on webgpu');
  await expect(lab.output(1)).toContainText('2 × 2 float32 on webgpu');
  await expect(segments(lab.output(1))).toHaveCount(7);
  await expect(lab.output(1).locator('.jp-Invertible-heatMap')).toBeVisible();
  await expect(lab.output(2)).toContainText("'webgpu', 'float32', 'cpu'");
  await expect(lab.output(3)).toContainText('info');
  expect(lab.complaints).toEqual([]);
});

test('the example runs', async ({ lab }) => {
  // The software adapter compiles its kernels for most of a minute, and on a busy machine for more.
  test.setTimeout(240_000);
  await lab.open('gpu.ipynb');
  await lab.runAll(200_000);
  await expect(lab.output(1)).toContainText('512 × 512 float32 on webgpu');
  await expect(lab.output(3)).toContainText('relative error');
  await expect(lab.output(5).first()).toContainText('singular: 0');
  await expect(lab.output(5).last()).toContainText('batch of 10000 inverses');
  await expect(lab.output(7).first()).toContainText('The diagonal element 3 is zero');
  expect(lab.complaints).toEqual([]);
});

test('--device webgpu makes tensors there that name no device, in that cell alone', async ({
  lab
}) => {
  await lab.show('gpu/option.ipynb', [
    '%%ts --device webgpu\nconst B = randn(3, 3);\n[B.device, eye(2, {device: "cpu"}).device]',
    '%%ts\n[randn(2, 2).device, B.device]',
    { source: '%%ts --device cuda\n1', tags: ['raises-exception'] }
  ]);
  await lab.runAll();
  await expect(lab.output(0)).toContainText("'webgpu', 'cpu'");
  await expect(lab.output(1)).toContainText("'cpu', 'webgpu'");
  await expect(lab.output(2)).toContainText('--device wants cpu, webgpu or kernel, got cuda');
});

test('a large inverse is shown without being read as a whole', async ({ lab }) => {
  await lab.show('gpu/large.ipynb', [
    "%%ts\nmanualSeed(1)\nconst A = randn(520, 520, {device: 'webgpu'})\nconst X = await linalg.inv(A)\nX",
    '%%ts\nA',
    // Read of 520 x 520: a few corners, 40 x 40 cells, three numbers.
    `%%ts
const map = GPUBuffer.prototype.getMappedRange
let bytes = 0
GPUBuffer.prototype.getMappedRange = function (...args) {
  const range = map.apply(this, args)
  bytes += range.byteLength
  return range
}
display(X)
await new Promise(r => setTimeout(r, 3000))
GPUBuffer.prototype.getMappedRange = map
bytes < 520 * 520`,
    '%%ts\nrandn(3, 4, 100, 100, {device: "webgpu"})'
  ]);
  await lab.runAll();
  await expect(lab.output(0)).toContainText('520 × 520 float32 on webgpu');
  await expect(lab.output(0)).toContainText('κ₁(A)');
  await expect(lab.output(0).locator('.jp-Invertible-heatMap')).toBeVisible();
  await expect(lab.output(1)).toContainText('520 × 520 float32 on webgpu');
  await expect(lab.output(2).last()).toContainText('true');
  await expect(lab.output(3)).toContainText(
    'batch of 3 × 4 matrices, each 100 × 100 float32 on webgpu'
  );
});

test('a singular matrix on the GPU is explained as on the CPU', async ({ lab }) => {
  await lab.show('gpu/singular.ipynb', [
    {
      source: "%%ts\nawait linalg.inv(tensor([[1, 2], [2, 4]], {device: 'webgpu'}))",
      tags: ['raises-exception']
    },
    {
      source: "%%ts\n// @ts-nocheck\nrandn(2, 2, {device: 'webgpu', dtype: 'float64'})",
      tags: ['raises-exception']
    },
    // Explanations are computed on the CPU, wherever new tensors are.
    {
      source: '%%ts --device webgpu\nawait linalg.inv(tensor([[1, 2], [2, 4]]))',
      tags: ['raises-exception']
    },
    '%%ts --device webgpu\nmatrix([[2, 1], [1, 1]])'
  ]);
  await lab.runAll();
  await expect(lab.output(0).first()).toContainText('The diagonal element 2 is zero');
  await expect(lab.output(0).last()).toContainText('this row says nothing new');
  await expect(lab.output(1)).toContainText("has no float64; convert first, with A.to('float32')");
  await expect(lab.output(2).last().getByRole('button', { name: 'Ridge' })).toBeVisible();
  await expect(lab.output(3).locator('.jp-Invertible-widget')).toContainText('A⁻¹, exact');
});

test('outputs keep their order, though the GPU is waited for', async ({ lab }) => {
  await lab.show('gpu/order.ipynb', [
    "%%ts\nconsole.log('first')\ndisplay(eye(2, {device: 'webgpu'}))\nconsole.log('second')\ndisplay(eye(3))\n'third'"
  ]);
  await lab.runAll();
  const outputs = lab.output(0);
  await expect(outputs).toHaveCount(5);
  const wanted = ['first', '2 × 2 float32', 'second', '1', 'third'];
  for (const [i, text] of wanted.entries()) await expect(outputs.nth(i)).toContainText(text);
});

test('the page’s adapter does the work where the worker has none', async ({ lab }) => {
  await lab.show('gpu/host.ipynb', [
    "%%ts\nObject.defineProperty(navigator, 'gpu', {value: undefined})",
    `%%ts
const A = tensor([[2, 1], [1, 1]], {device: 'webgpu'})
display(await linalg.inv(A))
const before = A.mul(2)
before.dispose()
console.log(String(await A.matmul(A).toArray()), (await linalg.det(A).item()).toFixed(3))
const texts = []
for (const f of [() => before.cpu(), () => linalg.inv(zeros(2, 2, {device: 'webgpu'}))]) {
  try { await f() } catch (e) { texts.push(e.name + ': ' + e.message) }
}
texts.join('\\n')`,
    '%%ts\nlinalg.inv(randn(70, 70, {device: "webgpu"}))'
  ]);
  await lab.runAll();
  await expect(lab.output(1).first()).toContainText('2 × 2 float32 on webgpu');
  await expect(lab.output(1)).toContainText(['', '5,3,3,2 1.000', 'was disposed']);
  await expect(lab.output(1).last()).toContainText(
    'LinAlgError: linalg.inv: The diagonal element 1 is zero'
  );
  await expect(lab.output(2)).toContainText('70 × 70 float32 on webgpu');
});

test('without any adapter the cell says so, and the CPU is as before', async ({ lab }) => {
  await lab.page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined });
  });
  await lab.show('gpu/none.ipynb', [
    "%%ts\nObject.defineProperty(navigator, 'gpu', {value: undefined})",
    {
      source: "%%ts\nlinalg.inv(randn(3, 3, {device: 'webgpu'}))",
      tags: ['raises-exception']
    },
    { source: '%%ts --device webgpu\n1', tags: ['raises-exception'] },
    '%%ts\nlinalg.inv(eye(2))'
  ]);
  await lab.runAll();
  for (const i of [1, 2]) {
    await expect(lab.output(i)).toContainText('webgpu: this host has no WebGPU');
    await expect(lab.output(i)).toContainText("stay on 'cpu'");
  }
  await expect(segments(lab.output(3))).toHaveCount(16);
});

test('an interrupt ends a cell that waits for the GPU, and frees what it had', async ({ lab }) => {
  await lab.show('gpu/interrupt.ipynb', [
    "%%ts\nfor (let i = 0; ; i++) {\n  await randn(64, 64, {device: 'webgpu'}).cpu()\n  if (i === 3) console.log('under way')\n}",
    "%%ts\neye(2, {device: 'webgpu'})"
  ]);
  await lab.run(0);
  await expect(lab.prompt(0)).toContainText('[*]');
  await expect(lab.output(0)).toContainText('under way');
  await lab.menu('Kernel', /^Interrupt Kernel/);
  await expect(lab.output(0).last()).toContainText('interrupted');
  await lab.run(1);
  await expect(lab.output(1)).toContainText('2 × 2 float32 on webgpu');
});

test('the setting for power reaches the request for an adapter', async ({ lab }) => {
  lab.setting('jupyterlab-invertible', 'ts-executor', { powerPreference: 'high-performance' });
  await lab.show('gpu/power.ipynb', [
    `%%ts
const request = GPU.prototype.requestAdapter
GPU.prototype.requestAdapter = function (options) {
  globalThis.seen = options
  return request.call(this, options)
}`,
    "%%ts\nawait eye(2, {device: 'webgpu'}).cpu()\n;(globalThis as any).seen"
  ]);
  await lab.runAll();
  await expect(lab.output(1)).toContainText('high-performance');
  lab.setting('jupyterlab-invertible', 'ts-executor', {});
});
