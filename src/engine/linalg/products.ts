/** Products of several matrices, and powers of one. */

import { allocate, copyInto, dtypeInfo } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { shapeText } from '../core/shape.js';
import {
  checkDeviceOfOut,
  checkMatrices,
  checkOut,
  checkSquare,
  checkTensor,
  inDTypeOf,
  toOut
} from '../ops/check.js';
import { eye } from '../ops/create.js';
import { matmul } from '../ops/matmul.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { inv } from './inverse.js';

/**
 * The product of two or more matrices, in the order that takes the fewest operations.
 * Source: `torch.linalg.multi_dot`; Cormen et al., Introduction to Algorithms, 3rd ed., section 15.2.
 *
 * @param tensors matrices; the first may be a row, the last a column, given as vectors
 */
export function multiDot(tensors: readonly TensorLike[], options: { out?: Tensor } = {}): Tensor {
  if (!Array.isArray(tensors) || tensors.length < 2) {
    throw fail(`expected at least 2 tensors but got ${tensors?.length ?? 0}`);
  }
  const known = tensors.find(item => item instanceof Tensor);
  const given = tensors.map((item, i) =>
    checkTensor('multi_dot', inDTypeOf(known, item), `tensor ${i}`)
  );
  const chain = checkChain(given);
  const { dtype } = chain[0];
  const { out } = options;
  if (out !== undefined && checkDeviceOfOut('multi_dot', out).dtype !== dtype) {
    const [wanted, got] = [dtype, out.dtype].map(name => dtypeInfo(name).cppName);
    throw fail(`expected out tensor to have dtype ${wanted} but got ${got}`);
  }
  const product = multiplyRange(chain, splits(chain), 0, chain.length - 1);
  const shape = [
    ...(given[0].ndim === 1 ? [] : [product.shape[0]]),
    ...(given[given.length - 1].ndim === 1 ? [] : [product.shape[1]])
  ];
  return toOut(product.reshape(shape), out);
}

function fail(message: string): RuntimeError {
  return new RuntimeError(`multi_dot(): ${message}`, { op: 'multi_dot', code: 'shape' });
}

/** The operands as matrices whose sizes fit. */
function checkChain(tensors: readonly Tensor[]): Tensor[] {
  const last = tensors.length - 1;
  const chain = tensors.map((item, i) => {
    const { ndim } = item;
    const end = i === 0 || i === last;
    if (ndim === 2) return item;
    if (end && ndim === 1) return i === 0 ? item.reshape(1, -1) : item.reshape(-1, 1);
    const which = i === 0 ? 'the first tensor' : i === last ? 'the last tensor' : `tensor ${i}`;
    throw fail(`${which} must be ${end ? '1D or 2D' : '2D'} but got ${ndim}D`);
  });
  const [first] = chain;
  chain.forEach((item, i) => {
    if (item.dtype !== first.dtype) {
      const [a, b] = [first.dtype, item.dtype].map(name => dtypeInfo(name).cppName);
      throw fail(
        `all tensors must have be the same dtype but tensor 0 is ${a} and tensor ${i} ${b}`
      );
    }
    if (i > 0 && chain[i - 1].shape[1] !== item.shape[0]) {
      const [a, b] = [tensors[i - 1], tensors[i]].map(t => shapeText(t.shape));
      throw fail(`tensors ${i - 1} and ${i} with shapes ${a} and ${b} cannot be multiplied`);
    }
  });
  return chain;
}

/** The split of each range [i, j] of the chain: the dynamic programme of matrix chains. */
function splits(chain: readonly Tensor[]): number[][] {
  const n = chain.length;
  const sizes = [chain[0].shape[0], ...chain.map(item => item.shape[1])];
  const table = () => Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const [cost, split] = [table(), table()];
  for (let length = 1; length < n; length++) {
    for (let i = 0; i + length < n; i++) {
      const j = i + length;
      cost[i][j] = Number.POSITIVE_INFINITY;
      for (let k = i; k < j; k++) {
        const own = cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1];
        if (own < cost[i][j]) [cost[i][j], split[i][j]] = [own, k];
      }
    }
  }
  return split;
}

function multiplyRange(
  chain: readonly Tensor[],
  split: readonly number[][],
  i: number,
  j: number
): Tensor {
  if (i === j) return chain[i];
  const k = split[i][j];
  return matmul(multiplyRange(chain, split, i, k), multiplyRange(chain, split, k + 1, j));
}

/**
 * The n-th power of every matrix of A, by repeated squaring; a negative power inverts first.
 * Source: `torch.linalg.matrix_power`.
 * @param A (*, m, m)
 * @param n an integer
 * @throws LinAlgError as `inv`, for a negative power of a singular matrix
 */
export function matrixPower(A: TensorLike, n: number, options: { out?: Tensor } = {}): Tensor {
  const op = 'linalg.matrix_power';
  const source = checkTensor(op, A);
  if (!Number.isInteger(n)) {
    throw new RuntimeError(`${op}: expected the power n to be an integer, got ${n}`, {
      op,
      code: 'invalid-argument'
    });
  }
  if (source.ndim < 2) checkMatrices(op, source);
  const [rows, columns] = source.shape.slice(-2);
  if (rows !== columns) checkSquare(op, source);
  checkOut(op, source.dtype, options.out);
  return toOut(power(source, n), options.out);
}

function power(A: Tensor, n: number): Tensor {
  if (n < 0) return power(inv(A), -n);
  if (n === 0) return identityLike(A);
  let base = A;
  let result: Tensor | undefined;
  for (let rest = n; ; base = matmul(base, base)) {
    if (rest % 2 === 1) result = result ? matmul(result, base) : base;
    rest = Math.floor(rest / 2);
    if (rest === 0) return result === A ? A.clone() : (result ?? base);
  }
}

function identityLike({ shape, dtype, numel }: Tensor): Tensor {
  const one = Tensor.read(eye(shape[shape.length - 1], { dtype }));
  const data = allocate(dtype, numel);
  for (let at = 0; at < data.length; at += one.length) copyInto(data, one, at);
  return Tensor.own(data, shape, dtype);
}
