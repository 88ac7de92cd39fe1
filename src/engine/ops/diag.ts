/** Diagonals of matrices. */
import { allocate, components, type Data } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { checkTensor } from './check.js';

/**
 * A matrix with the elements of a vector on a diagonal, or a diagonal of a matrix as a vector.
 * Source: `torch.diag`.
 * @param diagonal 0 for the main diagonal, above it where positive, below it where negative
 */
export function diag(A: TensorLike, diagonal = 0): Tensor {
  const op = 'diag';
  const source = checkTensor(op, A);
  if (source.ndim !== 1 && source.ndim !== 2) {
    throw new RuntimeError(`diag(): Supports 1D or 2D tensors. Got ${source.ndim}D`, {
      op,
      code: 'shape'
    });
  }
  if (!Number.isInteger(diagonal)) {
    throw new RuntimeError(`${op}: expected the diagonal to be an integer, got ${diagonal}`, {
      op,
      code: 'invalid-argument'
    });
  }
  const [down, right] = [Math.max(-diagonal, 0), Math.max(diagonal, 0)];
  const { dtype, shape } = source;
  const data = Tensor.read(source);
  const width = components(dtype);
  if (source.ndim === 1) {
    const n = shape[0] + Math.abs(diagonal);
    const result = allocate(dtype, n * n);
    for (let i = 0; i < shape[0]; i++)
      copyEntry(data, i, result, (i + down) * n + i + right, width);
    return Tensor.own(result, [n, n], dtype);
  }
  const [m, n] = shape;
  const count = Math.max(0, Math.min(m - down, n - right));
  const result = allocate(dtype, count);
  for (let i = 0; i < count; i++) copyEntry(data, (i + down) * n + i + right, result, i, width);
  return Tensor.own(result, [count], dtype);
}

function copyEntry(from: Data, at: number, to: Data, place: number, width: number): void {
  for (let part = 0; part < width; part++) to[place * width + part] = from[at * width + part];
}
