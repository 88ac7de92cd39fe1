/**
 * PA = LU with partial pivoting, nearly all of it as products.
 *
 * Source: Toledo, Locality of reference in LU decomposition with partial pivoting (1997): recursive
 * halving of the columns; above 256 columns panels of 128, so that threads can own some. Pivot rule and
 * `info` are those of LAPACK xGETRF, see `reference/lu.ts`; up to 47 rows or columns the bits are its bits.
 * Requires: m by n, row-major, rows `ld` entries apart, imaginary parts `im` bytes behind.
 */
import { imaginary, large, real } from './complex';
import { half, product } from './product';
import { at, divide, lanes, minus, subtract, swapLane, swapRows } from './rows';
import { solveLower } from './triangular';

/** Columns up to which the recursion is not cut into panels, and the width of a panel above. */
const WHOLE: i32 = 256;
const PANEL: i32 = 128;

/** Columns of a leaf of a batch: what stays of a row in registers. */
const ACROSS_LEAF: i32 = 4;

/** The width of a panel of a matrix with `count` pivots. */
export function panelWidth(count: i32): i32 {
  return count <= WHOLE ? count : PANEL;
}

/**
 * Factors in place. A batch has its pivots and its info side by side, one for each lane.
 * @param pivots i32, min(m, n) of them, 1-based
 * @param info i32, 0 before; after, the 1-based position of the first exactly zero pivot, if any
 */
export function factor<T, E>(
  m: i32, n: i32, ld: i32, a: usize, im: usize, pivots: usize, info: usize, work: usize
): void {
  const count = min(m, n);
  const width = panelWidth(count);
  for (let from = 0; from < count; from += width) {
    const to = min(count, from + width);
    panel<T, E>(m, ld, a, im, pivots, from, to, info, work);
    swapRows<T, E>(ld, a, im, pivots, from, to, 0, from);
    trailing<T, E>(m, ld, a, im, pivots, from, to, to, n, work);
  }
}

/** Brings columns [left, right) up to date with the panel [from, to) to their left. */
export function trailing<T, E>(
  m: i32, ld: i32, a: usize, im: usize, pivots: usize,
  from: i32, to: i32, left: i32, right: i32, work: usize
): void {
  const count = right - left;
  if (count <= 0) return;
  const top = at<E>(a, from * ld + left);
  swapRows<T, E>(ld, a, im, pivots, from, to, left, count);
  solveLower<T, E>(to - from, at<E>(a, from * ld + from), ld, top, ld, count, im, work);
  product<T, E>(
    m - to, count, to - from,
    at<E>(a, to * ld + from), ld, top, ld, at<E>(a, to * ld + left), ld, im, false, work
  );
}

/** Factors columns [from, to) of the rows from `from` on; other columns are not touched. */
export function panel<T, E>(
  m: i32, ld: i32, a: usize, im: usize, pivots: usize, from: i32, to: i32, info: usize, work: usize
): void {
  const width = to - from;
  if (width <= leafWidth<T, E>()) {
    if (isVector<E>()) leafAcross<T>(m, ld, a, im, pivots, from, to, info);
    else if (width < 2 * lanes<T>()) leaf<T>(m, ld, a, im, pivots, from, to, info);
    else if (im) leafComplex<T>(m, ld, a, im, pivots, from, info);
    else leafFused<T>(m, ld, a, pivots, from, info);
    return;
  }
  const middle = from + half(width);
  panel<T, E>(m, ld, a, im, pivots, from, middle, info, work);
  trailing<T, E>(m, ld, a, im, pivots, from, middle, middle, to, work);
  panel<T, E>(m, ld, a, im, pivots, middle, to, info, work);
  swapRows<T, E>(ld, a, im, pivots, middle, to, from, middle - from);
}

// @ts-ignore: decorator
@inline
function leafWidth<T, E>(): i32 {
  return isVector<E>() ? ACROSS_LEAF : 2 * lanes<T>();
}

// @ts-ignore: decorator
@inline
function notePivot(pivots: usize, k: i32, row: i32): void {
  store<i32>(pivots + ((<usize>k) << 2), row + 1);
}

// @ts-ignore: decorator
@inline
function noteZero(info: usize, k: i32): void {
  if (load<i32>(info) == 0) store<i32>(info, k + 1);
}

/**
 * A magnitude as its bits, whose order as integers is that of the numbers, with NaN above Infinity: what
 * can be compared and selected without a branch.
 */
// @ts-ignore: decorator
@inline
function bitsOf<T>(size: T): u64 {
  if (sizeof<T>() == 8) return reinterpret<u64>(<f64>size) & 0x7fff_ffff_ffff_ffff;
  return <u64>(reinterpret<u32>(<f32>size) & 0x7fff_ffff);
}

/** |re| + |im|, LAPACK's cabs1. */
// @ts-ignore: decorator
@inline
function magnitude<T>(place: usize, im: usize): T {
  const re = abs<T>(load<T>(place));
  return im ? <T>(re + abs<T>(load<T>(place + im))) : re;
}

/** The row of the largest entry of column k at or below the diagonal, the first of equals; a NaN wins. */
function findPivot<T>(m: i32, ld: i32, a: usize, im: usize, k: i32): i32 {
  let best = k;
  let largest = bitsOf<T>(magnitude<T>(at<T>(a, k * ld + k), im));
  for (let i = k + 1; i < m; i++) {
    const size = bitsOf<T>(magnitude<T>(at<T>(a, i * ld + k), im));
    const better = size > largest;
    best = select<i32>(i, best, better);
    largest = select<u64>(size, largest, better);
  }
  return best;
}

/** Column after column. */
function leaf<T>(
  m: i32, ld: i32, a: usize, im: usize, pivots: usize, from: i32, to: i32, info: usize
): void {
  for (let k = from; k < to; k++) {
    notePivot(pivots, k, findPivot<T>(m, ld, a, im, k));
    swapRows<T, T>(ld, a, im, pivots, k, k + 1, from, to - from);
    const pivot = at<T>(a, k * ld + k);
    if (magnitude<T>(pivot, im) == <T>0) {
      noteZero(info, k);
      continue;
    }
    for (let i = k + 1; i < m; i++) {
      const place = at<T>(a, i * ld + k);
      divide<T, T>(place, pivot, 1, im);
      subtract<T, T>(place + sizeof<T>(), pivot + sizeof<T>(), place, to - k - 1, im);
    }
  }
}

/** The lanes from `first` on. */
// @ts-ignore: decorator
@inline
function lanesFrom<T>(first: i32): v128 {
  if (sizeof<T>() == 8) return i64x2.gt_s(i64x2(0, 1), i64x2.splat(<i64>(first - 1)));
  return i32x4.gt_s(i32x4(0, 1, 2, 3), i32x4.splat(first - 1));
}

/**
 * A real leaf as wide as two vectors: one pass over the rows for every column, which divides, subtracts
 * and looks for the next pivot on the way.
 */
function leafFused<T>(m: i32, ld: i32, a: usize, pivots: usize, from: i32, info: usize): void {
  const width = 2 * lanes<T>();
  const row = (<usize>ld) * sizeof<T>();
  const end = at<T>(a, m * ld + from);
  let best = findPivot<T>(m, ld, a, 0, from);
  for (let j = 0; j < width; j++) {
    const k = from + j;
    notePivot(pivots, k, best);
    swapRows<T, T>(ld, a, 0, pivots, k, k + 1, from, width);
    const top = at<T>(a, k * ld + from);
    const pivot = load<T>(at<T>(top, j));
    if (pivot == <T>0) {
      noteZero(info, k);
      if (j + 1 < width) best = findPivot<T>(m, ld, a, 0, k + 1);
      continue;
    }
    const low = v128.load(top);
    const high = v128.load(top, 16);
    const inLow = lanesFrom<T>(j + 1);
    const inHigh = lanesFrom<T>(j + 1 - lanes<T>());
    const next = j + 1 < width ? load<T>(at<T>(top, j + 1)) : <T>0;
    let largest: u64 = 0;
    best = k + 1;
    let i = k + 1;
    for (let place = top + row; place < end; place += row) {
      const factor = <T>(load<T>(at<T>(place, j)) / pivot);
      const size = bitsOf<T>(<T>(load<T>(at<T>(place, j + 1)) - <T>(factor * next)));
      const better = size > largest;
      best = select<i32>(i, best, better);
      largest = select<u64>(size, largest, better);
      const f = v128.splat<T>(factor);
      const lower = v128.load(place);
      const upper = v128.load(place, 16);
      v128.store(place, v128.bitselect(minus<T>(lower, f, low), lower, inLow));
      v128.store(place, v128.bitselect(minus<T>(upper, f, high), upper, inHigh), 16);
      store<T>(at<T>(place, j), factor);
      i++;
    }
  }
}

/** As `leafFused`, for complex matrices. */
function leafComplex<T>(
  m: i32, ld: i32, a: usize, im: usize, pivots: usize, from: i32, info: usize
): void {
  const width = 2 * lanes<T>();
  let best = findPivot<T>(m, ld, a, im, from);
  for (let j = 0; j < width; j++) {
    const k = from + j;
    notePivot(pivots, k, best);
    swapRows<T, T>(ld, a, im, pivots, k, k + 1, from, width);
    const top = at<T>(a, k * ld + from);
    if (magnitude<T>(at<T>(top, j), im) == <T>0) {
      noteZero(info, k);
      if (j + 1 < width) best = findPivot<T>(m, ld, a, im, k + 1);
    } else {
      best = eliminate<T>(k, ld, top, at<T>(a, m * ld + from), im, j);
    }
  }
}

/**
 * Eliminates column j of a complex leaf below its row k, which starts at `top`; the division is Smith's, as
 * `divide` has it, with what is the same for all rows done once.
 * @returns the row of the next pivot
 */
function eliminate<T>(k: i32, ld: i32, top: usize, end: usize, im: usize, j: i32): i32 {
  const row = (<usize>ld) * sizeof<T>();
  const column = (<usize>j) * sizeof<T>();
  const isReal = abs<T>(load<T>(top + column)) >= abs<T>(load<T>(top + column + im));
  const down = quartered<T>(load<T>(top + column + (isReal ? 0 : im)));
  const larger = <T>(load<T>(top + column + (isReal ? 0 : im)) * down);
  const smaller = <T>(load<T>(top + column + (isReal ? im : 0)) * down);
  const ratio = <T>(smaller / larger);
  const scale = <T>(larger + <T>(smaller * ratio));
  const inLow = lanesFrom<T>(j + 1);
  const inHigh = lanesFrom<T>(j + 1 - lanes<T>());
  const beyond = j + 1 == 2 * lanes<T>();
  const nr = beyond ? <T>0 : load<T>(top + column + sizeof<T>());
  const ni = beyond ? <T>0 : load<T>(top + column + sizeof<T>() + im);
  let largest: u64 = 0;
  let best = k + 1;
  let i = k + 1;
  for (let place = top + row; place < end; place += row) {
    const entry = place + column;
    const first = <T>(load<T>(entry + (isReal ? 0 : im)) * down);
    const second = <T>(load<T>(entry + (isReal ? im : 0)) * down);
    const scaled = <T>(first * ratio);
    const fr = <T>(<T>(first + <T>(second * ratio)) / scale);
    const fi = <T>((isReal ? <T>(second - scaled) : <T>(scaled - second)) / scale);
    const next = entry + sizeof<T>();
    const re = <T>(load<T>(next) - <T>(<T>(fr * nr) - <T>(fi * ni)));
    const size = bitsOf<T>(<T>(abs<T>(re) + abs<T>(<T>(load<T>(next + im) - <T>(<T>(fr * ni) + <T>(fi * nr))))));
    const better = size > largest;
    best = select<i32>(i, best, better);
    largest = select<u64>(size, largest, better);
    minusComplex<T>(place, top, im, v128.splat<T>(fr), v128.splat<T>(fi), inLow);
    minusComplex<T>(place + 16, top + 16, im, v128.splat<T>(fr), v128.splat<T>(fi), inHigh);
    store<T>(entry, fr);
    store<T>(entry + im, fi);
    i++;
  }
  return best;
}

/** What `divide` brings a divisor down by. */
// @ts-ignore: decorator
@inline
function quartered<T>(most: T): T {
  return abs<T>(most) > large<T>() ? <T>0.25 : <T>1;
}

/** y −= f·x, in the lanes of `mask`. */
// @ts-ignore: decorator
@inline
function minusComplex<T>(y: usize, x: usize, im: usize, fr: v128, fi: v128, mask: v128): void {
  const yr = v128.load(y);
  const yi = v128.load(y + im);
  const re = v128.sub<T>(yr, real<T>(fr, fi, v128.load(x), v128.load(x + im)));
  const other = v128.sub<T>(yi, imaginary<T>(fr, fi, v128.load(x), v128.load(x + im)));
  v128.store(y, v128.bitselect(re, yr, mask));
  v128.store(y + im, v128.bitselect(other, yi, mask));
}

/**
 * A leaf of a batch: every lane finds, exchanges and divides by a pivot of its own, without a branch. One
 * pass over the rows for every column, which divides, subtracts and looks for the next pivot on the way.
 */
function leafAcross<T>(
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
        const factor = v128.bitselect(value, v128.div<T>(value, pivot), zero);
        v128.store(place, factor);
        if (rest > 0) v128.store(place, minus<T>(v128.load(place, 16), factor, x1), 16);
        if (rest > 1) v128.store(place, minus<T>(v128.load(place, 32), factor, x2), 32);
        if (rest > 2) v128.store(place, minus<T>(v128.load(place, 48), factor, x3), 48);
      }
      if (k + 1 == to) continue;
      const size = sizes<T>(place + 16, im);
      const better = betterPivot<T>(size, largest);
      best = v128.bitselect(index, best, better);
      largest = v128.bitselect(size, largest, better);
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
    exchange<T>(ld, a, im, pivots, k, <i32>i64x2.extract_lane(rows, 0), 0);
    exchange<T>(ld, a, im, pivots, k, <i32>i64x2.extract_lane(rows, 1), 1);
  } else {
    exchange<T>(ld, a, im, pivots, k, i32x4.extract_lane(rows, 0), 0);
    exchange<T>(ld, a, im, pivots, k, i32x4.extract_lane(rows, 1), 1);
    exchange<T>(ld, a, im, pivots, k, i32x4.extract_lane(rows, 2), 2);
    exchange<T>(ld, a, im, pivots, k, i32x4.extract_lane(rows, 3), 3);
  }
}

// @ts-ignore: decorator
@inline
function exchange<T>(ld: i32, a: usize, im: usize, pivots: usize, k: i32, row: i32, lane: i32): void {
  notePivot(pivots, k * lanes<T>() + lane, row);
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
    best = v128.bitselect(splatIndex<T>(i), best, better);
    largest = v128.bitselect(size, largest, better);
  }
  return best;
}

function noteZeros<T>(pivot: usize, im: usize, k: i32, info: usize): void {
  for (let lane = 0; lane < lanes<T>(); lane++) {
    const place = pivot + (<usize>lane) * sizeof<T>();
    if (magnitude<T>(place, im) == <T>0) noteZero(info + ((<usize>lane) << 2), k);
  }
}
