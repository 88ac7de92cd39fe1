/**
 * The leaf of `lu.ts` for a batch: every lane finds, exchanges and divides by a pivot of its own, without a branch.
 */
import { magnitude, notePivot, noteZero } from './pivots';
import { at, divide, lanes, minus, pick, subtract, swapLane, swapPair } from './rows';

/** Its columns: what stays of a row in registers. */
export const ACROSS_LEAF: i32 = 4;

/** One pass over the rows for every column, which divides, subtracts and looks for the next pivot on the way. */
export function leafAcross<T>(
  m: i32, ld: i32, a: usize, im: usize, pivots: usize, from: i32, to: i32, info: usize
): void {
  const row = (<usize>ld) << 4;
  const end = a + <usize>m * row;
  let best = firstPivots<T>(m, ld, a, im, from);
  for (let k = from; k < to; k++) {
    exchangeRows<T>(ld, a, im, pivots, k, best);
    const top = at<v128>(a, k * ld + k);
    const zero = v128.eq<T>(sizes<T>(top, im), v128.splat<T>(<T>0));
    if (v128.any_true(zero)) noteZeros<T>(top, im, k, info);
    const rest = to - k - 1;
    const pivot = v128.load(top);
    const x1 = v128.load(top, 16);
    const x2 = v128.load(top, 32);
    const x3 = v128.load(top, 48);
    let largest = v128.splat<T>(<T>0);
    let index = splatIndex<T>(k + 1);
    best = index;
    for (let place = at<v128>(a, (k + 1) * ld + k); place < end; place += row) {
      if (im) {
        const re = v128.load(place);
        const imaginary = v128.load(place + im);
        divide<T, v128>(place, top, 1, im);
        v128.store(place, v128.bitselect(re, v128.load(place), zero));
        v128.store(place + im, v128.bitselect(imaginary, v128.load(place + im), zero));
        subtract<T, v128>(place + 16, top + 16, place, to - k - 1, im);
      } else {
        // A column whose pivot is zero is zero, and stays as it was.
        const value = v128.load(place);
        const factor = pick<T>(value, v128.div<T>(value, pivot), zero);
        v128.store(place, factor);
        if (rest > 0) v128.store(place, minus<T>(v128.load(place, 16), factor, x1), 16);
        if (rest > 1) v128.store(place, minus<T>(v128.load(place, 32), factor, x2), 32);
        if (rest > 2) v128.store(place, minus<T>(v128.load(place, 48), factor, x3), 48);
      }
      if (k + 1 == to) continue;
      const size = sizes<T>(place + 16, im);
      const better = betterPivot<T>(size, largest);
      best = pick<T>(index, best, better);
      largest = pick<T>(size, largest, better);
      index = sizeof<T>() == 8 ? i64x2.add(index, i64x2.splat(1)) : i32x4.add(index, i32x4.splat(1));
    }
  }
}

// @ts-ignore: decorator
@inline
function sizes<T>(place: usize, im: usize): v128 {
  const re = v128.abs<T>(v128.load(place));
  return im ? v128.add<T>(re, v128.abs<T>(v128.load(place + im))) : re;
}

/** Larger, as bits: see `bitsOf`. */
// @ts-ignore: decorator
@inline
function betterPivot<T>(size: v128, largest: v128): v128 {
  if (sizeof<T>() == 8) return i64x2.gt_s(size, largest);
  return i32x4.gt_s(size, largest);
}

/** A row's number in every lane, as an integer as wide as the lane. */
// @ts-ignore: decorator
@inline
function splatIndex<T>(row: i32): v128 {
  return sizeof<T>() == 8 ? i64x2.splat(<i64>row) : i32x4.splat(row);
}

/** Exchanges row k with the row that each lane chose: whole rows, since many short exchanges cost more. */
function exchangeRows<T>(ld: i32, a: usize, im: usize, pivots: usize, k: i32, rows: v128): void {
  if (sizeof<T>() == 8) {
    exchangePair(ld, a, im, pivots, k, <i32>i64x2.extract_lane(rows, 0), <i32>i64x2.extract_lane(rows, 1));
  } else {
    exchange<T>(ld, a, im, pivots, k, i32x4.extract_lane(rows, 0), 0);
    exchange<T>(ld, a, im, pivots, k, i32x4.extract_lane(rows, 1), 1);
    exchange<T>(ld, a, im, pivots, k, i32x4.extract_lane(rows, 2), 2);
    exchange<T>(ld, a, im, pivots, k, i32x4.extract_lane(rows, 3), 3);
  }
}

/** Both lanes of doubles in one pass. */
// @ts-ignore: decorator
@inline
function exchangePair(ld: i32, a: usize, im: usize, pivots: usize, k: i32, first: i32, second: i32): void {
  notePivot(pivots, 2 * k, first);
  notePivot(pivots, 2 * k + 1, second);
  if (first == k && second == k) return;
  const upper = at<v128>(a, k * ld);
  const one = at<v128>(a, first * ld);
  const other = at<v128>(a, second * ld);
  swapPair(upper, one, other, ld);
  if (im) swapPair(upper + im, one + im, other + im, ld);
}

// @ts-ignore: decorator
@inline
function exchange<T>(ld: i32, a: usize, im: usize, pivots: usize, k: i32, row: i32, lane: i32): void {
  notePivot(pivots, k * lanes<T>() + lane, row);
  if (row == k) return;
  const upper = at<v128>(a, k * ld);
  const lower = at<v128>(a, row * ld);
  swapLane<T>(upper, lower, ld, lane);
  if (im) swapLane<T>(upper + im, lower + im, ld, lane);
}

/** `findPivot` in every lane. */
function firstPivots<T>(m: i32, ld: i32, a: usize, im: usize, k: i32): v128 {
  let best = splatIndex<T>(k);
  let largest = sizes<T>(at<v128>(a, k * ld + k), im);
  for (let i = k + 1; i < m; i++) {
    const size = sizes<T>(at<v128>(a, i * ld + k), im);
    const better = betterPivot<T>(size, largest);
    best = pick<T>(splatIndex<T>(i), best, better);
    largest = pick<T>(size, largest, better);
  }
  return best;
}

function noteZeros<T>(pivot: usize, im: usize, k: i32, info: usize): void {
  for (let lane = 0; lane < lanes<T>(); lane++) {
    const place = pivot + (<usize>lane) * sizeof<T>();
    if (magnitude<T>(place, im) == <T>0) noteZero(info + ((<usize>lane) << 2), k);
  }
}
