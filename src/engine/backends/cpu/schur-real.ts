/** The real Schur form: blocks of one and two rows on the diagonal, by Francis's double shifts. */

import { standardize } from './schur-block.js';

const { abs, hypot, max, min, sqrt } = Math;
const ULP = 2 ** -52;
/** Below this a subdiagonal entry is nothing, whatever its neighbours are. */
const TINY = 2 ** -969;

/** The matrices that are transformed: H, and Z with it. Both n by n, row-major. */
export interface IRealSchur {
  readonly n: number;
  readonly h: Float64Array;
  readonly z: Float64Array;
}

/** The rows that are iterated upon, and how often they were. */
interface IWindow {
  low: number;
  high: number;
  tries: number;
}

/**
 * Brings a Hessenberg matrix to real Schur form in place; blocks of two rows are left for pairs of complex
 * eigenvalues alone, with equal diagonal entries. Source: LAPACK xLAHQR, with the deflation of Ahues and Tisseur.
 * @returns LAPACK's info: 0, or how many rows from the first on have not converged
 */
export function realSchur(schur: IRealSchur): number {
  const { n, h } = schur;
  const limit = 30 * max(10, n);
  let high = n - 1;
  while (high >= 0) {
    let low = 0;
    let tries = 0;
    for (; ; tries++) {
      low = deflation(schur, high, tries);
      if (low > 0) h[low * n + low - 1] = 0;
      if (low >= high - 1) break;
      if (tries === limit) return high + 1;
      sweep(schur, { low, high, tries: tries + 1 });
    }
    if (low === high - 1) standardize(schur, high);
    high = low - 1;
  }
  return 0;
}

/** Tries after which it is enough that an entry is nothing beside the whole. */
const PATIENCE = 6;

/** The first row of the last block that does not fall apart. */
function deflation({ n, h }: IRealSchur, high: number, tries: number): number {
  for (let k = high; k > 0; k--) {
    const below = abs(h[k * n + k - 1]);
    if (below <= TINY) return k;
    const [a, d] = [h[(k - 1) * n + k - 1], h[k * n + k]];
    let test = abs(a) + abs(d);
    if (test === 0) {
      if (k >= 2) test += abs(h[(k - 1) * n + k - 2]);
      if (k + 1 < n) test += abs(h[(k + 1) * n + k]);
    }
    if (below > ULP * test) continue;
    if (tries > PATIENCE) return k;
    const above = abs(h[(k - 1) * n + k]);
    const [ab, ba] = [max(below, above), min(below, above)];
    const [aa, bb] = [max(abs(d), abs(a - d)), min(abs(d), abs(a - d))];
    const sum = aa + ab;
    if (ba * (ab / sum) <= max(TINY, ULP * (bb * (aa / sum)))) return k;
  }
  return 0;
}

/** The two shifts, real or conjugate: (re1 ± im·i) or re1 and re2. */
type Shifts = readonly [re1: number, re2: number, im: number];

/** The eigenvalues of the last two rows; now and then others, so that no cycle goes on. */
function shiftsOf({ n, h }: IRealSchur, { low, high, tries }: IWindow): Shifts {
  const at = (i: number, j: number) => h[i * n + j];
  let [a, b, c, d] = [
    at(high - 1, high - 1),
    at(high - 1, high),
    at(high, high - 1),
    at(high, high)
  ];
  if (tries % 10 === 0) {
    const isLow = tries % 20 !== 0;
    const s = isLow
      ? abs(at(low + 1, low)) + abs(at(low + 2, low + 1))
      : abs(at(high, high - 1)) + abs(at(high - 1, high - 2));
    a = 0.75 * s + (isLow ? at(low, low) : at(high, high));
    [b, c, d] = [-0.4375 * s, s, a];
  }
  const s = abs(a) + abs(b) + abs(c) + abs(d);
  if (s === 0) return [0, 0, 0];
  [a, b, c, d] = [a / s, b / s, c / s, d / s];
  const mean = (a + d) / 2;
  const determinant = (a - mean) * (d - mean) - b * c;
  const root = sqrt(abs(determinant));
  if (determinant >= 0) return [mean * s, mean * s, root * s];
  const [plus, minus] = [mean + root, mean - root];
  const near = (abs(plus - d) <= abs(minus - d) ? plus : minus) * s;
  return [near, near, 0];
}

type Vector = [x: number, y: number, z: number];

/** One step: a bulge is made where the shifts say, and chased down. */
function sweep(schur: IRealSchur, window: IWindow): void {
  const { n, h } = schur;
  const { low, high } = window;
  const { start, v } = beginning(schur, window, shiftsOf(schur, window));
  for (let k = start; k < high; k++) {
    const nr = min(3, high - k + 1);
    if (k > start) {
      v[0] = h[k * n + k - 1];
      v[1] = h[(k + 1) * n + k - 1];
      v[2] = nr === 3 ? h[(k + 2) * n + k - 1] : 0;
    }
    const { beta, tau } = reflector(v, nr);
    if (k > start) {
      h[k * n + k - 1] = beta;
      h[(k + 1) * n + k - 1] = 0;
      if (nr === 3) h[(k + 2) * n + k - 1] = 0;
    } else if (start > low) h[k * n + k - 1] *= 1 - tau;
    reflectRows(schur, k, nr, v, tau);
    reflectColumns(h, n, k, min(k + 3, high), nr, v, tau);
    reflectColumns(schur.z, n, k, n - 1, nr, v, tau);
  }
}

/** The row at which the bulge starts, below two small subdiagonals, and its first column. */
function beginning(
  { n, h }: IRealSchur,
  { low, high }: IWindow,
  [re1, re2, im]: Shifts
): { start: number; v: Vector } {
  const at = (i: number, j: number) => h[i * n + j];
  const v: Vector = [0, 0, 0];
  let start = high - 2;
  for (; ; start--) {
    const [a, d, below] = [at(start, start), at(start + 1, start + 1), at(start + 1, start)];
    const s = abs(a - re2) + abs(im) + abs(below);
    const ratio = below / s;
    v[0] = ratio * at(start, start + 1) + (a - re1) * ((a - re2) / s) + im * (im / s);
    v[1] = ratio * (a + d - re1 - re2);
    v[2] = ratio * at(start + 2, start + 1);
    const scale = abs(v[0]) + abs(v[1]) + abs(v[2]);
    // They may underflow, all three.
    for (let i = 0; i < 3 && scale > 0; i++) v[i] /= scale;
    if (start === low) break;
    const small = abs(at(start, start - 1)) * (abs(v[1]) + abs(v[2]));
    const near = abs(at(start - 1, start - 1)) + abs(a) + abs(d);
    if (small <= ULP * abs(v[0]) * near) break;
  }
  return { start, v };
}

/** LAPACK xLARFG of two or three numbers: v becomes (1, v₁, v₂). */
function reflector(v: Vector, nr: number): { beta: number; tau: number } {
  const rest = nr === 3 ? hypot(v[1], v[2]) : abs(v[1]);
  if (rest === 0) return { beta: v[0], tau: 0 };
  const norm = hypot(v[0], rest);
  const beta = v[0] >= 0 ? -norm : norm;
  const tau = (beta - v[0]) / beta;
  const divisor = v[0] - beta;
  v[1] /= divisor;
  v[2] /= divisor;
  return { beta, tau };
}

function reflectRows({ n, h }: IRealSchur, k: number, nr: number, v: Vector, tau: number): void {
  const third = nr === 3 ? (k + 2) * n : -1;
  for (let j = k; j < n; j++) {
    const [one, two] = [k * n + j, (k + 1) * n + j];
    const sum = tau * (h[one] + v[1] * h[two] + (third < 0 ? 0 : v[2] * h[third + j]));
    h[one] -= sum;
    h[two] -= sum * v[1];
    if (third >= 0) h[third + j] -= sum * v[2];
  }
}

function reflectColumns(
  data: Float64Array,
  n: number,
  k: number,
  last: number,
  nr: number,
  v: Vector,
  tau: number
): void {
  for (let i = 0; i <= last; i++) {
    const at = i * n + k;
    const sum = tau * (data[at] + v[1] * data[at + 1] + (nr === 3 ? v[2] * data[at + 2] : 0));
    data[at] -= sum;
    data[at + 1] -= sum * v[1];
    if (nr === 3) data[at + 2] -= sum * v[2];
  }
}
