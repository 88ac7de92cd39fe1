/** What theory promises of an inverse, as assertions. */
import { expect } from '@jest/globals';
import {
  epsilon,
  type FloatData,
  type FloatDType,
  linalg,
  type Tensor
} from '../../src/engine/index.js';

export const FLOAT_DTYPES = ['float32', 'float64', 'complex64', 'complex128'] as const;

/** The 1-norm of a single matrix: its largest column sum. */
export function norm1(A: Tensor): number {
  const [rows, columns] = A.shape;
  const data = A.data as FloatData;
  const width = A.dtype.startsWith('complex') ? 2 : 1;
  let largest = 0;
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const at = (i * columns + j) * width;
      sum += width === 2 ? Math.hypot(data[at], data[at + 1]) : Math.abs(data[at]);
    }
    if (!(sum <= largest)) largest = sum;
  }
  return largest;
}

export function magnitude(value: unknown): number {
  if (typeof value === 'number') return Math.abs(value);
  const { re, im } = value as { re: number; im: number };
  return Math.hypot(re, im);
}

/**
 * LAPACK's test ratios, ‖I − AX‖₁ / (n ‖A‖₁ ‖X‖₁ ε) and the same for XA.
 * In working precision, so that the product's own rounding counts against the inverse.
 */
export function residualRatios(A: Tensor, X: Tensor): [right: number, left: number] {
  const n = A.shape[0];
  const dtype = A.dtype as FloatDType;
  const wide = dtype.startsWith('complex') ? 'complex128' : 'float64';
  const [a, x] = [A.to(wide), X.to(wide)];
  const scale = n * norm1(A) * norm1(X) * epsilon(dtype);
  const ratio = (product: Tensor) => norm1(lessIdentity(product)) / scale;
  return [ratio(a.matmul(x)), ratio(x.matmul(a))];
}

function lessIdentity(product: Tensor): Tensor {
  const n = product.shape[0];
  const width = product.data.length / (n * n);
  for (let i = 0; i < n; i++)
    product.data[i * (n + 1) * width] = Number(product.data[i * (n + 1) * width]) - 1;
  return product;
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
