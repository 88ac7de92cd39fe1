/** The calls that `scripts/vocabulary_calls.py` recorded of torch, and their arguments as tensors. */
import { readFileSync } from 'node:fs';
import * as engine from '../../src/engine/index.js';
import { type Data, type DType, fromData, isInexact, Tensor } from '../../src/engine/index.js';

/** A tensor as JSON. */
interface IEncoded {
  dtype: DType;
  shape: number[];
  values: (number | string | boolean)[];
}

export interface IVocabularyCall {
  /** `sum`, `linalg.lu`. */
  op: string;
  args: unknown[];
  options: Record<string, unknown>;
  result?: unknown;
  error?: { name: string; message: string };
}

const file = new URL('../fixtures/vocabulary.json', import.meta.url);
export const CALLS: readonly IVocabularyCall[] = JSON.parse(readFileSync(file, 'utf8')).calls;

/** The value that stands in JSON: a tensor, a list, a number, which JSON may have no words for. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value === 'object' && value !== null && 'values' in value) {
    return decodeTensor(value as IEncoded);
  }
  return typeof value === 'string' ? (asNumber(value) ?? value) : value;
}

function asNumber(text: string): number | bigint | undefined {
  if (/^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1));
  const special = { inf: Number.POSITIVE_INFINITY, '-inf': -Infinity, nan: Number.NaN };
  return (special as Record<string, number>)[text];
}

const ARRAYS = {
  float32: Float32Array,
  complex64: Float32Array,
  float64: Float64Array,
  complex128: Float64Array,
  int32: Int32Array,
  bool: Uint8Array
};

function decodeTensor({ dtype, shape, values }: IEncoded): Tensor {
  const numbers = values.map(value => (typeof value === 'string' ? asNumber(value) : value));
  const data: Data =
    dtype === 'int64'
      ? BigInt64Array.from(numbers, value => BigInt(value as number))
      : ARRAYS[dtype].from(numbers as number[]);
  return fromData(data, shape, dtype);
}

const NAMES: Readonly<Record<string, string>> = {
  equal_nan: 'equalNan',
  check_errors: 'checkErrors'
};

/** The engine's answer to a call: a list of all parts of the result. */
export function answer({ op, args, options }: IVocabularyCall): unknown[] {
  const path = op.split('.');
  const call = path.reduce<unknown>((home, name) => (home as never)[name], engine) as (
    ...all: unknown[]
  ) => unknown;
  const named = Object.entries(options).map(([key, value]) => [NAMES[key] ?? key, decode(value)]);
  const rest = named.length > 0 ? [Object.fromEntries(named)] : [];
  const result = call(...(args.map(decode) as unknown[]), ...rest);
  if (result instanceof Tensor || typeof result !== 'object' || result === null) return [result];
  return Array.isArray(result) ? result : Object.values(result);
}

/** torch's answer, as `answer` gives it. */
export function recorded({ result }: IVocabularyCall): unknown[] {
  return Array.isArray(result) ? result.map(decode) : [decode(result)];
}

/** A word or two that tell calls from one another. */
export function describeCall({ op, args, options }: IVocabularyCall): string {
  const brief = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(brief);
    const tensor = value as IEncoded | null;
    return tensor?.dtype && tensor.shape ? `${tensor.dtype}[${tensor.shape}]` : value;
  };
  const given = Object.fromEntries(Object.entries(options).map(([key, v]) => [key, brief(v)]));
  return `${op} ${JSON.stringify(args.map(brief))} ${JSON.stringify(given)}`;
}

/** Whether two tensors hold the same, numbers up to a tolerance beside the largest. */
export function difference(got: Tensor, wanted: Tensor, tolerance: number): string | undefined {
  if (got.dtype !== wanted.dtype) return `dtype ${got.dtype} instead of ${wanted.dtype}`;
  if (String(got.shape) !== String(wanted.shape)) {
    return `shape [${got.shape}] instead of [${wanted.shape}]`;
  }
  const [x, y] = [got.data, wanted.data];
  const exact = !isInexact(got.dtype);
  let scale = 1;
  for (const value of y)
    if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(Number(value)));
  for (let i = 0; i < x.length; i++) {
    if (Object.is(x[i], y[i]) || x[i] === y[i]) continue;
    const gap = Math.abs(Number(x[i]) - Number(y[i]));
    if (exact || !(gap <= tolerance * scale)) return `${x[i]} instead of ${y[i]} at ${i}`;
  }
  return undefined;
}
