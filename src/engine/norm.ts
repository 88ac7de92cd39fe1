/** Norms of one matrix, from its elements. */
import type { IMatrices } from './check.js';
import { isComplex } from './dtype.js';
import { vectorNorm } from './elementwise.js';

/** ±1: column sums; ±Infinity: row sums; 'fro': all elements. The sign chooses largest or smallest. */
export type ElementNorm = 1 | -1 | 'fro' | number;

/** |a_ij| of member `index`, row-major. */
export function absolute(matrices: IMatrices, index: number): Float64Array {
  const { rows, columns, data, dtype } = matrices;
  const size = rows * columns;
  if (!isComplex(dtype))
    return Float64Array.from({ length: size }, (_, i) => Math.abs(data[index * size + i]));
  return Float64Array.from({ length: size }, (_, i) => {
    const at = 2 * (index * size + i);
    return Math.hypot(data[at], data[at + 1]);
  });
}

/** A norm of member `index`, in double precision. */
export function elementNorm(matrices: IMatrices, index: number, p: ElementNorm): number {
  const magnitudes = absolute(matrices, index);
  if (p === 'fro') return vectorNorm(magnitudes, 2);
  const { rows, columns } = matrices;
  const byColumn = Math.abs(p) === 1;
  const sums = new Float64Array(byColumn ? columns : rows);
  magnitudes.forEach((value, i) => {
    sums[byColumn ? i % columns : Math.floor(i / columns)] += value;
  });
  return p > 0
    ? sums.reduce((a, b) => Math.max(a, b), 0)
    : sums.reduce((a, b) => Math.min(a, b), Infinity);
}
