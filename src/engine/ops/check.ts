/** Argument checks of linear algebra, with torch's texts. Each returns what it checked. */

import { type AnyTensor, deviceOf, differentDevices } from '../backends/index.js';
import {
  canCast,
  type DType,
  dtypeInfo,
  type FloatDType,
  isComplex,
  isInexact,
  type RealDType
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import type { IMatrices, IMatrixShape } from '../core/matrices.js';
import type { NestedArray } from '../core/nested.js';
import { type Shape, sameShape, shapeText, sizeOf } from '../core/shape.js';
import { DEVICES, type Device, Strided } from '../core/strided.js';
import { DeviceTensor } from '../device-tensor.js';
import { type IHasToArray, Tensor } from '../tensor.js';
import { tensor } from './create.js';

const ON_CPU = { device: 'cpu' } as const;
const NO_BATCH: Shape = [];

/** The properties of a tensor that are checked, on whatever device it is. */
export interface IShaped {
  readonly shape: Shape;
  readonly ndim: number;
  readonly dtype: DType;
}

/**
 * A tensor on the CPU, made of `value` where that is an array-like: nested arrays of numbers, a mathjs matrix.
 * Plain JavaScript reaches these functions too, so that anything may come.
 */
export function checkTensor(op: string, value: unknown, name = 'A'): Tensor {
  if (value instanceof Tensor) return value;
  // Also one that another copy of the engine made.
  const { device } = (value ?? {}) as { device?: unknown };
  if (DEVICES.includes(device as Device)) {
    throw notHere(op, name, device as Device);
  }
  if (isArrayLike(value)) return tensor(value);
  throw notTensor(op, name, value);
}

/** An operand is on a device that does not compute this. */
export function notHere(op: string, name: string, device: Device): RuntimeError {
  return new RuntimeError(
    `${op}: ${name} is on the device '${device}', where this cannot be computed or where the other operands are not; bring it to the CPU with await ${name}.cpu()`,
    { op, code: 'device' }
  );
}

/** As `checkTensor`, on whatever device. */
export function checkOperand(op: string, value: unknown, name = 'A'): AnyTensor {
  return value instanceof DeviceTensor ? value : checkTensor(op, value, name);
}

/** Checks an operand beside one that says where the work is done. */
export function checkBeside(op: string, first: AnyTensor, value: unknown, name: string): AnyTensor {
  if (first instanceof Tensor) return checkTensor(op, value, name);
  if (value instanceof DeviceTensor && value.device === first.device) return value;
  if (value instanceof Strided) throw differentDevices(op, first.device, value.device as Device);
  throw new RuntimeError(
    `${op}: expected ${name} to be a tensor on '${first.device}', as the first operand is, got ${typeof value}`,
    { op, code: 'invalid-argument' }
  );
}

/**
 * An operand of an operation whose operands are of one dtype: an array-like takes that of a tensor beside it, as bare
 * numbers do, where that holds its kind of numbers; else both are as `tensor` makes them, and differ.
 */
export function inDTypeOf<T>(beside: unknown, value: T): T | Tensor {
  if (value instanceof Strided || !(beside instanceof Tensor) || !isArrayLike(value)) return value;
  return castBeside(beside, tensor(value));
}

/** As `inDTypeOf`, of what `tensor` made. */
export function castBeside(beside: unknown, made: Tensor): Tensor {
  if (!(beside instanceof Tensor)) return made;
  const { dtype } = beside;
  const fits = isInexact(dtype)
    ? isComplex(dtype) || !isComplex(made.dtype)
    : dtype !== 'bool' && isInexact(made.dtype) && isWhole(made);
  return fits ? deviceOf(made).cast(made, dtype) : made;
}

function isWhole(made: Tensor): boolean {
  return !isComplex(made.dtype) && Tensor.read<RealDType>(made).every(Number.isSafeInteger);
}

/** Whether a tensor is made of it where one is expected. */
export function isArrayLike(value: unknown): value is NestedArray | IHasToArray {
  return Array.isArray(value) || typeof (value as IHasToArray | null)?.toArray === 'function';
}

function notTensor(op: string, name: string, value: unknown): RuntimeError {
  const got = ArrayBuffer.isView(value) ? 'a typed array' : value === null ? 'null' : typeof value;
  const instead = ArrayBuffer.isView(value) ? 'fromData(data, shape)' : 'tensor([[1, 2], [3, 4]])';
  return new RuntimeError(
    `${op}: expected ${name} to be a Tensor or nested arrays of numbers, got ${got}; make a tensor with ${instead}`,
    { op, code: 'invalid-argument' }
  );
}

/** A floating-point or complex tensor of at least two dimensions. */
export function checkMatrices(op: string, a: unknown, name = ' A'): IMatrices {
  const source = checkTensor(op, a);
  const { dtype, batch, count, rows, columns } = checkMatrixShape(op, source, name);
  // Not by spreading: that takes a fifth of the time of a small inverse.
  return { dtype, batch, count, rows, columns, data: Tensor.read(source) };
}

/** As `checkMatrices`, of shape and dtype alone. */
export function checkMatrixShape(op: string, source: IShaped, name = ' A'): IMatrixShape {
  checkDimensions(op, source, name);
  const dtype = checkFloat(op, source.dtype);
  const { shape, ndim } = source;
  const rows = shape[ndim - 2];
  const columns = shape[ndim - 1];
  const batch = ndim === 2 ? NO_BATCH : shape.slice(0, -2);
  return { dtype, batch, count: sizeOf(batch), rows, columns };
}

/** At least two dimensions. */
export function checkDimensions(op: string, source: IShaped, name = ' A'): void {
  if (source.ndim >= 2) return;
  throw new RuntimeError(`${op}: The input tensor${name} must have at least 2 dimensions.`, {
    op,
    code: 'too-few-dimensions'
  });
}

/** As `checkMatrices`, and square. torch checks the dimensions, then squareness, then the dtype. */
export function checkSquare(op: string, a: unknown): IMatrices {
  const source = checkTensor(op, a);
  checkSquareShape(op, source);
  return checkMatrices(op, source);
}

/** As `checkSquare`, of shape and dtype alone. */
export function checkSquareShape(op: string, source: IShaped): IMatrixShape {
  checkSquareSizes(op, source);
  return checkMatrixShape(op, source);
}

/** That rows and columns are as many, where there are both. */
export function checkSquareSizes(op: string, source: IShaped): void {
  const rows = source.shape[source.ndim - 2];
  const columns = source.shape[source.ndim - 1];
  if (source.ndim >= 2 && rows !== columns) {
    throw new RuntimeError(
      `${op}: A must be batches of square matrices, but they are ${rows} by ${columns} matrices`,
      { op, code: 'not-square' }
    );
  }
}

/** The words of what torch dispatches to a kernel of its own, which has none for integers. */
export function checkKernelDType(op: string, kernel: string, dtype: DType): void {
  if (isInexact(dtype)) return;
  const got = dtypeInfo(dtype).scalarType;
  throw new RuntimeError(`"${kernel}" not implemented for '${got}'`, { op, code: 'dtype' });
}

function checkFloat(op: string, dtype: DType): FloatDType {
  if (isInexact(dtype)) return dtype;
  const got = dtypeInfo(dtype).scalarType;
  throw new RuntimeError(
    `${op}: Expected a floating point or complex tensor as input. Got ${got}`,
    { op, code: 'dtype' }
  );
}

/** Writes a result to `out`, resized with torch's warning where its shape differs; the result where there is none. */
export function toOut<T extends AnyTensor>(result: T, out?: T): T {
  if (out === undefined || out === result) return result;
  resizeOutput(out, result.shape);
  return deviceOf(result).copy(result, out);
}

/** As `toOut`, for the operations whose `out` may be of another dtype: `checkCastable` was asked before. */
export function toOutCast<T extends AnyTensor>(result: T, out?: T): T {
  if (out === undefined || out.dtype === result.dtype) return toOut(result, out);
  return toOut(deviceOf(result).cast(result, out.dtype), out);
}

/** Checks an `out` that is cast to. */
export function checkCastable(
  op: string,
  dtype: DType,
  out: AnyTensor | undefined,
  beside: { device: Device } = ON_CPU
): void {
  if (out === undefined) return;
  const to = checkDeviceOfOut(op, out, beside).dtype;
  if (canCast(dtype, to)) return;
  const [from, got] = [dtype, to].map(name => dtypeInfo(name).scalarType);
  throw new RuntimeError(
    `${op}: Expected result to be safely castable from ${from} dtype, but got result with dtype ${got}`,
    { op, code: 'dtype' }
  );
}

/** Gives an `out` the shape of the result, with torch's warning where that is not what it had. */
export function resizeOutput(
  out: { shape: Shape; numel: number; resize(shape: Shape): unknown },
  shape: Shape
): void {
  if (!sameShape(out.shape, shape)) {
    if (out.numel > 0) {
      console.warn(
        `An output with one or more elements was resized since it had shape ${shapeText(out.shape)}, which does not match the required output shape ${shapeText(shape)}. This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless they have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements with t.resize_(0).`
      );
    }
    out.resize(shape);
  }
}

/** Checks an `out` before anything is computed: that it is a tensor on the device of `beside`, of that dtype. */
export function checkOut(
  op: string,
  dtype: DType,
  out: AnyTensor | undefined,
  beside: { device: Device } = ON_CPU
): void {
  if (out === undefined || checkDeviceOfOut(op, out, beside).dtype === dtype) return;
  throw new RuntimeError(
    `Expected out tensor to have dtype ${dtypeInfo(dtype).cppName}, but got ${dtypeInfo(out.dtype).cppName} instead`,
    { op, code: 'dtype' }
  );
}

/** As `checkOut`, of any dtype; returns it. */
export function checkDeviceOfOut<T extends AnyTensor>(
  op: string,
  out: T,
  beside: { device: Device } = ON_CPU
): T {
  // An `out` must be a tensor: of an array-like, a copy would be filled.
  if (!(out instanceof Strided)) throw notTensor(op, 'out', out);
  if (out.device !== beside.device) throw differentDevices(op, beside.device, out.device);
  return out;
}

/** Checks that B is of the dtype of the first operand, which is known to be floating point. */
export function checkSameDType(op: string, first: string, a: DType, b: DType): void {
  if (a === b) return;
  const [x, y] = [a, b].map(dtype => dtypeInfo(dtype).scalarType);
  throw new RuntimeError(
    `${op}: Expected ${first} and B to have the same dtype, but found ${first} of type ${x} and B of type ${y} instead`,
    { op, code: 'dtype' }
  );
}

/** torch's error for right-hand sides that do not fit the equation A X = B, or X A = B. */
export function equationError(op: string, n: number, shape: Shape, left: boolean): RuntimeError {
  const [rows, columns] = shape.slice(-2);
  return new RuntimeError(
    `${op}: Incompatible shapes of A and B for the equation ${left ? 'AX = B' : 'XA = B'} (${n}x${n} and ${rows}x${columns})`,
    { op, code: 'shape' }
  );
}
