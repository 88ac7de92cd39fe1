/** The exact inverse and determinant. */
import Fraction from 'fraction.js';
import { adjugateOf } from '../engine/internal.js';
import { fractionsOver, toWhole } from './integers.js';

export interface IExactInverse {
  determinant: Fraction;
  /** Absent where the determinant is zero. */
  inverse?: Fraction[][];
}

/** @param A a square matrix */
export function exactInverse(A: readonly Fraction[][]): IExactInverse {
  const n = A.length;
  const { rows, scales } = toWhole(A);
  const { det, adjugate } = adjugateOf({ n, entries: rows.flat() });
  if (det === 0n) return { determinant: new Fraction(0) };
  const scale = scales.reduce((a, b) => a * b, 1n);
  // The rows of A were scaled, and so the columns of its inverse are.
  const numerators = adjugate.map((x, at) => x * scales[at % n]);
  const inverse = fractionsOver(numerators, det);
  return {
    determinant: new Fraction(det, scale),
    inverse: A.map((_, i) => inverse.slice(i * n, (i + 1) * n))
  };
}
