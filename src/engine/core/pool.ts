/**
 * Memory for the results of small matrices.
 *
 * An engine of JavaScript gives arrays of more than 64 bytes memory of their own outside its heap, which takes several
 * times as long as a product of two 4 by 4 matrices. Here they are parts of one buffer, as those of Node's `Buffer`
 * are. `Storage.handOut` copies such a part before anybody else sees it, so that no caller meets the elements of other
 * tensors behind `data.buffer`.
 */
import { allocate, type DType, type TypedArray } from './dtype.js';

/** Bytes of a buffer: a tensor that has a part of it keeps the rest from being freed. */
const POOL = 4 << 10;
/** Bytes up to which an array lies in the heap itself, and those of an 8 by 8 matrix, up to which it is a part. */
const [LEAST, MOST] = [64, 512];

let buffer = new ArrayBuffer(POOL);
let used = 0;

/**
 * As `allocate`, for what nobody gets but the storage of a tensor that keeps it to itself.
 * @param count elements
 */
export function allocatePooled<D extends DType>(dtype: D, count: number): TypedArray<D> {
  if (dtype !== 'float64') return allocate(dtype, count);
  const bytes = 8 * count;
  const isPart = bytes > LEAST && bytes <= MOST;
  return (isPart ? partOf(count, bytes) : new Float64Array(count)) as TypedArray<D>;
}

/** Whether an array may be a part of a buffer. Of a short one, in the heap, the buffer is made when it is asked for. */
export function mayBePart(data: TypedArray<DType>): boolean {
  return data.byteLength <= LEAST || data.buffer.byteLength > data.byteLength;
}

/** A part of the buffer, zeroed. */
function partOf(length: number, bytes: number): Float64Array {
  const from = used;
  used += bytes;
  if (used <= POOL) return new Float64Array(buffer, from, length);
  buffer = new ArrayBuffer(POOL);
  used = bytes;
  return new Float64Array(buffer, 0, length);
}
