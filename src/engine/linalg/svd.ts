/** The singular value decomposition, of matrices of any dtype. */

import { columnOf, fromColumns, inPrecision, zeroColumns } from '../backends/cpu/columns.js';
import { decompose, singularValues } from '../backends/cpu/decomposition.js';
import { completeBasis } from '../backends/cpu/householder.js';
import type { AnyTensor } from '../backends/index.js';
import {
  allocate,
  components,
  type FloatData,
  isComplex,
  type RealDType,
  realDType
} from '../core/dtype.js';
import { scale } from '../core/exponent.js';
import type { IMatrices } from '../core/matrices.js';
import type { KernelTensor } from '../kernel-tensor.js';
import { checkMatrices, checkMatrixShape, checkOperand, checkOut, toOut } from '../ops/check.js';
import { decompositionsOf } from '../ops/elsewhere.js';
import { Tensor, type TensorLike } from '../tensor.js';

/** The result of `svd`, by torch's names. */
export interface ISvd {
  /** (*, m, m), or (*, m, k): the left singular vectors, as columns. */
  U: Tensor;
  /** (*, k), real, descending. */
  S: Tensor;
  /** (*, n, n), or (*, k, n): the conjugated right singular vectors, as rows. */
  Vh: Tensor;
}

export interface ISvdOptions {
  /** U and Vh as square matrices (the default), or with k = min(m, n) vectors. */
  fullMatrices?: boolean;
  out?: ISvd;
}

/**
 * A = U·diag(S)·Vh for every matrix of A, in double precision: by one-sided Jacobi rotations, or by implicit QR.
 * Source: `torch.linalg.svd`. As there, vectors are unique up to a phase, and up to a rotation where
 * singular values are equal.
 *
 * @param A (*, m, n)
 * @throws LinAlgError for NaN or Inf, and where the rotations do not converge
 */
export function svd(A: TensorLike, options: ISvdOptions = {}): ISvd {
  const op = 'linalg.svd';
  const { fullMatrices = true, out } = options;
  const matrices = checkMatrices(op, A);
  const { dtype, batch, count, rows: m, columns: n } = matrices;
  checkOut(op, dtype, out?.U);
  checkOut(op, realDType(dtype), out?.S);
  checkOut(op, dtype, out?.Vh);
  const k = Math.min(m, n);
  const [left, right] = fullMatrices ? [m, n] : [k, k];
  const width = components(dtype);
  const U = allocate(dtype, count * m * left);
  const S = new Float64Array(count * k);
  const Vh = allocate(dtype, count * right * n);
  for (let i = 0; i < count; i++) {
    const parts = decompose(matrices, i);
    const { values, exponent } = parts;
    S.set(
      values.map(value => scale(value, exponent)),
      i * k
    );
    const own = (data: FloatData, size: number) =>
      data.subarray(i * size * width, (i + 1) * size * width);
    fromColumns(completeBasis(parts.U, left), left, own(U, m * left));
    fromColumns(completeBasis(parts.V, right), right, own(Vh, right * n), true);
  }
  return {
    U: toOut(Tensor.own(U, [...batch, m, left], dtype), out?.U),
    S: toOut(Tensor.own(inPrecision(dtype, S), [...batch, k], realDType(dtype)), out?.S),
    Vh: toOut(Tensor.own(Vh, [...batch, right, n], dtype), out?.Vh)
  };
}

/**
 * The singular values of every matrix of A, descending. Source: `torch.linalg.svdvals`.
 * @param A (*, m, n)
 * @returns (*, min(m, n)), real
 * @throws LinAlgError for NaN or Inf, and where the rotations do not converge
 */
export function svdvals(A: KernelTensor, options?: { out?: KernelTensor }): KernelTensor<RealDType>;
export function svdvals(A: TensorLike, options?: { out?: Tensor }): Tensor<RealDType>;
export function svdvals(
  A: TensorLike | KernelTensor,
  options: { out?: AnyTensor } = {}
): AnyTensor {
  const operand = checkOperand('linalg.svd', A);
  if (operand instanceof Tensor) return svdvalsOnCpu(operand, options as { out?: Tensor });
  const matrices = checkMatrixShape('linalg.svd', operand);
  checkOut('linalg.svdvals', realDType(matrices.dtype), options.out, operand);
  const { singularValues } = decompositionsOf('linalg.svd', operand);
  return toOut(singularValues('linalg.svd', operand, matrices), options.out);
}

function svdvalsOnCpu(A: Tensor, options: { out?: Tensor }): Tensor<RealDType> {
  const matrices = checkMatrices('linalg.svd', A);
  const { dtype, batch, count, rows, columns } = matrices;
  checkOut('linalg.svdvals', realDType(dtype), options.out);
  const k = Math.min(rows, columns);
  const data = inPrecision(
    dtype,
    count === 1 ? singularValues(matrices, 0) : valuesOfAll(matrices, k)
  );
  return toOut(Tensor.own(data, [...batch, k], realDType(dtype)), options.out);
}

function valuesOfAll(matrices: IMatrices, each: number): Float64Array {
  const values = new Float64Array(matrices.count * each);
  for (let i = 0; i < matrices.count; i++) values.set(singularValues(matrices, i), i * each);
  return values;
}

/**
 * A unit vector that member `index` shortens the most: the last right singular vector, of length n,
 * interleaved (re, im) for complex A.
 */
export function smallestDirection(matrices: IMatrices, index: number): Float64Array {
  const { V } = decompose(matrices, index);
  const last = completeBasis(V, matrices.columns);
  const column = columnOf(last, matrices.columns - 1);
  const one = zeroColumns(matrices.columns, 1, isComplex(matrices.dtype) ? 2 : 1);
  one.data.set(column);
  const out = new Float64Array(column.length);
  fromColumns(one, 1, out);
  return out;
}
