/** Vectors of doubles, one after the other in memory: sums, products, combinations. */

import { madd } from './gemm';

// @ts-ignore: decorator
@inline
export function total(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** x·y. */
export function dot(x: usize, y: usize, count: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    a = v128.add<f64>(a, v128.mul<f64>(v128.load(x), v128.load(y)));
    b = v128.add<f64>(b, v128.mul<f64>(v128.load(x, 16), v128.load(y, 16)));
    x += 32;
    y += 32;
  }
  let sum = total(v128.add<f64>(a, b));
  for (; i < count; i++) {
    sum += load<f64>(x) * load<f64>(y);
    x += 8;
    y += 8;
  }
  return sum;
}

/** y += factor · x. */
export function axpy(factor: f64, x: usize, y: usize, count: i32): void {
  const f = f64x2.splat(factor);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(y, v128.add<f64>(v128.load(y), v128.mul<f64>(f, v128.load(x))));
    v128.store(y, v128.add<f64>(v128.load(y, 16), v128.mul<f64>(f, v128.load(x, 16))), 16);
    x += 32;
    y += 32;
  }
  for (; i < count; i++) {
    store<f64>(y, load<f64>(y) + factor * load<f64>(x));
    x += 8;
    y += 8;
  }
}

/** y += factor · x, and then y·z. */
export function axpyDot(factor: f64, x: usize, y: usize, z: usize, count: i32): f64 {
  const f = f64x2.splat(factor);
  let a = f64x2.splat(0);
  let b = a;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const low = v128.add<f64>(v128.load(y), v128.mul<f64>(f, v128.load(x)));
    const high = v128.add<f64>(v128.load(y, 16), v128.mul<f64>(f, v128.load(x, 16)));
    v128.store(y, low);
    v128.store(y, high, 16);
    a = v128.add<f64>(a, v128.mul<f64>(low, v128.load(z)));
    b = v128.add<f64>(b, v128.mul<f64>(high, v128.load(z, 16)));
    x += 32;
    y += 32;
    z += 32;
  }
  let sum = total(v128.add<f64>(a, b));
  for (; i < count; i++) {
    const value = load<f64>(y) + factor * load<f64>(x);
    store<f64>(y, value);
    sum += value * load<f64>(z);
    x += 8;
    y += 8;
    z += 8;
  }
  return sum;
}

/** y += Σ factors[k] · x[k], for three vectors `step` bytes apart: y is loaded and stored once. */
export function axpyThree(factors: usize, x: usize, step: usize, y: usize, count: i32): void {
  const f0 = v128.splat<f64>(load<f64>(factors));
  const f1 = v128.splat<f64>(load<f64>(factors, 8));
  const f2 = v128.splat<f64>(load<f64>(factors, 16));
  let b = x + step;
  let c = b + step;
  const end = x + ((<usize>(count & ~1)) << 3);
  while (x < end) {
    const sum = madd<f64>(f1, v128.load(b), madd<f64>(f0, v128.load(x), v128.load(y)));
    v128.store(y, madd<f64>(f2, v128.load(c), sum));
    x += 16;
    b += 16;
    c += 16;
    y += 16;
  }
  if ((count & 1) == 0) return;
  const rest = load<f64>(y) + load<f64>(factors) * load<f64>(x) + load<f64>(factors, 8) * load<f64>(b);
  store<f64>(y, rest + load<f64>(factors, 16) * load<f64>(c));
}

/** x *= factor. */
export function multiply(factor: f64, x: usize, count: i32): void {
  for (let i = 0; i < count; i++, x += 8) store<f64>(x, factor * load<f64>(x));
}

/** The results of `rankTwoDots`. */
export let first: f64 = 0;
export let second: f64 = 0;
export let third: f64 = 0;

/**
 * a −= x·f + y·g for three columns a, `step` bytes apart, with f and g of their own, and then a·z of each.
 * Three: what four need beside their factors does not fit the registers.
 */
export function rankTwoDots(
  f: usize, g: usize, x: usize, y: usize, a: usize, step: usize, z: usize, count: i32
): void {
  const f0 = f64x2.splat(-load<f64>(f));
  const f1 = f64x2.splat(-load<f64>(f, 8));
  const f2 = f64x2.splat(-load<f64>(f, 16));
  const g0 = f64x2.splat(-load<f64>(g));
  const g1 = f64x2.splat(-load<f64>(g, 8));
  const g2 = f64x2.splat(-load<f64>(g, 16));
  let b = a + step;
  let c = b + step;
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  const end = x + ((<usize>(count & ~1)) << 3);
  while (x < end) {
    const left = v128.load(x);
    const right = v128.load(y);
    const by = v128.load(z);
    const p = madd<f64>(g0, right, madd<f64>(f0, left, v128.load(a)));
    const q = madd<f64>(g1, right, madd<f64>(f1, left, v128.load(b)));
    const r = madd<f64>(g2, right, madd<f64>(f2, left, v128.load(c)));
    v128.store(a, p);
    v128.store(b, q);
    v128.store(c, r);
    s0 = madd<f64>(p, by, s0);
    s1 = madd<f64>(q, by, s1);
    s2 = madd<f64>(r, by, s2);
    x += 16;
    y += 16;
    z += 16;
    a += 16;
    b += 16;
    c += 16;
  }
  first = total(s0);
  second = total(s1);
  third = total(s2);
  if ((count & 1) == 0) return;
  const left = load<f64>(x);
  const right = load<f64>(y);
  const by = load<f64>(z);
  first += by * lastOf(a, left * load<f64>(f) + right * load<f64>(g));
  second += by * lastOf(b, left * load<f64>(f, 8) + right * load<f64>(g, 8));
  third += by * lastOf(c, left * load<f64>(f, 16) + right * load<f64>(g, 16));
}

// @ts-ignore: decorator
@inline
function lastOf(a: usize, change: f64): f64 {
  const value = load<f64>(a) - change;
  store<f64>(a, value);
  return value;
}
