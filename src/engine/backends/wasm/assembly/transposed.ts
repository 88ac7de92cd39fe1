/**
 * AᵀX = B and AᴴX = B from the factors of A: Aᵀ = UᵀLᵀP.
 *
 * Source: LAPACK xGETRS. Row by row, in the order of `reference/solve.ts`.
 */
import { at, divide, subtract, swapSpan, pivotAt } from './rows';

/** @param adjoint conjugates the factors, here: in place, and back again at the end */
export function solveTransposed<T>(
  n: i32, k: i32, adjoint: bool, lu: usize, ld: i32, pivots: usize, b: usize, im: usize
): void {
  if (adjoint && im) conjugate<T>(n * ld, lu + im);
  for (let i = 0; i < n; i++) {
    const row = at<T>(b, i * k);
    for (let j = 0; j < i; j++) subtract<T, T>(row, at<T>(b, j * k), at<T>(lu, j * ld + i), k, im);
    divide<T, T>(row, at<T>(lu, i * ld + i), k, im);
  }
  for (let i = n - 2; i >= 0; i--) {
    const row = at<T>(b, i * k);
    for (let j = i + 1; j < n; j++) subtract<T, T>(row, at<T>(b, j * k), at<T>(lu, j * ld + i), k, im);
  }
  for (let i = n - 1; i >= 0; i--) {
    const other = pivotAt(pivots, i);
    if (other == i) continue;
    swapSpan<T, T>(at<T>(b, i * k), at<T>(b, other * k), k);
    if (im) swapSpan<T, T>(at<T>(b, i * k) + im, at<T>(b, other * k) + im, k);
  }
  if (adjoint && im) conjugate<T>(n * ld, lu + im);
}

function conjugate<T>(count: i32, plane: usize): void {
  for (let i = 0; i < count; i++) store<T>(at<T>(plane, i), <T>-load<T>(at<T>(plane, i)));
}
