/** The complex Schur form: an upper triangle, by single shifts. */

import type { ISquare } from './square.js';

const { abs, hypot, max, min, sqrt } = Math;
const ULP = 2 ** -52;
const TINY = 2 ** -969;

/**
 * Brings a Hessenberg matrix to upper triangular form in place, and Z with it: Z·H·Zᴴ stays what it is.
 * Source: LAPACK xLAHQR for complex matrices, with rotations in the place of its reflections.
 * @returns LAPACK's info: 0, or how many rows from the first on have not converged
 */
export function complexSchur(H: ISquare, Z: ISquare): number {
  const { n } = H;
  const limit = 30 * max(10, n);
  for (let high = n - 1; high >= 0; high--) {
    for (let tries = 1; ; tries++) {
      const low = deflation(H, high, tries);
      if (low > 0) setEntry(H, low, low - 1, 0, 0);
      if (low === high) break;
      if (tries > limit) return high + 1;
      sweep(H, Z, low, high, shiftOf(H, low, high, tries));
    }
  }
  return 0;
}

/** |re| + |im| of entry (i, j). */
function magnitude({ n, re, im }: ISquare, i: number, j: number): number {
  return abs(re[i * n + j]) + abs(im[i * n + j]);
}

function setEntry({ n, re, im }: ISquare, i: number, j: number, x: number, y: number): void {
  re[i * n + j] = x;
  im[i * n + j] = y;
}

/** Tries after which it is enough that an entry is nothing beside the whole. */
const PATIENCE = 6;

/** The first row of the last block that does not fall apart. */
function deflation(H: ISquare, high: number, tries: number): number {
  for (let k = high; k > 0; k--) {
    const below = magnitude(H, k, k - 1);
    if (below <= TINY) return k;
    let test = magnitude(H, k - 1, k - 1) + magnitude(H, k, k);
    if (test === 0) {
      if (k >= 2) test += magnitude(H, k - 1, k - 2);
      if (k + 1 < H.n) test += magnitude(H, k + 1, k);
    }
    if (below > ULP * test) continue;
    // Nearly equal eigenvalues may stay as near for ever.
    if (tries > PATIENCE || isNegligible(H, k, below)) return k;
  }
  return 0;
}

/** Source: Ahues and Tisseur (LAPACK working note 122). */
function isNegligible(H: ISquare, k: number, below: number): boolean {
  const { n, re, im } = H;
  const [p, q] = [(k - 1) * n + k - 1, k * n + k];
  const above = magnitude(H, k - 1, k);
  const own = magnitude(H, k, k);
  const gap = abs(re[p] - re[q]) + abs(im[p] - im[q]);
  const [ab, ba] = above > below ? [above, below] : [below, above];
  const [aa, bb] = own > gap ? [own, gap] : [gap, own];
  const sum = aa + ab;
  return ba * (ab / sum) <= max(TINY, ULP * (bb * (aa / sum)));
}

type Complex = readonly [re: number, im: number];

/** The eigenvalue of the last two rows that is nearer to the last entry; now and then another number. */
function shiftOf(H: ISquare, low: number, high: number, tries: number): Complex {
  const { n, re, im } = H;
  const entry = (i: number, j: number): Complex => [re[i * n + j], im[i * n + j]];
  if (tries % 10 === 0) {
    const isLow = tries % 20 !== 0;
    const [row, below] = isLow
      ? [low, magnitude(H, low + 1, low)]
      : [high, magnitude(H, high, high - 1)];
    const [x, y] = entry(row, row);
    return [x + 0.75 * below, y];
  }
  const last = entry(high, high);
  const first = entry(high - 1, high - 1);
  const gap = abs(first[0] - last[0]) + abs(first[1] - last[1]);
  // Divided by the largest of them, or their products may underflow.
  const unit = max(gap, magnitude(H, high - 1, high), magnitude(H, high, high - 1));
  const part = ([x, y]: Complex): Complex => [x / unit, y / unit];
  const product = times(part(entry(high - 1, high)), part(entry(high, high - 1)));
  if (product[0] === 0 && product[1] === 0) return last;
  const half = part([(first[0] - last[0]) / 2, (first[1] - last[1]) / 2]);
  const [sr, si] = times(half, half);
  let root = squareRoot([sr + product[0], si + product[1]]);
  if (half[0] * root[0] + half[1] * root[1] < 0) root = [-root[0], -root[1]];
  const [x, y] = quotient(product, [half[0] + root[0], half[1] + root[1]]);
  return [last[0] - unit * x, last[1] - unit * y];
}

/** One step: a bulge of one entry is made where the shift says, and chased down. */
function sweep(H: ISquare, Z: ISquare, low: number, high: number, shift: Complex): void {
  const { n, re, im } = H;
  for (let k = low; k < high; k++) {
    const [top, bottom] =
      k > low ? [k * n + k - 1, (k + 1) * n + k - 1] : [k * n + k, (k + 1) * n + k];
    const own = k > low ? ([0, 0] as const) : shift;
    const turn = rotation(re[top] - own[0], im[top] - own[1], re[bottom], im[bottom]);
    rotateRows(H, k, turn, max(k - 1, low));
    if (k > low) setEntry(H, k + 1, k - 1, 0, 0);
    rotateColumns(H, k, turn, min(k + 2, high));
    rotateColumns(Z, k, turn, n - 1);
  }
}

/** [c s; −s̄ c], c real. */
export interface IRotation {
  c: number;
  re: number;
  im: number;
}

/** The rotation that turns (f, g) to (r, 0). */
function rotation(fr: number, fi: number, gr: number, gi: number): IRotation {
  const [f, g] = [hypot(fr, fi), hypot(gr, gi)];
  if (g === 0) return { c: 1, re: 0, im: 0 };
  if (f === 0) return { c: 0, re: gr / g, im: -gi / g };
  const norm = hypot(f, g);
  const [ur, ui] = [fr / f, fi / f];
  // s = (f/|f|)·ḡ/norm
  return { c: f / norm, re: (ur * gr + ui * gi) / norm, im: (ui * gr - ur * gi) / norm };
}

/** Rows k and k + 1, from column `from` on. */
export function rotateRows({ n, re, im }: ISquare, k: number, t: IRotation, from: number): void {
  for (let j = from; j < n; j++) {
    const [p, q] = [k * n + j, (k + 1) * n + j];
    const [a, b, x, y] = [re[p], im[p], re[q], im[q]];
    re[p] = t.c * a + t.re * x - t.im * y;
    im[p] = t.c * b + t.re * y + t.im * x;
    re[q] = t.c * x - t.re * a - t.im * b;
    im[q] = t.c * y - t.re * b + t.im * a;
  }
}

/** Columns k and k + 1, up to row `last`, by the adjoint. */
export function rotateColumns({ n, re, im }: ISquare, k: number, t: IRotation, last: number): void {
  for (let i = 0; i <= last; i++) {
    const p = i * n + k;
    const [a, b, x, y] = [re[p], im[p], re[p + 1], im[p + 1]];
    re[p] = t.c * a + t.re * x + t.im * y;
    im[p] = t.c * b + t.re * y - t.im * x;
    re[p + 1] = t.c * x - t.re * a + t.im * b;
    im[p + 1] = t.c * y - t.re * b - t.im * a;
  }
}

function times([a, b]: Complex, [x, y]: Complex): Complex {
  return [a * x - b * y, a * y + b * x];
}

function quotient([a, b]: Complex, [x, y]: Complex): Complex {
  if (abs(x) >= abs(y)) {
    const ratio = y / x;
    const divisor = x + y * ratio;
    return [(a + b * ratio) / divisor, (b - a * ratio) / divisor];
  }
  const ratio = x / y;
  const divisor = x * ratio + y;
  return [(a * ratio + b) / divisor, (b * ratio - a) / divisor];
}

function squareRoot([a, b]: Complex): Complex {
  const half = sqrt((hypot(a, b) + abs(a)) / 2);
  if (half === 0) return [0, 0];
  const other = b / (2 * half);
  return a >= 0 ? [half, other] : [abs(other), b < 0 ? -half : half];
}
