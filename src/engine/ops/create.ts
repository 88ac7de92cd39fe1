/** Making tensors: from nested arrays, from typed arrays, and filled. */
import {
  allocate,
  checkDType,
  complexDType,
  components,
  type Data,
  type DType,
  getDefaultDtype,
  isComplex,
  isSingle,
  type RealDType,
  type TypedArray
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { flatten, type Nested } from '../core/nested.js';
import { checkRange, numberName, pack, store } from '../core/pack.js';
import { normal, uniform } from '../core/random.js';
import { isComplexNumber, type Scalar } from '../core/scalar.js';
import { checkShape, type Shape, shapeText, sizeOf } from '../core/shape.js';
import type { Strided } from '../core/strided.js';
import { type AnyDType, type IHasToArray, Tensor } from '../tensor.js';

export interface ITensorOptions<D extends DType = DType> {
  /** Default: what `setDefaultDtype` says; `tensor` infers it from the elements. */
  dtype?: D;
  /** The CPU; `{device: 'webgpu'}` and `{device: 'kernel'}` ask for others, see `dispatch.ts`. */
  device?: 'cpu';
}

/** Sizes as numbers or as one list, then options: `zeros(2, 3)`, `zeros([2, 3], {dtype: 'bool'})`. */
export type SizeArguments<D extends DType = DType> =
  | [...sizes: number[]]
  | [...sizesAndOptions: (number | ITensorOptions<D>)[]]
  | [shape: Shape, options?: ITensorOptions<D>];

/** The sources of tensors. */
type TensorSource = Nested | IHasToArray | Data | Tensor;

/** The dtype that `tensor` infers, as far as types tell it. */
type DTypeOf<N> =
  N extends Strided<infer D>
    ? D
    : Leaf<N> extends number
      ? RealDType
      : Leaf<N> extends boolean
        ? 'bool'
        : Leaf<N> extends bigint
          ? 'int64'
          : AnyDType;

/** Not by recursion, which would not end for `Nested` itself. */
type Leaf<N> = Item<Item<Item<Item<N>>>>;
type Item<N> = N extends readonly (infer X)[] ? X : N;

/**
 * A tensor of the given elements.
 *
 * @param nested numbers, booleans, bigints or complex numbers (`{re, im}`), nested regularly;
 *   or a mathjs matrix, a typed array or a tensor, which is copied
 * @param options `dtype`: where absent, `bool` for booleans, `int64` for bigints (and booleans), complex where any
 *   element is complex, else the default dtype (torch makes integers int64; JavaScript has only numbers)
 * @throws RuntimeError where the nest is ragged or an element is no number
 */
export function tensor<N extends TensorSource, D extends DType = DTypeOf<N>>(
  nested: N,
  options: ITensorOptions<D> = {}
): Tensor<D> {
  checkOptions('tensor', options);
  const { shape, flat } = flatten(toNested(nested));
  const isCopy = nested instanceof Tensor;
  const dtype = options.dtype ?? (isCopy ? nested.dtype : inferDType(flat));
  const isInteger = dtype === 'int32' || dtype === 'int64';
  if (isInteger && !isCopy) for (const value of flat) checkRange('tensor', value, dtype, dtype);
  return Tensor.own(pack(flat, dtype), shape, dtype);
}

/**
 * A tensor over a typed array, without copying.
 *
 * @param data the elements in row-major order; complex ones interleaved (re, im)
 * @throws RuntimeError where the array's type or length does not fit
 */
export function fromData<D extends DType = AnyDType>(
  data: Data,
  shape: Shape,
  dtype: D = dtypeOfArray(data) as D
): Tensor<D> {
  const op = 'fromData';
  checkDType(op, dtype);
  if (!Array.isArray(shape)) {
    throw new RuntimeError(`${op}: expected the shape as a list, [2, 3], got ${typeof shape}`, {
      op,
      code: 'shape'
    });
  }
  checkShape(op, shape);
  const wanted = allocate(dtype, 0).constructor;
  if (data.constructor !== wanted) {
    throw new RuntimeError(
      `${op}: expected a ${wanted.name} for dtype ${dtype}, got ${data.constructor.name}`,
      { op, code: 'dtype' }
    );
  }
  const length = sizeOf(shape) * components(dtype);
  if (data.length !== length) {
    const what = isComplex(dtype) ? ' (re, im interleaved)' : '';
    throw new RuntimeError(
      `${op}: expected ${length} numbers${what} for shape ${shapeText(shape)}, got ${data.length}`,
      { op, code: 'shape' }
    );
  }
  return new Tensor(data as TypedArray<D>, shape, dtype);
}

export function zeros<D extends DType = RealDType>(...sizes: SizeArguments<D>): Tensor<D> {
  return filled('zeros', sizes, () => 0);
}

export function ones<D extends DType = RealDType>(...sizes: SizeArguments<D>): Tensor<D> {
  return filled('ones', sizes, () => 1);
}

/** A tensor of one value. Source: `torch.full`. */
export function full<V extends Scalar, D extends DType = DTypeOf<V>>(
  shape: Shape,
  value: V,
  options: ITensorOptions<D> = {}
): Tensor<D> {
  return filledWith(planOfFull(shape, value, options), () => value);
}

/** Shape and dtype of a tensor that is to be made. */
export interface IPlan {
  shape: Shape;
  dtype: DType;
}

/** What `full` checks. */
export function planOfFull(shape: Shape, value: Scalar, options: ITensorOptions): IPlan {
  const dtype = options.dtype ?? inferDType([value]);
  checkRange('full', value, checkDType('full', dtype), numberName(dtype));
  return planOf('full', [shape, { ...options, dtype }]);
}

/** Uniform numbers from [0, 1); of complex ones each part. Source: `torch.rand`. */
export function rand<D extends DType = RealDType>(...sizes: SizeArguments<D>): Tensor<D> {
  return filled('rand', sizes, dtype => {
    const single = isSingle(dtype);
    return isComplex(dtype) ? { re: uniform(single), im: uniform(single) } : uniform(single);
  });
}

/** Numbers from the standard normal distribution; complex ones have variance 1, half in each part. */
export function randn<D extends DType = RealDType>(...sizes: SizeArguments<D>): Tensor<D> {
  return filled('randn', sizes, dtype =>
    isComplex(dtype) ? { re: normal() * Math.SQRT1_2, im: normal() * Math.SQRT1_2 } : normal()
  );
}

/** The identity matrix, or an n by m matrix with ones on the diagonal. */
export function eye<D extends DType = RealDType>(
  n: number,
  ...rest: [m?: number | ITensorOptions<D>, options?: ITensorOptions<D>]
): Tensor<D> {
  const { shape, dtype } = planOfEye(n, ...rest);
  const [, m] = shape;
  const result = filledWith({ shape, dtype }, () => 0);
  const width = components(dtype);
  const one = dtype === 'int64' ? 1n : 1;
  const data = Tensor.read(result);
  for (let i = 0; i < Math.min(n, m); i++) data[(i * m + i) * width] = one;
  return result;
}

/** What `eye` checks. */
export function planOfEye(
  n: number,
  ...rest: [m?: number | ITensorOptions, options?: ITensorOptions]
): IPlan {
  const m = typeof rest[0] === 'number' ? rest[0] : n;
  const options = rest.find(item => typeof item === 'object') ?? {};
  for (const [name, size] of Object.entries({ n, m })) {
    if (Number.isInteger(size) && size >= 0) continue;
    const wanted = Number.isInteger(size) ? 'greater or equal to 0' : 'an integer';
    throw new RuntimeError(`${name} must be ${wanted}, got ${size}`, { op: 'eye', code: 'shape' });
  }
  return planOf('eye', [[n, m], options as ITensorOptions]);
}

/** The numbers from `start` to `end` (not included) in steps. Source: `torch.arange`. */
export function arange<D extends DType = RealDType>(
  start: number,
  end?: number,
  step = 1,
  options: ITensorOptions<D> = {}
): Tensor<D> {
  const { from, shape, dtype } = planOfArange(start, end, step, options);
  return tensor(
    Array.from({ length: shape[0] }, (_, i) => from + i * step),
    { dtype: dtype as D }
  );
}

/** What `arange` checks. */
export function planOfArange(
  start: number,
  end: number | undefined,
  step: number,
  options: ITensorOptions
): IPlan & { from: number } {
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
  checkOptions('arange', options);
  return { from, shape: [count], dtype: options.dtype ?? getDefaultDtype() };
}

function filled(op: string, sizes: SizeArguments, value: (dtype: DType) => Scalar): Tensor {
  return filledWith(planOf(op, sizes), value);
}

/** What functions of sizes check. */
export function planOf(op: string, sizes: SizeArguments): IPlan {
  const { shape, options } = splitSizes(op, sizes);
  const dtype = options.dtype ?? getDefaultDtype();
  const random = op === 'rand' || op === 'randn';
  if (random && !(dtype.startsWith('float') || isComplex(dtype))) {
    throw new RuntimeError(`${op}: expected a floating point or complex dtype, got ${dtype}`, {
      op,
      code: 'dtype'
    });
  }
  return { shape, dtype };
}

function filledWith({ shape, dtype }: IPlan, value: (dtype: DType) => Scalar): Tensor {
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
  const { device } = (source ?? {}) as { device?: unknown };
  if (device !== undefined && device !== 'cpu') {
    throw new RuntimeError(
      `tensor: expected a tensor on the CPU, got one on '${device}'; copy it with A.clone(), or bring it here with await A.cpu()`,
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
