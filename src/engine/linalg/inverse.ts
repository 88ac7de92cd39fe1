/** The inverse of one matrix or of a batch. */
import { type AnyTensor, awaited, deviceOf } from '../backends/index.js';
import type { DType } from '../core/dtype.js';
import { singularInverse } from '../core/errors.js';
import type { DeviceTensor } from '../device-tensor.js';
import { checkOperand, checkOut, checkSquareShape, toOut } from '../ops/check.js';
import { type IExOptions, unlessFailed } from '../ops/info.js';
import { rememberInverse } from '../ops/provenance.js';
import type { AnyDType, Tensor, TensorLike } from '../tensor.js';

export interface IInverseOptions<T extends AnyTensor = Tensor> {
  /** Filled in place and returned; may be A itself. If A is singular it holds no inverse afterwards. */
  out?: T;
}

/** The result of `invEx`, by torch's names. */
export interface IInverseEx<T extends AnyTensor = Tensor> {
  /** (*, n, n), the dtype of A. */
  inverse: T;
  /** (*), int32: 0, or the 1-based position of the first exactly zero pivot. */
  info: T;
}

export type IInverseExOptions<
  T extends AnyTensor = Tensor,
  C extends boolean = boolean
> = IExOptions<IInverseEx<T>, C>;

/**
 * The inverse of every matrix of A, by LU with partial pivoting. Source: `torch.linalg.inv`.
 *
 * @param A (*, n, n), float32, float64, complex64 or complex128; n and the batch may be 0
 * @returns (*, n, n), the dtype of A, with A · A⁻¹ = I up to c·n·ε·κ(A); on the GPU a promise, since `info` is
 *   waited for
 * @throws LinAlgError `The diagonal element 3 is zero, …` where a pivot is exactly zero. On a GPU division is
 *   not correctly rounded, so that a pivot that rounding makes zero on the CPU may be tiny there.
 * @throws RuntimeError where A is not square, has fewer than two dimensions or is of another dtype
 */
export function inv<T extends DeviceTensor>(A: T, options?: IInverseOptions<T>): Promise<T>;
export function inv<D extends DType = AnyDType>(
  A: TensorLike<D>,
  options?: IInverseOptions
): Tensor<D>;
export function inv(
  A: TensorLike | DeviceTensor,
  { out }: IInverseOptions<AnyTensor> = {}
): AnyTensor | Promise<AnyTensor> {
  const op = 'linalg.inv';
  const operand = checkOperand(op, A);
  return awaited(operand, () => {
    const matrices = checkSquareShape(op, operand);
    checkOut(op, matrices.dtype, out, operand);
    const { inverse, info } = deviceOf(operand).invert(op, operand, matrices, out);
    const source = sourceOf(operand, inverse, out);
    return unlessFailed(op, info, operand, singularInverse, () =>
      rememberInverse(toOut(inverse, out), source)
    );
  });
}

/**
 * As `inv`, but a singular matrix is reported in `info` and not thrown. Source: `torch.linalg.inv_ex`.
 * The inverse holds Inf and NaN where `info` is not 0. Waits for nothing, on the GPU neither, unless it is to
 * check for errors.
 */
export function invEx<T extends DeviceTensor>(
  A: T,
  options: IInverseExOptions<T, true> & { checkErrors: true }
): Promise<IInverseEx<T>>;
export function invEx<T extends DeviceTensor>(
  A: T,
  options?: IInverseExOptions<T, false>
): IInverseEx<T>;
export function invEx(A: TensorLike, options?: IInverseExOptions): IInverseEx;
export function invEx(
  A: TensorLike | DeviceTensor,
  { checkErrors, out }: IInverseExOptions<AnyTensor> = {}
): IInverseEx<AnyTensor> | Promise<IInverseEx<AnyTensor>> {
  const op = 'linalg.inv_ex';
  const operand = checkOperand('linalg.inv', A);
  const matrices = checkSquareShape('linalg.inv', operand);
  checkOut(op, matrices.dtype, out?.inverse, operand);
  checkOut(op, 'int32', out?.info, operand);
  const device = deviceOf(operand);
  const { inverse, info } = device.invert(op, operand, matrices, out?.inverse);
  const source = sourceOf(operand, inverse, out?.inverse);
  const finish = () => ({
    inverse: rememberInverse(toOut(inverse, out?.inverse), source),
    info: toOut(device.keep(info), out?.info)
  });
  return checkErrors ? unlessFailed(op, info, operand, singularInverse, finish, true) : finish();
}

/** A as it was inverted: of an `out` that is still to be written nobody knows whether it is A. */
function sourceOf(A: AnyTensor, inverse: AnyTensor, out?: AnyTensor): AnyTensor {
  return out && inverse !== out ? A.clone() : A;
}
