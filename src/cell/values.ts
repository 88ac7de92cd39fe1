/** Values on their way between Python and a cell: arrays as bytes, all else as JSON. */
import {
  type Data,
  type DType,
  fromData,
  GpuTensor,
  isComplexNumber,
  Tensor
} from '../engine/index.js';
import { CellMatrix } from './matrix.js';

/** A value by its name. */
export type IValue =
  | { name: string; dtype: DType; shape: number[]; data: ArrayBuffer }
  | { name: string; json: string };

const ARRAYS: Readonly<Record<DType, new (buffer: ArrayBuffer) => Data>> = {
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array
};

/** The value that a cell gets: a tensor, or what JSON holds. */
export function unpackValue(value: IValue): unknown {
  if ('json' in value) return JSON.parse(value.json, revive);
  return fromData(new ARRAYS[value.dtype](value.data), value.shape, value.dtype);
}

/** The type of that value, for the compiler. */
export function typeOfValue(value: IValue): string {
  if (!('json' in value)) return 'Tensor';
  const parsed: unknown = JSON.parse(value.json, revive);
  return ['number', 'string', 'boolean', 'bigint'].includes(typeof parsed) ? typeof parsed : 'any';
}

/**
 * A cell's value, for Python.
 * @throws TypeError where Python has nothing like it
 */
export async function packValue(name: string, value: unknown): Promise<IValue> {
  // Of a matrix below a cell Python gets what stands in it.
  if (value instanceof CellMatrix) return packValue(name, value.value);
  const tensor = value instanceof GpuTensor ? await value.cpu() : value;
  if (tensor instanceof Tensor) {
    const { dtype, shape } = tensor;
    const data = tensor.data.slice().buffer as ArrayBuffer;
    return { name, dtype, shape: [...shape], data };
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return packValue(name, typedTensor(value as unknown as ArrayLike<number>));
  }
  const json = JSON.stringify(plain(name, value, []));
  return { name, json };
}

function typedTensor(array: ArrayLike<number>): Tensor {
  if (array instanceof Float32Array || array instanceof Int32Array)
    return fromData(array, [array.length]);
  if ((array as unknown) instanceof BigInt64Array) {
    return fromData(array as unknown as BigInt64Array, [array.length]);
  }
  return fromData(Float64Array.from(array), [array.length]);
}

/** What JSON lacks, written out as `bridge.py` reads it. */
function plain(name: string, value: unknown, above: readonly unknown[]): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : { $float: floatText(value) };
  if (typeof value === 'bigint') return { $bigint: `${value}` };
  if (above.includes(value))
    throw new TypeError(`${name} holds itself, which Python cannot be given`);
  const inside = [...above, value];
  if (isComplexNumber(value)) {
    return { $complex: [value.re, value.im].map(part => plain(name, part, inside)) };
  }
  if (value instanceof Tensor) return plain(name, value.toArray(), inside);
  if (Array.isArray(value)) return value.map(item => plain(name, item, inside));
  if (value instanceof Set) return plain(name, [...value], above);
  if (value instanceof Map) return plain(name, Object.fromEntries(value), above);
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).map(([key, item]) => [key, plain(name, item, inside)]);
    return Object.fromEntries(entries);
  }
  const got = typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
  throw new TypeError(
    `${name} cannot go to Python: expected a tensor, a number, text, a list or an object of such, got ${got}`
  );
}

function floatText(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $bigint, $float, $complex } = value as Record<string, unknown>;
  if (typeof $bigint === 'string') return BigInt($bigint);
  if (typeof $float === 'string') return Number($float.replace('inf', 'Infinity'));
  if (Array.isArray($complex)) return { re: $complex[0], im: $complex[1] };
  return value;
}
