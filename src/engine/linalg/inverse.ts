/** The inverse of one matrix or of a batch. */

import { invertMembers } from '../backends/cpu/invert.js';
import { kernels } from '../backends/kernels.js';
import { allocate, type Data, type FloatData } from '../core/dtype.js';
import { singularInverse } from '../core/errors.js';
import { checkOut, checkSquare, deliver, firstFailure, type IMatrices } from '../ops/check.js';
import { rememberInverse } from '../ops/provenance.js';
import { Tensor } from '../tensor.js';

export interface IInverseOptions {
  /** Filled in place and returned; may be A itself. Where A turns out to be singular it holds no inverse. */
  out?: Tensor;
}

export interface IInverseExOptions {
  /** Throw where `info` is not 0, as `inv` does. */
  checkErrors?: boolean;
  out?: { inverse: Tensor; info: Tensor };
}

/** The result of `invEx`, by torch's names. */
export interface IInverseEx {
  /** (*, n, n), the dtype of A. */
  inverse: Tensor;
  /** (*), int32: 0, or the 1-based position of the first exactly zero pivot. */
  info: Tensor;
}

/**
 * The inverse of every matrix of A, by LU with partial pivoting. Source: `torch.linalg.inv`.
 *
 * @param A (*, n, n), float32, float64, complex64 or complex128; n and the batch may be 0
 * @returns (*, n, n), the dtype of A, with A · A⁻¹ = I up to c·n·ε·κ(A)
 * @throws LinAlgError `The diagonal element 3 is zero, …` where a pivot is exactly zero
 * @throws RuntimeError where A is not square, has fewer than two dimensions or is of another dtype
 */
export function inv(A: Tensor, options: IInverseOptions = {}): Tensor {
  const op = 'linalg.inv';
  const matrices = checkSquare(op, A);
  checkOut(op, matrices.dtype, options.out);
  const { out } = options;
  const place = out && Tensor.place(out, A.shape, A);
  const source = out && !place ? A.clone() : A;
  const { data, info } = invertAll(op, matrices, place);
  throwIfSingular(op, info, A);
  const result = out && place ? out : deliver(op, data, A.shape, matrices.dtype, out);
  return rememberInverse(result, source);
}

/**
 * As `inv`, but a singular matrix is reported in `info` and not thrown. Source: `torch.linalg.inv_ex`.
 * The inverse holds Inf and NaN where `info` is not 0.
 */
export function invEx(A: Tensor, options: IInverseExOptions = {}): IInverseEx {
  const matrices = checkSquare('linalg.inv', A);
  const op = 'linalg.inv_ex';
  checkOut(op, matrices.dtype, options.out?.inverse);
  checkOut(op, 'int32', options.out?.info);
  const out = options.out?.inverse;
  const place = out && Tensor.place(out, A.shape, A);
  const source = out && !place ? A.clone() : A;
  const result = invertAll(op, matrices, place);
  if (options.checkErrors) throwIfSingular(op, result.info, A);
  const inverse = out && place ? out : deliver(op, result.data, A.shape, matrices.dtype, out);
  const info = deliver(op, result.info, matrices.batch, 'int32', options.out?.info);
  return { inverse: rememberInverse(inverse, source), info };
}

/** @param place where the inverses go; by default to an array of their own */
function invertAll(op: string, matrices: IMatrices, place?: Data) {
  const { dtype, count, rows: n } = matrices;
  const backend = kernels(op);
  const inverses = (place ?? allocate(dtype, count * n * n)) as FloatData;
  const info = new Int32Array(count);
  invertMembers(backend, matrices, inverses, info);
  return { data: inverses, info };
}

function throwIfSingular(op: string, info: Int32Array, A: Tensor): void {
  const failure = firstFailure(info, A);
  if (failure) throw singularInverse(op, failure);
}
