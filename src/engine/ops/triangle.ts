/** The triangles of matrices. */

import { components } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { checkOut, checkTensor } from './check.js';
import { finish, type IResultOptions } from './result.js';

/**
 * The upper triangle of every matrix of A, with zeros below. Source: `torch.triu`.
 * @param A (*, m, n), of any dtype
 * @param diagonal the lowest diagonal that is kept: 0 the main one, above it where positive, below it where negative
 */
export function triu(A: TensorLike, diagonal = 0, options: IResultOptions = {}): Tensor {
  return triangle('triu', A, diagonal, options, offset => offset >= diagonal);
}

/** The lower triangle of every matrix of A, up to a diagonal; as `triu`. Source: `torch.tril`. */
export function tril(A: TensorLike, diagonal = 0, options: IResultOptions = {}): Tensor {
  return triangle('tril', A, diagonal, options, offset => offset <= diagonal);
}

/** @param keeps whether a diagonal, counted from the main one upwards, stays */
function triangle(
  op: string,
  A: TensorLike,
  diagonal: number,
  { out }: IResultOptions,
  keeps: (offset: number) => boolean
): Tensor {
  const source = checkTensor(op, A);
  if (!Number.isInteger(diagonal)) {
    throw new RuntimeError(`${op}: expected the diagonal to be an integer, got ${diagonal}`, {
      op,
      code: 'invalid-argument'
    });
  }
  if (source.ndim < 2) {
    throw new RuntimeError(`${op}: input tensor must have at least 2 dimensions`, {
      op,
      code: 'too-few-dimensions'
    });
  }
  const { dtype, shape } = source;
  checkOut(op, dtype, out);
  const [rows, columns] = shape.slice(-2);
  const width = components(dtype);
  const data = Tensor.read(source).slice();
  const zero = data instanceof BigInt64Array ? 0n : 0;
  for (let at = 0; at < data.length; at += width) {
    const entry = at / width;
    const row = Math.floor(entry / columns) % rows;
    if (!keeps((entry % columns) - row)) data.fill(zero as never, at, at + width);
  }
  return finish(data, shape, dtype, out);
}
