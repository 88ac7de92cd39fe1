/** The promises of theory for an inverse, as assertions. */
import { expect } from '@jest/globals';
import { epsilon, type FloatDType, linalg, type Tensor } from '../../src/engine/index.js';
import { norm1, residualRatios } from './ratios.js';

export { norm1, residualRatios };

export const FLOAT_DTYPES = ['float32', 'float64', 'complex64', 'complex128'] as const;

export function magnitude(value: unknown): number {
  if (typeof value === 'number') return Math.abs(value);
  const { re, im } = value as { re: number; im: number };
  return Math.hypot(re, im);
}

/** A single matrix and its inverse agree, on both sides, up to LAPACK's limit of 30. */
export function expectInverse(A: Tensor, X: Tensor): void {
  expect(X.shape).toEqual(A.shape);
  expect(X.dtype).toBe(A.dtype);
  if (A.shape[0] === 0) return;
  const [right, left] = residualRatios(A, X);
  expect(right).toBeLessThan(30);
  expect(left).toBeLessThan(
    30 * Math.max(1, linalg.cond(A, 1).item() * epsilon(A.dtype as FloatDType))
  );
}
