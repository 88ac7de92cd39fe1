/**
 * Orthogonal columns by one-sided Jacobi rotations.
 *
 * Source: Demmel and Veselić, Jacobi's method is more accurate than QR, SIAM J. Matrix Anal. Appl. 13
 * (1992); LAPACK xGESVJ. Requires: finite entries of at most about 1, in double precision.
 * Ensures: W = A·V with orthogonal columns, whose norms are the singular values; small ones to high
 * relative accuracy where the columns are well scaled. Never forms AᴴA, which would lose half of the
 * digits. A complex pair is made real first, by a rotation of phase.
 */
import type { IColumns } from '../device.js';

const SWEEPS = 60;

export function orthogonalize(W: IColumns, V: IColumns | undefined): void {
  for (let sweep = 0; sweep < SWEEPS && rotateAll(W, V); sweep++);
}

/** One sweep over all pairs of columns; whether any was rotated. */
function rotateAll(W: IColumns, V: IColumns | undefined): boolean {
  let rotated = false;
  for (let p = 0; p < W.columns - 1; p++) {
    for (let q = p + 1; q < W.columns; q++) {
      const rotation = rotationOf(W, p, q);
      if (!rotation) continue;
      rotated = true;
      rotate(W, p, q, rotation);
      if (V) rotate(V, p, q, rotation);
    }
  }
  return rotated;
}

/** q is first turned by the phase (re, im), then both by the angle with cosine c and sine s. */
interface IRotation {
  c: number;
  s: number;
  re: number;
  im: number;
}

/** The rotation that makes two columns orthogonal; undefined where they are so to working precision. */
function rotationOf(W: IColumns, p: number, q: number): IRotation | undefined {
  const { rows, width, data } = W;
  const [P, Q] = [p * width * rows, q * width * rows];
  let [pp, qq, re, im] = [0, 0, 0, 0];
  for (let i = 0; i < width * rows; i++) {
    pp += data[P + i] * data[P + i];
    qq += data[Q + i] * data[Q + i];
    re += data[P + i] * data[Q + i];
  }
  if (width === 2) {
    for (let i = 0; i < rows; i++) {
      im += data[P + i] * data[Q + rows + i] - data[P + rows + i] * data[Q + i];
    }
  }
  const pq = width === 2 ? Math.hypot(re, im) : Math.abs(re);
  if (pq <= Math.sqrt(rows) * 2 ** -52 * Math.sqrt(pp) * Math.sqrt(qq) || pq === 0)
    return undefined;
  const zeta = (qq - pp) / (2 * pq);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  return { c, s: c * t, re: re / pq, im: -im / pq };
}

function rotate(X: IColumns, p: number, q: number, { c, s, re, im }: IRotation): void {
  const { rows, width, data } = X;
  const [P, Q] = [p * width * rows, q * width * rows];
  for (let i = 0; i < rows; i++) {
    const j = width === 2 ? Q + rows + i : 0;
    const kept = data[P + i];
    const [qr, qi] = width === 2 ? [data[Q + i], data[j]] : [data[Q + i], 0];
    const turned = re * qr - im * qi;
    data[P + i] = c * kept - s * turned;
    data[Q + i] = s * kept + c * turned;
    if (width === 1) continue;
    const other = re * qi + im * qr;
    const keptIm = data[P + rows + i];
    data[P + rows + i] = c * keptIm - s * other;
    data[j] = s * keptIm + c * other;
  }
}
