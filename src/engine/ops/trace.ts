/** The trace of a matrix. */

import { RuntimeError } from '../core/errors.js';
import type { Tensor, TensorLike } from '../tensor.js';
import { checkTensor } from './check.js';
import { diag } from './diag.js';
import { sum } from './reduce.js';

/**
 * The sum of the diagonal of one matrix. Source: `torch.trace`.
 * @param A (m, n); of a batch of matrices no trace is taken, as in torch
 * @returns without dimensions; of integers int64
 * @throws RuntimeError `trace: expected a matrix, but got tensor with dim 3`, and for bools
 */
export function trace(A: TensorLike): Tensor {
  const op = 'trace';
  const source = checkTensor(op, A);
  if (source.ndim !== 2) {
    throw new RuntimeError(`${op}: expected a matrix, but got tensor with dim ${source.ndim}`, {
      op,
      code: 'shape'
    });
  }
  if (source.dtype === 'bool') {
    throw new RuntimeError(`"trace" not implemented for 'Bool'`, { op, code: 'dtype' });
  }
  return sum(diag(source));
}
