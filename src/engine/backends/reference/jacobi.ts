/**
 * Orthogonal columns by one-sided Jacobi rotations.
 *
 * Source: Demmel and Veselić, Jacobi's method is more accurate than QR, SIAM J. Matrix Anal. Appl. 13
 * (1992); LAPACK xGESVJ. Requires: finite entries, in double precision, of at most about 2^1000.
 * Ensures: W = A·V with orthogonal columns, whose norms are the singular values; small ones to high
 * relative accuracy where the columns are well scaled. Never forms AᴴA, which would lose half of the
 * digits. A complex pair is made real first, by a rotation of phase. Products of columns too small or too
 * large to be squared are of the columns scaled.
 */

import { exponentOf, scale } from '../../core/exponent.js';
import type { IColumns } from '../kernels.js';

const SWEEPS = 60;

/** @returns 0, or how many rotations the last sweep still needed */
export function orthogonalize(W: IColumns, V: IColumns | undefined): number {
  let left = 1;
  for (let sweep = 0; sweep < SWEEPS && left > 0; sweep++) left = rotateAll(W, V);
  return left;
}

/** One sweep over all pairs of columns; how many were rotated. */
function rotateAll(W: IColumns, V: IColumns | undefined): number {
  let rotated = 0;
  for (let p = 0; p < W.columns - 1; p++) {
    for (let q = p + 1; q < W.columns; q++) {
      const rotation = rotationOf(W, p, q);
      if (!rotation) continue;
      rotated++;
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

/** Inner products of two columns, after division by 2^ep and 2^eq. */
interface IProducts {
  pp: number;
  qq: number;
  re: number;
  im: number;
  ep: number;
  eq: number;
}

/** Squares of norms between which the squares even of negligible products are normal. */
const [LEAST, MOST] = [1e-120, 1e120];

/** The rotation that makes two columns orthogonal; undefined where they are so to working precision. */
function rotationOf(W: IColumns, p: number, q: number): IRotation | undefined {
  let products = productsOf(W, p, q, 0, 0);
  if (!inRange(products.pp) || !inRange(products.qq)) {
    products = productsOf(W, p, q, sizeOf(W, p), sizeOf(W, q));
  }
  const { pp, qq, re, im, ep, eq } = products;
  const pq = W.width === 2 ? Math.hypot(re, im) : Math.abs(re);
  // Subnormal entries are rounded to 2^-1074, which beside a small column is much.
  const unit = 2 ** -52 + scale(1, -1073 - Math.min(ep, eq));
  const negligible = Math.sqrt(W.rows) * unit * Math.sqrt(pp) * Math.sqrt(qq);
  if (pq <= negligible || pq === 0) return undefined;
  const t = tangent(scale(qq, eq - ep), scale(pp, ep - eq), pq);
  if (Math.abs(t) < FLAT) {
    project(W, ep > eq ? [p, q] : [q, p], products);
    return undefined;
  }
  const c = 1 / Math.sqrt(1 + t * t);
  return { c, s: c * t, re: re / pq, im: -im / pq };
}

/** An angle that has lost digits to underflow, or soon will: the smaller column counts for nothing in the larger. */
const FLAT = 2 ** -900;

/** Takes from the smaller column what it has of the larger. */
function project(
  { rows, width, data }: IColumns,
  [large, small]: readonly [large: number, small: number],
  { pp, qq, re, im, ep, eq }: IProducts
): void {
  const pIsLarge = ep > eq;
  const [square, sign] = pIsLarge ? [pp, 1] : [qq, -1];
  const [up, down] = pIsLarge ? [ep, eq] : [eq, ep];
  const [fr, fi] = [re / square, (sign * im) / square];
  const [X, Y] = [large * width * rows, small * width * rows];
  for (let i = 0; i < rows; i++) {
    const xr = scale(data[X + i], -up);
    const xi = width === 2 ? scale(data[X + rows + i], -up) : 0;
    data[Y + i] = scale(scale(data[Y + i], -down) - (fr * xr - fi * xi), down);
    if (width === 1) continue;
    const own = scale(data[Y + rows + i], -down);
    data[Y + rows + i] = scale(own - (fr * xi + fi * xr), down);
  }
}

/** The smaller root t of t² + 2ζt = 1 with ζ = (qq − pp) / (2·pq). */
function tangent(qq: number, pp: number, pq: number): number {
  const zeta = (qq - pp) / (2 * pq);
  if (Math.abs(zeta) > 1e10) return 0.5 / zeta;
  return (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
}

/** NaN goes on to show in the result. */
function inRange(square: number): boolean {
  return !(square < LEAST || square > MOST);
}

/** The exponent of the largest magnitude of column j. */
function sizeOf({ rows, width, data }: IColumns, j: number): number {
  let most = 0;
  for (let i = j * width * rows; i < (j + 1) * width * rows; i++) {
    most = Math.max(most, Math.abs(data[i]));
  }
  return exponentOf(most);
}

function productsOf(W: IColumns, p: number, q: number, ep: number, eq: number): IProducts {
  const { rows, width } = W;
  const [x, y] = [columnScaled(W, p, -ep), columnScaled(W, q, -eq)];
  let [pp, qq, re, im] = [0, 0, 0, 0];
  for (let i = 0; i < width * rows; i++) {
    pp += x[i] * x[i];
    qq += y[i] * y[i];
    re += x[i] * y[i];
  }
  if (width === 2) {
    for (let i = 0; i < rows; i++) im += x[i] * y[rows + i] - x[rows + i] * y[i];
  }
  return { pp, qq, re, im, ep, eq };
}

function columnScaled({ rows, width, data }: IColumns, j: number, exponent: number): Float64Array {
  const column = data.subarray(j * width * rows, (j + 1) * width * rows);
  return exponent === 0 ? column : column.map(value => scale(value, exponent));
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
