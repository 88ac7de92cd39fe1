/** The device 'webgpu' itself, run in a page: what it refuses, waits for, frees, loses and remembers. */

import { LocalGpu } from '../../src/engine/backends/webgpu/index.js';
import {
  conditioning,
  dist,
  eye,
  GpuTensor,
  linalg,
  manualSeed,
  ones,
  randn,
  ready,
  stack,
  tensor
} from '../../src/engine/index.js';
import { useGpu } from '../../src/engine/internal.js';
import { products } from './cases.js';
import { failure, judge } from './judge.js';

export function hasAdapter(): Promise<boolean> {
  return (navigator.gpu?.requestAdapter() ?? Promise.resolve(null)).then(Boolean);
}

/** Refusals, by their texts. */
export async function refusals() {
  const A = eye(2, { device: 'webgpu' });
  return {
    float64: await failure(() => randn(2, 2, { device: 'webgpu', dtype: 'float64' as never })),
    complex128: await failure(() => eye(2, { dtype: 'complex128' }).to('webgpu')),
    moved: await failure(() =>
      tensor([
        [1, 2],
        [3, 4]
      ]).to('webgpu')
    ),
    mixed: await failure(() => linalg.solve(A, eye(2) as never)),
    mixedTheOtherWay: await failure(() => linalg.solve(eye(2), A as never)),
    matmul: await failure(() => eye(2).matmul(A as never)),
    svd: await failure(() => linalg.svd(A as never)),
    cond2: await failure(() => linalg.cond(A)),
    order: await failure(() => linalg.norm(A, 3)),
    vector: await failure(() => linalg.norm(A, 1, { dim: 0 })),
    dist: await failure(() => dist(A, A, 1)),
    add: await failure(() => eye(2).add(A as never)),
    made: await failure(() => tensor(A as never)),
    stacked: await failure(() => stack([A, eye(2, { dtype: 'float32' })] as never)),
    conditioning: await failure(() => conditioning(A as never)),
    rank: await failure(() => linalg.matrixRank(A as never)),
    unknown: await failure(() => eye(2, { device: 'cuda' as never })),
    limit: await failure(() => {
      const column = ones(30_000, 1, { device: 'webgpu' });
      return column.add(ones(1, 30_000, { device: 'webgpu' })).cpu();
    }),
    disposed: await failure(() => {
      const B = eye(2, { device: 'webgpu' });
      B.dispose();
      B.dispose();
      return linalg.inv(B);
    })
  };
}

/** Which calls wait: how often a buffer was mapped to be read. */
export async function waiting() {
  const A = randn(20, 20, { device: 'webgpu' });
  const original = GPUBuffer.prototype.mapAsync;
  let reads = 0;
  GPUBuffer.prototype.mapAsync = function (...args) {
    reads++;
    return original.apply(this, args);
  };
  try {
    const { inverse, info } = linalg.invEx(A);
    const residual = linalg.norm(A.matmul(inverse).sub(eye(20, { device: 'webgpu' })));
    linalg.det(A);
    linalg.cond(A, 1);
    const before = reads;
    const types = [inverse, info, residual].every(t => t instanceof GpuTensor);
    const promise = linalg.inv(A);
    const promised = promise instanceof Promise;
    await promise;
    return { before, types, promised, after: reads };
  } finally {
    GPUBuffer.prototype.mapAsync = original;
  }
}

/** Buffers that are alive: after disposing, and after what nobody holds was collected. */
export async function lifetimes() {
  const gpu = new LocalGpu();
  useGpu(gpu);
  const A = eye(64, { device: 'webgpu' });
  await A.cpu();
  const start = gpu.buffers;
  {
    using B = A.mul(2);
    await B.cpu();
  }
  const disposed = gpu.buffers - start;
  const collect = (globalThis as { gc?: () => void }).gc;
  for (let i = 0; i < 200; i++) A.mul(i);
  const held = gpu.buffers - start;
  for (let i = 0; i < 50 && gpu.buffers > start; i++) {
    collect?.();
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return { disposed, held, collected: gpu.buffers - start, canCollect: Boolean(collect) };
}

/** Does something, and lets the device be lost while it is under way. */
export async function deviceLoss() {
  const devices: GPUDevice[] = [];
  const original = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await original.apply(this, args);
    devices.push(device);
    return device;
  };
  try {
    const gpu = new LocalGpu();
    useGpu(gpu);
    const A = randn(200, 200, { device: 'webgpu' });
    await A.cpu();
    const pending = failure(() => linalg.inv(A));
    devices[0].destroy();
    const lost = await pending;
    const later = await failure(() => A.cpu());
    const derived = await failure(() => A.mul(2).cpu());
    const again = await (
      await linalg.inv(
        tensor(
          [
            [2, 1],
            [1, 1]
          ],
          { device: 'webgpu' }
        )
      )
    ).toArray();
    return { lost, later, derived, again, devices: devices.length };
  } finally {
    GPUAdapter.prototype.requestDevice = original;
  }
}

/** Memory that runs out, as the browser tells of it. */
export async function exhausted() {
  useGpu(new LocalGpu());
  await ready({ device: 'webgpu' });
  const original = GPUDevice.prototype.popErrorScope;
  let first = true;
  GPUDevice.prototype.popErrorScope = async function () {
    const error = await original.apply(this);
    if (!first) return error;
    first = false;
    return new GPUOutOfMemoryError('no more');
  };
  const A = eye(3, { device: 'webgpu' });
  GPUDevice.prototype.popErrorScope = original;
  const texts = [await failure(() => A.cpu()), await failure(() => A.mul(2).add(1).cpu())];
  return { texts, after: await eye(1, { device: 'webgpu' }).toArray() };
}

/** No adapter, and no WebGPU at all. */
export async function absent() {
  const original = GPU.prototype.requestAdapter;
  const texts: string[] = [];
  GPU.prototype.requestAdapter = async () => null;
  useGpu(new LocalGpu());
  texts.push(await failure(() => ready({ device: 'webgpu' })));
  texts.push(await failure(() => linalg.inv(eye(2, { device: 'webgpu' }))));
  GPU.prototype.requestAdapter = original;
  // The next call works again.
  texts.push(await failure(() => linalg.inv(eye(2, { device: 'webgpu' }))));
  Object.defineProperty(navigator, 'gpu', { value: undefined, configurable: true });
  useGpu(new LocalGpu());
  texts.push(await failure(() => ready({ device: 'webgpu' })));
  return texts;
}

/** The tiles of an adapter that says it is a real one: tried once, then remembered. */
export async function tuning() {
  localStorage.clear();
  const original = Object.getOwnPropertyDescriptor(GPUAdapterInfo.prototype, 'isFallbackAdapter');
  Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', {
    configurable: true,
    get: () => false
  });
  const waits = GPUQueue.prototype.onSubmittedWorkDone;
  let timed = 0;
  GPUQueue.prototype.onSubmittedWorkDone = function () {
    timed++;
    return waits.apply(this);
  };
  const found: unknown[] = [];
  const start = async () => {
    timed = 0;
    useGpu(new LocalGpu({ onTuned: (adapter, tiles) => found.push([adapter, tiles]) }));
    await ready({ device: 'webgpu' });
    return timed;
  };
  try {
    const first = await start();
    const stored = localStorage.length;
    const second = await start();
    manualSeed(3);
    const A = randn(300, 300, { dtype: 'float32' });
    const { right } = judge(A, await (await linalg.inv(A.to('webgpu'))).cpu());
    localStorage.clear();
    // With the tiles of a GPU, which small products cut up.
    return { first, second, stored, found, right, product: await products() };
  } finally {
    if (original) Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', original);
    GPUQueue.prototype.onSubmittedWorkDone = waits;
    useGpu(new LocalGpu());
  }
}
