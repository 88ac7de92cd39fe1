/** One-sided Jacobi rotations: see `reference/jacobi.ts`. */
import { exponentOf, scale } from './exponent';
import { dot } from './vectors';

const SWEEPS: i32 = 60;

/** The rotation found last: a phase (re, im) for q, then an angle with cosine c and sine s. */
let c: f64 = 1;
let s: f64 = 0;
let re: f64 = 1;
let im: f64 = 0;

/**
 * Rotates the n columns of W, of m entries each, until they are orthogonal, and those of V with them.
 * @param width 1 for real columns; 2 for complex ones, real parts before imaginary ones
 * @param v columns of `rowsV` entries, or 0 rows for none
 * @returns 0, or how many rotations the last sweep still needed
 */
export function orthogonalizeColumns(m: i32, n: i32, width: i32, w: usize, v: usize, rowsV: i32): i32 {
  const step = (<usize>(m * width)) << 3;
  const stepV = (<usize>(rowsV * width)) << 3;
  let rotated = 0;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    rotated = 0;
    for (let p = 0; p < n - 1; p++) {
      const x = w + <usize>p * step;
      for (let q = p + 1; q < n; q++) {
        const y = w + <usize>q * step;
        if (!findRotation(m, width, x, y)) continue;
        rotated++;
        rotate(m, width, x, y);
        if (rowsV) rotate(rowsV, width, v + <usize>p * stepV, v + <usize>q * stepV);
      }
    }
    if (rotated == 0) break;
  }
  return rotated;
}

/** The inner products of two columns: of x, of y, and of both, its parts in `re` and `im`. */
let xx: f64 = 0;
let yy: f64 = 0;

/** Whether two columns are not orthogonal to working precision; leaves the rotation that makes them so. */
function findRotation(m: i32, width: i32, x: usize, y: usize): bool {
  const count = m * width;
  xx = dot(x, x, count);
  yy = dot(y, y, count);
  let ex = 0;
  let ey = 0;
  if (inRange(xx) && inRange(yy)) {
    re = dot(x, y, count);
    im = 0;
    if (width == 2) {
      const half = (<usize>m) << 3;
      im = dot(x, y + half, m) - dot(x + half, y, m);
    }
  } else {
    ex = sizeOf(count, x);
    ey = sizeOf(count, y);
    scaledProducts(m, width, x, y, ex, ey);
  }
  const xy = width == 2 ? sqrt(re * re + im * im) : abs(re);
  // Subnormal entries are rounded to 2^-1074, which beside a small column is much.
  const unit = 2.220446049250313e-16 + (ex < 0 || ey < 0 ? scale(1, -1073 - min(ex, ey)) : 0);
  if (xy <= sqrt<f64>(<f64>m) * unit * sqrt(xx) * sqrt(yy) || xy == 0) return false;
  const t = tangent(scale(yy, ey - ex), scale(xx, ex - ey), xy);
  if (abs(t) < FLAT) {
    if (ex > ey) project(m, width, x, y, re / xx, im / xx, ex, ey);
    else project(m, width, y, x, re / yy, -im / yy, ey, ex);
    return false;
  }
  c = 1 / sqrt(1 + t * t);
  s = c * t;
  re = re / xy;
  im = -im / xy;
  return true;
}

/** The smaller root t of t² + 2ζt = 1 with ζ = (yy − xx) / (2·xy). */
function tangent(y2: f64, x2: f64, xy: f64): f64 {
  const zeta = (y2 - x2) / (2 * xy);
  if (abs(zeta) > 1e10) return 0.5 / zeta;
  return (zeta >= 0 ? 1.0 : -1.0) / (abs(zeta) + sqrt(1 + zeta * zeta));
}

/** Between these the squares even of negligible products are normal; NaN goes on to show in the result. */
// @ts-ignore: decorator
@inline
function inRange(square: f64): bool {
  return !(square < 1e-120 || square > 1e120);
}

/** 2^-900: an angle that has lost digits to underflow, or soon will; the smaller counts for nothing in the larger. */
const FLAT: f64 = 1.183052186166774e-271;

/** Takes from column y, the smaller, its share (fr, fi) of column x. */
function project(m: i32, width: i32, x: usize, y: usize, fr: f64, fi: f64, up: i32, down: i32): void {
  const half = (<usize>m) << 3;
  for (let i = 0; i < m; i++) {
    const xr = scale(load<f64>(x), -up);
    const xi = width == 2 ? scale(load<f64>(x + half), -up) : 0;
    store<f64>(y, scale(scale(load<f64>(y), -down) - (fr * xr - fi * xi), down));
    if (width == 2) {
      const own = scale(load<f64>(y + half), -down);
      store<f64>(y + half, scale(own - (fr * xi + fi * xr), down));
    }
    x += 8;
    y += 8;
  }
}

/** The inner products of columns divided by 2^ex and 2^ey. */
function scaledProducts(m: i32, width: i32, x: usize, y: usize, ex: i32, ey: i32): void {
  const half = (<usize>m) << 3;
  xx = 0;
  yy = 0;
  re = 0;
  im = 0;
  for (let i = 0; i < m; i++) {
    const a = scale(load<f64>(x), -ex);
    const b = scale(load<f64>(y), -ey);
    xx += a * a;
    yy += b * b;
    re += a * b;
    if (width == 2) {
      const d = scale(load<f64>(x + half), -ex);
      const e = scale(load<f64>(y + half), -ey);
      xx += d * d;
      yy += e * e;
      re += d * e;
      im += a * e - d * b;
    }
    x += 8;
    y += 8;
  }
}

/** The exponent of the largest magnitude; 0 where all are zero. */
function sizeOf(count: i32, x: usize): i32 {
  let most: f64 = 0;
  for (let i = 0; i < count; i++, x += 8) most = max(most, abs(load<f64>(x)));
  return exponentOf(most);
}

function rotate(m: i32, width: i32, x: usize, y: usize): void {
  if (width == 2) {
    rotateComplex(m, x, y);
    return;
  }
  // The phase of a real pair is a sign.
  const cosine = f64x2.splat(c);
  const sine = f64x2.splat(s);
  const turn = f64x2.splat(re);
  let i = 0;
  for (; i + 2 <= m; i += 2) {
    const kept = v128.load(x);
    const turned = v128.mul<f64>(turn, v128.load(y));
    v128.store(x, v128.sub<f64>(v128.mul<f64>(cosine, kept), v128.mul<f64>(sine, turned)));
    v128.store(y, v128.add<f64>(v128.mul<f64>(sine, kept), v128.mul<f64>(cosine, turned)));
    x += 16;
    y += 16;
  }
  if (i == m) return;
  const kept = load<f64>(x);
  const turned = re * load<f64>(y);
  store<f64>(x, c * kept - s * turned);
  store<f64>(y, s * kept + c * turned);
}

function rotateComplex(m: i32, x: usize, y: usize): void {
  const half = (<usize>m) << 3;
  const end = x + half;
  for (; x < end; x += 8, y += 8) {
    const qr = load<f64>(y);
    const qi = load<f64>(y + half);
    const turned = re * qr - im * qi;
    const other = re * qi + im * qr;
    const kept = load<f64>(x);
    const keptIm = load<f64>(x + half);
    store<f64>(x, c * kept - s * turned);
    store<f64>(y, s * kept + c * turned);
    store<f64>(x + half, c * keptIm - s * other);
    store<f64>(y + half, s * keptIm + c * other);
  }
}
