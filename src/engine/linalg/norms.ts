/** Vector and matrix norms over chosen dimensions. */

import { inPrecision } from '../backends/cpu/columns.js';
import { singularValues } from '../backends/cpu/decomposition.js';
import { elementNorm } from '../backends/cpu/norm.js';
import {
  type DType,
  dtypeInfo,
  type FloatData,
  isComplex,
  isFloat,
  lanes,
  realDType
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { checkNormOfNothing, magnitudes, vectorNorm } from '../core/magnitude.js';
import { shapeText, sizeOf } from '../core/shape.js';
import { checkMatrices, checkOut, checkTensor, deliver, type IMatrices } from '../ops/check.js';
import { cast } from '../ops/create.js';
import type { Tensor } from '../tensor.js';

/** The norms of matrices: Frobenius, nuclear, spectral (±2), of columns (±1) and of rows (±Infinity). */
export type MatrixNorm = 'fro' | 'nuc' | number;

export interface INormOptions {
  /** The dimensions to measure over: one for vectors, two for matrices. */
  dim?: number | readonly number[];
  /** Leave those dimensions in the result, with size 1. */
  keepdim?: boolean;
  /** Convert before measuring. */
  dtype?: DType;
  out?: Tensor;
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
export function norm(
  A: Tensor,
  ord: MatrixNorm | null | INormOptions = null,
  options: INormOptions = {}
): Tensor {
  if (typeof ord === 'object' && ord !== null) return norm(A, null, ord);
  const op = 'linalg.norm';
  const source = checkTensor(op, A);
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
    return matrixNorm(source, ord, options);
  }
  return vectorNorms(source, (ord as number | null) ?? 2, given, options);
}

/**
 * A norm of every matrix of A. Source: `torch.linalg.matrix_norm`.
 * @param ord 'fro' where left out: `matrixNorm(A, { keepdim: true })`
 * @param options `dim`: which two dimensions are the matrices, by default the last two
 * @throws LinAlgError for NaN or Inf where singular values are needed (±2, 'nuc')
 */
export function matrixNorm(
  A: Tensor,
  ord: MatrixNorm | INormOptions = 'fro',
  options: INormOptions = {}
): Tensor {
  if (typeof ord === 'object' && ord !== null) return matrixNorm(A, 'fro', ord);
  const op = 'linalg.matrix_norm';
  const source = checkTensor(op, A);
  const kinds = [1, 2, Number.POSITIVE_INFINITY];
  if (
    ord !== 'fro' &&
    ord !== 'nuc' &&
    !(typeof ord === 'number' && kinds.includes(Math.abs(ord)))
  ) {
    throw fail(op, `Order ${String(ord)} not supported.`);
  }
  if (source.ndim < 2) checkMatrices(op, source);
  const given = options.dim === undefined ? [-2, -1] : [options.dim].flat();
  if (given.length !== 2) throw fail(op, `dim must be a 2-tuple. Got ${given.join(' ')}`);
  const dims = axes(source, given);
  if (dims[0] === dims[1]) throw fail(op, `dims must be different. Got (${given.join(', ')})`);
  const moved = converted(op, source, options).permute(...others(source, dims), ...dims);
  const matrices = checkMatrices(op, moved);
  checkLeast(ord, matrices, dims, options.keepdim);
  const values = Float64Array.from({ length: matrices.count }, (_, k) => oneNorm(matrices, k, ord));
  return finish(op, values, moved, source, dims, options);
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
  { rows, columns }: IMatrices,
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

function oneNorm(matrices: IMatrices, k: number, ord: MatrixNorm): number {
  if (ord === 'fro' || Math.abs(ord as number) === 1 || Math.abs(ord as number) === Infinity) {
    return elementNorm(matrices, k, ord as number);
  }
  if (matrices.rows * matrices.columns === 0) return 0;
  const sigma = singularValues(matrices, k);
  if (ord === 'nuc') return sigma.reduce((sum, value) => sum + value, 0);
  return ord === 2 ? sigma[0] : sigma[sigma.length - 1];
}

function vectorNorms(
  source: Tensor,
  ord: number,
  given: readonly number[] | undefined,
  options: INormOptions
): Tensor {
  const op = 'linalg.vector_norm';
  checkFloating(op, source);
  const dims = given ? axes(source, given) : [...source.shape.keys()];
  const twice = dims.find((dim, i) => dims.indexOf(dim) !== i);
  if (twice !== undefined) {
    throw new RuntimeError(`dim ${twice} appears multiple times in the list of dims`, {
      op,
      code: 'index'
    });
  }
  const kept = others(source, dims);
  const moved = converted(op, source, options).permute(...kept, ...dims);
  const count = sizeOf(kept.map(dim => source.shape[dim]));
  const size = sizeOf(dims.map(dim => source.shape[dim]));
  if (size === 0)
    checkNormOfNothing(
      ord,
      given?.find(dim => source.shape.at(dim) === 0)
    );
  const sizes = magnitudes(moved.data as FloatData, isComplex(moved.dtype));
  const values = Float64Array.from({ length: count }, (_, i) =>
    vectorNorm(sizes.subarray(i * size, (i + 1) * size), ord)
  );
  return finish(op, values, moved, source, dims, options);
}

function checkFloating(op: string, { dtype }: Tensor): void {
  if (isFloat(dtype)) return;
  const got = dtypeInfo(dtype).scalarType;
  throw fail(op, `Expected a floating point or complex tensor as input. Got ${got}`);
}

/** A floating-point tensor, of the dtype that was asked for. */
function converted(op: string, source: Tensor, { dtype }: INormOptions): Tensor {
  const wanted = dtype ?? source.dtype;
  checkFloating(op, source);
  if (dtype !== undefined && lanes(dtype) !== lanes(source.dtype)) {
    const kind = isComplex(source.dtype) ? 'complex' : 'real';
    throw fail(
      op,
      `dtype should be ${kind} for ${kind} inputs, but got ${dtypeInfo(dtype).scalarType}`
    );
  }
  return cast(source, wanted);
}

function finish(
  op: string,
  values: Float64Array,
  { dtype }: Tensor,
  { shape }: Tensor,
  dims: readonly number[],
  { keepdim = false, out }: INormOptions
): Tensor {
  if (!isFloat(dtype)) throw fail(op, `Expected a floating point or complex dtype. Got ${dtype}`);
  const real = realDType(dtype);
  checkOut(op, real, out);
  const result = keepdim
    ? shape.map((size, dim) => (dims.includes(dim) ? 1 : size))
    : shape.filter((_, dim) => !dims.includes(dim));
  return deliver(op, inPrecision(real, values), result, real, out);
}

/** Of a tensor without dimensions 0 and −1 stand for none, as in torch. */
function axes({ shape }: Tensor, dims: readonly number[]): number[] {
  const rank = Math.max(shape.length, 1);
  const found = dims.map(dim => {
    const axis = dim < 0 ? dim + rank : dim;
    if (Number.isInteger(axis) && axis >= 0 && axis < rank) return axis;
    throw new RuntimeError(
      `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`,
      { op: 'linalg.norm', code: 'index' }
    );
  });
  return shape.length === 0 ? [] : found;
}

function others({ ndim }: Tensor, dims: readonly number[]): number[] {
  return Array.from({ length: ndim }, (_, dim) => dim).filter(dim => !dims.includes(dim));
}
