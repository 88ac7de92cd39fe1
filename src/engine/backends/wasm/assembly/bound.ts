/**
 * The passes of a fast proof over every entry that are no product: what is known of A before, and the bound after.
 *
 * Requires: matrices row-major, without gaps.
 */
import { loadPair, storePair } from './pairs';

/**
 * The largest entry in size of each row and of each column, and the sum of sizes of each column, which hands NaN on.
 * @returns the least size of all; NaN is passed over
 */
export function survey(m: i32, n: i32, a: usize, rows: usize, columns: usize, sums: usize): f64 {
  const step = (<usize>n) << 3;
  const pairs = step & ~15;
  memory.fill(columns, 0, step);
  memory.fill(sums, 0, step);
  let least = f64x2.splat(Infinity);
  for (let i = 0; i < m; i++) {
    let most = f64x2.splat(0);
    for (let j: usize = 0; j < pairs; j += 16) {
      const size = see(a + j, columns + j, sums + j, true);
      most = f64x2.pmax(most, size);
      least = f64x2.pmin(least, size);
    }
    if (pairs < step) {
      const size = v128.load64_splat(a + pairs);
      see(a + pairs, columns + pairs, sums + pairs, false);
      most = f64x2.pmax(most, v128.abs<f64>(size));
      least = f64x2.pmin(least, v128.abs<f64>(size));
    }
    store<f64>(rows, max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
    rows += 8;
    a += step;
  }
  return min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
}

// @ts-ignore: decorator
@inline
function see(a: usize, column: usize, sum: usize, pair: bool): v128 {
  const size = v128.abs<f64>(loadPair(a, pair));
  // Drops NaN.
  storePair(column, f64x2.pmax(loadPair(column, pair), size), pair);
  storePair(sum, v128.add<f64>(loadPair(sum, pair), size), pair);
  return size;
}

/**
 * (entry·near + min(entry·far, row·reach) + whole·after)·rise + small: of each row `entry`, `row` and `whole`, of
 * each column the others.
 * @returns the largest; no factor may be NaN, and none of a column 0
 */
export function bound(
  m: i32, n: i32, rise: f64, small: f64, entries: usize, rows: usize, wholes: usize,
  near: usize, far: usize, reach: usize, after: usize, to: usize
): f64 {
  const step = (<usize>n) << 3;
  const pairs = step & ~15;
  const rises = f64x2.splat(rise);
  const smalls = f64x2.splat(small);
  let most = f64x2.splat(0);
  for (let i: usize = 0; i < (<usize>m) << 3; i += 8) {
    const entry = v128.load64_splat(entries + i);
    const row = v128.load64_splat(rows + i);
    const more = v128.load64_splat(wholes + i);
    for (let j: usize = 0; j < pairs; j += 16) {
      const value = part(entry, row, more, near + j, far + j, reach + j, after + j, rises, smalls, true);
      most = f64x2.pmax(most, value);
      v128.store(to + j, value);
    }
    if (pairs < step) {
      const value = part(entry, row, more, near + pairs, far + pairs, reach + pairs, after + pairs, rises, smalls, false);
      most = f64x2.pmax(most, value);
      storePair(to + pairs, value, false);
    }
    to += step;
  }
  return max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
}

// @ts-ignore: decorator
@inline
function part(
  entry: v128, row: v128, more: v128, near: usize, far: usize, reach: usize, after: usize,
  rise: v128, small: v128, pair: bool
): v128 {
  let value = f64x2.pmin(v128.mul<f64>(entry, loadPair(far, pair)), v128.mul<f64>(row, loadPair(reach, pair)));
  value = v128.add<f64>(v128.mul<f64>(entry, loadPair(near, pair)), value);
  value = v128.add<f64>(v128.mul<f64>(more, loadPair(after, pair)), value);
  return v128.add<f64>(v128.mul<f64>(value, rise), small);
}
