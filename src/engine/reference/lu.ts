/**
 * LU with partial pivoting: PA = LU, right-looking, unblocked.
 *
 * Source: LAPACK xGETF2 and IxAMAX (LAPACK Users' Guide, 3rd ed.); Golub and Van Loan, algorithm 3.4.1.
 * Requires: n by n, row-major, no padding; complex interleaved (re, im).
 * Ensures: L (unit diagonal, not stored) below and U on and above the diagonal; |L| <= 1 for real A;
 * pivots 1-based; `info` 0 or the 1-based position of the first exactly zero pivot. The factorization
 * goes on past a zero pivot. The pivot is the entry of largest |re| + |im|, the first of equals;
 * a NaN wins, so that it shows in the result.
 */
import { type FloatData, type FloatDType, isComplex } from '../dtype.js';
import { divideComplex, rounding } from './arithmetic.js';

export function factor(dtype: FloatDType, n: number, a: FloatData, pivots: Int32Array): number {
  const width = isComplex(dtype) ? 2 : 1;
  const round = rounding(dtype);
  const eliminate = width === 2 ? eliminateComplex : eliminateReal;
  let info = 0;
  for (let k = 0; k < n; k++) {
    const row = findPivot(n, width, a, k);
    pivots[k] = row + 1;
    if (row !== k) swapRows(n * width, a, k, row);
    if (magnitude(a, (k * n + k) * width, width) !== 0) eliminate(n, a, k, round);
    else if (info === 0) info = k + 1;
  }
  return info;
}

/** |re| + |im|, LAPACK's cabs1, of the entry stored at `at`. */
function magnitude(a: FloatData, at: number, width: number): number {
  return Math.abs(a[at]) + (width === 2 ? Math.abs(a[at + 1]) : 0);
}

function findPivot(n: number, width: number, a: FloatData, k: number): number {
  let best = k;
  let largest = magnitude(a, (k * n + k) * width, width);
  for (let i = k + 1; i < n; i++) {
    const size = magnitude(a, (i * n + k) * width, width);
    if (size > largest || (Number.isNaN(size) && !Number.isNaN(largest))) {
      best = i;
      largest = size;
    }
  }
  return best;
}

/** Exchanges two rows of `length` numbers. */
export function swapRows(length: number, a: FloatData, i: number, j: number): void {
  for (let c = 0; c < length; c++) {
    const kept = a[i * length + c];
    a[i * length + c] = a[j * length + c];
    a[j * length + c] = kept;
  }
}

/** Divides the column below pivot k and subtracts its multiples of row k from the rows below. */
function eliminateReal(n: number, a: FloatData, k: number, round: (x: number) => number): void {
  const pivot = a[k * n + k];
  for (let i = k + 1; i < n; i++) {
    const factor = round(a[i * n + k] / pivot);
    a[i * n + k] = factor;
    subtractReal(n, a, i, a, k, factor, k + 1, round);
  }
}

/** Row i of x −= factor · row k of y, from column `from` on; rows of n numbers. */
export function subtractReal(
  n: number,
  x: FloatData,
  i: number,
  y: FloatData,
  k: number,
  factor: number,
  from: number,
  round: (x: number) => number
): void {
  for (let j = from; j < n; j++) x[i * n + j] = x[i * n + j] - round(factor * y[k * n + j]);
}

function eliminateComplex(n: number, a: FloatData, k: number, round: (x: number) => number): void {
  const d = 2 * (k * n + k);
  for (let i = k + 1; i < n; i++) {
    const at = 2 * (i * n + k);
    divideComplex(a, at, [a[at], a[at + 1]], [a[d], a[d + 1]], round);
    subtractComplex(n, a, i, a, k, [a[at], a[at + 1]], k + 1, round);
  }
}

/** As `subtractReal`, for rows of n complex numbers. */
export function subtractComplex(
  n: number,
  x: FloatData,
  i: number,
  y: FloatData,
  k: number,
  [fr, fi]: readonly [number, number],
  from: number,
  round: (x: number) => number
): void {
  for (let j = from; j < n; j++) {
    const p = 2 * (i * n + j);
    const q = 2 * (k * n + j);
    x[p] = x[p] - round(round(fr * y[q]) - round(fi * y[q + 1]));
    x[p + 1] = x[p + 1] - round(round(fr * y[q + 1]) + round(fi * y[q]));
  }
}
