/** Scalars as the elements of a dtype. */
import {
  allocate,
  components,
  type Data,
  type DType,
  dtypeInfo,
  isComplex,
  isSingle,
  type TypedArray
} from './dtype.js';
import { RuntimeError } from './errors.js';
import { nearestSingle } from './integers.js';
import type { Scalar } from './scalar.js';

/** Stores scalars as a dtype; a complex value into a real dtype, or what is not finite into int64, is refused. */
export function pack<D extends DType>(flat: readonly Scalar[], dtype: D): TypedArray<D> {
  const data = allocate(dtype, flat.length);
  flat.forEach((value, i) => {
    store(data, i, value, dtype);
  });
  return data;
}

/** The least and the largest number of a dtype. */
const LIMITS: Partial<Record<DType, readonly [number | bigint, number | bigint]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  float32: [-(2 - 2 ** -23) * 2 ** 127, (2 - 2 ** -23) * 2 ** 127]
};

/**
 * Checks that a number that came from a caller is one of a dtype, but for rounding. Source: `c10::overflows`.
 * @param name the dtype, as the error tells it
 */
export function checkRange(op: string, value: Scalar, dtype: DType, name: string): void {
  if (dtype === 'complex64') {
    const parts = typeof value === 'object' ? [value.re, value.im] : [value];
    for (const part of parts) checkRange(op, part, 'float32', name);
    return;
  }
  const limits = LIMITS[dtype];
  if (limits === undefined || typeof value === 'boolean' || typeof value === 'object') return;
  const isSpecial = typeof value === 'number' && !Number.isFinite(value);
  const isHeld = isSpecial ? dtype === 'float32' : value >= limits[0] && value <= limits[1];
  if (isHeld) return;
  throw new RuntimeError(`value cannot be converted to type ${name} without overflow`, {
    op,
    code: 'dtype'
  });
}

/** As C++ spells a dtype where a number does not fit it. */
export function numberName(dtype: DType): string {
  return dtype === 'int64' ? 'int64_t' : dtypeInfo(dtype).cppName;
}

/** Stores one scalar at place `i`. */
export function store(data: Data, i: number, value: Scalar, dtype: DType): void {
  if (typeof value === 'object') {
    if (!isComplex(dtype)) {
      throw new RuntimeError(
        `value cannot be converted to type ${dtype} without losing its imaginary part: ${value.re} + ${value.im}i`,
        { op: 'tensor', code: 'dtype' }
      );
    }
    data[2 * i] = value.re;
    data[2 * i + 1] = value.im;
  } else if (dtype === 'int64') data[i] = toBigInt(value);
  else if (typeof value === 'bigint') data[i * components(dtype)] = fromBigInt(value, dtype);
  else if (dtype === 'bool') data[i] = Number(value) === 0 ? 0 : 1;
  else data[i * components(dtype)] = Number(value);
}

/** The low bits where the dtype is an integer, else the nearest number of it. */
function fromBigInt(value: bigint, dtype: DType): number {
  if (dtype === 'bool') return value === 0n ? 0 : 1;
  if (dtype === 'int32') return Number(BigInt.asIntN(32, value));
  return isSingle(dtype) ? nearestSingle(value) : Number(value);
}

function toBigInt(value: number | bigint | boolean): bigint {
  if (typeof value !== 'number') return BigInt(value);
  if (!Number.isFinite(value)) {
    throw new RuntimeError(`value cannot be converted to type int64: ${value}`, {
      op: 'tensor',
      code: 'dtype'
    });
  }
  return BigInt(Math.trunc(value));
}
