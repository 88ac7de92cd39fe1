/** Questions to a factorization that need not leave the memory: a system solved, and the pivots. */
import { SCRATCH, scratchOf } from './product';
import { extreme } from './limits';
import { factor } from './lu';
import { join, planeRow, planeStep, split } from './planes';
import { at, swapRows } from './rows';
import { substituteLower, substituteUpper } from './substitute';
import { solveTransposed } from './transposed';
import { solveLower, solveUpper } from './triangular';

/** Returned in the place of `info` where A was left as it is, since its numbers may need scaling. */
const EXTREME: i32 = -1;

const INFO: usize = memory.data(4, 4);

/** Solves with the factors at `lu`, in place; `mode` 0: A X = B, 1: AᵀX = B, 2: AᴴX = B. */
export function solveWith<T>(
  n: i32, k: i32, mode: i32, lu: usize, ld: i32, pivots: usize, x: usize, im: usize, work: usize
): void {
  if (mode != 0) {
    solveTransposed<T>(n, k, mode == 2, lu, ld, pivots, x, im);
    return;
  }
  swapRows<T, T>(k, x, im, pivots, 0, n, 0, k);
  if (k == 1) {
    substituteLower<T>(n, lu, ld, x, im);
    substituteUpper<T>(n, lu, ld, x, im);
  } else {
    work = scratchOf(n, work);
    solveLower<T, T>(n, lu, ld, x, k, k, im, work);
    solveUpper<T, T>(n, lu, ld, x, k, k, im, work);
  }
}

/** Solves with factors that come as a matrix. */
export function solveFactored<T>(
  n: i32, k: i32, complex: bool, mode: i32, lu: usize, pivots: usize, b: usize, work: usize
): void {
  if (!complex) {
    solveWith<T>(n, k, mode, lu, n, pivots, b, 0, work);
    return;
  }
  const ld = planeRow<T>(n);
  const im = planeStep<T>(n, max(ld, k));
  const factors = work + SCRATCH;
  split<T>(n, n, lu, factors, ld, im);
  solvePairs<T>(n, k, mode, factors, ld, pivots, b, factors + 2 * im, im, work);
}

/** As `solveWith`, for pairs at b, which are planes at x meanwhile. */
function solvePairs<T>(
  n: i32, k: i32, mode: i32, lu: usize, ld: i32, pivots: usize, b: usize, x: usize, im: usize, work: usize
): void {
  split<T>(n, k, b, x, k, im);
  solveWith<T>(n, k, mode, lu, ld, pivots, x, im, work);
  join<T>(n, k, x, k, im, b);
}

/** Factors A, which is lost, and solves. @returns info, or `EXTREME` */
export function system<T>(
  n: i32, k: i32, ld: i32, complex: bool, mode: i32, a: usize, pivots: usize, b: usize, work: usize
): i32 {
  const width = complex ? 2 : 1;
  if (extreme<T>(n, n * width, ld * width, a)) return EXTREME;
  const row = complex ? planeRow<T>(n) : ld;
  const im: usize = complex ? planeStep<T>(n, max(row, k)) : 0;
  const lu = complex ? work + SCRATCH : a;
  if (complex) split<T>(n, n, a, lu, row, im);
  store<i32>(INFO, 0);
  factor<T, T>(n, n, row, lu, im, pivots, INFO, work);
  if (complex) solvePairs<T>(n, k, mode, lu, row, pivots, b, lu + 2 * im, im, work);
  else solveWith<T>(n, k, mode, lu, row, pivots, b, 0, work);
  return load<i32>(INFO);
}

/** Factors A, which is lost, and writes the diagonal of U. @returns info, or `EXTREME` */
export function diagonal<T>(
  n: i32, ld: i32, complex: bool, a: usize, pivots: usize, to: usize, work: usize
): i32 {
  const width = complex ? 2 : 1;
  if (extreme<T>(n, n * width, ld * width, a)) return EXTREME;
  const row = complex ? planeRow<T>(n) : ld;
  const im: usize = complex ? planeStep<T>(n, row) : 0;
  const lu = complex ? work + SCRATCH : a;
  if (complex) split<T>(n, n, a, lu, row, im);
  store<i32>(INFO, 0);
  factor<T, T>(n, n, row, lu, im, pivots, INFO, work);
  for (let i = 0; i < n; i++) {
    const place = at<T>(lu, i * row + i);
    store<T>(to, load<T>(place));
    if (complex) store<T>(to + sizeof<T>(), load<T>(place + im));
    to += (<usize>width) * sizeof<T>();
  }
  return load<i32>(INFO);
}
