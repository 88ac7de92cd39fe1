/** Matrices by columns in double precision, as the decompositions work on them, and back. */
import type { IMatrices } from './check.js';
import type { IColumns } from './device.js';
import { allocate, type FloatData, type FloatDType, isComplex } from './dtype.js';
import { exponentOf } from './power.js';

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

/**
 * Divides by the power of two at or below the largest magnitude, in place.
 * @returns its exponent; 0 for a zero matrix
 */
export function normalize({ data }: IColumns): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i]));
  const exponent = exponentOf(most);
  if (exponent === 0) return 0;
  // In two factors: 2^−exponent alone may overflow.
  const half = Math.trunc(-exponent / 2);
  const [first, second] = [2 ** half, 2 ** (-exponent - half)];
  for (let i = 0; i < data.length; i++) data[i] = data[i] * first * second;
  return exponent;
}

/** Numbers in the precision of a real dtype, or of the real parts of a complex one. */
export function inPrecision(dtype: FloatDType, values: Float64Array): FloatData {
  const isSingle = allocate(dtype, 0) instanceof Float32Array;
  return isSingle ? Float32Array.from(values) : values;
}
