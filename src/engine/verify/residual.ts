/**
 * How far a product is from the identity. Computed in double precision that difference is mostly the rounding
 * of the product itself: often 0 where it is 10⁻¹⁶.
 *
 * Matrices up to `SHARP` rows are multiplied to twice double precision. Above, products are plain ones of doubles:
 * there the residual is good to about n·ε·‖X‖·‖Y‖.
 */

import { multiply } from '../backends/cpu/product.js';
import { isComplex } from '../core/dtype.js';
import { exponentOf, scale } from '../core/exponent.js';
import { magnitudes } from '../core/magnitude.js';
import type { IMatrices } from '../core/matrices.js';
import { TwofoldSum } from '../core/twofold.js';

/** Up to here twice the precision takes some milliseconds. */
const SHARP = 64;

/** |XY − I| of member `k`, element by element, row-major. */
export function residual(x: IMatrices, y: IMatrices, k: number): Float64Array {
  const n = x.rows;
  const width = isComplex(x.dtype) ? 2 : 1;
  const [left, right] = [x, y].map(({ data }) =>
    Float64Array.from(data.subarray(k * n * n * width, (k + 1) * n * n * width))
  );
  const sharp = n <= SHARP && [left, right].every(data => data.every(Number.isFinite));
  const difference = sharp
    ? sharpDifference(n, width, left, right)
    : plainDifference(n, width, left, right);
  return magnitudes(difference, width === 2);
}

function plainDifference(n: number, width: 1 | 2, x: Float64Array, y: Float64Array): Float64Array {
  const product = multiply(width === 2 ? 'complex128' : 'float64', [n, n, n], x, y) as Float64Array;
  for (let i = 0; i < n; i++) product[i * (n + 1) * width] -= 1;
  return product;
}

/** XY − I with every entry rounded about once; x and y are scaled in place. */
function sharpDifference(n: number, width: 1 | 2, x: Float64Array, y: Float64Array): Float64Array {
  const { rows, columns } = balance(n, width, x, y);
  // Columns of Y as rows, so that both are walked along.
  const turned = transpose(n, width, y);
  const result = new Float64Array(x.length);
  const [re, im] = [new TwofoldSum(), new TwofoldSum()];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      re.clear();
      im.clear();
      if (width === 1) addReal(re, n, x, i * n, turned, j * n);
      else addComplex(re, im, n, x, 2 * i * n, turned, 2 * j * n);
      const at = (i * n + j) * width;
      const exponent = rows[i] + columns[j];
      result[at] = re.minus(i === j ? 1 : 0, exponent);
      if (width === 2) result[at + 1] = im.minus(0, exponent);
    }
  }
  return result;
}

function addReal(
  sum: TwofoldSum,
  n: number,
  x: Float64Array,
  from: number,
  y: Float64Array,
  start: number
): void {
  for (let k = 0; k < n; k++) sum.addProduct(x[from + k], y[start + k]);
}

function addComplex(
  re: TwofoldSum,
  im: TwofoldSum,
  n: number,
  x: Float64Array,
  from: number,
  y: Float64Array,
  start: number
): void {
  for (let k = 0; k < 2 * n; k += 2) {
    const [xr, xi] = [x[from + k], x[from + k + 1]];
    const [yr, yi] = [y[start + k], y[start + k + 1]];
    re.addProduct(xr, yr);
    re.addProduct(-xi, yi);
    im.addProduct(xr, yi);
    im.addProduct(xi, yr);
  }
}

function transpose(n: number, width: 1 | 2, y: Float64Array): Float64Array {
  const turned = new Float64Array(y.length);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let w = 0; w < width; w++) turned[(j * n + i) * width + w] = y[(i * n + j) * width + w];
    }
  }
  return turned;
}

/** Magnitudes from 2^-SAFE to 2^SAFE can be multiplied and split as they are. */
const SAFE = 400;

/**
 * X := 2^−rows·X·2^inner and Y := 2^−inner·Y·2^−columns, in place, where their numbers need it: then none is
 * much above 1, and what underflows counts for nothing beside the others.
 */
function balance(n: number, width: 1 | 2, x: Float64Array, y: Float64Array) {
  const rows = new Int32Array(n);
  const columns = new Int32Array(n);
  if (isSafe(x) && isSafe(y)) return { rows, columns };
  const inner = largest(n, width, y, (i, _, e) => [i, e]);
  const left = largest(n, width, x, (i, k, e) => [i, e + inner[k]]);
  const right = largest(n, width, y, (k, j, e) => [j, e - inner[k]]);
  for (let at = 0; at < x.length; at++) {
    const entry = Math.floor(at / width);
    const [i, j] = [Math.floor(entry / n), entry % n];
    x[at] = scale(x[at], inner[j] - left[i]);
    y[at] = scale(y[at], -inner[i] - right[j]);
  }
  return { rows: left, columns: right };
}

function isSafe(data: Float64Array): boolean {
  return data.every(value => {
    const magnitude = Math.abs(value);
    return magnitude === 0 || (magnitude > 2 ** -SAFE && magnitude < 2 ** SAFE);
  });
}

/** The largest of exponents, as `place` groups and shifts those of the entries that are not 0. */
function largest(
  n: number,
  width: 1 | 2,
  data: Float64Array,
  place: (i: number, j: number, exponent: number) => [group: number, exponent: number]
): Int32Array {
  const most = new Array<number>(n).fill(Number.NEGATIVE_INFINITY);
  data.forEach((value, at) => {
    if (value === 0) return;
    const entry = Math.floor(at / width);
    const [group, exponent] = place(Math.floor(entry / n), entry % n, exponentOf(Math.abs(value)));
    most[group] = Math.max(most[group], exponent);
  });
  return Int32Array.from(most, exponent => (Number.isFinite(exponent) ? exponent : 0));
}
