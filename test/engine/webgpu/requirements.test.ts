/** The needs of operations of their buffers: all that the engine asks fits, and nothing else does. */
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { GpuRequest } from '../../../src/engine/backends/webgpu/remote.js';
import { misfit } from '../../../src/engine/backends/webgpu/requirements.js';
import { OPERATIONS, type Operation } from '../../../src/engine/core/gpu/gpu.js';
import {
  dist,
  GpuTensor,
  linalg,
  manualSeed,
  randn,
  ready,
  stack
} from '../../../src/engine/index.js';
import { gpuConditioning, RemoteGpu, useGpu } from '../../../src/engine/internal.js';

/** Requests to a device that has nothing: its buffers are sizes, and all that is read of it is zero. */
function recording() {
  const sizes = new Map<number, number>();
  const seen = new Set<Operation>();
  const refused: string[] = [];
  const receive = (request: GpuRequest) => {
    if (request.kind === 'create') sizes.set(request.handle, request.words);
    else if (request.kind === 'ready') remote.receive({ id: request.id });
    else if (request.kind === 'read') {
      remote.receive({ id: request.id, data: new ArrayBuffer(request.words * 4) });
    } else if (request.kind === 'run') {
      const { operation, handles, numbers } = request;
      seen.add(operation);
      const words = handles.map(handle => sizes.get(handle) ?? -1);
      const reason = misfit(operation, handles, words, numbers);
      if (reason !== undefined) refused.push(`${operation}: ${reason}`);
    }
  };
  // Answered later, as by a message.
  const remote: RemoteGpu = new RemoteGpu(message => void Promise.resolve(message).then(receive));
  return { remote, seen, refused };
}

const SHAPES = [
  ...[
    [1, 1],
    [2, 2],
    [4, 4],
    [5, 5],
    [33, 33],
    [64, 64],
    [100, 100],
    [200, 200]
  ],
  ...[
    [0, 0],
    [3, 4, 4],
    [2, 3, 70, 70],
    [0, 4, 4],
    [1, 1, 2, 2],
    [70_000, 2, 2]
  ]
];

async function everything(A: GpuTensor): Promise<void> {
  const { shape, dtype } = A;
  const n = shape[shape.length - 1];
  const b = randn(n, 3, { dtype, device: 'webgpu' });
  linalg.invEx(A);
  await linalg.inv(A.mT);
  linalg.det(A);
  linalg.slogdet(A);
  const { LU, pivots } = linalg.luFactorEx(A);
  for (const adjoint of [false, true]) {
    linalg.luSolve(LU, pivots, b, { adjoint });
    linalg.luSolve(LU, pivots, A, { adjoint, left: false });
  }
  linalg.solveEx(A, b);
  await linalg.solve(A, A, { left: false });
  for (const p of [1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 'fro'] as const) {
    linalg.cond(A, p);
    // Of no numbers there is no least.
    if (A.numel > 0 || p === 'fro' || p > 0) linalg.matrixNorm(A, p);
  }
  linalg.norm(A);
  dist(A, A.mT);
  A.matmul(b);
  A.matmul(A.mT).sub(A).mul(2).add(A);
  A.div(A.mT);
  A.matmul(randn(n, { dtype, device: 'webgpu' }));
  stack([A, A.mT]);
  await A.T.cpu();
  await A.slice(-1, 0, n, 2).cpu();
  await A.cast('complex64').cast('float32').cpu();
  await A.clone().write(A.mT).cpu();
  if (A.ndim === 2 && n > 0) await gpuConditioning(A, A.mT, 12);
}

describe('all that the engine asks of a device', () => {
  beforeEach(() => ready());

  it('fits its buffers', async () => {
    const { remote, seen, refused } = recording();
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    useGpu(remote);
    manualSeed(12);
    for (const shape of SHAPES) {
      for (const dtype of ['float32', 'complex64'] as const) {
        await everything(randn(...shape, { dtype, device: 'webgpu' }) as GpuTensor);
      }
    }
    // Of complex numbers that become real ones, as torch does.
    expect(warn).toHaveBeenCalledWith('Casting complex values to real discards the imaginary part');
    warn.mockRestore();
    for (const [m, k, n] of [
      [3, 0, 4],
      [1, 5, 1],
      [300, 2, 70]
    ]) {
      const [A, B] = [randn(m, k, { device: 'webgpu' }), randn(k, n, { device: 'webgpu' })];
      A.matmul(B);
      linalg.luFactorEx(A);
    }
    expect(refused).toEqual([]);
    expect([...seen].sort()).toEqual([...OPERATIONS].sort());
  });

  it('of the largest matrices is not too much', async () => {
    const { remote, refused } = recording();
    useGpu(remote);
    const A = new GpuTensor(remote, [16384, 16384], 'float32');
    linalg.invEx(A);
    A.matmul(A);
    linalg.solveEx(A, A);
    linalg.cond(A, 1);
    linalg.invEx(new GpuTensor(remote, [2 ** 20, 16, 16], 'float32'));
    expect(refused).toEqual([]);
  });
});

/** Numbers that fit buffers of these sizes exactly. */
const FITTING: [Operation, number[], number[]][] = [
  ['copy', [6, 6], [6, 2, 0, 0, 0, 0, 0, 0, 3, 2, 1, 2, 1, 3]],
  ['copy', [1, 3], [1, 0, 2, 0, 0, 0, 0, 0]],
  ['elementwise', [6, 3, 1], [0, 6, 2, 3, 0, 0, 0, 0, 0, 3, 1, 0, 2, 0, 0]],
  ['elementwise', [12, 12, 12], [1, 6, 1, 0, 0, 0, 0, 0, 0, 6, 1, 1]],
  ['multiply', [16, 24, 6], [0, 2, 4, 2, 3, 12, 0]],
  ['factor', [48, 6, 2], [1, 2, 4, 3]],
  ['solve', [24, 9, 3], [0, 2, 3, 4, 0, 0, 1]],
  ['invert', [32, 2, 32], [0, 2, 4]],
  ['norm', [2, 12], [0, 2, 3, 2, 0, 1]],
  ['condition', [5, 5, 5, 5], [5]],
  ['determinant', [4, 4, 2, 36, 6], [1, 2, 3]],
  ['heat', [9, 49], [0, 7, 3, 3]]
];

describe('an operation', () => {
  const check = (operation: Operation, sizes: number[], numbers: number[]) =>
    misfit(
      operation,
      sizes.map((_, i) => i + 1),
      sizes,
      numbers
    );

  it.each(FITTING)(
    '%s is run where it fits exactly, and not where a word is missing',
    (operation, sizes, numbers) => {
      expect(check(operation, sizes, numbers)).toBeUndefined();
      sizes.forEach((size, i) => {
        expect(check(operation, sizes.with(i, size - 1), numbers)).toMatch(/words in buffer/);
      });
      expect(check(operation, sizes.slice(1), numbers)).toMatch(/buffers, got/);
      expect(check(operation, sizes, numbers.slice(1))).toBeDefined();
      expect(check(operation, sizes, [...numbers, 0])).toBeDefined();
      const handles = sizes.map(() => 1);
      expect(misfit(operation, handles, sizes, numbers)).toMatch(/a buffer of its own/);
    }
  );

  it.each(FITTING)(
    '%s is not run with the largest word in the place of any size',
    (operation, sizes, numbers) => {
      numbers.forEach((number, i) => {
        // The distance to the next entry says nothing for one that stands at the end.
        const isFree = number === 0 || (operation === 'copy' && numbers[0] === 1);
        if (isFree) return;
        expect(check(operation, sizes, numbers.with(i, 2 ** 32 - 1))).toBeDefined();
      });
    }
  );

  it('is run on the largest matrices, for what is shown of them', () => {
    expect(check('heat', [32 ** 2, 16384 ** 2], [0, 16384, 512, 32])).toBeUndefined();
  });

  it('is not run where it takes minutes, or a kernel would count in circles', () => {
    const n = 30_000;
    const huge = Number.MAX_SAFE_INTEGER;
    expect(check('multiply', [huge, huge, huge], [0, 1, n, n, n, 0, 0])).toMatch(/some seconds/);
    expect(check('invert', [huge, huge, huge], [1, 1, n])).toMatch(/some seconds/);
    expect(check('norm', [1, huge], [0, 1, 1, 2 ** 30, 1, 0])).toMatch(/some seconds/);
    expect(check('norm', [1, 1], [0, 1, 0, 2 ** 32 - 1, 0, 0])).toMatch(/numbers/);
    expect(check('heat', [1, huge], [0, n, n, 1])).toMatch(/some seconds/);
    expect(check('heat', [4, 4], [0, 2, 2 ** 31, 2])).toMatch(/numbers/);
  });
});
