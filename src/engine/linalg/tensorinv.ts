/** Inverses and systems of tensors that stand for matrices. */

import { firstFailure } from '../backends/failure.js';
import { RuntimeError, singularInverse } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import { checkAxes } from '../ops/axes.js';
import { checkCastable, checkTensor, inDTypeOf, toOutCast } from '../ops/check.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { invEx } from './inverse.js';
import { solve } from './solve.js';

/**
 * The inverse of the linear map that A is, from its last dimensions to its first `ind`.
 * Source: `torch.linalg.tensorinv`.
 *
 * @param A of shape (a…, b…) with as many elements in a… as in b…
 * @param ind how many dimensions the first group has; default 2
 * @returns of shape (b…, a…)
 * @throws RuntimeError where the groups are not of one size; LinAlgError as `inv`, with the prefix `inv`
 */
export function tensorinv(
  A: TensorLike,
  ind: number | { ind?: number; out?: Tensor } = 2,
  options: { out?: Tensor } = {}
): Tensor {
  if (typeof ind === 'object' && ind !== null) return tensorinv(A, ind.ind, ind);
  const op = 'linalg.tensorinv';
  const source = checkTensor(op, A);
  const { shape, ndim, dtype } = source;
  const fail = (message: string) => new RuntimeError(message, { op, code: 'invalid-argument' });
  if (!(Number.isInteger(ind) && ind > 0)) {
    throw fail(`Expected a strictly positive integer for 'ind', but got ${ind}`);
  }
  if (ind > ndim) throw fail(`ArrayRef: invalid slice, N = ${ind}; size = ${ndim}`);
  const [first, last] = [shape.slice(0, ind), shape.slice(ind)];
  const n = sizeOf(first);
  if (sizeOf(last) !== n) {
    throw fail(
      `Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got ${sizeOf(last)} != ${n}`
    );
  }
  const matrix = source.reshape(n, n);
  checkCastable(op, dtype, options.out);
  const { inverse, info } = invEx(matrix);
  const failure = firstFailure(info.data as Int32Array, matrix);
  if (failure) throw singularInverse('inv', failure);
  return toOutCast(Tensor.own(Tensor.read(inverse), [...last, ...first], dtype), options.out);
}

export interface ITensorSolveOptions {
  /** Dimensions of A that are moved behind its others before. */
  dims?: number | readonly number[];
  out?: Tensor;
}

/**
 * X with A·X = B, where A is the linear map from its last dimensions to its first ones.
 * Source: `torch.linalg.tensorsolve`.
 *
 * @param A of shape (b…, x…) with as many elements in b… as in x…
 * @param B of shape (b…), of A's dtype; other shapes of as many elements are read in row-major order
 * @returns of shape (x…)
 * @throws RuntimeError where the sizes do not fit; LinAlgError as `solve`
 */
export function tensorsolve(
  A: TensorLike,
  B: TensorLike,
  { dims, out }: ITensorSolveOptions = {}
): Tensor {
  const op = 'linalg.tensorsolve';
  const [given, b] = [checkTensor(op, inDTypeOf(B, A)), checkTensor(op, inDTypeOf(A, B), 'B')];
  const source = dims === undefined ? given : movedBehind(op, given, [dims].flat());
  const shape = source.shape.slice(b.ndim);
  const n = sizeOf(shape);
  if (n !== b.numel) {
    throw new RuntimeError(
      `Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got ${n} != ${b.numel}`,
      { op, code: 'shape' }
    );
  }
  checkCastable(op, source.dtype, out);
  const x = solve(source.reshape(n, n), b.reshape(n));
  return toOutCast(Tensor.own(Tensor.read(x), shape, x.dtype), out);
}

function movedBehind(op: string, source: Tensor, dims: readonly number[]): Tensor {
  const moved = checkAxes(op, source, dims);
  const stay = Array.from({ length: source.ndim }, (_, dim) => dim).filter(
    dim => !moved.includes(dim)
  );
  return source.permute(...stay, ...moved);
}
