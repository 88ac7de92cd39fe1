/** Norms of one matrix, from its elements. */
import type { IMatrices } from './check.js';
import { type FloatData, isComplex } from './dtype.js';
import { magnitudes, vectorNorm } from './magnitude.js';
import { exponentOf, scale } from './power.js';

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
  const sizes = magnitudes(own, complex, -exponent);
  return { value: normOf(sizes, [rows, columns], p), exponent };
}

function exponentFor(data: FloatData): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) {
    const size = data[i] < 0 ? -data[i] : data[i];
    // NaN hands itself on, as it does in `Math.max`.
    if (!(size <= most)) most = size;
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

/** The product of two norms. */
export function timesScaled(a: IScaled, b: IScaled): IScaled {
  return { value: a.value * b.value, exponent: a.exponent + b.exponent };
}

/** log₁₀, also of what overflows. */
export function log10Scaled({ value, exponent }: IScaled): number {
  return Math.log10(value) + exponent * Math.log10(2);
}
