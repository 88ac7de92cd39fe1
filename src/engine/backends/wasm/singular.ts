/** The kernels of singular values: columns of doubles go into the module's memory and come out of it. */
import type { FloatData } from '../../core/dtype.js';
import type { IColumns, IShape, Vectors } from '../kernels.js';
import type { EngineExports } from './kernels.js';
import type { Heap } from './memory.js';

const PURPOSE = 'a singular value decomposition';

export function orthogonalize(
  exports: EngineExports,
  heap: Heap,
  { rows, columns, width, data }: IColumns,
  V: IColumns | undefined
): number {
  const at = heap.layout(data.byteLength, V?.data.byteLength ?? 0);
  heap.write(at[0], data);
  if (V) heap.write(at[1], V.data);
  const info = exports.orthogonalize(rows, columns, width, at[0], at[1], V?.rows ?? 0);
  heap.read(at[0], data);
  if (V) heap.read(at[1], V.data);
  return info;
}

export function singularValues(
  exports: EngineExports,
  heap: Heap,
  { rows, columns, data }: IColumns,
  values: Float64Array
): number {
  const at = heap.reserve(PURPOSE, data.byteLength, exports.bidiagonal_bytes(rows, columns));
  heap.write(at[0], data);
  const info = exports.singular_values(rows, columns, at[0], at[1]);
  heap.read(at[1], values);
  values.sort((a, b) => b - a);
  return info;
}

export function plainValues(
  exports: EngineExports,
  heap: Heap,
  { rows, columns, width }: IShape,
  data: FloatData,
  values: Float64Array
) {
  const at = heap.reserve(PURPOSE, 8 * data.length, exports.bidiagonal_bytes(rows, columns));
  heap.widen(at[0], data);
  const info = exports.plain_values(rows, columns, width, at[0], at[1]);
  if (info >= 0) heap.read(at[1], values);
  return { info, exponent: heap.doubleAt(at[1] + values.byteLength) };
}

/** The input of a decomposition, and the arrays that it writes to. */
interface IDecomposed {
  W: IShape;
  data: FloatData;
  vectors: Vectors;
  values: Float64Array;
}

export function plainVectors(
  exports: EngineExports,
  heap: Heap,
  { W: { rows, columns }, data, vectors: [U, V], values }: IDecomposed
): number {
  const { vector_bytes: bytes, vector_scratch: scratch } = exports;
  const sizes = [bytes(rows, columns), bytes(columns, columns), scratch(rows, columns)];
  const at = heap.reserve(PURPOSE, 8 * data.length, ...sizes);
  heap.widen(at[0], data);
  const info = exports.plain_vectors(rows, columns, ...at);
  if (info < 0) return info;
  heap.read(at[1], U.data);
  heap.read(at[2], V.data);
  heap.read(at[3], values);
  return info;
}
