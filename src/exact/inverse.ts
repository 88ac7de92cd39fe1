/** The exact inverse and determinant of a small matrix. */
import type Fraction from 'fraction.js';
import { augment, reduce } from './elimination.js';

export interface IExactInverse {
  determinant: Fraction;
  /** Absent where the determinant is zero. */
  inverse?: Fraction[][];
}

/** @param A a square matrix */
export function exactInverse(A: readonly Fraction[][]): IExactInverse {
  const n = A.length;
  const { rows, pivots, product } = reduce(augment(A), n);
  if (pivots.length < n) return { determinant: product.mul(0) };
  return { determinant: product, inverse: rows.map(row => row.slice(n)) };
}
