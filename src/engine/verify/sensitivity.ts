/**
 * How many digits of an inverse stay when the entries of the matrix are rounded.
 *
 * Method: |ΔA| ≤ u·|A| moves A⁻¹ by at most u·|A⁻¹||A||A⁻¹| to first order, entry by entry. Source: Bauer (1966);
 * Skeel, J. ACM 26 (1979); Higham, Accuracy and Stability of Numerical Algorithms (2002), section 7.2. Unlike κ it
 * does not change when rows or columns are scaled. Assumes that X is close to A⁻¹.
 */

import { multiply } from '../backends/cpu/product.js';
import { epsilon, type FloatDType, isComplex, realDType } from '../core/dtype.js';
import { magnitudes } from '../core/magnitude.js';
import { checkSquare } from '../ops/check.js';
import type { Tensor } from '../tensor.js';

/** The largest matrix whose |X||A||X| is computed; of a larger one only the sums of its rows are. */
const WHOLE = 1024;

/**
 * |X|·|ΔA|·|X| with |ΔA| <= u·|A|, by how much A⁻¹ may change when A is rounded to its dtype: an estimate to first order.
 *
 * @param A (n, n)
 * @param X (n, n), its inverse
 * @returns (n, n), row-major; for more than 1024 rows every entry of a row is the sum of the row, an upper bound
 */
export function roundingEffect(A: Tensor, X: Tensor): Float64Array {
  const { dtype } = checkSquare('roundingEffect', X);
  const x = sizesOf(X);
  const change = sizesOf(A).map(magnitude => roundingOf(magnitude, dtype));
  const n = X.shape[0];
  if (n > WHOLE) return rowSums(n, change, x);
  const product = (left: Float64Array, right: Float64Array) =>
    multiply('float64', [n, n, n], left, right) as Float64Array;
  return product(product(x, change), x);
}

/** Half a unit in the last place of a number at most: of subnormal ones it does not shrink with them. */
function roundingOf(magnitude: number, dtype: FloatDType): number {
  const least = realDType(dtype) === 'float32' ? 2 ** -150 : 2 ** -1074;
  return magnitude === 0 ? 0 : Math.max((epsilon(dtype) / 2) * magnitude, least);
}

function sizesOf(M: Tensor): Float64Array {
  const { data, dtype } = checkSquare('roundingEffect', M);
  return magnitudes(data, isComplex(dtype));
}

/** The sum of each row of |X||A||X|, at every entry of the row. */
function rowSums(n: number, a: Float64Array, x: Float64Array): Float64Array {
  const sums = times(x, times(a, times(x, new Float64Array(n).fill(1))));
  return Float64Array.from({ length: n * n }, (_, at) => sums[Math.floor(at / n)]);
}

/** A square matrix, row-major, times a vector. */
function times(m: Float64Array, v: Float64Array): Float64Array {
  const n = v.length;
  return v.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += m[i * n + j] * v[j];
    return sum;
  });
}

/**
 * The decimal digits to which every entry of X is known, each measured against the largest entry of its row or of
 * its column, whichever is less: scaling rows or columns by itself costs no digits.
 *
 * @param X (n, n)
 * @param radius (n, n), row-major: how far each entry may be off
 * @returns Infinity where no entry is off, 0 or less where nothing is known: also where a radius is NaN
 */
export function digitsKnown(X: Tensor, radius: ArrayLike<number>): number {
  const n = X.shape[0];
  const sizes = sizesOf(X);
  const [rows, columns] = largestOf(sizes, n);
  let worst = 0;
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++, at++) {
      if (radius[at] === 0) continue;
      const share = radius[at] / Math.min(rows[i], columns[j]);
      // NaN is as bad as it gets, and a comparison with it says nothing.
      worst = share <= worst ? worst : Number.isNaN(share) ? 1 : Math.max(worst, share);
    }
  }
  return 0 - Math.log10(worst);
}

/** The largest number of each row and of each column. */
function largestOf(sizes: Float64Array, n: number): [Float64Array, Float64Array] {
  const [rows, columns] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++, at++) {
      if (sizes[at] > rows[i]) rows[i] = sizes[at];
      if (sizes[at] > columns[j]) columns[j] = sizes[at];
    }
  }
  return [rows, columns];
}

/** Skeel's condition number ‖|A⁻¹||A|‖∞, which scaling the rows of A does not change. */
export function skeelCondition(A: Tensor, X: Tensor): number {
  const [a, x] = [sizesOf(A), sizesOf(X)];
  const n = X.shape[0];
  const ones = new Float64Array(n).fill(1);
  return times(x, times(a, ones)).reduce((most, sum) => Math.max(most, sum), 0);
}
