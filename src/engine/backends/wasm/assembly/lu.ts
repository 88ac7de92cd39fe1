/**
 * PA = LU with partial pivoting, nearly all of it as products.
 *
 * Source: Toledo, Locality of reference in LU decomposition with partial pivoting (1997): recursive
 * halving of the columns; above 256 columns panels of 128, so that threads can own some. Pivot rule and
 * `info` are those of LAPACK xGETRF, see `reference/lu.ts`; up to 47 rows or columns the bits are its bits.
 * Requires: m by n, row-major, rows `ld` entries apart, imaginary parts `im` bytes behind.
 */
import { ACROSS_LEAF, leafAcross } from './across';
import { imaginary, large, real } from './complex';
import { magnitude, notePivot, noteZero } from './pivots';
import { half, product, scratchOf } from './product';
import { at, divide, lanes, minus, pick, subtract, swapRows } from './rows';
import { solveLower } from './triangular';

/** Columns up to which the recursion is not cut into panels, and the width of a panel above. */
const WHOLE: i32 = 256;
const PANEL: i32 = 128;

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
  work = scratchOf(count, work);
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
    const isLow = v128.andnot(lanesFrom<T>(j), inLow);
    const isHigh = v128.andnot(lanesFrom<T>(j - lanes<T>()), inHigh);
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
      // The factor as a part of its vector: what is stored by halves cannot be loaded as one without waiting.
      v128.store(place, pick<T>(minus<T>(lower, f, low), pick<T>(f, lower, isLow), inLow));
      v128.store(place, pick<T>(minus<T>(upper, f, high), pick<T>(f, upper, isHigh), inHigh), 16);
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
  const lowR = v128.load(top), lowI = v128.load(top + im);
  const highR = v128.load(top, 16), highI = v128.load(top + im, 16);
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
    const vr = v128.splat<T>(fr);
    const vi = v128.splat<T>(fi);
    if (j + 1 < lanes<T>()) minusComplex<T>(place, im, vr, vi, lowR, lowI, inLow);
    minusComplex<T>(place + 16, im, vr, vi, highR, highI, inHigh);
    store<T>(entry, fr);
    store<T>(entry + im, fi);
    i++;
  }
  return best;
}

/** The factor by which `divide` brings a divisor down. */
// @ts-ignore: decorator
@inline
function quartered<T>(most: T): T {
  return abs<T>(most) > large<T>() ? <T>0.25 : <T>1;
}

/** y −= f·x, in the lanes of `mask`. */
// @ts-ignore: decorator
@inline
function minusComplex<T>(y: usize, im: usize, fr: v128, fi: v128, xr: v128, xi: v128, mask: v128): void {
  const yr = v128.load(y);
  const yi = v128.load(y + im);
  v128.store(y, pick<T>(v128.sub<T>(yr, real<T>(fr, fi, xr, xi)), yr, mask));
  v128.store(y + im, pick<T>(v128.sub<T>(yi, imaginary<T>(fr, fi, xr, xi)), yi, mask));
}
