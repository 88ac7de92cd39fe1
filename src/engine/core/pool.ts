/**
 * Memory for the results of small matrices.
 *
 * An engine of JavaScript gives arrays of more than some 64 bytes memory of their own outside its heap, which takes
 * several times as long as a product of two 4 by 4 matrices. Here they are parts of one buffer, as those of Node's
 * `Buffer` are. `Storage.handOut` copies such a part before anybody else sees it, so that no caller meets the
 * elements of other tensors behind `data.buffer`.
 */
import { allocate, type DType, type TypedArray } from './dtype.js';

/** Elements of a buffer, 4 KiB: a tensor that has a part of it keeps the rest from being freed. */
const POOL = 512;
/** Elements up to which an array is a part, those of an 8 by 8 matrix. */
const MOST = 64;

let buffer = new ArrayBuffer(0);
let used = 0;

/**
 * As `allocate`, for what nobody gets but the storage of a tensor that keeps it to itself.
 * @param count elements
 */
export function allocatePooled<D extends DType>(dtype: D, count: number): TypedArray<D> {
  return dtype === 'float64' && count <= MOST
    ? (pooled(count) as TypedArray<D>)
    : allocate(dtype, count);
}

/** A part of the buffer, zeroed. */
function pooled(length: number): Float64Array {
  const from = used;
  used += 8 * length;
  if (used <= buffer.byteLength) return new Float64Array(buffer, from, length);
  buffer = new ArrayBuffer(8 * POOL);
  used = 8 * length;
  return new Float64Array(buffer, 0, length);
}
