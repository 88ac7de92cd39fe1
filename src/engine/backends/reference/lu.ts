/**
 * LU with partial pivoting: PA = LU, right-looking, unblocked.
 *
 * Source: LAPACK xGETF2 and IxAMAX (LAPACK Users' Guide, 3rd ed.); Golub and Van Loan, algorithm 3.4.1.
 * Requires: m by n, row-major, no padding; complex interleaved (re, im).
 * Ensures: L (unit diagonal, not stored) below and U on and above the diagonal; |L| <= 1 for real A;
 * pivots 1-based; `info` 0 or the 1-based position of the first exactly zero pivot. The factorization
 * goes on past a zero pivot. The pivot is the entry of largest |re| + |im|, the first of equals;
 * a NaN wins, so that it shows in the result.
 */
import { type FloatData, type FloatDType, isComplex } from '../../core/dtype.js';
import { divideComplex, type Round, rounding } from './arithmetic.js';

/** Factors one m by n matrix in place; returns `info`. */
export function factorOne(
  dtype: FloatDType,
  [m, n]: readonly [m: number, n: number],
  a: FloatData,
  pivots: Int32Array
): number {
  const width = isComplex(dtype) ? 2 : 1;
  const round = rounding(dtype);
  const eliminate = width === 2 ? eliminateComplex : eliminateReal;
  let info = 0;
  for (let k = 0; k < Math.min(m, n); k++) {
    const row = findPivot([m, n], width, a, k);
    pivots[k] = row + 1;
    if (row !== k) swapRows(n * width, a, k, row);
    if (magnitude(a, (k * n + k) * width, width) !== 0) eliminate([m, n], a, k, round);
    else if (info === 0) info = k + 1;
  }
  return info;
}

/** |re| + |im|, LAPACK's cabs1, of the entry stored at `at`; rounded as all else is, which decides between near equals. */
function magnitude(a: FloatData, at: number, width: number): number {
  if (width === 1) return Math.abs(a[at]);
  const sum = Math.abs(a[at]) + Math.abs(a[at + 1]);
  return a instanceof Float32Array ? Math.fround(sum) : sum;
}

type Sizes = readonly [m: number, n: number];

function findPivot([m, n]: Sizes, width: number, a: FloatData, k: number): number {
  let best = k;
  let largest = magnitude(a, (k * n + k) * width, width);
  for (let i = k + 1; i < m; i++) {
    const candidate = magnitude(a, (i * n + k) * width, width);
    if (candidate > largest || (Number.isNaN(candidate) && !Number.isNaN(largest))) {
      best = i;
      largest = candidate;
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
function eliminateReal([m, n]: Sizes, a: FloatData, k: number, round: Round): void {
  const pivot = a[k * n + k];
  for (let i = k + 1; i < m; i++) {
    const factor = round(a[i * n + k] / pivot);
    a[i * n + k] = factor;
    subtractReal(n, a, i, k, factor, [k + 1, n], round);
  }
}

/** Row i −= factor · row k, in columns [from, to); rows of n numbers. */
export function subtractReal(
  n: number,
  x: FloatData,
  i: number,
  k: number,
  factor: number,
  [from, to]: readonly [from: number, to: number],
  round: Round
): void {
  for (let j = from; j < to; j++) x[i * n + j] = x[i * n + j] - round(factor * x[k * n + j]);
}

function eliminateComplex([m, n]: Sizes, a: FloatData, k: number, round: Round): void {
  const d = 2 * (k * n + k);
  for (let i = k + 1; i < m; i++) {
    const at = 2 * (i * n + k);
    divideComplex(a, at, [a[at], a[at + 1]], [a[d], a[d + 1]], round);
    subtractComplex(n, a, i, k, [a[at], a[at + 1]], [k + 1, n], round);
  }
}

/** As `subtractReal`, for rows of n complex numbers. */
export function subtractComplex(
  n: number,
  x: FloatData,
  i: number,
  k: number,
  [fr, fi]: readonly [re: number, im: number],
  [from, to]: readonly [from: number, to: number],
  round: Round
): void {
  for (let j = from; j < to; j++) {
    const p = 2 * (i * n + j);
    const q = 2 * (k * n + j);
    const [re, im] = [x[q], x[q + 1]];
    x[p] = x[p] - round(round(fr * re) - round(fi * im));
    x[p + 1] = x[p + 1] - round(round(fr * im) + round(fi * re));
  }
}
