/** Reductions: many elements become one, over all dimensions or chosen ones. */

import { cast } from '../backends/cpu/cast.js';
import {
  allocate,
  checkDType,
  components,
  type Data,
  type DType,
  dtypeInfo,
  isComplex,
  isInexact
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { type Shape, sizeOf } from '../core/shape.js';
import {
  type Dims,
  type IArgmaxOptions,
  type IExtremeOptions,
  type ISumOptions,
  Tensor,
  type TensorLike
} from '../tensor.js';
import { checkAxes, checkAxis, reducedShape } from './axes.js';
import { checkDeviceOfOut, checkOut, checkTensor } from './check.js';
import { asBits } from './expand.js';
import { finish } from './result.js';

/** A tensor as lists that become one element each. */
interface IGroups {
  /** The elements, those of a group one after the other. */
  data: Data;
  /** The number of groups, and of elements in each. */
  count: number;
  size: number;
  /** The shape of the result. */
  shape: Shape;
}

/**
 * The sum of the elements. Source: `torch.sum`; by halves, so that rounding errors grow with the logarithm
 * of their number only.
 *
 * @param A any shape and dtype
 * @param dim may be left out, for all elements: `sum(A, 0)`, `sum(A, [0, 1], {keepdim: true})`
 * @returns of integers and bools int64, which wraps; else of A's dtype
 * @throws RuntimeError where a dimension is out of range or named twice
 */
export function sum(A: TensorLike, dim?: Dims | ISumOptions, options?: ISumOptions): Tensor {
  const op = 'sum';
  const source = checkTensor(op, A);
  const given = settings<ISumOptions>(dim, options);
  const { out } = given;
  if (out !== undefined) checkDeviceOfOut(op, out);
  const asked = given.dtype ?? out?.dtype ?? (isInexact(source.dtype) ? source.dtype : 'int64');
  const dtype = checkDType(op, asked);
  return add(op, source, dtype, given, () => 1);
}

/**
 * The mean of the elements; NaN where there are none. Source: `torch.mean`.
 * @param A floating point or complex, unless `dtype` says to convert
 * @throws RuntimeError `mean(): could not infer output dtype …` for integers and bools
 */
export function mean(A: TensorLike, dim?: Dims | ISumOptions, options?: ISumOptions): Tensor {
  const op = 'mean';
  const source = checkTensor(op, A);
  const given = settings<ISumOptions>(dim, options);
  if (given.out !== undefined) checkDeviceOfOut(op, given.out);
  const wanted = checkDType(op, given.dtype ?? source.dtype);
  if (!isInexact(wanted)) {
    const which = given.dtype === undefined ? 'Input' : 'Optional';
    throw new RuntimeError(
      `mean(): could not infer output dtype. ${which} dtype must be either a floating point or complex dtype. Got: ${dtypeInfo(wanted).scalarType}`,
      { op, code: 'dtype' }
    );
  }
  return add(op, source, wanted, given, size => size);
}

/**
 * The largest element; NaN where there is one. Source: `torch.amax`.
 * @param A real numbers or bools
 * @throws RuntimeError where there is no element, and for complex numbers
 */
export function amax(A: TensorLike, dim?: Dims | IExtremeOptions, options?: IExtremeOptions) {
  return extreme('amax', A, settings(dim, options));
}

/** The least element; as `amax`. Source: `torch.amin`. */
export function amin(A: TensorLike, dim?: Dims | IExtremeOptions, options?: IExtremeOptions) {
  return extreme('amin', A, settings(dim, options));
}

/**
 * The place of the largest element, of several the first; a NaN counts as the largest. Source: `torch.argmax`.
 * @param dim one dimension; left out, the place is that among all elements in row-major order
 * @returns int64
 * @throws RuntimeError where there is no element, and for complex numbers and bools
 */
export function argmax(
  A: TensorLike,
  dim?: number | null | IArgmaxOptions,
  options?: IArgmaxOptions
): Tensor {
  const op = 'argmax';
  const source = checkTensor(op, A);
  const { dim: chosen, keepdim = false, out } = settings<IArgmaxOptions>(dim, options);
  const all = chosen === undefined || chosen === null;
  const kind = isComplex(source.dtype) ? 'complex' : source.dtype === 'bool' ? 'bool' : undefined;
  if (kind)
    throw new RuntimeError(`${op}(): does not support ${kind} input`, { op, code: 'dtype' });
  if (all && source.numel === 0) {
    throw nothingToReduce(op, 'to be specified for input.numel() == 0.');
  }
  const axes = all ? [] : [checkAxis(op, source.ndim, chosen)];
  checkNonEmpty(op, source, axes);
  checkOut(op, 'int64', out);
  const { data, count, size, shape } = groupsOf(
    source,
    source.ndim === 0 ? [] : axes,
    keepdim,
    all
  );
  const places = new BigInt64Array(count);
  for (let k = 0; k < count; k++) places[k] = BigInt(best(data, k * size, size, 'amax') - k * size);
  return finish(places, shape, 'int64', out);
}

/** Options that stand in the place of `dim`, or behind it. */
function settings<O extends { dim?: Dims }>(dim: O['dim'] | O | undefined, options?: O): O {
  if (typeof dim === 'object' && dim !== null && !Array.isArray(dim)) return dim as O;
  return { ...options, dim: dim ?? options?.dim } as O;
}

function groupsOf(
  source: Tensor,
  axes: readonly number[],
  keepdim: boolean,
  all = axes.length === 0
): IGroups {
  const dims = Array.from({ length: source.ndim }, (_, dim) => dim);
  const reduced = all ? dims : axes;
  const kept = dims.filter(dim => !reduced.includes(dim));
  const size = sizeOf(reduced.map(dim => source.shape[dim]));
  return {
    data: Tensor.read(source.permute(...kept, ...reduced)),
    count: sizeOf(kept.map(dim => source.shape[dim])),
    size,
    shape: reducedShape(source.shape, reduced, keepdim)
  };
}

/** Sums, divided by what `divisor` makes of their length. */
function add(
  op: string,
  source: Tensor,
  dtype: DType,
  { dim, keepdim = false, out }: ISumOptions,
  divisor: (size: number) => number
): Tensor {
  const axes = checkAxes(op, source, [dim ?? []].flat());
  const { data, count, size, shape } = groupsOf(cast(source, dtype), axes, keepdim);
  const width = components(dtype);
  const sums = allocate(dtype, count);
  for (let at = 0; at < sums.length; at++) {
    const from = Math.floor(at / width) * size * width + (at % width);
    if (data instanceof BigInt64Array) sums[at] = totalExactly(data, from, size);
    else if (dtype === 'bool')
      sums[at] = data.subarray(from, from + size).some(x => x !== 0) ? 1 : 0;
    else sums[at] = total(data, from, size, width) / divisor(size);
  }
  return finish(sums, shape, dtype, out);
}

/** Numbers that are added one after the other; more are added by halves. */
const RUN = 128;

function total(data: ArrayLike<number>, from: number, count: number, step: number): number {
  if (count > RUN) {
    const half = Math.floor(count / 2);
    return total(data, from, half, step) + total(data, from + half * step, count - half, step);
  }
  let result = 0;
  for (let i = 0; i < count; i++) result += data[from + i * step];
  return result;
}

function totalExactly(data: BigInt64Array, from: number, count: number): bigint {
  let result = 0n;
  for (let i = 0; i < count; i++) result += data[from + i];
  return result;
}

type Extreme = 'amax' | 'amin';

function extreme(
  op: Extreme,
  A: TensorLike,
  { dim, keepdim = false, out }: IExtremeOptions
): Tensor {
  const source = checkTensor(op, A);
  const { dtype } = source;
  if (out !== undefined && checkDeviceOfOut(op, out).dtype !== dtype) {
    const [wanted, got] = [dtype, out.dtype].map(name => dtypeInfo(name).scalarType);
    throw new RuntimeError(
      `Expected the dtype for input and out to match, but got ${wanted} for input's dtype and ${got} for out's dtype.`,
      { op, code: 'dtype' }
    );
  }
  const dims = [dim ?? []].flat();
  const axes = checkAxes(op, source, dims);
  if (axes.length === 0 && source.numel === 0) {
    throw nothingToReduce(
      op,
      "to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
    );
  }
  checkNonEmpty(op, source, axes, dims);
  const { count, size, shape, ...groups } = groupsOf(source, axes, keepdim);
  const data = asBits(groups.data, dtype);
  if (isComplex(dtype) && count > 0) {
    const kernel = op === 'amax' ? 'max_values_cpu' : 'min_values_cpu';
    const got = dtypeInfo(dtype).scalarType;
    throw new RuntimeError(`"${kernel}" not implemented for '${got}'`, { op, code: 'dtype' });
  }
  const values = allocate(dtype, count);
  for (let k = 0; k < count; k++) values[k] = data[best(data, k * size, size, op)];
  return finish(values, shape, dtype, out);
}

function nothingToReduce(op: string, text: string): RuntimeError {
  return new RuntimeError(`${op}(): Expected reduction dim ${text}`, { op, code: 'shape' });
}

/** @param names the dimensions as the error tells them */
function checkNonEmpty(
  op: string,
  { shape }: Tensor,
  axes: readonly number[],
  names: readonly number[] = axes
): void {
  const empty = axes.findIndex(dim => shape[dim] === 0);
  if (empty >= 0) throw nothingToReduce(op, `${names[empty]} to have non-zero size.`);
}

/** The place of the first NaN, else of the first of the largest, or least. */
function best(data: Data, from: number, size: number, way: Extreme): number {
  let place = from;
  for (let i = from; i < from + size; i++) {
    const value = data[i];
    if (Number.isNaN(value)) return i;
    if (way === 'amax' ? value > data[place] : value < data[place]) place = i;
  }
  return place;
}
