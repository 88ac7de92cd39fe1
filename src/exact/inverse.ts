/** The exact inverse and determinant of a small matrix. */
import Fraction from 'fraction.js';
import { reduceWhole, toWhole } from './integers.js';

export interface IExactInverse {
  determinant: Fraction;
  /** Absent where the determinant is zero. */
  inverse?: Fraction[][];
}

/** @param A a square matrix */
export function exactInverse(A: readonly Fraction[][]): IExactInverse {
  const n = A.length;
  const { rows, scales } = toWhole(A);
  const augmented = rows.map((row, i) => [...row, ...A.map((_, j) => (i === j ? 1n : 0n))]);
  const reduced = reduceWhole(augmented, n);
  if (reduced.pivots.length < n) return { determinant: new Fraction(0) };
  const { divisor, sign } = reduced;
  return {
    determinant: new Fraction(
      sign * divisor,
      scales.reduce((a, b) => a * b, 1n)
    ),
    // The rows of A were scaled, and so the columns of its inverse are.
    inverse: reduced.rows.map(row =>
      row.slice(n).map((x, j) => new Fraction(x * scales[j], divisor))
    )
  };
}
