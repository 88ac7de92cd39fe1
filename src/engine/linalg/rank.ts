/** Rank and pseudoinverse, which depend on which singular values count as zero. */

import { columnOf } from '../backends/cpu/columns.js';
import { decompose, type IDecomposition, spectrum } from '../backends/cpu/decomposition.js';
import type { AnyTensor, ITolerance } from '../backends/index.js';
import {
  allocate,
  components,
  dtypeInfo,
  epsilon,
  type FloatData,
  type FloatDType,
  isComplex,
  isInexact
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { scale } from '../core/exponent.js';
import type { IMatrices, IMatrixShape } from '../core/matrices.js';
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
import type { KernelTensor } from '../kernel-tensor.js';
import {
  checkBeside,
  checkCastable,
  checkMatrixShape,
  checkOperand,
  checkSquareShape,
  isArrayLike,
  toOutCast
} from '../ops/check.js';
import { decompositionsOf } from '../ops/elsewhere.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { eigenpairs } from './eigh.js';

/** The bound of the singular values: those not above max(atol, rtol·σ₁) count as zero. */
export interface IToleranceOptions<T = TensorLike> {
  /** A number, or real ones of a shape that broadcasts with the batch. Default 0. */
  atol?: number | T;
  /** As `atol`. Default max(m, n)·ε, or 0 where `atol` is above 0. */
  rtol?: number | T;
  /** A is Hermitian: eigenvalues of its lower triangle take the place of singular values. */
  hermitian?: boolean;
}

type AnyToleranceOptions = IToleranceOptions<TensorLike | KernelTensor> & { out?: AnyTensor };

/**
 * The Moore–Penrose inverse of every matrix of A. Source: `torch.linalg.pinv`.
 * @param A (*, m, n)
 * @param options `out` may be of another dtype, of the same category (floating point, complex) or a higher one
 * @returns (*, n, m); of the batch shape that A has with the tolerances
 * @throws LinAlgError for NaN or Inf
 */
export function pinv(
  A: KernelTensor,
  options?: IToleranceOptions<KernelTensor> & { out?: KernelTensor }
): KernelTensor;
export function pinv(A: TensorLike, options?: IToleranceOptions & { out?: Tensor }): Tensor;
export function pinv(A: TensorLike | KernelTensor, options: AnyToleranceOptions = {}): AnyTensor {
  const op = 'linalg.pinv';
  const operand = checkOperand(op, A);
  const { dtype: given, shape } = operand;
  if (shape.length < 2 || !isInexact(given)) {
    throw new RuntimeError(
      `${op}(${dtypeInfo(given).scalarType}{${shapeText(shape)}}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types`,
      { op, code: shape.length < 2 ? 'too-few-dimensions' : 'dtype' }
    );
  }
  const shapes = checkShape(operand, options.hermitian);
  const { dtype, batch } = shapes;
  checkCastable(op, dtype, options.out, operand);
  const tolerances = checkTolerances(op, options, operand);
  const all = shapeWith(op, batch, tolerances);
  if (operand instanceof Tensor) {
    const matrices = { ...shapes, data: Tensor.read<FloatDType>(operand) };
    return toOutCast(pinvOnCpu(matrices, all, tolerances as ITolerance<Tensor>), options.out);
  }
  const { pseudoInverse } = decompositionsOf(op, operand);
  return toOutCast(pseudoInverse(op, operand, shapes, all, tolerances as never), options.out);
}

function pinvOnCpu(matrices: IMatrices, all: Shape, tolerances: ITolerance<Tensor>): Tensor {
  const { dtype, batch, rows: m, columns: n } = matrices;
  const size = m * n * components(dtype);
  const data = allocate(dtype, sizeOf(all) * m * n);
  const limit = tolerance(matrices, all, tolerances);
  const member = broadcastStrides(batch, rowMajor(batch), all);
  for (let i = 0; i < sizeOf(all) && size > 0; i++) {
    const k = dotProduct(unravel(all, i), member);
    const parts = tolerances.hermitian ? hermitianParts(matrices, k) : decompose(matrices, k);
    const largest = Math.abs(parts.values[0]);
    const own = data.subarray(i * size, (i + 1) * size);
    inverseOf(parts, limit(i, largest, parts.exponent), own);
  }
  return Tensor.own(data, [...all, n, m], dtype);
}

/**
 * How many singular values count, for every matrix of A. Source: `torch.linalg.matrix_rank`.
 * @param A (*, m, n)
 * @returns (*), int64; of the shape that the batch has with the tolerances
 */
export function matrixRank(
  A: KernelTensor,
  options?: IToleranceOptions<KernelTensor> & { out?: KernelTensor }
): KernelTensor<'int64'>;
export function matrixRank(
  A: TensorLike,
  options?: IToleranceOptions & { out?: Tensor }
): Tensor<'int64'>;
export function matrixRank(
  A: TensorLike | KernelTensor,
  options: AnyToleranceOptions = {}
): AnyTensor {
  const op = 'torch.linalg.matrix_rank';
  const operand = checkOperand(op, A);
  if (operand.ndim < 2) checkMatrixShape(op, operand, ' input');
  if (!isInexact(operand.dtype)) {
    throw new RuntimeError("This function doesn't handle types other than float and double", {
      op,
      code: 'dtype'
    });
  }
  const shapes = checkShape(operand, options.hermitian);
  checkCastable(op, 'int64', options.out, operand);
  const tolerances = checkTolerances(op, options, operand);
  const all = shapeWith(op, shapes.batch, tolerances);
  if (operand instanceof Tensor) {
    const matrices = { ...shapes, data: Tensor.read<FloatDType>(operand) };
    return toOutCast(ranksOnCpu(matrices, all, tolerances as ITolerance<Tensor>), options.out);
  }
  const { ranks } = decompositionsOf(op, operand);
  return toOutCast(ranks(op, operand, shapes, all, tolerances as never), options.out);
}

function ranksOnCpu(matrices: IMatrices, shape: Shape, tolerances: ITolerance<Tensor>): Tensor {
  const sizes = Array.from({ length: matrices.count }, (_, k) => sizesOf(matrices, k, tolerances));
  const limit = tolerance(matrices, shape, tolerances);
  const member = broadcastStrides(matrices.batch, rowMajor(matrices.batch), shape);
  const ranks = new BigInt64Array(sizeOf(shape));
  ranks.forEach((_, i) => {
    const own = sizes[dotProduct(unravel(shape, i), member)];
    const largest = own.values.reduce((a, b) => Math.max(a, b), 0);
    const least = limit(i, largest, own.exponent);
    ranks[i] = BigInt(own.values.filter(value => value > least).length);
  });
  return Tensor.own(ranks, shape, 'int64');
}

/** Numbers, or real tensors on the device of A. */
function checkTolerances(
  op: string,
  { atol, rtol, hermitian = false }: AnyToleranceOptions,
  A: AnyTensor
): ITolerance<AnyTensor> {
  const [absolute, relative] = [
    checkTolerance(op, A, 'atol', atol),
    checkTolerance(op, A, 'rtol', rtol)
  ];
  return { atol: absolute, rtol: relative, hermitian };
}

function checkTolerance(
  op: string,
  A: AnyTensor,
  name: string,
  given?: number | TensorLike | KernelTensor
) {
  if (given === undefined || typeof given === 'number') return given;
  if (!(given instanceof Strided || isArrayLike(given))) {
    throw new RuntimeError(`${op}: expected ${name} to be a real number, or a tensor of such`, {
      op,
      code: 'invalid-argument'
    });
  }
  const each = checkBeside(op, A, given, name);
  if (!isComplex(each.dtype)) return each;
  const long = `torch.linalg.${op.split('.').at(-1)}`;
  throw new RuntimeError(
    `${long}: ${name} tensor of complex type is not supported. Got ${dtypeInfo(each.dtype).scalarType}`,
    { op, code: 'dtype' }
  );
}

/** The shape that the batch has with the tolerances. */
function shapeWith(op: string, batch: Shape, { atol, rtol }: ITolerance<AnyTensor>): Shape {
  return [rtol, atol].reduce<Shape>(
    (all, given) => (given instanceof Strided ? broadcastShapes(op, given.shape, all) : all),
    batch
  );
}

function checkShape(A: AnyTensor, hermitian = false): IMatrixShape {
  return hermitian ? checkSquareShape('linalg.eigh', A) : checkMatrixShape('linalg.svd', A);
}

/** Singular values divided by 2^exponent. */
function sizesOf(matrices: IMatrices, k: number, { hermitian }: ITolerance<Tensor>) {
  if (matrices.rows * matrices.columns === 0) return { values: new Float64Array(0), exponent: 0 };
  if (!hermitian) return spectrum(matrices, k);
  const { values, exponent } = eigenpairs(matrices, k);
  return { values: values.map(Math.abs), exponent };
}

/** max(atol, rtol·σ₁) for entry `i` of a result of shape `shape`, divided by 2^exponent, as σ₁ is. */
function tolerance(
  { dtype, rows, columns }: IMatrices,
  shape: Shape,
  { atol = 0, rtol }: ITolerance<Tensor>
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
