/** Products of vectors, and the Kronecker product. */

import { dtypeInfo } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { checkDeviceOfOut, checkTensor, inDTypeOf } from './check.js';
import { mul } from './elementwise.js';
import { matmul } from './matmul.js';
import { checkResult, finish, type IResultOptions } from './result.js';

/**
 * The sum of the products of two vectors' elements; complex ones are not conjugated. Source: `torch.dot`.
 * @param a (n)
 * @param b (n), of a's dtype
 * @returns without dimensions
 * @throws RuntimeError where sizes or dtypes differ, and for bools
 */
export function dot(a: TensorLike, b: TensorLike, { out }: IResultOptions = {}): Tensor {
  const op = 'dot';
  const x = checkTensor(op, inDTypeOf(b, a), 'a');
  const y = checkTensor(op, inDTypeOf(a, b), 'b');
  if (x.ndim !== 1 || y.ndim !== 1) {
    throw new RuntimeError(`1D tensors expected, but got ${x.ndim}D and ${y.ndim}D tensors`, {
      op,
      code: 'shape'
    });
  }
  if (out !== undefined && checkDeviceOfOut(op, out).dtype !== x.dtype) {
    const [wanted, got] = [x.dtype, out.dtype].map(name => dtypeInfo(name).scalarType);
    throw new RuntimeError(`result dtype ${got} does not match input dtype ${wanted}`, {
      op,
      code: 'dtype'
    });
  }
  const product = matmul(x, y);
  return out === undefined ? product : castToOut(op, product, out);
}

/**
 * The matrix of all products of an element of `a` with one of `b`. Source: `torch.outer`.
 * @param a (m)
 * @param b (n)
 * @returns (m, n), of the promoted dtype
 */
export function outer(a: TensorLike, b: TensorLike, { out }: IResultOptions = {}): Tensor {
  const op = 'outer';
  const [x, y] = [checkVector(a, 'self'), checkVector(b, 'vec2')];
  const column = x.reshape(x.numel, 1);
  return castToOut(op, mul(column, y.reshape(1, y.numel)), out);
}

function checkVector(value: TensorLike, name: string): Tensor {
  const vector = checkTensor('outer', value, name);
  if (vector.ndim === 1) return vector;
  throw new RuntimeError(`outer: Expected 1-D argument ${name}, but got ${vector.ndim}-D`, {
    op: 'outer',
    code: 'shape'
  });
}

/**
 * The Kronecker product: each element of `a` becomes a block, that element times `b`. Source: `torch.kron`.
 * @param a of m dimensions; a tensor of fewer dimensions than the other gets some of size 1 in front
 * @param b of n dimensions
 * @returns of max(m, n) dimensions, whose sizes are products; of the promoted dtype
 */
export function kron(a: TensorLike, b: TensorLike, { out }: IResultOptions = {}): Tensor {
  const op = 'kron';
  const [x, y] = [checkTensor(op, a, 'a'), checkTensor(op, b, 'b')];
  const rank = Math.max(x.ndim, y.ndim);
  const [p, q] = [x, y].map(({ shape }) => [...Array(rank - shape.length).fill(1), ...shape]);
  const wide = x.reshape(p.flatMap(size => [size, 1]));
  const blocks = y.reshape(q.flatMap(size => [1, size]));
  const product = mul(wide, blocks).reshape(p.map((size, dim) => size * q[dim]));
  return castToOut(op, product, out);
}

function castToOut(op: string, result: Tensor, out: Tensor | undefined): Tensor {
  if (out === undefined) return result;
  checkResult(op, result.dtype, out);
  return finish(Tensor.read(result), result.shape, result.dtype, out);
}
