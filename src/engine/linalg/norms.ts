/** Vector and matrix norms over chosen dimensions. */
import { type AnyTensor, deviceOf, type MatrixNorm } from '../backends/index.js';
import {
  checkDType,
  components,
  type DType,
  dtypeInfo,
  type FloatDType,
  isComplex,
  isInexact,
  promote,
  type RealDType,
  realDType
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { checkNormOfNothing } from '../core/magnitude.js';
import type { IMatrixShape } from '../core/matrices.js';
import { checkDimension, shapeText, sizeOf } from '../core/shape.js';
import type { DeviceTensor } from '../device-tensor.js';
import { checkAxes } from '../ops/axes.js';
import { checkMatrixShape, checkOperand, checkOut, toOut } from '../ops/check.js';
import type { Tensor, TensorLike } from '../tensor.js';

export type { MatrixNorm } from '../backends/index.js';

export interface INormOptions<T extends AnyTensor = Tensor> {
  /** The dimensions to measure over: one for vectors, two for matrices. */
  dim?: number | readonly number[];
  /** Leave those dimensions in the result, with size 1. */
  keepdim?: boolean;
  /** Convert before measuring. */
  dtype?: DType;
  out?: T;
}

/**
 * A vector norm, or a matrix norm where `ord` and two dimensions say so. Source: `torch.linalg.norm`.
 *
 * Without `ord` the 2-norm of all elements, or over `dim`. With `ord` a 1-dimensional tensor is a vector,
 * a 2-dimensional one a matrix; else `dim` says which.
 *
 * @param ord may be left out: `norm(A, { dim: 0 })`
 * @returns real
 */
export function norm<T extends DeviceTensor>(
  A: T,
  ord?: MatrixNorm | null | INormOptions<T>,
  options?: INormOptions<T>
): T;
export function norm(
  A: TensorLike,
  ord?: MatrixNorm | null | INormOptions,
  options?: INormOptions
): Tensor<RealDType>;
export function norm(
  A: TensorLike | DeviceTensor,
  ord: MatrixNorm | null | INormOptions<AnyTensor> = null,
  options: INormOptions<AnyTensor> = {}
): AnyTensor {
  const source = checkOperand('linalg.norm', A);
  const isLeftOut = typeof ord === 'object' && ord !== null;
  return isLeftOut ? normOf(source, null, ord) : normOf(source, ord, options);
}

function normOf(
  source: AnyTensor,
  ord: MatrixNorm | null,
  options: INormOptions<AnyTensor>
): AnyTensor {
  const op = 'linalg.norm';
  const given = options.dim === undefined ? undefined : [options.dim].flat();
  if (given && given.length !== 1 && given.length !== 2) {
    throw fail(op, `If dim is specified, it must be of length 1 or 2. Got ${shapeText(given)}`);
  }
  if (!given && ord !== null && source.ndim !== 1 && source.ndim !== 2) {
    throw fail(
      op,
      `If dim is not specified but ord is, the input must be 1D or 2D. Got ${source.ndim}D.`
    );
  }
  const count = given?.length ?? source.ndim;
  if (ord !== null && (count === 2 || typeof ord === 'string')) {
    if (given?.length === 1 && source.ndim >= 2) {
      throw fail('linalg.matrix_norm', `dim must be a 2-tuple. Got ${given.join(' ')}`);
    }
    return matrixNormOf(source, ord, options);
  }
  return vectorNorms(source, typeof ord === 'number' ? ord : 2, given, options);
}

/**
 * A norm of every matrix of A. Source: `torch.linalg.matrix_norm`.
 * @param ord 'fro' where left out: `matrixNorm(A, { keepdim: true })`
 * @param options `dim`: which two dimensions are the matrices, by default the last two
 * @throws LinAlgError for NaN or Inf where singular values are needed (±2, 'nuc')
 */
export function matrixNorm<T extends DeviceTensor>(
  A: T,
  ord?: MatrixNorm | INormOptions<T>,
  options?: INormOptions<T>
): T;
export function matrixNorm(
  A: TensorLike,
  ord?: MatrixNorm | INormOptions,
  options?: INormOptions
): Tensor<RealDType>;
export function matrixNorm(
  A: TensorLike | DeviceTensor,
  ord: MatrixNorm | INormOptions<AnyTensor> = 'fro',
  options: INormOptions<AnyTensor> = {}
): AnyTensor {
  const source = checkOperand('linalg.matrix_norm', A);
  const isLeftOut = typeof ord === 'object' && ord !== null;
  return isLeftOut ? matrixNormOf(source, 'fro', ord) : matrixNormOf(source, ord, options);
}

function matrixNormOf(
  source: AnyTensor,
  ord: MatrixNorm,
  options: INormOptions<AnyTensor>
): AnyTensor {
  const op = 'linalg.matrix_norm';
  const kinds = [1, 2, Number.POSITIVE_INFINITY];
  if (
    ord !== 'fro' &&
    ord !== 'nuc' &&
    !(typeof ord === 'number' && kinds.includes(Math.abs(ord)))
  ) {
    throw fail(op, `Order ${String(ord)} not supported.`);
  }
  if (source.ndim < 2) checkMatrixShape(op, source);
  const given = options.dim === undefined ? [-2, -1] : [options.dim].flat();
  if (given.length !== 2) throw fail(op, `dim must be a 2-tuple. Got ${given.join(' ')}`);
  const dims = given.map(dim => checkDimension(op, source.ndim, dim));
  if (dims[0] === dims[1]) throw fail(op, `dims must be different. Got (${dims.join(', ')})`);
  const moved = converted(op, source, options).permute(...others(source, dims), ...dims);
  const matrices = checkMatrixShape(op, moved);
  checkLeast(ord, matrices, dims, options.keepdim);
  checkOut(op, realDType(matrices.dtype), options.out, source);
  const norms = deviceOf(moved).matrixNorms(moved, { op, ...matrices }, ord);
  return finish(norms, source, dims, options);
}

function fail(op: string, message: string): RuntimeError {
  return new RuntimeError(`${op}: ${message}`, { op, code: 'invalid-argument' });
}

/**
 * torch's error where the least of no numbers is asked for, with the dimension as it counts it: the sums
 * have one less than A.
 */
function checkLeast(
  ord: MatrixNorm,
  { rows, columns }: IMatrixShape,
  [row, column]: readonly number[],
  keepdim = false
): void {
  if (typeof ord === 'string' || ord > 0) return;
  const [count, dim, summed] =
    ord === -1 ? [columns, column, row] : ord === -2 ? [rows * columns, -1] : [rows, row, column];
  if (count > 0) return;
  const shift = summed !== undefined && summed < dim && !keepdim ? 1 : 0;
  throw new RuntimeError(`amin(): Expected reduction dim ${dim - shift} to have non-zero size.`, {
    op: 'linalg.matrix_norm',
    code: 'index'
  });
}

function vectorNorms(
  source: AnyTensor,
  ord: number,
  given: readonly number[] | undefined,
  options: INormOptions<AnyTensor>
): AnyTensor {
  const op = 'linalg.vector_norm';
  const own = converted(op, source, options);
  const dims = given ? checkAxes(op, source, given) : [...source.shape.keys()];
  const kept = others(source, dims);
  const moved = own.permute(...kept, ...dims);
  const batch = kept.map(dim => source.shape[dim]);
  const size = sizeOf(dims.map(dim => source.shape[dim]));
  if (size === 0) {
    const empty = given?.find(dim => source.shape.at(dim) === 0);
    checkNormOfNothing(ord, empty);
  }
  checkOut(op, realDType(checkFloating(op, moved)), options.out, source);
  const rows = { op, batch, count: sizeOf(batch), rows: 1, columns: size };
  return finish(deviceOf(moved).vectorNorms(moved, rows, ord), source, dims, options);
}

function checkFloating(op: string, { dtype }: AnyTensor): FloatDType {
  if (isInexact(dtype)) return dtype;
  const got = dtypeInfo(dtype).scalarType;
  throw fail(op, `Expected a floating point or complex tensor as input. Got ${got}`);
}

/** A floating-point tensor, of the dtype that was asked for. */
function converted(op: string, source: AnyTensor, { dtype }: INormOptions<AnyTensor>): AnyTensor {
  checkFloating(op, source);
  if (dtype === undefined) return source;
  const [from, to] = [source.dtype, checkDType(op, dtype)].map(each => dtypeInfo(each).scalarType);
  if (!isInexact(dtype)) throw fail(op, `dtype should be floating point or complex, but got ${to}`);
  if (components(dtype) !== components(source.dtype)) {
    const kind = isComplex(source.dtype) ? 'complex' : 'real';
    throw fail(op, `dtype should be ${kind} for ${kind} inputs, but got ${to}`);
  }
  if (promote(dtype, source.dtype) !== dtype) {
    const problem = 'should be convertible without narrowing to the specified dtype';
    throw fail(op, `the dtype of the input (${from}) ${problem} (${to})`);
  }
  return deviceOf(source).cast(source, dtype);
}

/** The norms in the shape of the result, in `out` where there is one. */
function finish(
  norms: AnyTensor,
  { shape }: AnyTensor,
  dims: readonly number[],
  { keepdim = false, out }: INormOptions<AnyTensor>
): AnyTensor {
  const kept = keepdim ? shape.map((size, dim) => (dims.includes(dim) ? 1 : size)) : norms.shape;
  return toOut(keepdim ? norms.reshape(kept) : norms, out);
}

function others({ ndim }: AnyTensor, dims: readonly number[]): number[] {
  return Array.from({ length: ndim }, (_, dim) => dim).filter(dim => !dims.includes(dim));
}
