/** LAPACK's own tests of the inverse: its matrix types, its residual ratio, its limit of 30. */
import { describe, expect, it } from '@jest/globals';
import {
  epsilon,
  type FloatDType,
  fromData,
  linalg,
  manualSeed,
  stack,
  type Tensor
} from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';
import { expectInverse, FLOAT_DTYPES, norm1 } from '../support/laws.js';
import { LAPACK_TYPES, type LapackType, lapackMatrix } from '../support/matrices.js';

/** LAPACK's sizes. */
const SIZES = [0, 1, 2, 3, 5, 10, 50];
/** Every edge of tiles (4 and 6 rows, 4 and 8 columns), blocks, strips and panels, and one to each side. */
const EDGES = [4, 6, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256].flatMap(n => [n - 1, n, n + 1]);

onEachBackend(backend => {
  describe.each(LAPACK_TYPES)('%s', type => {
    it.each(FLOAT_DTYPES)('at LAPACK’s sizes (%s)', dtype => {
      for (const n of SIZES) check(type, n, dtype);
    });

    it.each(FLOAT_DTYPES)('at the edges of tiles and blocks (%s)', dtype => {
      // The specification is slow, and has no edges; complex matrices are blocked as real ones are.
      const all = dtype.startsWith('complex') ? EDGES.filter(n => n < 50 || n > 250) : EDGES;
      const edges = backend === 'reference' ? [16, 33] : [...all, 260];
      for (const n of edges) check(type, n, dtype);
    });
  });

  it.each(FLOAT_DTYPES)('all types in one batch, as alone (%s)', dtype => {
    for (const n of [2, 3, 4, 5, 8, 15, 16, 17, 33, 50]) {
      manualSeed(n);
      const members = LAPACK_TYPES.map(type => lapackMatrix(type, n, dtype).A);
      const { inverse, info } = linalg.invEx(stack(members));
      members.forEach((A, i) => {
        const alone = linalg.invEx(A);
        expect(info.data[i]).toBe(alone.info.item());
        if (alone.info.item() === 0) expect(inverse.at<Tensor>(i).data).toEqual(alone.inverse.data);
      });
    }
  });

  // The higher precision knows the inverse of what the lower one was given.
  it.each([
    ['float32', 'float64'],
    ['complex64', 'complex128']
  ] as const)('the forward error of %s is at most 10·n·ε·κ₁', (dtype, wide) => {
    for (const n of [1, 2, 3, 4, 5, 10, 16, 17, 33, 50, 64, 100, 129]) {
      if (backend === 'reference' && n > 64) continue;
      manualSeed(n);
      for (const type of LAPACK_TYPES) {
        const { A, info } = lapackMatrix(type, n, dtype);
        if (info !== 0) continue;
        const truth = linalg.inv(A.to(wide));
        const error = norm1(linalg.inv(A).to(wide).sub(truth)) / norm1(truth);
        expect(error).toBeLessThanOrEqual(10 * n * epsilon(dtype) * norm1(A) * norm1(truth));
      }
    }
  });
});

function check(type: LapackType, n: number, dtype: FloatDType): void {
  manualSeed(1000 + n);
  const { A, info } = lapackMatrix(type, n, dtype);
  const got = linalg.invEx(A);
  expect([n, got.info.item()]).toEqual([n, n === 0 ? 0 : info]);
  if (info !== 0 || n === 0) return;
  const exponent = exponentOf(A);
  expectInverse(scaled(A, -exponent), scaled(got.inverse, exponent));
}

function exponentOf(A: Tensor): number {
  const largest = (A.data as Float64Array).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.floor(Math.log2(largest));
}

/** A matrix by a power of two, so that the test's own norms and products stay in range. */
function scaled(A: Tensor, exponent: number): Tensor {
  const half = Math.trunc(exponent / 2);
  const factors = [2 ** half, 2 ** (exponent - half)];
  const data = (A.data as Float64Array).map(x => x * factors[0] * factors[1]);
  return fromData(data, A.shape, A.dtype);
}

describe('the matrix types', () => {
  it('have the condition numbers that they are named for', () => {
    const { A } = lapackMatrix('κ = √(0.1/ε)', 20, 'float64');
    const wanted = Math.sqrt(0.1 / 2 ** -53);
    expect(linalg.cond(A).item() / wanted).toBeCloseTo(1, 3);
    expect(linalg.cond(lapackMatrix('κ = 2', 20, 'complex128').A).item()).toBeCloseTo(2, 10);
  });
});
