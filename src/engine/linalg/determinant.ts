/** Determinants. */
import { type AnyTensor, deviceOf } from '../backends/index.js';
import { type DType, realDType } from '../core/dtype.js';
import type { DeviceTensor } from '../device-tensor.js';
import { checkOperand, checkOut, checkSquareShape, toOut } from '../ops/check.js';
import type { AnyDType, Tensor, TensorLike } from '../tensor.js';

/**
 * The determinant of every matrix of A. Source: `torch.linalg.det`.
 *
 * It overflows or underflows only where the determinant itself does; a singular matrix gives 0.
 *
 * @param A (*, n, n); n = 0 gives 1
 * @returns (*), the dtype of A
 */
export function det<T extends DeviceTensor>(A: T, options?: { out?: T }): T;
export function det<D extends DType = AnyDType>(
  A: TensorLike<D>,
  options?: { out?: Tensor }
): Tensor<D>;
export function det(A: TensorLike | DeviceTensor, { out }: { out?: AnyTensor } = {}): AnyTensor {
  const op = 'linalg.det';
  const operand = checkOperand(op, A);
  const matrices = checkSquareShape(op, operand);
  checkOut(op, matrices.dtype, out, operand);
  return toOut(deviceOf(operand).determinant(op, operand, matrices), out);
}

/** The result of `slogdet`, by torch's names. */
export interface ISlogdet<T extends AnyTensor = Tensor> {
  /** (*), the dtype of A: of magnitude 1, or 0 where A is singular. */
  sign: T;
  /** (*), real: the natural logarithm of |det A|, or −Infinity. */
  logabsdet: T;
}

/**
 * The sign and the logarithm of the determinant, for those that are too large or too small for a
 * number. Source: `torch.linalg.slogdet`.
 * @param A (*, n, n); n = 0 gives sign 1 and logarithm 0
 */
export function slogdet<T extends DeviceTensor>(A: T, options?: { out?: ISlogdet<T> }): ISlogdet<T>;
export function slogdet(A: TensorLike, options?: { out?: ISlogdet }): ISlogdet;
export function slogdet(
  A: TensorLike | DeviceTensor,
  { out }: { out?: ISlogdet<AnyTensor> } = {}
): ISlogdet<AnyTensor> {
  const op = 'linalg.slogdet';
  const operand = checkOperand(op, A);
  const matrices = checkSquareShape(op, operand);
  checkOut(op, matrices.dtype, out?.sign, operand);
  checkOut(op, realDType(matrices.dtype), out?.logabsdet, operand);
  const { sign, logabsdet } = deviceOf(operand).signAndLogarithm(op, operand, matrices);
  return { sign: toOut(sign, out?.sign), logabsdet: toOut(logabsdet, out?.logabsdet) };
}
