/** Figures computed of a device's answers, and questions that it is not asked. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { GpuRequest } from '../../../src/engine/backends/webgpu/remote.js';
import { GpuTensor, linalg, randn, ready } from '../../../src/engine/index.js';
import { gpuConditioning, RemoteGpu, useGpu } from '../../../src/engine/internal.js';

/** A device of which every number that is read is this one. */
function answering(value: number): RemoteGpu {
  const receive = (request: GpuRequest) => {
    if (request.kind === 'ready') remote.receive({ id: request.id });
    else if (request.kind === 'read') {
      const { buffer } = new Float32Array(request.words).fill(value);
      remote.receive({ id: request.id, data: buffer });
    }
  };
  const remote: RemoteGpu = new RemoteGpu(message => void Promise.resolve(message).then(receive));
  return remote;
}

describe('on a device of single precision', () => {
  beforeEach(async () => {
    await ready();
  });

  it('κ and rcond are right where κ is beyond single precision, and no norm is', async () => {
    const gpu = answering(2 ** 100);
    useGpu(gpu);
    const A = GpuTensor.from(gpu, randn(3, 3, { dtype: 'float32' }));
    const { kappa1, kappaInf, rcond } = await gpuConditioning(A, A, 12);
    expect([kappa1, kappaInf, rcond]).toEqual([2 ** 200, 2 ** 200, 2 ** -200]);
  });

  it('LU without pivoting is refused, and not done with it', async () => {
    const gpu = answering(0);
    useGpu(gpu);
    const A = GpuTensor.from(gpu, randn(3, 3, { dtype: 'float32' }));
    const message =
      "linalg.lu_factor: LU without pivoting is not implemented on the device 'webgpu'";
    await expect(linalg.luFactor(A, { pivot: false })).rejects.toThrow(message);
    expect(() => linalg.luFactorEx(A, { pivot: false })).toThrow(message);
    expect(() => linalg.luFactorEx(A, { pivot: true })).not.toThrow();
  });
});
