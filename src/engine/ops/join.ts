/** Tensors joined to one. */
import { type AnyTensor, deviceOf } from '../backends/index.js';
import { RuntimeError } from '../core/errors.js';
import { sameShape, shapeText } from '../core/shape.js';
import type { GpuTensor } from '../gpu-tensor.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { checkOperand } from './check.js';

/**
 * Tensors of one shape, joined along a new first dimension. Source: `torch.stack`.
 * @throws RuntimeError where there is none, or where shapes, dtypes or devices differ
 */
export function stack(tensors: readonly GpuTensor[]): GpuTensor;
export function stack(tensors: readonly TensorLike[]): Tensor;
export function stack(tensors: readonly (TensorLike | GpuTensor)[]): AnyTensor {
  if (!Array.isArray(tensors)) {
    throw new RuntimeError('stack expects a list of tensors: stack([A, B])', {
      op: 'stack',
      code: 'invalid-argument'
    });
  }
  const list = tensors.map((item, i) => checkOperand('stack', item, `tensor ${i}`));
  return deviceOf(checkStack(list)).stack(list);
}

/** Checks that tensors, on whatever device, are of one shape and dtype; returns the first. */
function checkStack(tensors: readonly AnyTensor[]): AnyTensor {
  const [first] = tensors;
  if (!first) {
    throw new RuntimeError('stack expects a non-empty list of tensors', {
      op: 'stack',
      code: 'invalid-argument'
    });
  }
  for (const [i, item] of tensors.entries()) {
    if (!sameShape(item.shape, first.shape)) {
      throw new RuntimeError(
        `stack expects each tensor to be equal size, but got ${shapeText(first.shape)} at entry 0 and ${shapeText(item.shape)} at entry ${i}`,
        { op: 'stack', code: 'shape' }
      );
    }
    if (item.dtype !== first.dtype) {
      throw new RuntimeError(
        `stack expects tensors of one dtype, but got ${first.dtype} at entry 0 and ${item.dtype} at entry ${i}`,
        { op: 'stack', code: 'dtype' }
      );
    }
    if (item.device !== first.device) {
      throw new RuntimeError(
        `stack: Expected all tensors to be on the same device, but found at least two devices, ${first.device} and ${item.device}! Move one with A.to('webgpu') or await A.cpu()`,
        { op: 'stack', code: 'device' }
      );
    }
  }
  return first;
}
