/** Whether a singular value decomposition is one, in the precision of its dtype. */
import { expect } from '@jest/globals';
import { type FloatData, type FloatDType, linalg, type Tensor } from '../../src/engine/index.js';

const WIDE = {
  float32: 'float64',
  float64: 'float64',
  complex64: 'complex128',
  complex128: 'complex128'
} as const;
/** The distance from 1 to the next number. */
export const UNIT = {
  float32: 2 ** -23,
  float64: 2 ** -52,
  complex64: 2 ** -23,
  complex128: 2 ** -52
};

/** The largest magnitude. */
function largest(A: Tensor): number {
  return Array.from(A.data as FloatData).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

function expectOrthonormal(Q: Tensor, dtype: FloatDType): void {
  const wide = Q.to(WIDE[dtype]);
  const product = wide.H.matmul(wide);
  const n = product.shape[0];
  const width = dtype.startsWith('complex') ? 2 : 1;
  for (let i = 0; i < n; i++)
    product.data[i * (n + 1) * width] = Number(product.data[i * (n + 1) * width]) - 1;
  expect(largest(product)).toBeLessThan(30 * Math.max(n, 4) * UNIT[dtype]);
}

/** Expects U·S·Vᴴ to be A, U and V to be orthonormal, and `svdvals` to agree; full and reduced. */
export function expectDecomposed(A: Tensor): void {
  const dtype = A.dtype as FloatDType;
  for (const fullMatrices of [true, false]) {
    const { U, S, Vh } = linalg.svd(A, { fullMatrices });
    expectOrthonormal(U, dtype);
    expectOrthonormal(Vh.H, dtype);
    const k = S.shape[0];
    const values = S.data as FloatData;
    expect([...values].sort((a, b) => b - a)).toEqual([...values]);
    if (k === 0) continue;
    const scale = values[0] || 1;
    const [left, right] = [U.slice(1, 0, k), Vh.slice(0, 0, k)].map(t => t.to(WIDE[dtype]));
    const product = left.mul(S.div(scale).to(WIDE[dtype])).matmul(right);
    const wanted = A.to(WIDE[dtype]).div(scale);
    expect(largest(product.sub(wanted))).toBeLessThan(50 * Math.max(...A.shape) * UNIT[dtype]);
    const alone = linalg.svdvals(A).data as FloatData;
    alone.forEach((value, i) => {
      expect(Math.abs(value - values[i]) / scale).toBeLessThan(50 * k * UNIT[dtype]);
    });
  }
}
