/** Matrices by columns in double precision, as the decompositions work on them, and back. */

import { type FloatData, type FloatDType, isComplex, isSingle } from '../../core/dtype.js';
import { exponentOf } from '../../core/exponent.js';
import type { IMatrices } from '../../core/matrices.js';
import type { IColumns } from '../kernels.js';

/** Columns of zeros. */
export function zeroColumns(rows: number, columns: number, width: 1 | 2): IColumns {
  return { rows, columns, width, data: new Float64Array(rows * columns * width) };
}

/** The first columns of the identity. */
export function identityColumns(rows: number, columns: number, width: 1 | 2): IColumns {
  const result = zeroColumns(rows, columns, width);
  for (let j = 0; j < Math.min(rows, columns); j++) result.data[j * width * rows + j] = 1;
  return result;
}

/** Member `k` by columns: A itself, or Aᴴ. */
export function toColumns(matrices: IMatrices, k: number, adjoint = false): IColumns {
  const { rows: m, columns: n, dtype } = matrices;
  const width = isComplex(dtype) ? 2 : 1;
  const from = k * m * n * width;
  const result = adjoint ? zeroColumns(n, m, width) : zeroColumns(m, n, width);
  const { rows, columns, data } = result;
  const source = matrices.data;
  const [stepRow, stepColumn] = adjoint ? [width, n * width] : [n * width, width];
  const sign = adjoint ? -1 : 1;
  for (let j = 0; j < columns; j++) {
    let at = from + j * stepColumn;
    let to = j * width * rows;
    for (let i = 0; i < rows; i++, at += stepRow, to++) {
      data[to] = source[at];
      if (width === 2) data[to + rows] = sign * source[at + 1];
    }
  }
  return result;
}

/** Writes the first `count` columns, or their conjugates as rows, to `out`, row-major and interleaved. */
export function fromColumns(
  { rows, width, data }: IColumns,
  count: number,
  out: FloatData,
  adjoint = false
): void {
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < rows; i++) {
      const to = (adjoint ? j * rows + i : i * count + j) * width;
      const at = j * width * rows + i;
      out[to] = data[at];
      if (width === 2) out[to + 1] = adjoint ? -data[at + rows] : data[at + rows];
    }
  }
}

/** Column j, as a view. */
export function columnOf({ rows, width, data }: IColumns, j: number): Float64Array {
  return data.subarray(j * width * rows, (j + 1) * width * rows);
}

/** The columns in another order. */
export function reorder(source: IColumns, order: readonly number[]): IColumns {
  const result = zeroColumns(source.rows, order.length, source.width);
  order.forEach((from, to) => {
    columnOf(result, to).set(columnOf(source, from));
  });
  return result;
}

/** Entries are at most about 2^1000 after `normalize`, so that sums of them do not overflow. */
const ROOM = 1000;

/**
 * Divides by a power of two, in place, so that the largest magnitude is about 1; it becomes larger, up to
 * 2^1000, where entries of another size would be subnormal else.
 * @param room how far below the largest entry the least may be, as an exponent
 * @returns its exponent; 0 for a zero matrix, and where the largest entry is not finite
 */
export function normalize({ data }: IColumns, room = ROOM): number {
  let most = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i]);
    most = Math.max(most, magnitude);
    if (magnitude < least && magnitude > 0) least = magnitude;
  }
  if (!Number.isFinite(most)) return 0;
  const top = exponentOf(most);
  const apart = top - exponentOf(least);
  const exponent = apart > room ? top - Math.min(apart - room, room) : top;
  if (exponent === 0) return 0;
  // In two factors: 2^−exponent alone may overflow.
  const half = Math.trunc(-exponent / 2);
  const [first, second] = [2 ** half, 2 ** (-exponent - half)];
  for (let i = 0; i < data.length; i++) data[i] = data[i] * first * second;
  return exponent;
}

/** Aᵀ, or Aᴴ. */
export function transposed({ rows, columns, width, data }: IColumns, adjoint = false): IColumns {
  const sign = adjoint ? -1 : 1;
  const result = zeroColumns(columns, rows, width);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      const [from, to] = [j * width * rows + i, i * width * columns + j];
      result.data[to] = data[from];
      if (width === 2) result.data[to + columns] = sign * data[from + rows];
    }
  }
  return result;
}

/** Numbers in the precision of a real dtype, or of the real parts of a complex one. */
export function inPrecision(dtype: FloatDType, values: Float64Array): FloatData {
  return isSingle(dtype) ? Float32Array.from(values) : values;
}
