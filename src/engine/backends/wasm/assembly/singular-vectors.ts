/**
 * Singular values and vectors of a real matrix through a bidiagonal one.
 *
 * Source: LAPACK xGESVD: Q and P are formed of the reflections, and the rotations of implicit QR are applied to
 * them. The singular values are computed before, by dqds: as shifts they let nearly every value converge in one
 * sweep. Requires: entries finite and at most about 1, m >= n, columns one after the other.
 */
import { bidiagonalBytes, bidiagonalize } from './bidiagonal';
import { dqds } from './dqds';
import { exponent, isPlain } from './glance';
import { iterateWithVectors } from './qr-iteration';
import { at } from './reflector';
import { setSweeps, sweepBytes } from './sweeps';
import { axpy, dot, multiply } from './vectors';

/** Rows are rotated eight at a time. */
// @ts-ignore: decorator
@inline
function padded(rows: i32): i32 {
  return (rows + 7) & ~7;
}

/** Bytes of `count` columns of vectors of this many rows. */
export function vectorBytes(rows: i32, count: i32): usize {
  return (<usize>padded(rows) * <usize>count) << 3;
}

/** Scratch for n columns of m rows. */
export function vectorScratch(m: i32, n: i32): usize {
  return bidiagonalBytes(m, n) + sweepBytes(n) + ((<usize>(n * n + 4 * n)) << 3);
}

/**
 * A = U·diag(d)·Vᵀ where A, which is destroyed, is plain (`glance.ts`).
 * @param u receives n columns of m numbers
 * @param v receives n columns of n numbers
 * @param work receives the n singular values, divided by a power of two, unordered, and its exponent
 * @returns −1 where it is not plain: A is as it was; 0, or 1 where the iteration did not converge
 */
export function plainVectors(m: i32, n: i32, a: usize, u: usize, v: usize, work: usize): i32 {
  const d = work;
  if (!isPlain(m, n, 1, a, d)) return -1;
  const e = at(d, n + 1);
  const taus = at(e, n);
  const rows = at(taus, 2 * n);
  const values = at(rows, n * n);
  const scratch = at(values, n);
  bidiagonalize(m, n, a, d, e, scratch, rows, taus);
  form(m, n, 0, a, taus, u);
  form(n, n, 1, rows, at(taus, n), v);
  // If it has no answer there are the shifts of the iteration itself.
  if (dqds(n, d, e, values, scratch)) memory.copy(values, d, (<usize>n) << 3);
  setSweeps(u, padded(m), v, padded(n), scratch);
  const info = iterateWithVectors(n, d, e, values);
  for (let i = 0; i < n; i++) {
    if (load<f64>(at(d, i)) >= 0) continue;
    store<f64>(at(d, i), -load<f64>(at(d, i)));
    multiply(-1, at(v, i * padded(n)), n);
  }
  compact(m, n, u);
  compact(n, n, v);
  store<f64>(at(d, n), <f64>exponent);
  return info;
}

/**
 * The first n columns of H₀·H₁·…, padded.
 * @param offset how far below the diagonal the vectors begin that lie in the columns of `vectors`
 */
function form(m: i32, n: i32, offset: i32, vectors: usize, taus: usize, x: usize): void {
  const ld = padded(m);
  memory.fill(x, 0, vectorBytes(m, n));
  for (let j = 0; j < n; j++) store<f64>(at(x, j * ld + j), 1);
  for (let k = n - 1 - offset; k >= 0; k--) {
    const first = k + offset;
    const v = at(vectors, k * m + first);
    const tau = load<f64>(at(taus, k));
    if (tau == 0) continue;
    for (let j = first; j < n; j++) {
      const own = at(x, j * ld + first);
      axpy(-tau * dot(v, own, m - first), v, own, m - first);
    }
  }
}

/** Columns one after the other. */
function compact(m: i32, n: i32, x: usize): void {
  const ld = padded(m);
  if (ld == m) return;
  for (let j = 1; j < n; j++) memory.copy(at(x, j * m), at(x, j * ld), (<usize>m) << 3);
}
