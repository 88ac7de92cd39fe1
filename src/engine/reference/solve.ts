/**
 * Systems A X = B and AᵀX = B from the LU factors of A, row by row.
 *
 * Source: LAPACK xGETRS; Golub and Van Loan, section 3.1. Requires what `factor` ensures; B is n by k,
 * row-major, complex interleaved, and is overwritten by X. A zero pivot gives Inf and NaN, as IEEE
 * division does; `info` tells.
 */
import { type FloatData, type FloatDType, isComplex } from '../dtype.js';
import { divideComplex, rounding } from './arithmetic.js';
import { subtractComplex, subtractReal, swapRows } from './lu.js';

/** Factors as `factor` leaves them. */
export interface IFactors {
  dtype: FloatDType;
  n: number;
  lu: FloatData;
  pivots: Int32Array;
}

/** Operations on the rows of B that know whether it is complex. */
interface IRows {
  /** Row i −= entry (p, q) of the factors · row j. */
  subtract(i: number, j: number, p: number, q: number): void;
  /** Row i /= the pivot of row i. */
  divide(i: number): void;
}

/** X with A X = B, in place. */
export function solveFactored(factors: IFactors, b: FloatData, k: number): void {
  const { n, pivots, dtype } = factors;
  const rows = rowsOf(factors, b, k);
  const length = k * (isComplex(dtype) ? 2 : 1);
  for (let i = 0; i < n; i++) if (pivots[i] !== i + 1) swapRows(length, b, i, pivots[i] - 1);
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) rows.subtract(i, j, i, j);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) rows.subtract(i, j, i, j);
    rows.divide(i);
  }
}

/** X with AᵀX = B, in place: Aᵀ = UᵀLᵀP. */
export function solveTransposed(factors: IFactors, b: FloatData, k: number): void {
  const { n, pivots, dtype } = factors;
  const rows = rowsOf(factors, b, k);
  const length = k * (isComplex(dtype) ? 2 : 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) rows.subtract(i, j, j, i);
    rows.divide(i);
  }
  for (let i = n - 2; i >= 0; i--) for (let j = i + 1; j < n; j++) rows.subtract(i, j, j, i);
  for (let i = n - 1; i >= 0; i--) if (pivots[i] !== i + 1) swapRows(length, b, i, pivots[i] - 1);
}

function rowsOf({ dtype, n, lu }: IFactors, b: FloatData, k: number): IRows {
  const round = rounding(dtype);
  if (!isComplex(dtype)) {
    return {
      subtract: (i, j, p, q) => subtractReal(k, b, i, b, j, lu[p * n + q], 0, round),
      divide: i => {
        const pivot = lu[i * n + i];
        for (let c = i * k; c < (i + 1) * k; c++) b[c] = b[c] / pivot;
      }
    };
  }
  const entry = (p: number, q: number): [number, number] => [
    lu[2 * (p * n + q)],
    lu[2 * (p * n + q) + 1]
  ];
  return {
    subtract: (i, j, p, q) => subtractComplex(k, b, i, b, j, entry(p, q), 0, round),
    divide: i => {
      for (let c = 2 * i * k; c < 2 * (i + 1) * k; c += 2) {
        divideComplex(b, c, [b[c], b[c + 1]], entry(i, i), round);
      }
    }
  };
}
