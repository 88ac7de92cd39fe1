/** Notes of a factorization about its pivots: rows and positions are 1-based, as LAPACK's. */

// @ts-ignore: decorator
@inline
export function notePivot(pivots: usize, k: i32, row: i32): void {
  store<i32>(pivots + ((<usize>k) << 2), row + 1);
}

// @ts-ignore: decorator
@inline
export function noteZero(info: usize, k: i32): void {
  if (load<i32>(info) == 0) store<i32>(info, k + 1);
}

/** |re| + |im|, LAPACK's cabs1. */
// @ts-ignore: decorator
@inline
export function magnitude<T>(place: usize, im: usize): T {
  const re = abs<T>(load<T>(place));
  return im ? <T>(re + abs<T>(load<T>(place + im))) : re;
}
