/**
 * The inverse of real 4 by 4 matrices side by side, without a loop or a branch, all of it in registers.
 *
 * The operations and their order are those of `lu.ts` and `triangular.ts`, and so are the bits. A smaller
 * matrix lies in the upper left corner of an identity, whose zeros are never chosen as pivots.
 */
import { uneven } from './limits';
import { minus } from './rows';

// @ts-ignore: decorator
@inline
function larger<T>(a: v128, b: v128): v128 {
  // As bits, whose order is that of magnitudes, with NaN above Infinity.
  if (sizeof<T>() == 8) return i64x2.gt_s(v128.abs<T>(a), v128.abs<T>(b));
  return i32x4.gt_s(v128.abs<T>(a), v128.abs<T>(b));
}

/** a where `mask` is set, else b. */
// @ts-ignore: decorator
@inline
function pick(a: v128, b: v128, mask: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** The bits in which two numbers that are to be exchanged differ; none where `mask` is not set. */
// @ts-ignore: decorator
@inline
function difference(a: v128, b: v128, mask: v128): v128 {
  return v128.and(v128.xor(a, b), mask);
}

/** The factor of L below a pivot; a column of zeros stays one. */
// @ts-ignore: decorator
@inline
function quotient<T>(value: v128, pivot: v128): v128 {
  return pick(value, v128.div<T>(value, pivot), v128.eq<T>(pivot, v128.splat<T>(<T>0)));
}

/** The 1-based position of the first zero pivot, or 0, in every lane. */
// @ts-ignore: decorator
@inline
function firstZero<T>(d0: v128, d1: v128, d2: v128, d3: v128): v128 {
  const zero = v128.splat<T>(<T>0);
  let first = v128.and(v128.eq<T>(d3, zero), v128.splat<T>(<T>4));
  first = pick(v128.splat<T>(<T>3), first, v128.eq<T>(d2, zero));
  first = pick(v128.splat<T>(<T>2), first, v128.eq<T>(d1, zero));
  return pick(v128.splat<T>(<T>1), first, v128.eq<T>(d0, zero));
}

/** The largest magnitude of a row. */
// @ts-ignore: decorator
@inline
function size<T>(a: v128, b: v128, c: v128, d: v128): v128 {
  const first = v128.pmax<T>(v128.abs<T>(a), v128.abs<T>(b));
  return v128.pmax<T>(first, v128.pmax<T>(v128.abs<T>(c), v128.abs<T>(d)));
}

/**
 * @param a 4 by 4 vectors, row by row
 * @param x receives the inverse, as a
 * @param zeros receives a vector: the position of the first zero pivot, or 0
 * @param wide receives a mask: where the rows are uneven, as `limits.ts` says
 */
export function invertFour<T>(a: usize, x: usize, zeros: usize, wide: usize): void {
  let a00 = v128.load(a, 0), a01 = v128.load(a, 16), a02 = v128.load(a, 32), a03 = v128.load(a, 48);
  let a10 = v128.load(a, 64), a11 = v128.load(a, 80), a12 = v128.load(a, 96), a13 = v128.load(a, 112);
  let a20 = v128.load(a, 128), a21 = v128.load(a, 144), a22 = v128.load(a, 160), a23 = v128.load(a, 176);
  let a30 = v128.load(a, 192), a31 = v128.load(a, 208), a32 = v128.load(a, 224), a33 = v128.load(a, 240);
  const size0 = size<T>(a00, a01, a02, a03);
  const size1 = size<T>(a10, a11, a12, a13);
  const size2 = size<T>(a20, a21, a22, a23);
  const size3 = size<T>(a30, a31, a32, a33);
  const least = v128.pmin<T>(v128.pmin<T>(size0, size1), v128.pmin<T>(size2, size3));
  const most = v128.pmax<T>(v128.pmax<T>(size0, size1), v128.pmax<T>(size2, size3));
  v128.store(wide, uneven<T>(least, most));
  let d: v128;
  // Column 0: the pivot, the exchange, the elimination.
  let most0 = a00;
  const g01 = larger<T>(a10, most0);
  most0 = pick(a10, most0, g01);
  const g02 = larger<T>(a20, most0);
  most0 = pick(a20, most0, g02);
  const g03 = larger<T>(a30, most0);
  const s01 = v128.andnot(v128.andnot(g01, g02), g03);
  const s02 = v128.andnot(g02, g03);
  const s03 = g03;
  d = difference(a00, a10, s01);
  a00 = v128.xor(a00, d);
  a10 = v128.xor(a10, d);
  d = difference(a01, a11, s01);
  a01 = v128.xor(a01, d);
  a11 = v128.xor(a11, d);
  d = difference(a02, a12, s01);
  a02 = v128.xor(a02, d);
  a12 = v128.xor(a12, d);
  d = difference(a03, a13, s01);
  a03 = v128.xor(a03, d);
  a13 = v128.xor(a13, d);
  d = difference(a00, a20, s02);
  a00 = v128.xor(a00, d);
  a20 = v128.xor(a20, d);
  d = difference(a01, a21, s02);
  a01 = v128.xor(a01, d);
  a21 = v128.xor(a21, d);
  d = difference(a02, a22, s02);
  a02 = v128.xor(a02, d);
  a22 = v128.xor(a22, d);
  d = difference(a03, a23, s02);
  a03 = v128.xor(a03, d);
  a23 = v128.xor(a23, d);
  d = difference(a00, a30, s03);
  a00 = v128.xor(a00, d);
  a30 = v128.xor(a30, d);
  d = difference(a01, a31, s03);
  a01 = v128.xor(a01, d);
  a31 = v128.xor(a31, d);
  d = difference(a02, a32, s03);
  a02 = v128.xor(a02, d);
  a32 = v128.xor(a32, d);
  d = difference(a03, a33, s03);
  a03 = v128.xor(a03, d);
  a33 = v128.xor(a33, d);
  a10 = quotient<T>(a10, a00);
  a11 = minus<T>(a11, a10, a01);
  a12 = minus<T>(a12, a10, a02);
  a13 = minus<T>(a13, a10, a03);
  a20 = quotient<T>(a20, a00);
  a21 = minus<T>(a21, a20, a01);
  a22 = minus<T>(a22, a20, a02);
  a23 = minus<T>(a23, a20, a03);
  a30 = quotient<T>(a30, a00);
  a31 = minus<T>(a31, a30, a01);
  a32 = minus<T>(a32, a30, a02);
  a33 = minus<T>(a33, a30, a03);
  // Column 1: the pivot, the exchange, the elimination.
  let most1 = a11;
  const g12 = larger<T>(a21, most1);
  most1 = pick(a21, most1, g12);
  const g13 = larger<T>(a31, most1);
  const s12 = v128.andnot(g12, g13);
  const s13 = g13;
  d = difference(a10, a20, s12);
  a10 = v128.xor(a10, d);
  a20 = v128.xor(a20, d);
  d = difference(a11, a21, s12);
  a11 = v128.xor(a11, d);
  a21 = v128.xor(a21, d);
  d = difference(a12, a22, s12);
  a12 = v128.xor(a12, d);
  a22 = v128.xor(a22, d);
  d = difference(a13, a23, s12);
  a13 = v128.xor(a13, d);
  a23 = v128.xor(a23, d);
  d = difference(a10, a30, s13);
  a10 = v128.xor(a10, d);
  a30 = v128.xor(a30, d);
  d = difference(a11, a31, s13);
  a11 = v128.xor(a11, d);
  a31 = v128.xor(a31, d);
  d = difference(a12, a32, s13);
  a12 = v128.xor(a12, d);
  a32 = v128.xor(a32, d);
  d = difference(a13, a33, s13);
  a13 = v128.xor(a13, d);
  a33 = v128.xor(a33, d);
  a21 = quotient<T>(a21, a11);
  a22 = minus<T>(a22, a21, a12);
  a23 = minus<T>(a23, a21, a13);
  a31 = quotient<T>(a31, a11);
  a32 = minus<T>(a32, a31, a12);
  a33 = minus<T>(a33, a31, a13);
  // Column 2: the pivot, the exchange, the elimination.
  let most2 = a22;
  const g23 = larger<T>(a32, most2);
  const s23 = g23;
  d = difference(a20, a30, s23);
  a20 = v128.xor(a20, d);
  a30 = v128.xor(a30, d);
  d = difference(a21, a31, s23);
  a21 = v128.xor(a21, d);
  a31 = v128.xor(a31, d);
  d = difference(a22, a32, s23);
  a22 = v128.xor(a22, d);
  a32 = v128.xor(a32, d);
  d = difference(a23, a33, s23);
  a23 = v128.xor(a23, d);
  a33 = v128.xor(a33, d);
  a32 = quotient<T>(a32, a22);
  a33 = minus<T>(a33, a32, a23);
  v128.store(zeros, firstZero<T>(a00, a11, a22, a33));
  // L⁻¹, below its diagonal.
  const zero = v128.splat<T>(<T>0);
  const one = v128.splat<T>(<T>1);
  const l10 = v128.sub<T>(zero, a10);
  const l20 = minus<T>(v128.sub<T>(zero, a20), a21, l10);
  const l21 = v128.sub<T>(zero, a21);
  const l30 = minus<T>(minus<T>(v128.sub<T>(zero, a30), a31, l10), a32, l20);
  const l31 = minus<T>(v128.sub<T>(zero, a31), a32, l21);
  const l32 = v128.sub<T>(zero, a32);
  // U⁻¹ times it.
  let x30 = v128.div<T>(l30, a33);
  let x31 = v128.div<T>(l31, a33);
  let x32 = v128.div<T>(l32, a33);
  let x33 = v128.div<T>(one, a33);
  let x20 = v128.div<T>(minus<T>(l20, a23, x30), a22);
  let x21 = v128.div<T>(minus<T>(l21, a23, x31), a22);
  let x22 = v128.div<T>(minus<T>(one, a23, x32), a22);
  let x23 = v128.div<T>(minus<T>(zero, a23, x33), a22);
  let x10 = v128.div<T>(minus<T>(minus<T>(l10, a13, x30), a12, x20), a11);
  let x11 = v128.div<T>(minus<T>(minus<T>(one, a13, x31), a12, x21), a11);
  let x12 = v128.div<T>(minus<T>(minus<T>(zero, a13, x32), a12, x22), a11);
  let x13 = v128.div<T>(minus<T>(minus<T>(zero, a13, x33), a12, x23), a11);
  let x00 = v128.div<T>(minus<T>(minus<T>(minus<T>(one, a03, x30), a02, x20), a01, x10), a00);
  let x01 = v128.div<T>(minus<T>(minus<T>(minus<T>(zero, a03, x31), a02, x21), a01, x11), a00);
  let x02 = v128.div<T>(minus<T>(minus<T>(minus<T>(zero, a03, x32), a02, x22), a01, x12), a00);
  let x03 = v128.div<T>(minus<T>(minus<T>(minus<T>(zero, a03, x33), a02, x23), a01, x13), a00);
  // The exchanges, undone on the columns.
  d = difference(x02, x03, s23);
  x02 = v128.xor(x02, d);
  x03 = v128.xor(x03, d);
  d = difference(x12, x13, s23);
  x12 = v128.xor(x12, d);
  x13 = v128.xor(x13, d);
  d = difference(x22, x23, s23);
  x22 = v128.xor(x22, d);
  x23 = v128.xor(x23, d);
  d = difference(x32, x33, s23);
  x32 = v128.xor(x32, d);
  x33 = v128.xor(x33, d);
  d = difference(x01, x02, s12);
  x01 = v128.xor(x01, d);
  x02 = v128.xor(x02, d);
  d = difference(x11, x12, s12);
  x11 = v128.xor(x11, d);
  x12 = v128.xor(x12, d);
  d = difference(x21, x22, s12);
  x21 = v128.xor(x21, d);
  x22 = v128.xor(x22, d);
  d = difference(x31, x32, s12);
  x31 = v128.xor(x31, d);
  x32 = v128.xor(x32, d);
  d = difference(x01, x03, s13);
  x01 = v128.xor(x01, d);
  x03 = v128.xor(x03, d);
  d = difference(x11, x13, s13);
  x11 = v128.xor(x11, d);
  x13 = v128.xor(x13, d);
  d = difference(x21, x23, s13);
  x21 = v128.xor(x21, d);
  x23 = v128.xor(x23, d);
  d = difference(x31, x33, s13);
  x31 = v128.xor(x31, d);
  x33 = v128.xor(x33, d);
  d = difference(x00, x01, s01);
  x00 = v128.xor(x00, d);
  x01 = v128.xor(x01, d);
  d = difference(x10, x11, s01);
  x10 = v128.xor(x10, d);
  x11 = v128.xor(x11, d);
  d = difference(x20, x21, s01);
  x20 = v128.xor(x20, d);
  x21 = v128.xor(x21, d);
  d = difference(x30, x31, s01);
  x30 = v128.xor(x30, d);
  x31 = v128.xor(x31, d);
  d = difference(x00, x02, s02);
  x00 = v128.xor(x00, d);
  x02 = v128.xor(x02, d);
  d = difference(x10, x12, s02);
  x10 = v128.xor(x10, d);
  x12 = v128.xor(x12, d);
  d = difference(x20, x22, s02);
  x20 = v128.xor(x20, d);
  x22 = v128.xor(x22, d);
  d = difference(x30, x32, s02);
  x30 = v128.xor(x30, d);
  x32 = v128.xor(x32, d);
  d = difference(x00, x03, s03);
  x00 = v128.xor(x00, d);
  x03 = v128.xor(x03, d);
  d = difference(x10, x13, s03);
  x10 = v128.xor(x10, d);
  x13 = v128.xor(x13, d);
  d = difference(x20, x23, s03);
  x20 = v128.xor(x20, d);
  x23 = v128.xor(x23, d);
  d = difference(x30, x33, s03);
  x30 = v128.xor(x30, d);
  x33 = v128.xor(x33, d);
  v128.store(x, x00, 0);
  v128.store(x, x01, 16);
  v128.store(x, x02, 32);
  v128.store(x, x03, 48);
  v128.store(x, x10, 64);
  v128.store(x, x11, 80);
  v128.store(x, x12, 96);
  v128.store(x, x13, 112);
  v128.store(x, x20, 128);
  v128.store(x, x21, 144);
  v128.store(x, x22, 160);
  v128.store(x, x23, 176);
  v128.store(x, x30, 192);
  v128.store(x, x31, 208);
  v128.store(x, x32, 224);
  v128.store(x, x33, 240);
}
