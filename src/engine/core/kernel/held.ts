/** What is told of an array of the Python kernel, by the kernel or by a cell: read before anything relies on it. */
import type { DType } from '../dtype.js';
import { type IHeldArray, type KernelHandle, LIBRARIES, type Library } from './kernel.js';

/** With the array API standard's own stand-in, in which no tensor is made but by its user. */
const OWNERS: readonly unknown[] = [...LIBRARIES, 'strict'];
const DTYPES = ['float32', 'float64', 'complex64', 'complex128', 'int32', 'int64', 'bool'];
const MOST_AXES = 32;
const PLACE = /^[a-z]{1,16}(:\d{1,4})?$/;

/** @returns the array under a handle, undefined where what is told of it is not of that kind */
export function heldArray(
  handle: KernelHandle,
  { shape, dtype, library, where }: Readonly<Record<string, unknown>>
): IHeldArray | undefined {
  if (!isShape(shape) || !isDType(dtype) || !OWNERS.includes(library)) return undefined;
  const place = { library: library as Library, ...(isPlace(where) ? { where } : {}) };
  return { handle, shape: [...shape], dtype, ...place };
}

export function isDType(value: unknown): value is DType {
  return typeof value === 'string' && DTYPES.includes(value);
}

export function isShape(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length > MOST_AXES) return false;
  if (!value.every(size => Number.isSafeInteger(size) && size >= 0)) return false;
  return Number.isSafeInteger(value.reduce((product, size) => product * (size || 1), 1));
}

function isPlace(value: unknown): value is string {
  return typeof value === 'string' && PLACE.test(value);
}
