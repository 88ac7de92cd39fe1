/** Rank and pseudoinverse, which depend on which singular values count as zero. */

import { columnOf } from '../backends/cpu/columns.js';
import { decompose, type IDecomposition, spectrum } from '../backends/cpu/decomposition.js';
import {
  allocate,
  components,
  dtypeInfo,
  epsilon,
  type FloatData,
  isComplex,
  isInexact
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { scale } from '../core/exponent.js';
import type { IMatrices } from '../core/matrices.js';
import {
  broadcastShapes,
  broadcastStrides,
  dotProduct,
  rowMajor,
  type Shape,
  shapeText,
  sizeOf,
  unravel
} from '../core/shape.js';
import { Strided } from '../core/strided.js';
import {
  checkCastable,
  checkMatrices,
  checkSquare,
  checkTensor,
  isArrayLike,
  toOutCast
} from '../ops/check.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { eigenpairs } from './eigh.js';

/** The bound of the singular values: those not above max(atol, rtol·σ₁) count as zero. */
export interface IToleranceOptions {
  /** A number, or real ones of a shape that broadcasts with the batch. Default 0. */
  atol?: number | TensorLike;
  /** As `atol`. Default max(m, n)·ε, or 0 where `atol` is above 0. */
  rtol?: number | TensorLike;
  /** A is Hermitian: eigenvalues of its lower triangle take the place of singular values. */
  hermitian?: boolean;
}

/**
 * The Moore–Penrose inverse of every matrix of A. Source: `torch.linalg.pinv`.
 * @param A (*, m, n)
 * @param options `out` may be of another dtype, of the same category (floating point, complex) or a higher one
 * @returns (*, n, m); of the batch shape that A has with the tolerances
 * @throws LinAlgError for NaN or Inf
 */
export function pinv(A: TensorLike, options: IToleranceOptions & { out?: Tensor } = {}): Tensor {
  const op = 'linalg.pinv';
  const operand = checkTensor(op, A);
  const { dtype: given, shape } = operand;
  if (shape.length < 2 || !isInexact(given)) {
    throw new RuntimeError(
      `${op}(${dtypeInfo(given).scalarType}{${shapeText(shape)}}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types`,
      { op, code: shape.length < 2 ? 'too-few-dimensions' : 'dtype' }
    );
  }
  const matrices = checkShape(operand, options.hermitian);
  const { dtype, batch, rows: m, columns: n } = matrices;
  checkCastable(op, dtype, options.out);
  const size = m * n * components(dtype);
  const tolerances = checkTolerances(op, options);
  const all = shapeWith(op, batch, tolerances);
  const data = allocate(dtype, sizeOf(all) * m * n);
  const limit = tolerance(matrices, all, tolerances);
  const member = broadcastStrides(batch, rowMajor(batch), all);
  for (let i = 0; i < sizeOf(all) && size > 0; i++) {
    const k = dotProduct(unravel(all, i), member);
    const parts = options.hermitian ? hermitianParts(matrices, k) : decompose(matrices, k);
    const largest = Math.abs(parts.values[0]);
    const own = data.subarray(i * size, (i + 1) * size);
    inverseOf(parts, limit(i, largest, parts.exponent), own);
  }
  return toOutCast(Tensor.own(data, [...all, n, m], dtype), options.out);
}

/**
 * How many singular values count, for every matrix of A. Source: `torch.linalg.matrix_rank`.
 * @param A (*, m, n)
 * @returns (*), int64; of the shape that the batch has with the tolerances
 */
export function matrixRank(
  A: TensorLike,
  options: IToleranceOptions & { out?: Tensor } = {}
): Tensor<'int64'> {
  const op = 'torch.linalg.matrix_rank';
  const operand = checkTensor(op, A);
  if (operand.ndim < 2) checkMatrices(op, operand, ' input');
  if (!isInexact(operand.dtype)) {
    throw new RuntimeError("This function doesn't handle types other than float and double", {
      op,
      code: 'dtype'
    });
  }
  const matrices = checkShape(operand, options.hermitian);
  checkCastable(op, 'int64', options.out);
  const tolerances = checkTolerances(op, options);
  const shape = shapeWith(op, matrices.batch, tolerances);
  const sizes = Array.from({ length: matrices.count }, (_, k) => sizesOf(matrices, k, options));
  const limit = tolerance(matrices, shape, tolerances);
  const member = broadcastStrides(matrices.batch, rowMajor(matrices.batch), shape);
  const ranks = new BigInt64Array(sizeOf(shape));
  ranks.forEach((_, i) => {
    const own = sizes[dotProduct(unravel(shape, i), member)];
    const largest = own.values.reduce((a, b) => Math.max(a, b), 0);
    const least = limit(i, largest, own.exponent);
    ranks[i] = BigInt(own.values.filter(value => value > least).length);
  });
  return toOutCast(Tensor.own(ranks, shape, 'int64'), options.out);
}

/** Numbers, or real tensors. */
interface ITolerances {
  atol?: number | Tensor;
  rtol?: number | Tensor;
}

function checkTolerances(op: string, { atol, rtol }: IToleranceOptions): ITolerances {
  return { atol: checkTolerance(op, 'atol', atol), rtol: checkTolerance(op, 'rtol', rtol) };
}

function checkTolerance(op: string, name: string, given?: number | TensorLike) {
  if (given === undefined || typeof given === 'number') return given;
  if (!(given instanceof Strided || isArrayLike(given))) {
    throw new RuntimeError(`${op}: expected ${name} to be a real number, or a tensor of such`, {
      op,
      code: 'invalid-argument'
    });
  }
  const each = checkTensor(op, given, name);
  if (!isComplex(each.dtype)) return each;
  const long = `torch.linalg.${op.split('.').at(-1)}`;
  throw new RuntimeError(
    `${long}: ${name} tensor of complex type is not supported. Got ${dtypeInfo(each.dtype).scalarType}`,
    { op, code: 'dtype' }
  );
}

/** The shape that the batch has with the tolerances. */
function shapeWith(op: string, batch: Shape, { atol, rtol }: ITolerances): Shape {
  return [rtol, atol].reduce<Shape>(
    (all, given) => (given instanceof Tensor ? broadcastShapes(op, given.shape, all) : all),
    batch
  );
}

function checkShape(A: Tensor, hermitian = false): IMatrices {
  return hermitian ? checkSquare('linalg.eigh', A) : checkMatrices('linalg.svd', A);
}

/** Singular values divided by 2^exponent. */
function sizesOf(matrices: IMatrices, k: number, { hermitian }: IToleranceOptions) {
  if (matrices.rows * matrices.columns === 0) return { values: new Float64Array(0), exponent: 0 };
  if (!hermitian) return spectrum(matrices, k);
  const { values, exponent } = eigenpairs(matrices, k);
  return { values: values.map(Math.abs), exponent };
}

/** max(atol, rtol·σ₁) for entry `i` of a result of shape `shape`, divided by 2^exponent, as σ₁ is. */
function tolerance(
  { dtype, rows, columns }: IMatrices,
  shape: Shape,
  { atol = 0, rtol }: ITolerances
): (i: number, largest: number, exponent: number) => number {
  const standard = epsilon(dtype) * Math.max(rows, columns);
  const absolute = reader(atol, shape);
  const relative = rtol === undefined ? undefined : reader(rtol, shape);
  return (i, largest, exponent) => {
    const least = absolute(i);
    const factor = relative ? relative(i) : least > 0 ? 0 : standard;
    return Math.max(scale(least, -exponent), factor * largest);
  };
}

/** Reads a number, or a tensor that broadcasts to `shape`, at an entry of it. */
function reader(value: number | Tensor, shape: Shape): (i: number) => number {
  if (!(value instanceof Tensor)) return () => value;
  const strides = broadcastStrides(value.shape, rowMajor(value.shape), shape);
  const data = Tensor.read(value);
  return i => Number(data[dotProduct(unravel(shape, i), strides)]);
}

/** A Hermitian A = V Λ Vᴴ, by falling magnitude of the eigenvalues. */
function hermitianParts(matrices: IMatrices, k: number): IDecomposition {
  const { values, exponent, vectors } = eigenpairs(matrices, k);
  const order = [...values.keys()].sort((i, j) => Math.abs(values[j]) - Math.abs(values[i]));
  const sorted = { ...vectors, data: new Float64Array(vectors.data.length) };
  order.forEach((from, to) => {
    columnOf(sorted, to).set(columnOf(vectors, from));
  });
  const sizes = Float64Array.from(order, j => values[j]);
  return { U: sorted, values: sizes, exponent, V: sorted };
}

/** Writes the sum of v·uᴴ / σ over the values beyond `limit` to `out`, n by m. */
function inverseOf(
  { U, values, exponent, V }: IDecomposition,
  limit: number,
  out: FloatData
): void {
  const [m, n, width] = [U.rows, V.rows, U.width];
  const sum = new Float64Array(out.length);
  values.forEach((value, k) => {
    if (!(Math.abs(value) > limit)) return;
    const [u, v] = [columnOf(U, k), columnOf(V, k)];
    for (let i = 0; i < n; i++) {
      const re = v[i] / value;
      const im = width === 2 ? v[n + i] / value : 0;
      for (let j = 0; j < m; j++) {
        const at = (i * m + j) * width;
        if (width === 1) {
          sum[at] += re * u[j];
        } else {
          sum[at] += re * u[j] + im * u[m + j];
          sum[at + 1] += im * u[j] - re * u[m + j];
        }
      }
    }
  });
  out.set(sum.map(value => scale(value, -exponent)));
}
