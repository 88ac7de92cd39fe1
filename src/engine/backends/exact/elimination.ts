/**
 * Fraction-free Gauss–Jordan elimination of whole numbers: the faster way for a few rows.
 *
 * Source: E. H. Bareiss, Sylvester's identity and multistep integer-preserving Gaussian elimination, Math.
 * Comp. 22 (1968): each division below leaves nothing over, and every entry is a minor of the matrix, so that
 * none has to be reduced on the way.
 */

/** Up to so many rows and columns this is faster than by primes. */
export const FEW = 5;

export interface IReduced {
  /** Their columns with a pivot are `divisor` times those of the identity. */
  rows: bigint[][];
  /** The columns that have a pivot, in order. */
  pivots: number[];
  /** Of a square matrix of full rank the determinant of the rows as they were exchanged; 1 of none. */
  divisor: bigint;
  /** −1 where an odd number of rows was exchanged. */
  sign: bigint;
}

/** @param columns how many columns from the left are to have pivots */
export function reduceWhole(start: readonly bigint[][], columns: number): IReduced {
  const rows = [...start];
  const pivots: number[] = [];
  let [divisor, sign] = [1n, 1n];
  for (let column = 0; column < columns && pivots.length < rows.length; column++) {
    const k = pivots.length;
    const found = rows.findIndex((row, i) => i >= k && row[column] !== 0n);
    if (found < 0) continue;
    if (found !== k) {
      [rows[k], rows[found]] = [rows[found], rows[k]];
      sign = -sign;
    }
    const top = rows[k];
    const pivot = top[column];
    for (let i = 0; i < rows.length; i++) {
      if (i !== k) rows[i] = combine(pivot, rows[i], rows[i][column], top, divisor);
    }
    pivots.push(column);
    divisor = pivot;
  }
  return { rows, pivots, divisor, sign };
}

/** (pivot · row − factor · top) / divisor */
function combine(
  pivot: bigint,
  row: readonly bigint[],
  factor: bigint,
  top: readonly bigint[],
  divisor: bigint
): bigint[] {
  return row.map((x, j) => (pivot * x - factor * top[j]) / divisor);
}
