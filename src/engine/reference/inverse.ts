/**
 * The inverse from the LU factors: A X = I.
 *
 * Source: LAPACK xGESV on the identity, which is how torch inverts (Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd ed., section 14.3). Requires what `factor` ensures.
 * Ensures: a small right residual A X − I, column by column.
 */
import { type FloatData, type FloatDType, isComplex } from '../dtype.js';
import { factor } from './lu.js';
import { solveFactored } from './solve.js';

export function invert(dtype: FloatDType, n: number, a: FloatData, out: FloatData): number {
  const lu = a.slice();
  const pivots = new Int32Array(n);
  const info = factor(dtype, n, lu, pivots);
  const width = isComplex(dtype) ? 2 : 1;
  out.fill(0);
  for (let i = 0; i < n; i++) out[(i * n + i) * width] = 1;
  solveFactored({ dtype, n, lu, pivots }, out, n);
  return info;
}
