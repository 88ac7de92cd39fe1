/**
 * The kernels that complex matrices, as planes, have of their own: a tile, a leaf of the factorization and a division by
 * one pivot. The operations on a number are those of `rows.ts`, in its order: other loops, the same bits.
 */
import { at, divide, lanes, spread, subtract } from './rows';

/**
 * C −= A·B without packing, 4 rows by a vector of real and one of imaginary parts in registers. As `update`
 * of `tile.ts`.
 */
export function updateComplex<T, E>(
  m: i32, n: i32, k: i32,
  a: usize, rowA: usize, stepA: usize, b: usize, stepB: usize, c: usize, rowC: usize, im: usize
): void {
  const width = isVector<E>() ? 1 : lanes<T>();
  const whole = n - (n % width);
  for (let j = 0; j < whole; j += width) {
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      four<T, E>(k, a + <usize>i * rowA, rowA, stepA, at<E>(b, j), stepB, at<E>(c, j) + <usize>i * rowC, rowC, im);
    }
    for (; i < m; i++) {
      one<T, E>(k, a + <usize>i * rowA, stepA, at<E>(b, j), stepB, at<E>(c, j) + <usize>i * rowC, im);
    }
  }
  if (whole == n) return;
  for (let i: usize = 0; i < <usize>m; i++) {
    for (let p: usize = 0; p < <usize>k; p++) {
      const factor = a + i * rowA + p * stepA;
      subtract<T, E>(at<E>(c, whole) + i * rowC, at<E>(b, whole) + p * stepB, factor, n - whole, im);
    }
  }
}

/** The real part of f·b. */
// @ts-ignore: decorator
@inline
export function real<T>(fr: v128, fi: v128, br: v128, bi: v128): v128 {
  return v128.sub<T>(v128.mul<T>(fr, br), v128.mul<T>(fi, bi));
}

// @ts-ignore: decorator
@inline
export function imaginary<T>(fr: v128, fi: v128, br: v128, bi: v128): v128 {
  return v128.add<T>(v128.mul<T>(fr, bi), v128.mul<T>(fi, br));
}

function four<T, E>(
  k: i32, a: usize, rowA: usize, stepA: usize, b: usize, stepB: usize, c: usize, rowC: usize, im: usize
): void {
  const a2 = rowA + rowA;
  const a3 = a2 + rowA;
  const c1 = c + rowC;
  const c2 = c1 + rowC;
  const c3 = c2 + rowC;
  let r0 = v128.load(c), i0 = v128.load(c + im);
  let r1 = v128.load(c1), i1 = v128.load(c1 + im);
  let r2 = v128.load(c2), i2 = v128.load(c2 + im);
  let r3 = v128.load(c3), i3 = v128.load(c3 + im);
  for (; k > 0; k--) {
    const br = v128.load(b);
    const bi = v128.load(b + im);
    const second = a + im;
    let fr = spread<T, E>(a), fi = spread<T, E>(second);
    r0 = v128.sub<T>(r0, real<T>(fr, fi, br, bi));
    i0 = v128.sub<T>(i0, imaginary<T>(fr, fi, br, bi));
    fr = spread<T, E>(a + rowA);
    fi = spread<T, E>(second + rowA);
    r1 = v128.sub<T>(r1, real<T>(fr, fi, br, bi));
    i1 = v128.sub<T>(i1, imaginary<T>(fr, fi, br, bi));
    fr = spread<T, E>(a + a2);
    fi = spread<T, E>(second + a2);
    r2 = v128.sub<T>(r2, real<T>(fr, fi, br, bi));
    i2 = v128.sub<T>(i2, imaginary<T>(fr, fi, br, bi));
    fr = spread<T, E>(a + a3);
    fi = spread<T, E>(second + a3);
    r3 = v128.sub<T>(r3, real<T>(fr, fi, br, bi));
    i3 = v128.sub<T>(i3, imaginary<T>(fr, fi, br, bi));
    a += stepA;
    b += stepB;
  }
  v128.store(c, r0);
  v128.store(c + im, i0);
  v128.store(c1, r1);
  v128.store(c1 + im, i1);
  v128.store(c2, r2);
  v128.store(c2 + im, i2);
  v128.store(c3, r3);
  v128.store(c3 + im, i3);
}

function one<T, E>(k: i32, a: usize, stepA: usize, b: usize, stepB: usize, c: usize, im: usize): void {
  let re = v128.load(c);
  let other = v128.load(c + im);
  for (; k > 0; k--) {
    const fr = spread<T, E>(a), fi = spread<T, E>(a + im);
    const br = v128.load(b), bi = v128.load(b + im);
    re = v128.sub<T>(re, real<T>(fr, fi, br, bi));
    other = v128.sub<T>(other, imaginary<T>(fr, fi, br, bi));
    a += stepA;
    b += stepB;
  }
  v128.store(c, re);
  v128.store(c + im, other);
}

/** Divisors above this are quartered: as of `divide`. */
// @ts-ignore: decorator
@inline
export function large<T>(): T {
  return sizeof<T>() == 8 ? <T>2.2471164185778949e307 : <T>4.2535295865117308e37;
}

/** Row x /= (entry at `pivot`), where one pivot divides many: a vector at a time. */
export function divideRow<T, E>(x: usize, pivot: usize, count: i32, im: usize): void {
  const whole = isVector<E>() || im == 0 ? 0 : count - (count % lanes<T>());
  if (whole > 0) divideVectors<T>(x, load<T>(pivot), load<T>(pivot + im), whole, im);
  if (whole < count) divide<T, E>(at<E>(x, whole), pivot, count - whole, im);
}

function divideVectors<T>(x: usize, br: T, bi: T, count: i32, im: usize): void {
  const isReal = abs<T>(br) >= abs<T>(bi);
  const most = isReal ? br : bi;
  const down = abs<T>(most) > large<T>() ? <T>0.25 : <T>1;
  const larger = <T>(most * down);
  const smaller = <T>((isReal ? bi : br) * down);
  const quotient = <T>(smaller / larger);
  const factor = v128.splat<T>(down);
  const ratio = v128.splat<T>(quotient);
  const scale = v128.splat<T>(<T>(larger + <T>(smaller * quotient)));
  for (const end = at<T>(x, count); x < end; x += 16) {
    const ar = v128.mul<T>(v128.load(x), factor);
    const ai = v128.mul<T>(v128.load(x + im), factor);
    const first = isReal ? ar : ai;
    const second = isReal ? ai : ar;
    const scaled = v128.mul<T>(first, ratio);
    const difference = isReal ? v128.sub<T>(second, scaled) : v128.sub<T>(scaled, second);
    v128.store(x, v128.div<T>(v128.add<T>(first, v128.mul<T>(second, ratio)), scale));
    v128.store(x + im, v128.div<T>(difference, scale));
  }
}
