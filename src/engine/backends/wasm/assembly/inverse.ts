/**
 * The inverse U⁻¹·L⁻¹·P, with L⁻¹ built as the triangle that it is: 2n³ operations in all.
 *
 * Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 14.3 (method B);
 * Du Croz and Higham, Stability of methods for matrix inversion (1992).
 */
import { factor } from './lu';
import { planeBytes } from './planes';
import { scratchOf } from './product';
import { at, pivotAt } from './rows';
import { invertLower, solveUpper } from './triangular';

/** Factors A in place and writes U⁻¹·L⁻¹ to x; the columns wait for `permuteColumns`. */
export function invert<T, E>(
  n: i32, ld: i32, a: usize, im: usize, pivots: usize, x: usize, info: usize, work: usize
): void {
  factor<T, E>(n, n, ld, a, im, pivots, info, work);
  invertFactored<T, E>(n, ld, a, im, 0, n, x, ld, work);
}

/** Columns [first, last) of U⁻¹·L⁻¹. */
export function invertFactored<T, E>(
  n: i32, ld: i32, lu: usize, im: usize, first: i32, last: i32, x: usize, ldx: i32, work: usize
): void {
  memory.fill(x, 0, planeBytes<E>(n, ldx));
  if (im) memory.fill(x + im, 0, planeBytes<E>(n, ldx));
  work = scratchOf(n, work);
  invertLower<T, E>(lu, ld, 0, n, first, last, x - (<usize>first) * sizeof<E>(), ldx, im, work);
  solveUpper<T, E>(n, lu, ld, x, ldx, last - first, im, work);
}

/** The place of column j of U⁻¹·L⁻¹, for every j: the exchanges of the factorization, undone. */
export function columnOrder(n: i32, pivots: usize, stride: i32, order: usize): void {
  for (let j = 0; j < n; j++) store<i32>(order + ((<usize>j) << 2), j);
  for (let k = 0; k < n; k++) {
    const upper = order + ((<usize>k) << 2);
    const lower = order + ((<usize>pivotAt(pivots, k * stride)) << 2);
    const kept = load<i32>(upper);
    store<i32>(upper, load<i32>(lower));
    store<i32>(lower, kept);
  }
}

/** x := x·P, row by row. */
export function permuteColumns<T>(n: i32, ld: i32, pivots: usize, x: usize, work: usize): void {
  const copy = work + (((<usize>n) * 4 + 15) & ~15);
  columnOrder(n, pivots, 1, work);
  for (let i = 0; i < n; i++) {
    const row = at<T>(x, i * ld);
    memory.copy(copy, row, (<usize>n) * sizeof<T>());
    for (let j = 0; j < n; j++) {
      store<T>(at<T>(row, load<i32>(work + ((<usize>j) << 2))), load<T>(at<T>(copy, j)));
    }
  }
}
