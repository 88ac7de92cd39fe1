/**
 * The seam between operations and devices. An operation (`ops/`, `linalg/`) checks its arguments, says which
 * shapes its results have and throws torch's errors, once for all devices; a device computes what was checked.
 *
 * Results are tensors of the device. A device that waits (`waits`) gives them at once and fills them later:
 * only `failure` and the reading of elements are promises there.
 */
import type { DType } from '../core/dtype.js';
import type { IFailure } from '../core/errors.js';
import type { IMatrixShape } from '../core/matrices.js';
import type { Scalar } from '../core/scalar.js';
import type { Shape } from '../core/shape.js';
import type { ProductSizes } from './kernels.js';

export type Arithmetic = 'add' | 'sub' | 'mul' | 'div';

/** The norms of matrices: Frobenius, nuclear, spectral (±2), of columns (±1) and of rows (±Infinity). */
export type MatrixNorm = 'fro' | 'nuc' | number;

/** P·A = L·U. */
export interface ILuFactors<T> {
  LU: T;
  /** min(m, n) a member, int32, 1-based. */
  pivots: T;
  /** int32: 0, or the 1-based position of the first exactly zero pivot. */
  info: T;
}

/** A product whose operands fit, vectors as rows and columns. */
export interface IProduct<T> {
  dtype: DType;
  sizes: ProductSizes;
  /** The batch of the result. */
  batch: Shape;
  /** The shape of the result. */
  shape: Shape;
  x: T;
  y: T;
}

/** Which of A X = B and X A = B is solved, and whether with Aᴴ in the place of A. */
export interface IEquation<T> {
  /** (*, n, k), or (*, k, n) where A stands on the right; or (*, n) where `columns` is 1. */
  b: T;
  /** Of B, or of Bᵀ where A stands on the right. */
  columns: number;
  /** The shape of the result. */
  shape: Shape;
  left: boolean;
  adjoint?: boolean;
  /** The batch of the result. */
  batch: Shape;
}

/** A norm over the last dimensions of a tensor. */
export interface INormOf {
  /** torch's name of the operation. */
  op: string;
  batch: Shape;
  count: number;
  rows: number;
  columns: number;
}

/** The bound of the singular values that count as zero, as `linalg/rank.ts` has it. */
export interface ITolerance<T> {
  atol?: number | T;
  rtol?: number | T;
  hermitian: boolean;
}

/** Singular values, and what follows from them. */
export interface IDecompositions<T> {
  singularValues(op: string, A: T, matrices: IMatrixShape): T;
  /** @param batch the batch of the result, which tolerances may enlarge */
  pseudoInverse(
    op: string,
    A: T,
    matrices: IMatrixShape,
    batch: Shape,
    tolerance: ITolerance<T>
  ): T;
  ranks(op: string, A: T, matrices: IMatrixShape, batch: Shape, tolerance: ITolerance<T>): T;
}

export interface IDevice<T> {
  /** Whether results are there only after waiting for them. */
  readonly waits: boolean;

  /** Writes `result` to `out`, which has its shape; returns `out`. */
  copy(result: T, out: T): T;
  /** As another dtype. */
  cast(source: T, dtype: DType): T;

  /** At least one of the two is a tensor. */
  arithmetic(kind: Arithmetic, a: T | Scalar, b: T | Scalar, shape: Shape, dtype: DType): T;
  conj(a: T): T;
  multiply(product: IProduct<T>): T;
  stack(tensors: readonly T[]): T;

  /**
   * @param out may be written to; then it is the inverse that is returned, and A is as it was
   * @returns `info` with the positions in A as it is
   */
  invert(op: string, A: T, matrices: IMatrixShape, out?: T): { inverse: T; info: T };
  factor(op: string, A: T, matrices: IMatrixShape): ILuFactors<T>;
  /** Factors A, and solves. */
  solve(op: string, A: T, matrices: IMatrixShape, equation: IEquation<T>): { result: T; info: T };
  /** Solves with what `factor` returned. */
  solveFactored(
    op: string,
    factors: Omit<ILuFactors<T>, 'info'>,
    matrices: IMatrixShape,
    equation: IEquation<T>
  ): T;
  determinant(op: string, A: T, matrices: IMatrixShape): T;
  signAndLogarithm(op: string, A: T, matrices: IMatrixShape): { sign: T; logabsdet: T };

  /** κ = ‖A‖·‖A⁻¹‖, or σ₁/σₙ, of each matrix, real. */
  conditions(op: string, A: T, matrices: IMatrixShape, ord: MatrixNorm): T;
  /** A norm of each matrix, real. */
  matrixNorms(A: T, norm: INormOf, ord: MatrixNorm): T;
  /** The p-norm of each row, real. */
  vectorNorms(A: T, norm: INormOf, p: number): T;

  /** Absent where only the CPU computes them. */
  readonly decompositions?: IDecompositions<T>;

  /** Gives up the memory of a tensor that was made on the way. */
  release(temporary: T): void;
  /** An `info` that a caller may have: there may be one for all matrices that are regular. */
  keep(info: T): T;
  /** The first member whose `info` is not 0. */
  failure(info: T, A: T): IFailure | undefined | Promise<IFailure | undefined>;
}

/** The right-hand sides as matrices: of a batch of vectors, matrices of one column. */
export function asMatrices<T extends { readonly shape: Shape; reshape(shape: Shape): T }>({
  b,
  columns,
  shape,
  batch
}: IEquation<T>): T {
  return shape.length > batch.length + 1 ? b : b.reshape([...b.shape, columns]);
}
