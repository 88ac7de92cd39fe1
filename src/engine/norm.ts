/** Norms of one matrix, from its elements. */
import type { IMatrices } from './check.js';
import { isComplex } from './dtype.js';
import { magnitudes, vectorNorm } from './magnitude.js';

/** ±1: column sums; ±Infinity: row sums; 'fro': all elements. The sign chooses largest or smallest. */
type ElementNorm = 1 | -1 | 'fro' | number;

/** A norm of member `index`, in double precision. */
export function elementNorm(matrices: IMatrices, index: number, p: ElementNorm): number {
  const { rows, columns, data, dtype } = matrices;
  const complex = isComplex(dtype);
  const length = rows * columns * (complex ? 2 : 1);
  const sizes = magnitudes(data.subarray(index * length, (index + 1) * length), complex);
  if (p === 'fro') return vectorNorm(sizes, 2);
  const byColumn = Math.abs(p) === 1;
  const sums = new Float64Array(byColumn ? columns : rows);
  sizes.forEach((value, i) => {
    sums[byColumn ? i % columns : Math.floor(i / columns)] += value;
  });
  return p > 0
    ? sums.reduce((a, b) => Math.max(a, b), 0)
    : sums.reduce((a, b) => Math.min(a, b), Infinity);
}
