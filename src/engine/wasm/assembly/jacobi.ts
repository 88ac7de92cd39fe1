/** One-sided Jacobi rotations: see `reference/jacobi.ts`. */
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
 */
export function orthogonalizeColumns(m: i32, n: i32, width: i32, w: usize, v: usize, rowsV: i32): void {
  const step = (<usize>(m * width)) << 3;
  const stepV = (<usize>(rowsV * width)) << 3;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++) {
      const x = w + <usize>p * step;
      for (let q = p + 1; q < n; q++) {
        const y = w + <usize>q * step;
        if (!findRotation(m, width, x, y)) continue;
        rotated = true;
        rotate(m, width, x, y);
        if (rowsV) rotate(rowsV, width, v + <usize>p * stepV, v + <usize>q * stepV);
      }
    }
    if (!rotated) return;
  }
}

/** Whether two columns are not orthogonal to working precision; leaves the rotation that makes them so. */
function findRotation(m: i32, width: i32, x: usize, y: usize): bool {
  const count = m * width;
  const pp = dot(x, x, count);
  const qq = dot(y, y, count);
  re = dot(x, y, count);
  im = 0;
  if (width == 2) {
    const half = (<usize>m) << 3;
    im = dot(x, y + half, m) - dot(x + half, y, m);
  }
  const pq = width == 2 ? sqrt(re * re + im * im) : abs(re);
  if (pq <= sqrt<f64>(<f64>m) * 2.220446049250313e-16 * sqrt(pp) * sqrt(qq) || pq == 0) return false;
  const zeta = (qq - pp) / (2 * pq);
  const t = (zeta >= 0 ? 1.0 : -1.0) / (abs(zeta) + sqrt(1 + zeta * zeta));
  c = 1 / sqrt(1 + t * t);
  s = c * t;
  re = re / pq;
  im = -im / pq;
  return true;
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
