/**
 * Triangular systems and the inverse of a unit lower triangle, halved recursively, so that nearly all of
 * the work is products.
 *
 * Source: LAPACK xTRTRS and xTRTRI; Elmroth, Gustavson, Jonsson and Kågström, Recursive blocked
 * algorithms, SIAM Review 46 (2004). Requires: what `lu.ts` ensures. Every entry subtracts its terms in
 * the order of k, ascending for L and descending for U: the order of `reference/solve.ts`.
 */
import { divideRow } from './complex';
import { half, product } from './product';
import { at, lanes, minus, put, spread, subtract } from './rows';

/** Rows at which the recursion ends. */
const LEAF: i32 = 4;

/**
 * B := L⁻¹·B for the unit lower triangle of `size` rows at l.
 * @param count columns of B
 */
export function solveLower<T, E>(
  size: i32, l: usize, ldl: i32, b: usize, ldb: i32, count: i32, im: usize, work: usize
): void {
  if (size <= LEAF) {
    const done = size == LEAF && im == 0 ? fourRows<T, E>(l, ldl, b, ldb, count) : 0;
    if (done == count) return;
    for (let r = 1; r < size; r++) {
      for (let k = 0; k < r; k++) {
        subtract<T, E>(at<E>(b, r * ldb + done), at<E>(b, k * ldb + done), at<E>(l, r * ldl + k), count - done, im);
      }
    }
    return;
  }
  const middle = half(size);
  const below = at<E>(b, middle * ldb);
  solveLower<T, E>(middle, l, ldl, b, ldb, count, im, work);
  product<T, E>(size - middle, count, middle, at<E>(l, middle * ldl), ldl, b, ldb, below, ldb, im, false, work);
  solveLower<T, E>(size - middle, at<E>(l, middle * ldl + middle), ldl, below, ldb, count, im, work);
}

/** The leaf with its six factors in registers; returns how many columns it did. */
function fourRows<T, E>(l: usize, ldl: i32, b: usize, ldb: i32, count: i32): i32 {
  const width = isVector<E>() ? 1 : lanes<T>();
  const whole = count - (count % width);
  const row = (<usize>ldb) * sizeof<E>();
  const l10 = spread<T, E>(at<E>(l, ldl));
  const l20 = spread<T, E>(at<E>(l, 2 * ldl));
  const l21 = spread<T, E>(at<E>(l, 2 * ldl + 1));
  const l30 = spread<T, E>(at<E>(l, 3 * ldl));
  const l31 = spread<T, E>(at<E>(l, 3 * ldl + 1));
  const l32 = spread<T, E>(at<E>(l, 3 * ldl + 2));
  const end = at<E>(b, whole);
  for (; b < end; b += 16) {
    const b0 = v128.load(b);
    const b1 = minus<T>(v128.load(b + row), l10, b0);
    const b2 = minus<T>(minus<T>(v128.load(b + 2 * row), l20, b0), l21, b1);
    const b3 = minus<T>(minus<T>(minus<T>(v128.load(b + 3 * row), l30, b0), l31, b1), l32, b2);
    v128.store(b + row, b1);
    v128.store(b + 2 * row, b2);
    v128.store(b + 3 * row, b3);
  }
  return whole;
}

/** B := U⁻¹·B for the upper triangle of `size` rows at u; a zero on the diagonal gives Inf and NaN. */
export function solveUpper<T, E>(
  size: i32, u: usize, ldu: i32, b: usize, ldb: i32, count: i32, im: usize, work: usize
): void {
  if (size <= LEAF) {
    const done = size == LEAF && im == 0 ? fourRowsUp<T, E>(u, ldu, b, ldb, count) : 0;
    if (done == count) return;
    for (let i = size - 1; i >= 0; i--) {
      const row = at<E>(b, i * ldb + done);
      for (let k = size - 1; k > i; k--) {
        subtract<T, E>(row, at<E>(b, k * ldb + done), at<E>(u, i * ldu + k), count - done, im);
      }
      divideRow<T, E>(row, at<E>(u, i * ldu + i), count - done, im);
    }
    return;
  }
  const middle = half(size);
  const below = at<E>(b, middle * ldb);
  solveUpper<T, E>(size - middle, at<E>(u, middle * ldu + middle), ldu, below, ldb, count, im, work);
  product<T, E>(middle, count, size - middle, at<E>(u, middle), ldu, below, ldb, b, ldb, im, true, work);
  solveUpper<T, E>(middle, u, ldu, b, ldb, count, im, work);
}

/** The leaf in one pass over the columns; returns how many it did. */
function fourRowsUp<T, E>(u: usize, ldu: i32, b: usize, ldb: i32, count: i32): i32 {
  const width = isVector<E>() ? 1 : lanes<T>();
  const whole = count - (count % width);
  const row = (<usize>ldb) * sizeof<E>();
  const rowU = (<usize>ldu) * sizeof<E>();
  const u2 = u + rowU + rowU;
  const u23 = spread<T, E>(at<E>(u2, 3));
  const u13 = spread<T, E>(at<E>(u + rowU, 3));
  const u12 = spread<T, E>(at<E>(u + rowU, 2));
  const u03 = spread<T, E>(at<E>(u, 3));
  const u02 = spread<T, E>(at<E>(u, 2));
  const u01 = spread<T, E>(at<E>(u, 1));
  const d3 = spread<T, E>(at<E>(u2 + rowU, 3));
  const d2 = spread<T, E>(at<E>(u2, 2));
  const d1 = spread<T, E>(at<E>(u + rowU, 1));
  const d0 = spread<T, E>(u);
  const end = at<E>(b, whole);
  for (; b < end; b += 16) {
    const b3 = v128.div<T>(v128.load(b + 3 * row), d3);
    const b2 = v128.div<T>(minus<T>(v128.load(b + 2 * row), u23, b3), d2);
    const b1 = v128.div<T>(minus<T>(minus<T>(v128.load(b + row), u13, b3), u12, b2), d1);
    const b0 = minus<T>(minus<T>(minus<T>(v128.load(b), u03, b3), u02, b2), u01, b1);
    v128.store(b, v128.div<T>(b0, d0));
    v128.store(b + row, b1);
    v128.store(b + 2 * row, b2);
    v128.store(b + 3 * row, b3);
  }
  return whole;
}

/**
 * Columns [first, last) of L⁻¹, of which rows and columns [from, to) are done, into x, which holds zeros.
 * A column's numbers do not depend on which others are asked for.
 * @param first,last multiples of 32, or the whole
 * @param x where entry (0, 0) is, or would be
 */
export function invertLower<T, E>(
  l: usize, ldl: i32, from: i32, to: i32, first: i32, last: i32, x: usize, ldx: i32, im: usize, work: usize
): void {
  if (from >= last || to <= first) return;
  if (to - from <= LEAF) {
    if (to - from == LEAF && im == 0) {
      invertFour<T, E>(at<E>(l, from * ldl + from), ldl, at<E>(x, from * ldx + from), ldx);
      return;
    }
    for (let r = from; r < to; r++) {
      put<T, E>(at<E>(x, r * ldx + r), v128.splat<T>(<T>1));
      for (let k = from; k < r; k++) {
        const factor = at<E>(l, r * ldl + k);
        subtract<T, E>(at<E>(x, r * ldx + from), at<E>(x, k * ldx + from), factor, k + 1 - from, im);
      }
    }
    return;
  }
  const middle = from + half(to - from);
  invertLower<T, E>(l, ldl, from, middle, first, last, x, ldx, im, work);
  const left = max(from, first);
  const right = min(middle, last);
  if (left < right) {
    timesTriangle<T, E>(l, ldl, from, middle, to, left, right, x, ldx, im, work);
    const below = at<E>(x, middle * ldx + left);
    solveLower<T, E>(to - middle, at<E>(l, middle * ldl + middle), ldl, below, ldx, right - left, im, work);
  }
  invertLower<T, E>(l, ldl, middle, to, first, last, x, ldx, im, work);
}

/** The inverse of a block of four rows. */
function invertFour<T, E>(l: usize, ldl: i32, x: usize, ldx: i32): void {
  const zero = v128.splat<T>(<T>0);
  const one = v128.splat<T>(<T>1);
  const l1 = at<E>(l, ldl);
  const l2 = at<E>(l1, ldl);
  const l3 = at<E>(l2, ldl);
  const l21 = spread<T, E>(at<E>(l2, 1));
  const l31 = spread<T, E>(at<E>(l3, 1));
  const l32 = spread<T, E>(at<E>(l3, 2));
  const x10 = v128.sub<T>(zero, spread<T, E>(l1));
  const x20 = minus<T>(v128.sub<T>(zero, spread<T, E>(l2)), l21, x10);
  const x30 = minus<T>(minus<T>(v128.sub<T>(zero, spread<T, E>(l3)), l31, x10), l32, x20);
  const x21 = v128.sub<T>(zero, l21);
  const x31 = minus<T>(v128.sub<T>(zero, l31), l32, x21);
  put<T, E>(x, one);
  x = at<E>(x, ldx);
  put<T, E>(x, x10);
  put<T, E>(at<E>(x, 1), one);
  x = at<E>(x, ldx);
  put<T, E>(x, x20);
  put<T, E>(at<E>(x, 1), x21);
  put<T, E>(at<E>(x, 2), one);
  x = at<E>(x, ldx);
  put<T, E>(x, x30);
  put<T, E>(at<E>(x, 1), x31);
  put<T, E>(at<E>(x, 2), v128.sub<T>(zero, l32));
  put<T, E>(at<E>(x, 3), one);
}

/**
 * −L₂₁·X₁₁ below the diagonal block [from, middle), in columns [left, right): in strips, since X₁₁ is a
 * triangle and has nothing above the first row of its strip.
 */
function timesTriangle<T, E>(
  l: usize, ldl: i32, from: i32, middle: i32, to: i32, left: i32, right: i32,
  x: usize, ldx: i32, im: usize, work: usize
): void {
  const size = middle - from;
  const strip = size > 256 ? 128 : size > 64 ? 64 : size > 16 ? 16 : 8;
  for (let j = from; j < middle; j += strip) {
    const start = max(j, left);
    const count = min(j + strip, right) - start;
    if (count <= 0) continue;
    product<T, E>(
      to - middle, count, middle - j,
      at<E>(l, middle * ldl + j), ldl, at<E>(x, j * ldx + start), ldx, at<E>(x, middle * ldx + start), ldx,
      im, false, work
    );
  }
}
