/** Substitution with one triangular matrix, in double precision. */

import type { FloatData } from '../../core/dtype.js';

const { abs } = Math;

export interface ITriangularSystem {
  readonly n: number;
  /** How many right-hand sides there are. */
  readonly k: number;
  /** 1 for real matrices, 2 for complex ones, interleaved (re, im). */
  readonly width: 1 | 2;
  readonly upper: boolean;
  /** The diagonal counts as ones. */
  readonly unit: boolean;
}

/**
 * Solves T X = B in place: B, n by k and row-major as T is, becomes X. Source: BLAS xTRSM. A zero on the diagonal
 * gives Inf and NaN.
 */
export function substitute(system: ITriangularSystem, t: FloatData, x: Float64Array): void {
  const { n, k, width, upper, unit } = system;
  const row = k * width;
  for (let step = 0; step < n; step++) {
    const i = upper ? n - 1 - step : step;
    for (let before = 0; before < step; before++) {
      const j = upper ? n - 1 - before : before;
      subtract(t, (i * n + j) * width, x, j * row, i * row, system);
    }
    if (unit) continue;
    if (width === 1) divideReal(x, i * row, k, t[i * n + i]);
    else divideComplex(x, i * row, k, t[2 * (i * n + i)], t[2 * (i * n + i) + 1]);
  }
}

/** Row `to` of X less an entry of T times row `from`. */
function subtract(
  t: FloatData,
  entry: number,
  x: Float64Array,
  from: number,
  to: number,
  { k, width }: ITriangularSystem
): void {
  const re = t[entry];
  if (width === 1) {
    for (let c = 0; c < k; c++) x[to + c] -= re * x[from + c];
    return;
  }
  const im = t[entry + 1];
  for (let c = 0; c < 2 * k; c += 2) {
    const [a, b] = [x[from + c], x[from + c + 1]];
    x[to + c] -= re * a - im * b;
    x[to + c + 1] -= re * b + im * a;
  }
}

function divideReal(x: Float64Array, at: number, k: number, divisor: number): void {
  for (let c = at; c < at + k; c++) x[c] /= divisor;
}

/** As Smith (1962) divides, so that nothing overflows on the way. */
function divideComplex(x: Float64Array, at: number, k: number, re: number, im: number): void {
  const byReal = abs(re) >= abs(im);
  const ratio = byReal ? im / re : re / im;
  const scale = byReal ? re + im * ratio : re * ratio + im;
  for (let c = at; c < at + 2 * k; c += 2) {
    const [a, b] = [x[c], x[c + 1]];
    x[c] = (byReal ? a + b * ratio : a * ratio + b) / scale;
    x[c + 1] = (byReal ? b - a * ratio : b * ratio - a) / scale;
  }
}
