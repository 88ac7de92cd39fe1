/** Blocks of two rows in a real Schur form. */

import type { IRealSchur } from './schur-real.js';

const { abs, hypot, max, min, sqrt } = Math;
const EPSILON = 2 ** -53;

/** [a b; c d], and the rotation that made it so. */
interface IBlock {
  a: number;
  b: number;
  c: number;
  d: number;
  cos: number;
  sin: number;
}

/**
 * Rotates the block in rows `last` − 1 and `last`, and all else with it, until it is triangular, or its diagonal
 * entries are equal and its eigenvalues complex.
 */
export function standardize({ n, h, z }: IRealSchur, last: number): void {
  const first = last - 1;
  const [top, bottom] = [first * n + first, last * n + first];
  const block = standardized(h[top], h[top + 1], h[bottom], h[bottom + 1]);
  h[top] = block.a;
  h[top + 1] = block.b;
  h[bottom] = block.c;
  h[bottom + 1] = block.d;
  const { cos, sin } = block;
  for (let j = last + 1; j < n; j++) rotate(h, first * n + j, last * n + j, cos, sin);
  for (let i = 0; i < first; i++) rotate(h, i * n + first, i * n + last, cos, sin);
  for (let i = 0; i < n; i++) rotate(z, i * n + first, i * n + last, cos, sin);
}

function rotate(data: Float64Array, one: number, two: number, cos: number, sin: number): void {
  const [x, y] = [data[one], data[two]];
  data[one] = cos * x + sin * y;
  data[two] = cos * y - sin * x;
}

/** Source: LAPACK xLANV2. */
function standardized(a: number, b: number, c: number, d: number): IBlock {
  if (c === 0) return { a, b, c, d, cos: 1, sin: 0 };
  if (b === 0) return { a: d, b: -c, c: 0, d: a, cos: 0, sin: 1 };
  const gap = a - d;
  if (gap === 0 && b > 0 !== c > 0) return { a, b, c, d, cos: 1, sin: 0 };
  const p = gap / 2;
  const most = max(abs(b), abs(c));
  const least = min(abs(b), abs(c)) * sign(b) * sign(c);
  const scale = max(abs(p), most);
  const z = (p / scale) * p + (most / scale) * least;
  if (z < 4 * EPSILON) return nearlyEqual(a, b, c, d);
  // Real and well apart.
  const shift = p + sign(p) * sqrt(scale) * sqrt(z);
  const norm = hypot(c, shift);
  return {
    a: d + shift,
    b: b - c,
    c: 0,
    d: d - (most / shift) * least,
    cos: shift / norm,
    sin: c / norm
  };
}

function sign(x: number): number {
  return x < 0 || Object.is(x, -0) ? -1 : 1;
}

/** Complex eigenvalues, or real ones nearly equal: the diagonal entries are made equal first. */
function nearlyEqual(a: number, b: number, c: number, d: number): IBlock {
  const [sum, gap] = [b + c, a - d];
  const norm = hypot(sum, gap);
  const cos = sqrt((1 + abs(sum) / norm) / 2);
  const sin = -(gap / 2 / (norm * cos)) * sign(sum);
  const [aa, bb] = [a * cos + b * sin, b * cos - a * sin];
  const [cc, dd] = [c * cos + d * sin, d * cos - c * sin];
  const mean = (aa * cos + cc * sin + (dd * cos - bb * sin)) / 2;
  const equal = { a: mean, b: bb * cos + dd * sin, c: cc * cos - aa * sin, d: mean, cos, sin };
  if (equal.c === 0) return equal;
  if (equal.b === 0) return { ...equal, b: -equal.c, c: 0, cos: -sin, sin: cos };
  return sign(equal.b) === sign(equal.c) ? realPair(equal) : equal;
}

/** Of equal diagonal entries and off-diagonal ones of one sign the eigenvalues are real after all. */
function realPair({ a, b, c, cos, sin }: IBlock): IBlock {
  const [rootB, rootC] = [sqrt(abs(b)), sqrt(abs(c))];
  const p = sign(c) * rootB * rootC;
  const tau = 1 / sqrt(abs(b + c));
  const [cos1, sin1] = [rootB * tau, rootC * tau];
  return {
    a: a + p,
    b: b - c,
    c: 0,
    d: a - p,
    cos: cos * cos1 - sin * sin1,
    sin: cos * sin1 + sin * cos1
  };
}
