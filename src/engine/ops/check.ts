/** Argument checks of linear algebra, with torch's texts. Each returns what it checked. */

import {
  type Data,
  type DType,
  dtypeInfo,
  type FloatData,
  type FloatDType,
  isComplex,
  isFloat
} from '../core/dtype.js';
import { type IFailure, RuntimeError } from '../core/errors.js';
import { type Shape, sameShape, shapeText, sizeOf } from '../core/shape.js';
import { matrixAt, Tensor } from '../tensor.js';
import { cast } from './create.js';

/** The sizes that the shape of a batch of matrices gives. */
export interface IMatrixShape {
  readonly dtype: FloatDType;
  /** The batch dimensions; empty for a single matrix. */
  readonly batch: Shape;
  /** How many matrices there are; 1 for a single one. */
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/** A tensor seen as a batch of matrices. */
export interface IMatrices extends IMatrixShape {
  /** All elements, row-major. */
  readonly data: FloatData;
}

/** The properties of a tensor that are checked, on whatever device it is. */
export interface IShaped {
  readonly shape: Shape;
  readonly ndim: number;
  readonly dtype: DType;
}

/** Checks that `value` is a tensor at all: plain JavaScript reaches these functions too. */
export function checkTensor(op: string, value: unknown, name = 'A'): Tensor {
  if (value instanceof Tensor) return value;
  if ((value as { device?: unknown } | undefined)?.device === 'webgpu') {
    throw new RuntimeError(
      `${op}: ${name} is on the device 'webgpu', where this cannot be computed or where the other operands are not; bring it to the CPU with await ${name}.cpu()`,
      { op, code: 'device' }
    );
  }
  const got = Array.isArray(value) ? 'an array' : value === null ? 'null' : typeof value;
  throw new RuntimeError(
    `${op}: expected ${name} to be a Tensor, got ${got}; make one with tensor([[1, 2], [3, 4]])`,
    { op, code: 'invalid-argument' }
  );
}

/** A floating-point or complex tensor of at least two dimensions. */
export function checkMatrices(op: string, a: unknown, name = ' A'): IMatrices {
  const source = checkTensor(op, a);
  const { dtype, batch, count, rows, columns } = checkMatrixShape(op, source, name);
  // Not by spreading: that takes a fifth of the time of a small inverse.
  return { dtype, batch, count, rows, columns, data: Tensor.read(source) as FloatData };
}

/** As `checkMatrices`, of shape and dtype alone. */
export function checkMatrixShape(op: string, source: IShaped, name = ' A'): IMatrixShape {
  checkDimensions(op, source, name);
  const dtype = checkFloat(op, source.dtype);
  const { shape, ndim } = source;
  const batch = shape.slice(0, -2);
  const rows = shape[ndim - 2];
  const columns = shape[ndim - 1];
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
  if (isFloat(dtype)) return;
  const got = dtypeInfo(dtype).scalarType;
  throw new RuntimeError(`"${kernel}" not implemented for '${got}'`, { op, code: 'dtype' });
}

function checkFloat(op: string, dtype: DType): FloatDType {
  if (isFloat(dtype)) return dtype;
  const got = dtypeInfo(dtype).scalarType;
  throw new RuntimeError(
    `${op}: Expected a floating point or complex tensor as input. Got ${got}`,
    { op, code: 'dtype' }
  );
}

/** Writes a result to `out`, resized with torch's warning where its shape differs, or makes a tensor of it. */
export function deliver(op: string, data: Data, shape: Shape, dtype: DType, out?: Tensor): Tensor {
  if (out === undefined) return Tensor.own(data, shape, dtype);
  checkOut(op, dtype, out);
  fitOut(out, shape);
  return out.write(data);
}

/** As `deliver`, for the operations whose `out` may be of another dtype: see `checkCastable`. */
export function deliverCast(
  op: string,
  data: Data,
  shape: Shape,
  dtype: DType,
  out?: Tensor
): Tensor {
  if (out === undefined || out.dtype === dtype) return deliver(op, data, shape, dtype, out);
  checkCastable(op, dtype, out);
  fitOut(out, shape);
  return out.write(Tensor.read(cast(Tensor.own(data, shape, dtype), out.dtype)));
}

/**
 * Checks an `out` that is cast to: of the same category (bool, integer, floating point, complex), or a higher one.
 * Source: `c10::canCast`.
 */
export function checkCastable(op: string, dtype: DType, out?: Tensor): void {
  if (out === undefined) return;
  const to = checkTensor(op, out, 'out').dtype;
  const lossy =
    (isComplex(dtype) && !isComplex(to)) ||
    (isFloat(dtype) && !isFloat(to)) ||
    (dtype !== 'bool' && to === 'bool');
  if (!lossy) return;
  const [from, got] = [dtype, to].map(name => dtypeInfo(name).scalarType);
  throw new RuntimeError(
    `${op}: Expected result to be safely castable from ${from} dtype, but got result with dtype ${got}`,
    { op, code: 'dtype' }
  );
}

/** Gives an `out` the shape of the result, with torch's warning where that is not what it had. */
export function fitOut(
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

/** Checks an `out`, before anything is computed. */
export function checkOut(op: string, dtype: DType, out?: Tensor): void {
  if (out === undefined) return;
  checkTensor(op, out, 'out');
  checkOutDType(op, dtype, out);
}

export function checkOutDType(op: string, dtype: DType, out: { dtype: DType }): void {
  if (out.dtype === dtype) return;
  throw new RuntimeError(
    `Expected out tensor to have dtype ${dtypeInfo(dtype).cppName}, but got ${dtypeInfo(out.dtype).cppName} instead`,
    { op, code: 'dtype' }
  );
}

/** Checks that two operands are of one dtype, of which the first is known to be floating point. */
export function checkSameDType(
  op: string,
  [first, second]: [string, string],
  a: DType,
  b: DType
): void {
  if (a === b) return;
  const [x, y] = [a, b].map(dtype => dtypeInfo(dtype).scalarType);
  throw new RuntimeError(
    `${op}: Expected ${first} and ${second} to have the same dtype, but found ${first} of type ${x} and ${second} of type ${y} instead`,
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

/** The first member that has a zero pivot, as an error tells of it; undefined where all went well. */
export function firstFailure(info: Int32Array, A: Tensor): IFailure | undefined {
  let member = 0;
  while (member < info.length && info[member] === 0) member++;
  if (member === info.length) return undefined;
  return failureAt(member, info[member], A.ndim, matrixAt(A, member).clone());
}

/** @param matrix a copy of the one that failed */
export function failureAt(member: number, pivot: number, ndim: number, matrix?: Tensor): IFailure {
  const batch = ndim > 2 ? member : undefined;
  const where = batch === undefined ? '' : `(Batch element ${batch}): `;
  return { where, fields: { code: 'singular', batch, pivot, matrix } };
}
