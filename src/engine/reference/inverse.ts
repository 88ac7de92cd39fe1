/**
 * The inverse from the LU factors: L Y = P, then U X = Y, row by row.
 *
 * Source: LAPACK xGESV on the identity, which is how torch inverts (Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd ed., section 14.3). Requires what `factor` ensures.
 * Ensures: A X = I with a small right residual, column by column. A zero pivot gives Inf and NaN,
 * as IEEE division does; `info` tells.
 */
import { type FloatData, type FloatDType, isComplex } from '../dtype.js';
import { divideComplex, rounding } from './arithmetic.js';
import { factor, subtractComplex, subtractReal, swapRows } from './lu.js';

export function invert(dtype: FloatDType, n: number, a: FloatData, out: FloatData): number {
  const lu = a.slice();
  const pivots = new Int32Array(n);
  const info = factor(dtype, n, lu, pivots);
  const width = isComplex(dtype) ? 2 : 1;
  out.fill(0);
  for (let i = 0; i < n; i++) out[(i * n + i) * width] = 1;
  for (let k = 0; k < n; k++) if (pivots[k] !== k + 1) swapRows(n * width, out, k, pivots[k] - 1);
  (width === 2 ? solveComplex : solveReal)(n, lu, out, rounding(dtype));
  return info;
}

function solveReal(n: number, lu: FloatData, x: FloatData, round: (v: number) => number): void {
  for (let i = 1; i < n; i++) {
    for (let k = 0; k < i; k++) subtractReal(n, x, i, x, k, lu[i * n + k], 0, round);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractReal(n, x, i, x, k, lu[i * n + k], 0, round);
    for (let j = 0; j < n; j++) x[i * n + j] = x[i * n + j] / lu[i * n + i];
  }
}

function solveComplex(n: number, lu: FloatData, x: FloatData, round: (v: number) => number): void {
  const entry = (i: number, k: number): [number, number] => [
    lu[2 * (i * n + k)],
    lu[2 * (i * n + k) + 1]
  ];
  for (let i = 1; i < n; i++) {
    for (let k = 0; k < i; k++) subtractComplex(n, x, i, x, k, entry(i, k), 0, round);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractComplex(n, x, i, x, k, entry(i, k), 0, round);
    for (let j = 0; j < n; j++) {
      const at = 2 * (i * n + j);
      divideComplex(x, at, [x[at], x[at + 1]], entry(i, i), round);
    }
  }
}
