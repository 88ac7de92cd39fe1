/**
 * One real matrix of a few rows in double precision, as lectures have them: below some ten rows a call of the kernels,
 * whose memory A goes into and X comes out of, takes longer than the work.
 *
 * Method and bits are those of `reference/lu.ts` and `reference/solve.ts`. Whatever needs more care than that (NaN
 * and Inf, numbers that are far apart, overflow on the way) is left to the kernels.
 */

/** Rows up to which this is faster, of inverses and of what takes a third of their work. */
export const SMALL = { inverse: 8, factors: 12 };

const lu = new Float64Array(SMALL.factors ** 2);
const pivots = new Int32Array(SMALL.factors);

/** Sizes between which products of a few numbers neither overflow nor underflow. */
const [LEAST, MOST] = [2 ** -100, 2 ** 100];
/** As `limits.ts` of the kernels: rows whose sizes are further apart may want scaling. */
const WIDE = 64;

/** Copies A, n by n, and says whether it is one for this file. */
function load(n: number, a: Float64Array): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0, at = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++, at++) {
      const value = a[at];
      const size = value < 0 ? -value : value;
      // NaN is neither.
      if (!(size < MOST && (size > LEAST || size === 0))) return false;
      if (size > row) row = size;
      lu[at] = value;
    }
    if (row < least) least = row;
    if (row > most) most = row;
  }
  return most <= WIDE * least;
}

/** Factors PA = LU, in place; returns `info`. */
function factor(n: number): number {
  let info = 0;
  for (let k = 0; k < n; k++) {
    let best = k;
    let largest = Math.abs(lu[k * n + k]);
    for (let i = k + 1; i < n; i++) {
      const size = Math.abs(lu[i * n + k]);
      if (size > largest) {
        best = i;
        largest = size;
      }
    }
    pivots[k] = best;
    if (best !== k) swapRows(n, lu, k, best);
    if (largest === 0) {
      if (info === 0) info = k + 1;
    } else eliminate(n, k);
  }
  return info;
}

function eliminate(n: number, k: number): void {
  const top = k * n;
  const pivot = lu[top + k];
  for (let i = k + 1; i < n; i++) {
    const row = i * n;
    const multiple = lu[row + k] / pivot;
    lu[row + k] = multiple;
    for (let j = k + 1; j < n; j++) lu[row + j] -= multiple * lu[top + j];
  }
}

function swapRows(length: number, x: Float64Array, i: number, j: number): void {
  for (let c = 0, p = i * length, q = j * length; c < length; c++, p++, q++) {
    const kept = x[p];
    x[p] = x[q];
    x[q] = kept;
  }
}

/** U⁻¹ of what is there, k columns, in place: terms are subtracted one after the other, descending. */
function solveUpper(n: number, x: Float64Array, k: number): void {
  for (let i = n - 1; i >= 0; i--) {
    let c = 0;
    for (; c + 3 < k; c += 4) finishFour(n, x, k, i, c);
    for (; c < k; c++) finishOne(n, x, k, i, c);
  }
}

/** Row i of U⁻¹ of what is there, in four columns from c on, whose sums stay in registers. */
function finishFour(n: number, x: Float64Array, k: number, i: number, c: number): void {
  const row = i * n;
  const to = i * k + c;
  let s0 = x[to];
  let s1 = x[to + 1];
  let s2 = x[to + 2];
  let s3 = x[to + 3];
  for (let j = n - 1, at = j * k + c; j > i; j--, at -= k) {
    const multiple = lu[row + j];
    s0 -= multiple * x[at];
    s1 -= multiple * x[at + 1];
    s2 -= multiple * x[at + 2];
    s3 -= multiple * x[at + 3];
  }
  const pivot = lu[row + i];
  x[to] = s0 / pivot;
  x[to + 1] = s1 / pivot;
  x[to + 2] = s2 / pivot;
  x[to + 3] = s3 / pivot;
}

function finishOne(n: number, x: Float64Array, k: number, i: number, c: number): void {
  const row = i * n;
  let sum = x[i * k + c];
  for (let j = n - 1; j > i; j--) sum -= lu[row + j] * x[j * k + c];
  x[i * k + c] = sum / lu[row + i];
}

/** Row i −= multiple · row j, in the first `count` of k columns. */
function subtract(
  x: Float64Array,
  i: number,
  j: number,
  multiple: number,
  k: number,
  count: number
): void {
  for (let c = 0, p = i * k, q = j * k; c < count; c++, p++, q++) x[p] -= multiple * x[q];
}

/**
 * Writes A⁻¹ to `out`.
 * @returns `info`; undefined where this is not for A
 */
export function invertSmall(n: number, a: Float64Array, out: Float64Array): number | undefined {
  if (!load(n, a)) return undefined;
  const info = factor(n);
  // A pivot of zero gives Inf and NaN, as in the kernels.
  // U⁻¹·L⁻¹·P, with L⁻¹ as the triangle that it is.
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < n; j++) out[row + j] = i === j ? 1 : 0;
    for (let j = 0; j < i; j++) subtract(out, i, j, lu[row + j], n, j + 1);
  }
  solveUpper(n, out, n);
  for (let k = n - 1; k >= 0; k--) if (pivots[k] !== k) swapColumns(n, out, k, pivots[k]);
  return info;
}

/** U⁻¹·L⁻¹ of one column, in place, with the terms in the order of the others. */
function solveVector(n: number, x: Float64Array): void {
  for (let i = 1; i < n; i++) {
    let sum = x[i];
    for (let j = 0, at = i * n; j < i; j++, at++) sum -= lu[at] * x[j];
    x[i] = sum;
  }
  for (let i = n - 1; i >= 0; i--) finishOne(n, x, 1, i, 0);
}

function swapColumns(n: number, x: Float64Array, i: number, j: number): void {
  for (let row = 0; row < n * n; row += n) {
    const kept = x[row + i];
    x[row + i] = x[row + j];
    x[row + j] = kept;
  }
}

/** The determinant; undefined where this is not for A, or where a product on the way is too large or small. */
export function determinantSmall(n: number, a: Float64Array): number | undefined {
  if (!load(n, a)) return undefined;
  factor(n);
  let product = 1;
  for (let k = 0; k < n; k++) {
    product *= pivots[k] === k ? lu[k * n + k] : -lu[k * n + k];
    const size = Math.abs(product);
    if (!(size < 2 ** 1000 && (size > 2 ** -1000 || product === 0))) return undefined;
  }
  return product;
}

/**
 * Writes X with A X = B to `x`.
 * @param b n by k
 * @returns whether this is for A and B; where it is not, nothing can be said of `x`
 */
export function solveSmall(
  n: number,
  a: Float64Array,
  b: Float64Array,
  k: number,
  x: Float64Array
): boolean {
  for (let at = 0; at < n * k; at++) {
    const value = b[at];
    const size = Math.abs(value);
    if (!(size < MOST && (size > LEAST || size === 0))) return false;
    x[at] = value;
  }
  if (!load(n, a) || factor(n) !== 0) return false;
  for (let i = 0; i < n; i++) if (pivots[i] !== i) swapRows(k, x, i, pivots[i]);
  if (k === 1) {
    solveVector(n, x);
    return true;
  }
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) subtract(x, i, j, lu[i * n + j], k, k);
  }
  solveUpper(n, x, k);
  return true;
}
