/** Dimensions of size 1, taken away and put in. */
import type { AnyTensor } from '../backends/index.js';
import type { GpuTensor } from '../gpu-tensor.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { checkOperand } from './check.js';

/**
 * The tensor without its dimensions of size 1; a view. Source: `torch.squeeze`.
 * @param dim the dimensions that may go; those of other sizes stay
 */
export function squeeze(A: GpuTensor, dim?: number | readonly number[]): GpuTensor;
export function squeeze(A: TensorLike, dim?: number | readonly number[]): Tensor;
export function squeeze(A: TensorLike | GpuTensor, dim?: number | readonly number[]): AnyTensor {
  return checkOperand('squeeze', A).squeeze(dim);
}

/** The tensor with a dimension of size 1 more, before dimension `dim`; a view. Source: `torch.unsqueeze`. */
export function unsqueeze(A: GpuTensor, dim: number): GpuTensor;
export function unsqueeze(A: TensorLike, dim: number): Tensor;
export function unsqueeze(A: TensorLike | GpuTensor, dim: number): AnyTensor {
  return checkOperand('unsqueeze', A).unsqueeze(dim);
}
