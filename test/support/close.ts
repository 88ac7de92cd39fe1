/** Numbers that agree up to a relative error. */
import { expect } from '@jest/globals';
import type { FloatData, Tensor } from '../../src/engine/index.js';

/** The numbers that a tensor holds, of complex ones their parts by turns. */
export const numbersOf = (A: Tensor) => [...(A.data as FloatData)];

/** Each number is near the one that is wanted, however large or small that is; 0 is wanted exactly. */
export function expectClose(
  got: ArrayLike<number>,
  wanted: readonly number[],
  tolerance = 1e-15
): void {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    if (value === 0) expect(Math.abs(got[i])).toBe(0);
    else expect(Math.abs(got[i] / value - 1)).toBeLessThan(tolerance);
  });
}
