/** Norms of one matrix, from its elements. */

import { type FloatData, isComplex } from '../../core/dtype.js';
import { exponentOf, scale } from '../../core/exponent.js';
import { magnitudes, vectorNorm } from '../../core/magnitude.js';
import type { IMatrices } from '../../core/matrices.js';

/** ±1: column sums; ±Infinity: row sums; 'fro': all elements. The sign chooses largest or smallest. */
type ElementNorm = 1 | -1 | 'fro' | number;

/** value · 2^exponent: a number that a double may not hold. */
export interface IScaled {
  readonly value: number;
  readonly exponent: number;
}

/** A norm of member `index`, in double precision. */
export function elementNorm(matrices: IMatrices, index: number, p: ElementNorm): number {
  const { value, exponent } = scaledNorm(matrices, index, p);
  return exponent === 0 ? value : scale(value, exponent);
}

/** Entries beyond these magnitudes are summed after division by a power of two. */
const [SMALL, LARGE] = [2 ** -900, 2 ** 900];

/** As `elementNorm`, where the norm itself, or a product with it, may overflow. */
export function scaledNorm(matrices: IMatrices, index: number, p: ElementNorm): IScaled {
  const { rows, columns, data, dtype } = matrices;
  const complex = isComplex(dtype);
  const length = rows * columns * (complex ? 2 : 1);
  const own = data.subarray(index * length, (index + 1) * length);
  const exponent = exponentFor(own);
  if (exponent !== 0 && typeof p === 'number' && p < 0) {
    return leastLine(own, complex, [rows, columns], p);
  }
  const sizes = magnitudes(own, complex, -exponent);
  return { value: normOf(sizes, [rows, columns], p), exponent };
}

/** The smallest sum of a row or column, each scaled by itself: beside what is largest in others it may be nothing. */
function leastLine(
  data: FloatData,
  complex: boolean,
  [rows, columns]: [number, number],
  p: number
): IScaled {
  const byColumn = p === -1;
  const width = complex ? 2 : 1;
  const [count, length] = byColumn ? [columns, rows] : [rows, columns];
  let least: IScaled = { value: Number.POSITIVE_INFINITY, exponent: 0 };
  for (let line = 0; line < count; line++) {
    const own = Float64Array.from({ length: length * width }, (_, at) => {
      const other = Math.floor(at / width);
      const entry = byColumn ? other * columns + line : line * columns + other;
      return data[entry * width + (at % width)];
    });
    const exponent = exponentFor(own);
    const value = magnitudes(own, complex, -exponent).reduce((sum, entry) => sum + entry, 0);
    if (Number.isNaN(value)) return { value, exponent: 0 };
    if (isLess({ value, exponent }, least)) least = { value, exponent };
  }
  return least;
}

/** As they are, and, where both are beyond a double, far below that. */
function isLess(a: IScaled, b: IScaled): boolean {
  return [0, 200].some(
    down => scale(a.value, a.exponent - down) < scale(b.value, b.exponent - down)
  );
}

function exponentFor(data: FloatData): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) {
    const magnitude = data[i] < 0 ? -data[i] : data[i];
    // NaN hands itself on, as it does in `Math.max`.
    if (!(magnitude <= most)) most = magnitude;
  }
  return most === 0 || (most > SMALL && most < LARGE) ? 0 : exponentOf(most);
}

function normOf(sizes: Float64Array, [rows, columns]: [number, number], p: ElementNorm): number {
  if (p === 'fro') return vectorNorm(sizes, 2);
  const byColumn = Math.abs(p) === 1;
  const sums = new Float64Array(byColumn ? columns : rows);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) sums[byColumn ? j : i] += sizes[at];
  }
  return p > 0
    ? sums.reduce((a, b) => Math.max(a, b), 0)
    : sums.reduce((a, b) => Math.min(a, b), Infinity);
}

/** The product of two norms, each of which a double may hold while it does not hold the product. */
export function timesScaled(a: IScaled, b: IScaled): IScaled {
  const [x, y] = [exponentOf(a.value), exponentOf(b.value)];
  const value = scale(a.value, -x) * scale(b.value, -y);
  return { value, exponent: a.exponent + x + b.exponent + y };
}

/** log₁₀, also of what overflows. */
export function log10Scaled({ value, exponent }: IScaled): number {
  return Math.log10(value) + exponent * Math.log10(2);
}
