/** The WASM kernels against their specification: the same bits, since the same operations in the same order. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { IKernels } from '../../src/engine/device.js';
import { type FloatData, randn, zeros } from '../../src/engine/index.js';
import { referenceKernels } from '../../src/engine/reference/index.js';
import { loadWasmKernels } from '../../src/engine/wasm/index.js';
import { FLOAT_DTYPES } from '../support/laws.js';
import { forSeeds } from '../support/random.js';

let wasm: IKernels;

beforeAll(async () => {
  wasm = await loadWasmKernels();
});

describe.each(FLOAT_DTYPES)('the WASM kernels, %s', dtype => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 32, 33, 64, 65])('agree at n = %i', n => {
    forSeeds(n < 20 ? 10 : 2, seed => {
      const A = randn(n, n, { dtype });
      const a = A.data as FloatData;
      if (seed % 2 === 0) makeSingular(a, n, seed);
      expectSame(n, a);
    });
  });

  it('agree on NaN, Inf, zeros and tiny numbers', () => {
    const width = dtype.startsWith('complex') ? 2 : 1;
    for (const special of [Number.NaN, Number.POSITIVE_INFINITY, 0, -0, 1e-310, 1e-40, 1e38]) {
      const a = randn(5, 5, { dtype }).data as FloatData;
      a[7 * width] = special;
      expectSame(5, a);
      a.fill(special);
      expectSame(5, a);
    }
    expectSame(3, zeros(3, 3, { dtype }).data as FloatData);
  });

  function expectSame(n: number, a: FloatData): void {
    const outs = [referenceKernels, wasm].map(kernels => {
      const out = a.slice();
      const lu = a.slice();
      const pivots = new Int32Array(n);
      const infos = [kernels.invert(dtype, n, a, out), kernels.factor(dtype, n, lu, pivots)];
      return { infos, out, lu, pivots };
    });
    expect(outs[1]).toEqual(outs[0]);
  }
});

/** Repeats a row, so that the last pivot is zero or rounding makes it so. */
function makeSingular(a: FloatData, n: number, seed: number): void {
  const length = a.length / n;
  const from = seed % n;
  a.copyWithin((n - 1) * length, from * length, (from + 1) * length);
}

describe('the WASM memory', () => {
  it('does not grow with the number of inverses', () => {
    const a = randn(64, 64).data as FloatData;
    const out = a.slice();
    wasm.invert('float64', 64, a, out);
    const { memoryBytes } = wasm as unknown as { memoryBytes: number };
    for (let i = 0; i < 1000; i++) wasm.invert('float64', 64, a, out);
    expect((wasm as unknown as { memoryBytes: number }).memoryBytes).toBe(memoryBytes);
  });
});
