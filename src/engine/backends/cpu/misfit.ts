/**
 * How far an inverse, or a solution, misses its equation, entry by entry: what tells which of two is better where
 * the entries of a matrix differ much in size, and the norm of a residual says nothing of the small ones.
 *
 * Source: Oettli and Prager (1964): maxᵢ |A·x − b|ᵢ / (|A|·|x| + |b|)ᵢ is the least relative change of the entries
 * of A and b with which x is exact.
 */

import { components, epsilon, type FloatData, type FloatDType } from '../../core/dtype.js';

const { abs } = Math;

/** Elimination leaves so many roundings a term. */
const ROUNDINGS = 64;

/** Whether a misfit is more than rounding explains. */
export function isDoubtful(misfit: number, dtype: FloatDType, n: number): boolean {
  return !(misfit <= ROUNDINGS * n * epsilon(dtype));
}

/** Columns of an inverse are tried together in so many groups, those of about one size in one: n² operations each. */
const GROUPS = 8;

/**
 * For A·X = I, with X as its columns are in groups; 1 or more where a digit cannot be trusted, and Infinity where
 * something is not finite.
 * @param sizes by which columns of X are put in groups
 */
export function misfitOfInverse(
  dtype: FloatDType,
  n: number,
  a: FloatData,
  x: FloatData,
  sizes: Int32Array
): number {
  const width = components(dtype);
  const order = [...sizes.keys()].sort((i, j) => sizes[i] - sizes[j]);
  const each = Math.ceil(n / GROUPS);
  let worst = 0;
  for (let from = 0; from < n; from += each) {
    const chosen = order.slice(from, from + each);
    const b = new Float64Array(n * width);
    const y = new Float64Array(n * width);
    const mass = new Float64Array(n);
    for (const j of chosen) b[j * width] = 1;
    for (let i = 0; i < n; i++) {
      for (const j of chosen) {
        for (let at = (i * n + j) * width, part = 0; part < width; part++, at++) {
          y[i * width + part] += x[at];
          mass[i] += abs(x[at]);
        }
      }
    }
    worst = larger(worst, misfit(n, width, a, y, mass, b));
  }
  return worst;
}

/**
 * For A·X = B, X and B n by k.
 */
export function misfitOfSolution(
  dtype: FloatDType,
  n: number,
  a: FloatData,
  x: FloatData,
  b: FloatData
): number {
  const width = components(dtype);
  const k = n === 0 ? 0 : b.length / (n * width);
  let worst = 0;
  for (let j = 0; j < k; j++) {
    const column = (from: FloatData) =>
      Float64Array.from({ length: n * width }, (_, at) => {
        return from[(Math.floor(at / width) * k + j) * width + (at % width)];
      });
    const [y, own] = [column(x), column(b)];
    const mass = new Float64Array(n);
    for (let at = 0; at < y.length; at++) mass[Math.floor(at / width)] += abs(y[at]);
    worst = larger(worst, misfit(n, width, a, y, mass, own));
  }
  return worst;
}

/** NaN is as bad as it gets. */
function larger(a: number, b: number): number {
  return b <= a ? a : Number.isNaN(b) ? Number.POSITIVE_INFINITY : b;
}

/** maxᵢ |A·y − b|ᵢ / (|A|·mass + |b|)ᵢ, where mass is at least |y|. */
function misfit(
  n: number,
  width: number,
  a: FloatData,
  y: Float64Array,
  mass: Float64Array,
  b: Float64Array
): number {
  let worst = 0;
  for (let i = 0; i < n; i++) {
    let [re, im] = [-b[i * width], width === 2 ? -b[2 * i + 1] : 0];
    let total = abs(re) + abs(im);
    for (let j = 0, at = i * n * width; j < n; j++, at += width) {
      if (width === 1) {
        re += a[at] * y[j];
        total += abs(a[at]) * mass[j];
      } else {
        re += a[at] * y[2 * j] - a[at + 1] * y[2 * j + 1];
        im += a[at] * y[2 * j + 1] + a[at + 1] * y[2 * j];
        total += (abs(a[at]) + abs(a[at + 1])) * mass[j];
      }
    }
    const missed = abs(re) + abs(im);
    worst = larger(worst, missed === 0 ? 0 : missed / total);
  }
  return worst;
}
