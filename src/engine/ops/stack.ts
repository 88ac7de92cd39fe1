/** Tensors joined to one. */
import { type AnyTensor, deviceOf, differentDevices } from '../backends/index.js';
import { resultType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { checkDimension, sameShape, shapeText } from '../core/shape.js';
import type { DeviceTensor } from '../device-tensor.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { checkOperand } from './check.js';
import { rankOf } from './elementwise.js';

/**
 * Tensors of one shape, joined along a new dimension. Source: `torch.stack`.
 * @param dim which dimension of the result it is
 * @returns of the promoted dtype
 * @throws RuntimeError where there is none, or where shapes or devices differ
 */
export function stack<T extends DeviceTensor>(tensors: readonly T[], dim?: number): T;
export function stack(tensors: readonly TensorLike[], dim?: number): Tensor;
export function stack(tensors: readonly (TensorLike | DeviceTensor)[], dim = 0): AnyTensor {
  if (!Array.isArray(tensors)) {
    throw new RuntimeError('stack expects a list of tensors: stack([A, B])', {
      op: 'stack',
      code: 'invalid-argument'
    });
  }
  const list = tensors.map((item, i) => checkOperand('stack', item, `tensor ${i}`));
  const first = checkStack(list);
  const { ndim } = first;
  const axis = checkDimension('stack', ndim + 1, dim);
  const dtype = resultType(...list.map(rankOf));
  const stacked = deviceOf(first).stack(
    list.map(item => (item.dtype === dtype ? item : deviceOf(item).cast(item, dtype)))
  );
  if (axis === 0) return stacked;
  const order = Array.from({ length: ndim }, (_, i) => i + 1);
  return stacked.permute(...order.slice(0, axis), 0, ...order.slice(axis)).clone();
}

/** Checks that tensors are of one shape and on one device; returns the first. */
function checkStack(tensors: readonly AnyTensor[]): AnyTensor {
  const [first] = tensors;
  if (!first) {
    throw new RuntimeError('stack expects a non-empty TensorList', {
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
    if (item.device !== first.device) throw differentDevices('stack', first.device, item.device);
  }
  return first;
}
