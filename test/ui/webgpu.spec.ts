/**
 * The device 'webgpu' in a page, on Chromium's software adapter: right without a GPU, though not fast. The
 * work is done by `test/devices`; here is decided on what it found.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
// @ts-expect-error: a script without types
import { bundlePage, serve } from '../../scripts/lib/engine-page.mjs';
import type * as Cases from '../devices/index.js';
import { GPU_LAUNCH, NO_ADAPTER } from './support/gpu.js';

test.use({ launchOptions: GPU_LAUNCH });
// The software adapter takes seconds to compile a kernel.
test.describe.configure({ timeout: 300_000, mode: 'serial' });

const folder = join(import.meta.dirname, '../../.cache/webgpu-page');
const DTYPES = ['float32', 'complex64'] as const;

let server: { url: string; close(): void };
let page: Page;

type Name = keyof typeof Cases;

/** Runs a case in the page. */
function run<N extends Name>(
  name: N,
  ...args: Parameters<(typeof Cases)[N]>
): Promise<Awaited<ReturnType<(typeof Cases)[N]>>> {
  return page.evaluate(
    async ([which, list]) => {
      const cases = await import(new URL('/cases.js', location.href).href);
      return cases[which](...list);
    },
    [name, args] as const
  );
}

test.beforeAll(async ({ browser }) => {
  mkdirSync(folder, { recursive: true });
  await bundlePage('test/devices/index.ts', join(folder, 'cases.js'));
  for (const name of ['engine.wasm', 'engine.relaxed.wasm']) {
    copyFileSync(
      join(import.meta.dirname, '../../lib/engine/backends/wasm', name),
      join(folder, name)
    );
  }
  server = await serve(folder);
  page = await browser.newPage();
  await page.goto(server.url);
  await page.evaluate(async () => {
    const cases = await import(new URL('/cases.js', location.href).href);
    await cases.ready();
  });
  const found = await run('hasAdapter');
  if (!found) console.warn(`${NO_ADAPTER}: its tests are skipped`);
  test.skip(!found, NO_ADAPTER);
});

test.afterAll(async () => {
  await page?.close();
  server?.close();
});

/** LAPACK's sizes, and every edge of blocks and tiles. */
const SIZES = [0, 1, 2, 3, 4, 5, 10, 50];
const EDGES = [8, 16, 32, 64, 96, 128, 256].flatMap(n => [n - 1, n, n + 1]).concat(260);

for (const dtype of DTYPES) {
  test(`passes LAPACK's tests of the inverse (${dtype})`, async () => {
    for (const n of [...SIZES, ...EDGES]) {
      const results = await run('lapack', dtype, n, n <= 50);
      for (const { type, wanted, got, judged } of results) {
        expect([type, n, ...new Set(got)]).toEqual([type, n, wanted]);
        for (const { right, left, forward } of judged) {
          expect(right, `${type} ${n}, right`).toBeLessThan(30);
          expect(left, `${type} ${n}, left`).toBeLessThan(30);
          expect(forward, `${type} ${n}, forward`).toBeLessThanOrEqual(10);
        }
      }
    }
  });
}

test('inverts 512 by 512', async () => {
  const { right, left, forward } = await run('large', 'float32', 512);
  expect(right).toBeLessThan(30);
  expect(left).toBeLessThan(30);
  expect(forward).toBeLessThanOrEqual(10);
});

for (const dtype of DTYPES) {
  test(`inverts 10⁴ of 4 by 4 (${dtype})`, async () => {
    expect(await run('manySmall', dtype)).toBeLessThan(30);
  });
}

test('says what is singular in the words of the CPU', async () => {
  const texts = await run('singularTexts');
  for (const [gpu, cpu] of texts) expect(gpu).toBe(cpu);
  expect(texts.filter(([, cpu]) => cpu === 'none')).toHaveLength(1);
});

for (const n of [3, 20, 70]) {
  test(`keeps the healthy members of a batch from its singular one (${n})`, async () => {
    const { device, info, worst, error } = await run('oneSingular', n);
    expect(device).toBe('webgpu');
    expect(info).toEqual([0, 0, 1, 0, 0]);
    expect(worst).toBeLessThan(30);
    expect(error).toEqual({ batch: 2, pivot: 1, code: 'singular', matrix: [n, n] });
  });
}

test('finds the zero pivots that exact arithmetic makes', async () => {
  for (const [gpu, cpu] of await run('structurallySingular')) {
    expect(cpu).toBeGreaterThan(0);
    expect(gpu).toBe(cpu);
  }
});

test('computes NaN through', async () => {
  for (const { info, touched } of await run('notFinite')) {
    expect(info).toBe(0);
    expect(touched).toBe('NaN');
  }
});

test('takes zero sizes', async () => {
  expect(await run('empty')).toEqual([
    [0, 0],
    [0, 3, 3],
    [0],
    1,
    [1, 0],
    [0],
    [0, 2],
    [
      [0, 0, 0],
      [0, 0, 0]
    ],
    0,
    0
  ]);
});

test('agrees with the CPU', async () => {
  const errors = Object.entries(await run('againstCpu'));
  expect(errors.length).toBeGreaterThan(150);
  // c·n·ε·κ, with κ about 3 and n at most 65.
  expect(errors.filter(([, error]) => !(error < 2000))).toEqual([]);
});

test('multiplies at the edges of its tiles', async () => {
  expect(await run('products')).toBeLessThan(1);
});

test('loses to an ill-conditioned matrix what theory says', async () => {
  const { right, forward } = await run('illConditioned');
  expect(right).toBeLessThan(30);
  expect(forward).toBeLessThanOrEqual(10);
});

test('fills an out, aliased, strided or resized', async () => {
  const found = await run('outs');
  const inverse = [
    [1, -1],
    [-1, 2]
  ];
  expect(found).toMatchObject({ same: true, small: inverse, aliased: inverse, info: 0 });
  expect(found.strided).toEqual([
    [1, 0, -1, 0],
    [-1, 0, 2, 0]
  ]);
  expect(found.wrong).toBe(
    'RuntimeError: Expected out tensor to have dtype float, but got c10::complex<float> instead'
  );
  expect(found.cpu).toContain('found at least two devices, webgpu and cpu!');
});

test('refuses with a text that says what to do', async () => {
  const found = await run('refusals');
  expect(found.float64).toContain("has no float64; convert first, with A.to('float32')");
  expect(found.moved).toContain("has no float64; convert first, with A.to('float32')");
  expect(found.complex128).toContain("has no complex128; convert first, with A.to('complex64')");
  expect(found.mixed).toContain('Expected all tensors to be on the same device');
  for (const text of [found.mixedTheOtherWay, found.matmul, found.svd]) {
    expect(text).toMatch(/on the device 'webgpu'.*bring it to the CPU with await \w+\.cpu\(\)/);
  }
  expect(found.cond2).toContain("not available on 'webgpu'; use 1, Infinity or 'fro'");
  expect(found.order).toContain('linalg.matrix_norm: Order 3 not supported.');
  for (const text of [found.vector, found.dist]) {
    expect(text).toMatch(/on 'webgpu'.*await A\.cpu\(\)/);
  }
  for (const text of [found.add, found.made, found.stacked, found.conditioning, found.rank]) {
    expect(text).toMatch(/RuntimeError: .*webgpu.*await \w+\.cpu\(\)/);
  }
  expect(found.unknown).toContain("expected a device ('cpu', 'webgpu', 'kernel'), got cuda");
  expect(found.limit).toMatch(/a tensor of 3434 MiB is over this adapter's limit of \d+ MiB/);
  expect(found.disposed).toContain('this tensor was disposed');
});

test('waits only where it says so', async () => {
  const { before, types, promised, after } = await run('waiting');
  expect(before).toBe(0);
  expect(types).toBe(true);
  expect(promised).toBe(true);
  expect(after).toBe(1);
});

test('brings integers, complex numbers and views there and back', async () => {
  const found = await run('roundTrip');
  expect(found.integers).toEqual([1, -2, 3]);
  expect(found.same).toBe(true);
  expect(found.partial).toBe(found.wanted);
  expect(found.element).toBe(1);
  expect(found.stacked).toEqual([
    [1, 0],
    [0, 1]
  ]);
  expect(found.cast).toContain('complex64');
  expect(found.text).toBe("tensor(shape=[2, 2], dtype=float32, device='webgpu')");
});

test('frees what is disposed of and what nobody holds', async () => {
  const { disposed, held, collected, canCollect } = await run('lifetimes');
  expect(disposed).toBe(0);
  expect(held).toBeGreaterThan(0);
  expect(canCollect).toBe(true);
  expect(collected).toBeLessThanOrEqual(1);
});

test('tries tile shapes on a new adapter, and remembers the best', async () => {
  const { first, second, stored, found, right, product } = await run('tuning');
  expect(first).toBeGreaterThanOrEqual(8);
  expect(second).toBe(0);
  expect(stored).toBe(1);
  expect(found).toHaveLength(1);
  expect(right).toBeLessThan(30);
  expect(product).toBeLessThan(1);
});

test('survives the loss of its device', async () => {
  const { lost, later, derived, again, devices } = await run('deviceLoss');
  for (const text of [lost, later, derived])
    expect(text).toMatch(/RuntimeError: webgpu: .*was lost/);
  expect(again).toEqual([
    [1, -1],
    [-1, 2]
  ]);
  expect(devices).toBe(2);
});

test('says that memory is exhausted, also of what was computed from it', async () => {
  const { texts, after } = await run('exhausted');
  for (const text of texts) expect(text).toContain('webgpu: out of memory');
  expect(after).toEqual([[1]]);
});

test('says that there is no adapter, or no WebGPU', async () => {
  const [none, tensor, again, missing] = await run('absent');
  expect(none).toMatch(/RuntimeError: webgpu: the browser gives no adapter.*stay on 'cpu'/);
  expect(tensor).toBe(none);
  expect(again).toBe('none');
  expect(missing).toMatch(/RuntimeError: webgpu: this host has no WebGPU.*stay on 'cpu'/);
});
