/**
 * A complex matrix to a real bidiagonal one with the same singular values: see `bidiagonal.ts`.
 *
 * Source: LAPACK xGEBD2. Columns and rows of numbers are two planes: imaginary parts lie `half` bytes behind the
 * real ones. Requires: m >= n, columns of m real parts and then m imaginary ones, entries of at most about 1.
 */
import { madd } from './gemm';
import { at, length, LIFT, norm } from './reflector';
import { total } from './vectors';

/** Below this squares of numbers, and quotients by them, lose digits. */
const SMALL: f64 = 1e-140;

/** Complex results: τ of a reflection, and an inner product. */
let tauR: f64 = 0;
let tauI: f64 = 0;
let dotR: f64 = 0;
let dotI: f64 = 0;

/** Scratch for n columns of m rows. */
export function complexBytes(m: i32, n: i32): usize {
  return (<usize>(4 * (m + n))) << 3;
}

/** Leaves the diagonal and what is above it, both real, in d and e; A is destroyed. */
export function bidiagonalizeComplex(m: i32, n: i32, a: usize, d: usize, e: usize, work: usize): void {
  const half = (<usize>m) << 3;
  const wide = (<usize>n) << 3;
  // Until both are applied, A is short of left·rowᵀ + image·rightᵀ.
  const row = work;
  const right = row + 2 * wide;
  let image = right + 2 * wide;
  let other = image + 2 * half;
  memory.fill(work, 0, complexBytes(m, n));
  let left = a;
  for (let k = 0; k < n; k++) {
    const count = m - k;
    const column = at(a, 2 * k * m + k);
    if (k > 0) {
      axpy(-load<f64>(at(row, k)), -load<f64>(at(row, k) + wide), left, column, count, half);
      axpy(-load<f64>(at(right, k)), -load<f64>(at(right, k) + wide), at(image, k), column, count, half);
    }
    store<f64>(at(d, k), householder(count, column, half));
    const size = n - k - 1;
    store<f64>(at(e, k), 0);
    if (size == 0) return;
    memory.fill(other, 0, 2 * half);
    const next = column + 2 * half;
    pass(count, size, half, wide, next, column, left, at(image, k), at(other, k), at(row, k + 1), at(right, k + 1));
    store<f64>(at(e, k), reflectRow(count, size, half, wide, next, column, at(other, k), at(row, k + 1), at(right, k + 1)));
    const kept = image;
    image = other;
    other = kept;
    left = column + 8;
  }
}

/**
 * Brings `size` columns up to date; then `row` is τ̄·vᴴA, `right` the conjugated first row of (I − τ̄·v·vᴴ)·A, and
 * `image` is more by A times that.
 */
function pass(
  count: i32, size: i32, half: usize, wide: usize, a: usize, v: usize, left: usize, before: usize, image: usize,
  row: usize, right: usize
): void {
  const tr = tauR;
  const ti = -tauI;
  for (let j = 0; j < size; j++) {
    axpy(-load<f64>(row), -load<f64>(row + wide), left, a, count, half);
    axpyDot(-load<f64>(right), -load<f64>(right + wide), before, a, v, count, half);
    const pr = tr * dotR - ti * dotI;
    const pi = tr * dotI + ti * dotR;
    store<f64>(row, pr);
    store<f64>(row + wide, pi);
    const wr = load<f64>(a) - pr;
    const wi = pi - load<f64>(a + half);
    store<f64>(right, wr);
    store<f64>(right + wide, wi);
    axpy(wr, wi, a, image, count, half);
    a += 2 * half;
    row += 8;
    right += 8;
  }
}

/** See `bidiagonal.ts`; `right` becomes the conjugate of the vector. */
function reflectRow(
  count: i32, size: i32, half: usize, wide: usize, a: usize, v: usize, image: usize, row: usize, right: usize
): f64 {
  const headR = load<f64>(right);
  const headI = load<f64>(right + wide);
  const beta = householder(size, right, wide);
  const tr = tauR;
  const ti = tauI;
  if (tr == 0 && ti == 0) {
    // The row is its first number, a real one: nothing is reflected.
    fill(image, count, half);
    return beta;
  }
  if (abs(beta) > SMALL) {
    axpy(-beta, 0, a, image, count, half);
    const dr = headR - beta;
    const square = dr * dr + headI * headI;
    multiply((tr * dr + ti * headI) / square, (ti * dr - tr * headI) / square, image, count, half);
  } else {
    // The row is too small to have been multiplied by without loss.
    fill(image, count, half);
    for (let j = 0; j < size; j++) {
      const x = load<f64>(at(right, j));
      const y = load<f64>(at(right, j) + wide);
      axpy(tr * x - ti * y, tr * y + ti * x, a + 2 * <usize>j * half, image, count, half);
    }
  }
  // Its products with the row are not conjugated.
  let sr: f64 = 0;
  let si: f64 = 0;
  for (let j = 0; j < size; j++) {
    const x = at(row, j);
    const y = at(right, j);
    sr += load<f64>(x) * load<f64>(y) - load<f64>(x + wide) * load<f64>(y + wide);
    si += load<f64>(x) * load<f64>(y + wide) + load<f64>(x + wide) * load<f64>(y);
    store<f64>(y + wide, -load<f64>(y + wide));
  }
  axpy(ti * si - tr * sr, -(tr * si + ti * sr), v, image, count, half);
  return beta;
}

function fill(x: usize, count: i32, half: usize): void {
  memory.fill(x, 0, (<usize>count) << 3);
  memory.fill(x + half, 0, (<usize>count) << 3);
}

/** LAPACK xLARFG, with the first number of the vector 1; leaves τ in `tauR` and `tauI`. */
function householder(count: i32, x: usize, half: usize): f64 {
  let rest = length(norm(count - 1, x + 8), norm(count - 1, x + half + 8));
  let ar = load<f64>(x);
  let ai = load<f64>(x + half);
  store<f64>(x, 1);
  store<f64>(x + half, 0);
  tauR = 0;
  tauI = 0;
  if (rest == 0 && ai == 0) return ar;
  let lift: f64 = 1;
  if (length(length(ar, ai), rest) < SMALL) {
    lift = LIFT;
    ar *= lift;
    ai *= lift;
    rest *= lift;
    multiply(lift, 0, x + 8, count - 1, half);
  }
  const size = length(length(ar, ai), rest);
  const beta = ar >= 0 ? -size : size;
  tauR = (beta - ar) / beta;
  tauI = -ai / beta;
  const dr = ar - beta;
  const square = dr * dr + ai * ai;
  multiply(dr / square, -ai / square, x + 8, count - 1, half);
  return beta / lift;
}

/** x *= (fr, fi). */
function multiply(fr: f64, fi: f64, x: usize, count: i32, half: usize): void {
  for (let i = 0; i < count; i++, x += 8) {
    const re = load<f64>(x);
    const im = load<f64>(x + half);
    store<f64>(x, fr * re - fi * im);
    store<f64>(x + half, fr * im + fi * re);
  }
}

/** y += (fr, fi)·x. */
function axpy(fr: f64, fi: f64, x: usize, y: usize, count: i32, half: usize): void {
  const r = f64x2.splat(fr);
  const s = f64x2.splat(fi);
  const t = f64x2.splat(-fi);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const re = v128.load(x);
    const im = v128.load(x + half);
    v128.store(y, madd<f64>(t, im, madd<f64>(r, re, v128.load(y))));
    v128.store(y + half, madd<f64>(s, re, madd<f64>(r, im, v128.load(y + half))));
    x += 16;
    y += 16;
  }
  if (i == count) return;
  const re = load<f64>(x);
  const im = load<f64>(x + half);
  store<f64>(y, load<f64>(y) + (fr * re - fi * im));
  store<f64>(y + half, load<f64>(y + half) + (fr * im + fi * re));
}

/** y += (fr, fi)·x, and then zᴴy. */
function axpyDot(fr: f64, fi: f64, x: usize, y: usize, z: usize, count: i32, half: usize): void {
  const r = f64x2.splat(fr);
  const s = f64x2.splat(fi);
  const t = f64x2.splat(-fi);
  let rr = f64x2.splat(0);
  let ii = rr;
  let ri = rr;
  let ir = rr;
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const re = v128.load(x);
    const im = v128.load(x + half);
    const yr = madd<f64>(t, im, madd<f64>(r, re, v128.load(y)));
    const yi = madd<f64>(s, re, madd<f64>(r, im, v128.load(y + half)));
    v128.store(y, yr);
    v128.store(y + half, yi);
    const zr = v128.load(z);
    const zi = v128.load(z + half);
    rr = madd<f64>(zr, yr, rr);
    ii = madd<f64>(zi, yi, ii);
    ri = madd<f64>(zr, yi, ri);
    ir = madd<f64>(zi, yr, ir);
    x += 16;
    y += 16;
    z += 16;
  }
  dotR = total(v128.add<f64>(rr, ii));
  dotI = total(v128.sub<f64>(ri, ir));
  if (i == count) return;
  const re = load<f64>(x);
  const im = load<f64>(x + half);
  const yr = load<f64>(y) + (fr * re - fi * im);
  const yi = load<f64>(y + half) + (fr * im + fi * re);
  store<f64>(y, yr);
  store<f64>(y + half, yi);
  dotR += load<f64>(z) * yr + load<f64>(z + half) * yi;
  dotI += load<f64>(z) * yi - load<f64>(z + half) * yr;
}
