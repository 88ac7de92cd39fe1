/** Dimensions of size 1, taken away and put in. */
import type { AnyTensor } from '../backends/index.js';
import type { DeviceTensor } from '../device-tensor.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { checkOperand } from './check.js';

/**
 * The tensor without its dimensions of size 1; a view. Source: `torch.squeeze`.
 * @param dim the dimensions that may go; those of other sizes stay
 */
export function squeeze<T extends DeviceTensor>(A: T, dim?: number | readonly number[]): T;
export function squeeze(A: TensorLike, dim?: number | readonly number[]): Tensor;
export function squeeze(A: TensorLike | DeviceTensor, dim?: number | readonly number[]): AnyTensor {
  return checkOperand('squeeze', A).squeeze(dim);
}

/** The tensor with a dimension of size 1 more, before dimension `dim`; a view. Source: `torch.unsqueeze`. */
export function unsqueeze<T extends DeviceTensor>(A: T, dim: number): T;
export function unsqueeze(A: TensorLike, dim: number): Tensor;
export function unsqueeze(A: TensorLike | DeviceTensor, dim: number): AnyTensor {
  return checkOperand('unsqueeze', A).unsqueeze(dim);
}
