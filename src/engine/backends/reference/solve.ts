/**
 * Systems A X = B, AᵀX = B and AᴴX = B from the LU factors of A, row by row, and A⁻¹ itself.
 *
 * Source: LAPACK xGETRS; Golub and Van Loan, section 3.1; for the inverse U⁻¹L⁻¹P: Higham, Accuracy and
 * Stability of Numerical Algorithms, 2nd ed., section 14.3. Requires what `factorOne` ensures; B is n by
 * k, row-major, complex interleaved, and is overwritten by X. A zero pivot gives Inf and NaN, as IEEE
 * division does; `info` tells. Terms are subtracted one after the other, ascending for L, descending
 * for U: an order that blocks and tiles can keep.
 */

import { type FloatData, type FloatDType, isComplex } from '../../core/dtype.js';
import type { SolveMode } from '../kernels.js';
import { divideComplex, rounding } from './arithmetic.js';
import { subtractComplex, subtractReal, swapRows } from './lu.js';

/** Factors as `factorOne` leaves them. */
export interface IFactors {
  dtype: FloatDType;
  n: number;
  lu: FloatData;
  pivots: Int32Array;
}

/** Operations on the rows of B that know whether it is complex. */
interface IRows {
  /** Row i −= entry (p, q) of the factors · row j, in the first `count` columns. */
  subtract(i: number, j: number, p: number, q: number, count?: number): void;
  /** Row i /= the pivot of row i. */
  divide(i: number): void;
}

/** X with op(A) X = B, in place. */
export function solveFactored(
  factors: IFactors,
  b: FloatData,
  k: number,
  mode: SolveMode = 'plain'
): void {
  if (mode !== 'plain') {
    solveTransposed(factors, b, k, mode === 'adjoint');
    return;
  }
  const { n, pivots, dtype } = factors;
  const rows = rowsOf(factors, b, k);
  const length = k * (isComplex(dtype) ? 2 : 1);
  for (let i = 0; i < n; i++) if (pivots[i] !== i + 1) swapRows(length, b, i, pivots[i] - 1);
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) rows.subtract(i, j, i, j);
  solveUpper(n, rows);
}

function solveUpper(n: number, rows: IRows): void {
  for (let i = n - 1; i >= 0; i--) {
    for (let j = n - 1; j > i; j--) rows.subtract(i, j, i, j);
    rows.divide(i);
  }
}

/** Aᵀ = UᵀLᵀP. */
function solveTransposed(factors: IFactors, b: FloatData, k: number, adjoint: boolean): void {
  const { n, pivots, dtype } = factors;
  const rows = rowsOf(factors, b, k, adjoint ? -1 : 1);
  const length = k * (isComplex(dtype) ? 2 : 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) rows.subtract(i, j, j, i);
    rows.divide(i);
  }
  for (let i = n - 2; i >= 0; i--) for (let j = i + 1; j < n; j++) rows.subtract(i, j, j, i);
  for (let i = n - 1; i >= 0; i--) if (pivots[i] !== i + 1) swapRows(length, b, i, pivots[i] - 1);
}

/** U⁻¹·L⁻¹·P, with L⁻¹ as the triangle that it is. */
export function invertFactored(factors: IFactors, out: FloatData): void {
  const { n, dtype, pivots } = factors;
  const width = isComplex(dtype) ? 2 : 1;
  const rows = rowsOf(factors, out, n);
  out.fill(0);
  for (let i = 0; i < n; i++) {
    out[(i * n + i) * width] = 1;
    for (let k = 0; k < i; k++) rows.subtract(i, k, i, k, k + 1);
  }
  solveUpper(n, rows);
  permuteColumns(n, width, pivots, out);
}

/** The exchanges of the factorization, undone on the columns. */
function permuteColumns(n: number, width: number, pivots: Int32Array, x: FloatData): void {
  for (let k = n - 1; k >= 0; k--) {
    const other = pivots[k] - 1;
    if (other === k) continue;
    for (let i = 0; i < n; i++) {
      const [p, q] = [(i * n + k) * width, (i * n + other) * width];
      const kept = x.slice(p, p + width);
      x.copyWithin(p, q, q + width);
      x.set(kept, q);
    }
  }
}

/** @param sign of the imaginary parts of the factors: −1 conjugates them */
function rowsOf({ dtype, n, lu }: IFactors, b: FloatData, k: number, sign = 1): IRows {
  const round = rounding(dtype);
  if (!isComplex(dtype)) {
    return {
      subtract: (i, j, p, q, count = k) =>
        subtractReal(k, b, i, j, lu[p * n + q], [0, count], round),
      divide: i => {
        const pivot = lu[i * n + i];
        for (let c = i * k; c < (i + 1) * k; c++) b[c] = b[c] / pivot;
      }
    };
  }
  const entry = (p: number, q: number): [number, number] => [
    lu[2 * (p * n + q)],
    sign * lu[2 * (p * n + q) + 1]
  ];
  return {
    subtract: (i, j, p, q, count = k) =>
      subtractComplex(k, b, i, j, entry(p, q), [0, count], round),
    divide: i => {
      for (let c = 2 * i * k; c < 2 * (i + 1) * k; c += 2) {
        divideComplex(b, c, [b[c], b[c + 1]], entry(i, i), round);
      }
    }
  };
}
