/** When the rows of a matrix say that it may be badly scaled: see `scaling.ts` of the engine. */
import { at } from './rows';

/** A ratio of row norms beyond which their units may choose the pivots. */
export const WIDE: f64 = 64;

/** The magnitude beyond which, and below the inverse of which, steps on the way may overflow. */
// @ts-ignore: decorator
@inline
export function largest<T>(): T {
  return sizeof<T>() == 8 ? <T>1e150 : <T>1e18;
}

/** In every lane, whether rows whose largest entries are from `least` to `most` are uneven. */
// @ts-ignore: decorator
@inline
export function uneven<T>(least: v128, most: v128): v128 {
  const limit = v128.splat<T>(largest<T>());
  const apart = v128.gt<T>(most, v128.mul<T>(least, v128.splat<T>(<T>WIDE)));
  const outside = v128.or(v128.gt<T>(most, limit), v128.lt<T>(least, v128.splat<T>(<T>1 / largest<T>())));
  return v128.or(apart, outside);
}

/** `uneven` of a matrix, or of the members of a batch, before it is factored. */
export function unevenRows<T, E>(n: i32, ld: i32, a: usize, im: usize): v128 {
  let least = v128.splat<T>(<T>Infinity);
  let most = v128.splat<T>(<T>0);
  for (let i = 0; i < n; i++) {
    const row = at<E>(a, i * ld);
    let size = rowSize<T, E>(row, n);
    if (im) size = v128.pmax<T>(size, rowSize<T, E>(row + im, n));
    least = v128.pmin<T>(least, size);
    most = v128.pmax<T>(most, size);
  }
  return uneven<T>(least, most);
}

/** The greater; b where a is NaN. */
// @ts-ignore: decorator
@inline
function greater<T>(a: T, b: T): T {
  return a > b ? a : b;
}

/** The largest magnitude of a row, in every lane. */
function rowSize<T, E>(row: usize, count: i32): v128 {
  const end = at<E>(row, count);
  const wide = end - ((end - row) & 15);
  let most = v128.splat<T>(<T>0);
  for (; row < wide; row += 16) most = v128.pmax<T>(most, v128.abs<T>(v128.load(row)));
  if (isVector<E>()) return most;
  let single: T = 0;
  for (; row < end; row += sizeof<T>()) single = greater<T>(abs<T>(load<T>(row)), single);
  return v128.splat<T>(greater<T>(largestLane<T>(most), single));
}

/** Not by way of the memory, of which threads may share all. */
// @ts-ignore: decorator
@inline
function largestLane<T>(most: v128): T {
  if (sizeof<T>() == 8) {
    return greater<T>(<T>f64x2.extract_lane(most, 0), <T>f64x2.extract_lane(most, 1));
  }
  return greater<T>(
    greater<T>(<T>f32x4.extract_lane(most, 0), <T>f32x4.extract_lane(most, 1)),
    greater<T>(<T>f32x4.extract_lane(most, 2), <T>f32x4.extract_lane(most, 3))
  );
}

/** Magnitudes, and ratios of them, up to which products of two keep their digits: as of `scaling.ts`. */
// @ts-ignore: decorator
@inline
function safe<T>(): T {
  return sizeof<T>() == 8 ? <T>2.9073548971824276e135 : <T>1125899906842624;
}

/**
 * Whether numbers are so large, small or uneven that a factorization of them may need scaling; NaN and 0 count
 * for nothing.
 */
export function extreme<T>(rows: i32, columns: i32, ld: i32, a: usize): bool {
  const zero = v128.splat<T>(<T>0);
  const infinity = v128.splat<T>(<T>Infinity);
  let least = infinity;
  let most = zero;
  let small = <T>Infinity;
  let large = <T>0;
  for (let i = 0; i < rows; i++) {
    let entry = at<T>(a, i * ld);
    const end = at<T>(entry, columns);
    const wide = end - ((end - entry) & 15);
    for (; entry < wide; entry += 16) {
      const size = v128.abs<T>(v128.load(entry));
      most = v128.pmax<T>(most, size);
      least = v128.pmin<T>(least, v128.bitselect(infinity, size, v128.eq<T>(size, zero)));
    }
    for (; entry < end; entry += sizeof<T>()) {
      const size = abs<T>(load<T>(entry));
      large = greater<T>(size, large);
      if (size < small && size > <T>0) small = size;
    }
  }
  large = greater<T>(largestLane<T>(most), large);
  small = min<T>(-largestLane<T>(v128.neg<T>(least)), small);
  return !(large < safe<T>() && small > <T>1 / safe<T>() && large / small < safe<T>());
}
