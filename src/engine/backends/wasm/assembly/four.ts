/**
 * The inverse of real 4 by 4 matrices side by side, without a loop or a branch.
 *
 * The operations and their order are those of `lu.ts` and `triangular.ts`, and so are the bits. A smaller
 * matrix lies in the upper left corner of an identity, whose zeros are never chosen as pivots.
 *
 * A matrix is 16 vectors, row by row, and four labels behind them: of each row the place that it had, times the
 * size of a number, as an integer as wide as the lane. A step takes what it works on into registers.
 */
import { uneven } from './limits';
import { minus, pick } from './rows';

/** From one row to the next. */
const ROW: usize = 64;
/** Bytes of a matrix, and its labels behind it. */
export const FOUR: usize = 256;
export const LABELS: usize = FOUR;
export const LABELLED: usize = FOUR + 64;

/** A magnitude as its bits, whose order as integers is that of the numbers, with NaN above Infinity. */
// @ts-ignore: decorator
@inline
function larger<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.gt_s(a, b) : i32x4.gt_s(a, b);
}

/** The factor of L below a pivot; a column of zeros stays one. */
// @ts-ignore: decorator
@inline
function quotient<T>(value: v128, pivot: v128): v128 {
  return pick<T>(value, v128.div<T>(value, pivot), v128.eq<T>(pivot, v128.splat<T>(<T>0)));
}

/**
 * Inverts; the columns of x wait to be put where the labels say.
 * @param a receives the factors, and the labels behind them
 * @param x receives 16 vectors, row by row
 */
export function invertFour<T>(a: usize, x: usize): void {
  for (let i = 0; i < 4; i++) {
    const offset = i * <i32>sizeof<T>();
    const label = sizeof<T>() == 8 ? i64x2.splat(<i64>offset) : i32x4.splat(offset);
    v128.store(a + LABELS + (<usize>i << 4), label);
  }
  first<T>(a);
  second<T>(a + ROW);
  third<T>(a + 2 * ROW);
  substitute<T>(a, x);
}

/** Column 0: the pivot, the exchange, the elimination. */
function first<T>(a: usize): void {
  const a0 = v128.load(a), a1 = v128.load(a + ROW), a2 = v128.load(a + 2 * ROW), a3 = v128.load(a + 3 * ROW);
  const m0 = v128.abs<T>(a0), m1 = v128.abs<T>(a1), m2 = v128.abs<T>(a2), m3 = v128.abs<T>(a3);
  // The first of the largest: pairs, and then the better of two.
  const g1 = larger<T>(m1, m0);
  const g3 = larger<T>(m3, m2);
  const late = larger<T>(pick<T>(m3, m2, g3), pick<T>(m1, m0, g1));
  const s1 = v128.andnot(g1, late);
  const s2 = v128.andnot(late, g3);
  const s3 = v128.and(late, g3);
  const pivot = pick<T>(pick<T>(a3, a2, g3), pick<T>(a1, a0, g1), late);
  const l1 = quotient<T>(pick<T>(a0, a1, s1), pivot);
  const l2 = quotient<T>(pick<T>(a0, a2, s2), pivot);
  const l3 = quotient<T>(pick<T>(a0, a3, s3), pivot);
  v128.store(a, pivot);
  v128.store(a + ROW, l1);
  v128.store(a + 2 * ROW, l2);
  v128.store(a + 3 * ROW, l3);
  eliminateFour<T>(a + 16, g1, g3, late, s1, s2, s3, l1, l2, l3);
  eliminateFour<T>(a + 32, g1, g3, late, s1, s2, s3, l1, l2, l3);
  eliminateFour<T>(a + 48, g1, g3, late, s1, s2, s3, l1, l2, l3);
  const label = a + LABELS;
  const n0 = v128.load(label), n1 = v128.load(label, 16), n2 = v128.load(label, 32), n3 = v128.load(label, 48);
  v128.store(label, pick<T>(pick<T>(n3, n2, g3), pick<T>(n1, n0, g1), late));
  v128.store(label, pick<T>(n0, n1, s1), 16);
  v128.store(label, pick<T>(n0, n2, s2), 32);
  v128.store(label, pick<T>(n0, n3, s3), 48);
}

// @ts-ignore: decorator
@inline
function eliminateFour<T>(
  place: usize, g1: v128, g3: v128, late: v128, s1: v128, s2: v128, s3: v128, l1: v128, l2: v128, l3: v128
): void {
  const b0 = v128.load(place), b1 = v128.load(place + ROW);
  const b2 = v128.load(place + 2 * ROW), b3 = v128.load(place + 3 * ROW);
  const top = pick<T>(pick<T>(b3, b2, g3), pick<T>(b1, b0, g1), late);
  v128.store(place, top);
  v128.store(place + ROW, minus<T>(pick<T>(b0, b1, s1), l1, top));
  v128.store(place + 2 * ROW, minus<T>(pick<T>(b0, b2, s2), l2, top));
  v128.store(place + 3 * ROW, minus<T>(pick<T>(b0, b3, s3), l3, top));
}

/** Column 1, of rows 1 to 3. */
function second<T>(a: usize): void {
  const a1 = v128.load(a, 16), a2 = v128.load(a + ROW, 16), a3 = v128.load(a + 2 * ROW, 16);
  const m1 = v128.abs<T>(a1), m2 = v128.abs<T>(a2), m3 = v128.abs<T>(a3);
  const g2 = larger<T>(m2, m1);
  const s3 = larger<T>(m3, pick<T>(m2, m1, g2));
  const s2 = v128.andnot(g2, s3);
  const pivot = pick<T>(a3, pick<T>(a2, a1, g2), s3);
  const l2 = quotient<T>(pick<T>(a1, a2, s2), pivot);
  const l3 = quotient<T>(pick<T>(a1, a3, s3), pivot);
  v128.store(a, pivot, 16);
  v128.store(a + ROW, l2, 16);
  v128.store(a + 2 * ROW, l3, 16);
  exchangeThree<T>(a, ROW, s2, s3);
  exchangeThree<T>(a - ROW + LABELS + 16, 16, s2, s3);
  eliminateThree<T>(a + 32, s2, s3, l2, l3);
  eliminateThree<T>(a + 48, s2, s3, l2, l3);
}

// @ts-ignore: decorator
@inline
function eliminateThree<T>(place: usize, s2: v128, s3: v128, l2: v128, l3: v128): void {
  const b1 = v128.load(place), b2 = v128.load(place + ROW), b3 = v128.load(place + 2 * ROW);
  const top = pick<T>(b3, pick<T>(b2, b1, s2), s3);
  v128.store(place, top);
  v128.store(place + ROW, minus<T>(pick<T>(b1, b2, s2), l2, top));
  v128.store(place + 2 * ROW, minus<T>(pick<T>(b1, b3, s3), l3, top));
}

/** The first of three entries against the second where s2 is set, against the third where s3 is. */
// @ts-ignore: decorator
@inline
function exchangeThree<T>(place: usize, row: usize, s2: v128, s3: v128): void {
  const b1 = v128.load(place), b2 = v128.load(place + row), b3 = v128.load(place + 2 * row);
  v128.store(place, pick<T>(b3, pick<T>(b2, b1, s2), s3));
  v128.store(place + row, pick<T>(b1, b2, s2));
  v128.store(place + 2 * row, pick<T>(b1, b3, s3));
}

/** Column 2, of rows 2 and 3. */
function third<T>(a: usize): void {
  const a2 = v128.load(a, 32), a3 = v128.load(a + ROW, 32);
  const s3 = larger<T>(v128.abs<T>(a3), v128.abs<T>(a2));
  const pivot = pick<T>(a3, a2, s3);
  const l3 = quotient<T>(pick<T>(a2, a3, s3), pivot);
  v128.store(a, pivot, 32);
  v128.store(a + ROW, l3, 32);
  exchangeTwo<T>(a, ROW, s3);
  exchangeTwo<T>(a + 16, ROW, s3);
  exchangeTwo<T>(a - 2 * ROW + LABELS + 32, 16, s3);
  const b2 = v128.load(a, 48), b3 = v128.load(a + ROW, 48);
  const top = pick<T>(b3, b2, s3);
  v128.store(a, top, 48);
  v128.store(a + ROW, minus<T>(pick<T>(b2, b3, s3), l3, top), 48);
}

// @ts-ignore: decorator
@inline
function exchangeTwo<T>(place: usize, row: usize, s3: v128): void {
  const b2 = v128.load(place), b3 = v128.load(place + row);
  v128.store(place, pick<T>(b3, b2, s3));
  v128.store(place + row, pick<T>(b2, b3, s3));
}

/** U⁻¹·L⁻¹ from the factors, column by column. */
function substitute<T>(a: usize, x: usize): void {
  const zero = v128.splat<T>(<T>0);
  const one = v128.splat<T>(<T>1);
  const a21 = v128.load(a, 144), a31 = v128.load(a, 208), a32 = v128.load(a, 224);
  const l10 = v128.sub<T>(zero, v128.load(a, 64));
  const l20 = minus<T>(v128.sub<T>(zero, v128.load(a, 128)), a21, l10);
  const l30 = minus<T>(minus<T>(v128.sub<T>(zero, v128.load(a, 192)), a31, l10), a32, l20);
  const l21 = v128.sub<T>(zero, a21);
  const l31 = minus<T>(v128.sub<T>(zero, a31), a32, l21);
  column<T>(a, x, one, l10, l20, l30);
  column<T>(a, x + 16, zero, one, l21, l31);
  column<T>(a, x + 32, zero, zero, one, v128.sub<T>(zero, a32));
  column<T>(a, x + 48, zero, zero, zero, one);
}

// @ts-ignore: decorator
@inline
function column<T>(u: usize, x: usize, b0: v128, b1: v128, b2: v128, b3: v128): void {
  const x3 = v128.div<T>(b3, v128.load(u, 240));
  const x2 = v128.div<T>(minus<T>(b2, v128.load(u, 176), x3), v128.load(u, 160));
  const c1 = minus<T>(minus<T>(b1, v128.load(u, 112), x3), v128.load(u, 96), x2);
  const x1 = v128.div<T>(c1, v128.load(u, 80));
  const c0 = minus<T>(minus<T>(b0, v128.load(u, 48), x3), v128.load(u, 32), x2);
  v128.store(x, v128.div<T>(minus<T>(c0, v128.load(u, 16), x1), v128.load(u)));
  v128.store(x, x1, 64);
  v128.store(x, x2, 128);
  v128.store(x, x3, 192);
}

/** The 1-based position of the first zero on the diagonal of the factors, or 0, in every lane. */
export function firstZero<T>(a: usize): v128 {
  const zero = v128.splat<T>(<T>0);
  let found = v128.and(v128.eq<T>(v128.load(a, 240), zero), v128.splat<T>(<T>4));
  found = pick<T>(v128.splat<T>(<T>3), found, v128.eq<T>(v128.load(a, 160), zero));
  found = pick<T>(v128.splat<T>(<T>2), found, v128.eq<T>(v128.load(a, 80), zero));
  return pick<T>(v128.splat<T>(<T>1), found, v128.eq<T>(v128.load(a), zero));
}

/** Marks members whose rows are uneven, as `limits.ts` says. */
export function unevenFour<T>(a: usize): v128 {
  const first = size<T>(a);
  const second = size<T>(a + ROW);
  const third = size<T>(a + 2 * ROW);
  const fourth = size<T>(a + 3 * ROW);
  const least = v128.pmin<T>(v128.pmin<T>(first, second), v128.pmin<T>(third, fourth));
  const most = v128.pmax<T>(v128.pmax<T>(first, second), v128.pmax<T>(third, fourth));
  return uneven<T>(least, most);
}

/** The largest magnitude of a row. */
// @ts-ignore: decorator
@inline
function size<T>(row: usize): v128 {
  const low = v128.pmax<T>(v128.abs<T>(v128.load(row)), v128.abs<T>(v128.load(row, 16)));
  const high = v128.pmax<T>(v128.abs<T>(v128.load(row, 32)), v128.abs<T>(v128.load(row, 48)));
  return v128.pmax<T>(low, high);
}
