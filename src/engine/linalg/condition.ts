/** Condition numbers. */
import { type AnyTensor, deviceOf, type MatrixNorm } from '../backends/index.js';
import { isInexact, type RealDType, realDType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import type { IMatrixShape } from '../core/matrices.js';
import type { DeviceTensor } from '../device-tensor.js';
import {
  checkCastable,
  checkDimensions,
  checkMatrixShape,
  checkOperand,
  checkSquareSizes,
  toOutCast
} from '../ops/check.js';
import type { Tensor, TensorLike } from '../tensor.js';

/** The norms of which `cond` takes the ratio or the product. */
export type ConditionNorm = 1 | -1 | 2 | -2 | number | 'fro' | 'nuc';

interface IConditionOptions<T extends AnyTensor = Tensor> {
  out?: T;
}

/**
 * The condition number κ_p of every matrix of A. Source: `torch.linalg.cond`.
 *
 * p = 2 (the default), −2 and 'nuc' from singular values, never from AᵀA, and on the CPU alone; ±1, ±Infinity
 * and 'fro' as ‖A‖·‖A⁻¹‖. A singular matrix gives Infinity, a 0 by 0 matrix 0.
 *
 * @param A (*, n, n); (*, m, n) for p = ±2
 * @param p may be left out before the options: `cond(A, {out})`
 * @returns (*), real; `out` may be of any floating-point or complex dtype
 * @throws RuntimeError `linalg.cond got an invalid norm type: 3`
 * @throws LinAlgError for NaN or Inf, where singular values are needed
 */
export function cond<T extends DeviceTensor>(
  A: T,
  p?: ConditionNorm | null | IConditionOptions<T>,
  options?: IConditionOptions<T>
): T;
export function cond(
  A: TensorLike,
  p?: ConditionNorm | null | IConditionOptions,
  options?: IConditionOptions
): Tensor<RealDType>;
export function cond(
  A: TensorLike | DeviceTensor,
  p: ConditionNorm | null | IConditionOptions<AnyTensor> = 2,
  options: IConditionOptions<AnyTensor> = {}
): AnyTensor {
  const op = 'linalg.cond';
  // As Python's keyword `out`, which may come without p.
  const isLeftOut = typeof p === 'object' && p !== null;
  const norm = checkNorm(op, isLeftOut ? 2 : (p ?? 2));
  const { out } = isLeftOut ? p : options;
  const operand = checkOperand(op, A);
  if (isInexact(operand.dtype)) checkCastable(op, realDType(operand.dtype), out, operand);
  const matrices = checkFor(norm, operand);
  return toOutCast(deviceOf(operand).conditions(op, operand, matrices, norm), out);
}

/** torch's texts name the function that each norm calls. */
function checkFor(norm: MatrixNorm, A: AnyTensor): IMatrixShape {
  const shown = norm === Infinity ? 'inf' : norm === -Infinity ? '-inf' : String(norm);
  const op = `linalg.cond(ord=${shown})`;
  if (typeof norm === 'string') checkDimensions(op, A);
  else checkDimensions('linalg.cond', A, '');
  if (Math.abs(norm as number) === 2) return checkMatrixShape('linalg.svd', A);
  checkSquareSizes(op, A);
  return checkMatrixShape(norm === 'nuc' ? 'linalg.svd' : 'linalg.inv', A);
}

function checkNorm(op: string, p: ConditionNorm): ConditionNorm {
  const magnitudes = [1, 2, Number.POSITIVE_INFINITY];
  if (p === 'fro' || p === 'nuc') return p;
  if (typeof p === 'number' && magnitudes.includes(Math.abs(p))) return p;
  throw new RuntimeError(`${op} got an invalid norm type: ${String(p)}`, {
    op,
    code: 'invalid-argument'
  });
}
