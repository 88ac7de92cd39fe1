/** Making tensors: from nested arrays, from typed arrays, and filled. */
import {
  allocate,
  checkDType,
  complexDType,
  copyInto,
  type Data,
  type DType,
  type FloatData,
  getDefaultDtype,
  isComplex,
  isFloat,
  isSingle,
  lanes
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { nearestSingle } from '../core/integers.js';
import { normal, uniform } from '../core/random.js';
import { isComplexNumber, type Scalar } from '../core/scalar.js';
import { checkShape, type Shape, sameShape, shapeText, sizeOf } from '../core/shape.js';
import { flatten, type Nested, Tensor } from '../tensor.js';

export interface ITensorOptions {
  /** Default: what `setDefaultDtype` says; `tensor` infers it from the elements. */
  dtype?: DType;
  /** The CPU; `{device: 'webgpu'}` asks for the GPU, see `webgpu/dispatch.ts`. */
  device?: 'cpu';
}

/** Sizes as numbers or as one list, then options: `zeros(2, 3)`, `zeros([2, 3], {dtype: 'bool'})`. */
export type SizeArguments =
  | [...sizes: number[]]
  | [...sizesAndOptions: (number | ITensorOptions)[]]
  | [shape: Shape, options?: ITensorOptions];

/** Anything that is a mathjs matrix: it gives its elements as nested arrays. */
export interface IHasToArray {
  toArray(): unknown;
}

/** A tensor, or what `tensor` makes one of. */
export type TensorLike = Tensor | Nested | IHasToArray;

/**
 * A tensor of the given elements.
 *
 * @param nested numbers, booleans, bigints or complex numbers (`{re, im}`), nested regularly;
 *   or a mathjs matrix, a typed array or a tensor, which is copied
 * @param options `dtype`: where absent, `bool` for booleans, `int64` for bigints (and booleans), complex where any
 *   element is complex, else the default dtype (torch makes integers int64; JavaScript has only numbers)
 * @throws RuntimeError where the nest is ragged or an element is no number
 */
export function tensor(
  nested: Nested | IHasToArray | Data | Tensor,
  options: ITensorOptions = {}
): Tensor {
  checkOptions('tensor', options);
  const { shape, flat } = flatten(toNested(nested));
  const dtype = options.dtype ?? (nested instanceof Tensor ? nested.dtype : inferDType(flat));
  return Tensor.own(pack(flat, dtype), shape, dtype);
}

/**
 * A tensor over a typed array, without copying.
 *
 * @param data the elements in row-major order; complex ones interleaved (re, im)
 * @throws RuntimeError where the array's type or length does not fit
 */
export function fromData(data: Data, shape: Shape, dtype: DType = dtypeOfArray(data)): Tensor {
  const op = 'fromData';
  checkDType(op, dtype);
  checkShape(op, shape);
  const wanted = allocate(dtype, 0).constructor;
  if (data.constructor !== wanted) {
    throw new RuntimeError(
      `${op}: expected a ${wanted.name} for dtype ${dtype}, got ${data.constructor.name}`,
      { op, code: 'dtype' }
    );
  }
  const length = sizeOf(shape) * lanes(dtype);
  if (data.length !== length) {
    const what = isComplex(dtype) ? ' (re, im interleaved)' : '';
    throw new RuntimeError(
      `${op}: expected ${length} numbers${what} for shape ${shapeText(shape)}, got ${data.length}`,
      { op, code: 'shape' }
    );
  }
  return new Tensor(data, shape, dtype);
}

export function zeros(...sizes: SizeArguments): Tensor {
  return filled('zeros', sizes, () => 0);
}

export function ones(...sizes: SizeArguments): Tensor {
  return filled('ones', sizes, () => 1);
}

/** A tensor of one value. Source: `torch.full`. */
export function full(shape: Shape, value: Scalar, options: ITensorOptions = {}): Tensor {
  return filled('full', [shape, { dtype: inferDType([value]), ...options }], () => value);
}

/** Uniform numbers from [0, 1); of complex ones each part. Source: `torch.rand`. */
export function rand(...sizes: SizeArguments): Tensor {
  return filled('rand', sizes, dtype => {
    const single = isSingle(dtype);
    return isComplex(dtype) ? { re: uniform(single), im: uniform(single) } : uniform(single);
  });
}

/** Numbers from the standard normal distribution; complex ones have variance 1, half in each part. */
export function randn(...sizes: SizeArguments): Tensor {
  return filled('randn', sizes, dtype =>
    isComplex(dtype) ? { re: normal() * Math.SQRT1_2, im: normal() * Math.SQRT1_2 } : normal()
  );
}

/** The identity matrix, or an n by m matrix with ones on the diagonal. */
export function eye(
  n: number,
  ...rest: [m?: number | ITensorOptions, options?: ITensorOptions]
): Tensor {
  const m = typeof rest[0] === 'number' ? rest[0] : n;
  const options = rest.find(item => typeof item === 'object') ?? {};
  for (const [name, size] of Object.entries({ n, m })) {
    if (Number.isInteger(size) && size >= 0) continue;
    const wanted = Number.isInteger(size) ? 'greater or equal to 0' : 'an integer';
    throw new RuntimeError(`${name} must be ${wanted}, got ${size}`, { op: 'eye', code: 'shape' });
  }
  const result = filled('eye', [[n, m], options as ITensorOptions], () => 0);
  const width = lanes(result.dtype);
  const one = result.dtype === 'int64' ? 1n : 1;
  const data = Tensor.read(result);
  for (let i = 0; i < Math.min(n, m); i++) data[(i * m + i) * width] = one;
  return result;
}

/**
 * A matrix with the elements of a vector on a diagonal, or a diagonal of a matrix as a vector.
 * Source: `torch.diag`.
 * @param diagonal 0 for the main diagonal, above it where positive, below it where negative
 */
export function diag(source: Tensor, diagonal = 0): Tensor {
  const op = 'diag';
  if (!(source instanceof Tensor) || (source.ndim !== 1 && source.ndim !== 2)) {
    const got = source instanceof Tensor ? `${source.ndim}D` : typeof source;
    throw new RuntimeError(`diag(): Supports 1D or 2D tensors. Got ${got}`, { op, code: 'shape' });
  }
  if (!Number.isInteger(diagonal)) {
    throw new RuntimeError(`${op}: expected the diagonal to be an integer, got ${diagonal}`, {
      op,
      code: 'invalid-argument'
    });
  }
  const [down, right] = [Math.max(-diagonal, 0), Math.max(diagonal, 0)];
  const { dtype, shape } = source;
  const data = Tensor.read(source);
  const width = lanes(dtype);
  if (source.ndim === 1) {
    const n = shape[0] + Math.abs(diagonal);
    const result = allocate(dtype, n * n);
    for (let i = 0; i < shape[0]; i++)
      copyEntry(data, i, result, (i + down) * n + i + right, width);
    return Tensor.own(result, [n, n], dtype);
  }
  const [m, n] = shape;
  const count = Math.max(0, Math.min(m - down, n - right));
  const result = allocate(dtype, count);
  for (let i = 0; i < count; i++) copyEntry(data, (i + down) * n + i + right, result, i, width);
  return Tensor.own(result, [count], dtype);
}

function copyEntry(from: Data, at: number, to: Data, place: number, width: number): void {
  for (let lane = 0; lane < width; lane++) to[place * width + lane] = from[at * width + lane];
}

/** The numbers from `start` to `end` (not included) in steps. Source: `torch.arange`. */
export function arange(
  start: number,
  end?: number,
  step = 1,
  options: ITensorOptions = {}
): Tensor {
  const [from, to] = end === undefined ? [0, start] : [start, end];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(count)) {
    throw new RuntimeError(
      `arange: expected finite bounds and a nonzero step, got (${from}, ${to}, ${step})`,
      {
        op: 'arange',
        code: 'invalid-argument'
      }
    );
  }
  return tensor(
    Array.from({ length: count }, (_, i) => from + i * step),
    {
      dtype: getDefaultDtype(),
      ...options
    }
  );
}

/** Tensors of one shape, joined along a new first dimension. Source: `torch.stack`. */
export function stack(tensors: readonly Tensor[]): Tensor {
  const first = checkStack(tensors);
  const data = allocate(first.dtype, first.numel * tensors.length);
  const length = first.numel * lanes(first.dtype);
  tensors.forEach((item, i) => {
    copyInto(data, Tensor.read(item), i * length);
  });
  return Tensor.own(data, [tensors.length, ...first.shape], first.dtype);
}

/** Checks that tensors, on whatever device, are of one shape and dtype; returns the first. */
export function checkStack<T extends { shape: Shape; dtype: DType; device: string }>(
  tensors: readonly T[]
): T {
  const [first] = tensors;
  if (!first) {
    throw new RuntimeError('stack expects a non-empty list of tensors', {
      op: 'stack',
      code: 'invalid-argument'
    });
  }
  for (const [i, item] of tensors.entries()) {
    if (!sameShape(item.shape, first.shape)) {
      throw new RuntimeError(
        `stack expects each tensor to be equal size, but got ${shapeText(first.shape)} at entry 0 and ${shapeText(item.shape)} at entry ${i}`,
        { op: 'stack', code: 'shape' }
      );
    }
    if (item.dtype !== first.dtype) {
      throw new RuntimeError(
        `stack expects tensors of one dtype, but got ${first.dtype} at entry 0 and ${item.dtype} at entry ${i}`,
        { op: 'stack', code: 'dtype' }
      );
    }
    if (item.device !== first.device) {
      throw new RuntimeError(
        `stack: Expected all tensors to be on the same device, but found at least two devices, ${first.device} and ${item.device}! Move one with A.to('webgpu') or await A.cpu()`,
        { op: 'stack', code: 'device' }
      );
    }
  }
  return first;
}

/** A tensor whose elements are those of `source`, as another dtype. */
export function cast(source: Tensor, dtype: DType): Tensor {
  checkDType('to', dtype);
  if (dtype === source.dtype) return source;
  if (isFloat(dtype) && isFloat(source.dtype) && isComplex(dtype) === isComplex(source.dtype)) {
    const data = allocate(dtype, source.numel) as FloatData;
    data.set(Tensor.read(source) as FloatData);
    return Tensor.own(data, source.shape, dtype);
  }
  const { flat } = flatten(source.toArray());
  return Tensor.own(pack(flat, dtype), source.shape, dtype);
}

function filled(op: string, sizes: SizeArguments, value: (dtype: DType) => Scalar): Tensor {
  const { shape, options } = splitSizes(op, sizes);
  const dtype = options.dtype ?? getDefaultDtype();
  const random = op === 'rand' || op === 'randn';
  if (random && !(dtype.startsWith('float') || isComplex(dtype))) {
    throw new RuntimeError(`${op}: expected a floating point or complex dtype, got ${dtype}`, {
      op,
      code: 'dtype'
    });
  }
  const count = sizeOf(shape);
  const data = allocate(dtype, count);
  for (let i = 0; i < count; i++) store(data, i, value(dtype), dtype);
  return Tensor.own(data, shape, dtype);
}

function splitSizes(op: string, sizes: SizeArguments): { shape: Shape; options: ITensorOptions } {
  const list = [...sizes] as unknown[];
  const last = list[list.length - 1];
  const hasOptions = typeof last === 'object' && last !== null && !Array.isArray(last);
  const options = (hasOptions ? list.pop() : {}) as ITensorOptions;
  checkOptions(op, options);
  return { shape: checkShape(op, (Array.isArray(list[0]) ? list[0] : list) as Shape), options };
}

function checkOptions(op: string, options: ITensorOptions): void {
  if (options.dtype !== undefined) checkDType(op, options.dtype);
}

function toNested(source: Nested | IHasToArray | Data | Tensor): Nested {
  if ((source as { device?: unknown } | null)?.device === 'webgpu') {
    throw new RuntimeError(
      `tensor: expected a tensor on the CPU, got one on 'webgpu'; copy it with A.clone(), or bring it here with await A.cpu()`,
      { op: 'tensor', code: 'device' }
    );
  }
  if (ArrayBuffer.isView(source)) return Array.from(source as Float64Array);
  const hasToArray = typeof (source as IHasToArray | null)?.toArray === 'function';
  return (hasToArray ? (source as IHasToArray).toArray() : source) as Nested;
}

function inferDType(flat: readonly Scalar[]): DType {
  if (flat.some(isComplexNumber)) return complexDType(getDefaultDtype());
  if (flat.length === 0 || flat.some(value => typeof value === 'number')) return getDefaultDtype();
  return flat.some(value => typeof value === 'bigint') ? 'int64' : 'bool';
}

function dtypeOfArray(data: Data): DType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof BigInt64Array) return 'int64';
  return data instanceof Uint8Array ? 'bool' : 'float64';
}

/** Stores scalars as a dtype; a complex value into a real dtype, or what is not finite into int64, is refused. */
export function pack(flat: readonly Scalar[], dtype: DType): Data {
  const data = allocate(dtype, flat.length);
  flat.forEach((value, i) => {
    store(data, i, value, dtype);
  });
  return data;
}

function store(data: Data, i: number, value: Scalar, dtype: DType): void {
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
  else if (typeof value === 'bigint') data[i * lanes(dtype)] = fromBigInt(value, dtype);
  else if (dtype === 'bool') data[i] = Number(value) === 0 ? 0 : 1;
  else data[i * lanes(dtype)] = Number(value);
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
