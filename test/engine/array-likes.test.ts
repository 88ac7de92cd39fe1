/** Array-likes beside a tensor, where both operands are of one dtype. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type DType,
  diag,
  dot,
  eye,
  linalg,
  matmul,
  ready,
  type Tensor,
  tensor
} from '../../src/engine/index.js';

beforeAll(() => ready());

const rows = [
  [2, 1],
  [1, 3]
];

const calls: [string, (A: Tensor | number[][], B: Tensor | number[][]) => Tensor][] = [
  ['matmul', (A, B) => matmul(A, B)],
  ['solve', (A, B) => linalg.solve(A, B)],
  ['solveEx', (A, B) => linalg.solveEx(A, B).result],
  ['lstsq', (A, B) => linalg.lstsq(A, B).solution],
  ['solveTriangular', (A, B) => linalg.solveTriangular(A, B, { upper: true })],
  ['multiDot', (A, B) => linalg.multiDot([A, B, A])]
];

describe.each(calls)('%s', (_, call) => {
  it.each<DType>(['float32', 'complex64', 'complex128', 'float64'])('takes the dtype %s', dtype => {
    const A = tensor(rows, { dtype });
    const wanted = call(A, A);
    for (const found of [call(A, rows), call(rows, A)]) {
      expect(found.dtype).toBe(wanted.dtype);
      expect(found.toArray()).toEqual(wanted.toArray());
    }
  });
});

it('vectors, factors and pivots too', () => {
  const A = tensor(rows, { dtype: 'float32' });
  expect(dot(tensor([1, 2], { dtype: 'float32' }), [3, 4]).dtype).toBe('float32');
  expect(linalg.tensorsolve(A, [1, 2]).dtype).toBe('float32');
  const { LU, pivots } = linalg.luFactor(A);
  const x = linalg.luSolve(LU, pivots.toArray() as number[], [[1], [2]]);
  expect(x.dtype).toBe('float32');
  expect(x.toArray()).toEqual(linalg.solve(A, [[1], [2]]).toArray());
});

it('whole numbers are integers beside integers, exactly', () => {
  const A = tensor([[2n ** 60n, 1n]]);
  expect(matmul(A, [[2], [5]]).toArray()).toEqual([[2n ** 61n + 5n]]);
  const a = eye(2, { dtype: 'int32' });
  expect(matmul(rows, a).dtype).toBe('int32');
});

it('what would lose its kind is refused, in torch’s words', () => {
  const A = tensor(rows, { dtype: 'float32' });
  const complex = [[{ re: 1, im: 1 }], [1]];
  expect(() => A.matmul(complex)).toThrow('expected m1 and m2 to have the same dtype');
  expect(() => linalg.solve(A, complex)).toThrow('Expected A and B to have the same dtype');
  expect(() => matmul(eye(2, { dtype: 'int64' }), [[0.5], [1]])).toThrow('same dtype');
  expect(() => matmul(eye(2, { dtype: 'int64' }), [[2 ** 53], [1]])).toThrow('same dtype');
  expect(() => A.matmul([[1, 2], [3]] as number[][])).toThrow('expected sequence');
});

it('diagonals and tolerances are arrays too', () => {
  expect(diag([1, 2]).toArray()).toEqual(diag(tensor([1, 2])).toArray());
  expect(diag(rows).toArray()).toEqual([2, 3]);
  const batch = [rows, rows];
  expect(linalg.matrixRank(batch, { atol: [0.1, 2] }).toArray()).toEqual([2n, 1n]);
  const rtol = tensor([0.1, 0.9]);
  expect(linalg.pinv(batch, { rtol: [0.1, 0.9] }).toArray()).toEqual(
    linalg.pinv(batch, { rtol }).toArray()
  );
});

it('a matrix and its inverse are of one dtype to be verified', () => {
  const A = tensor(rows, { dtype: 'float32' });
  const X = linalg.inv(A);
  const wanted = linalg.verify(X).bound.toArray();
  expect(linalg.verify(X, { A: rows }).bound.toArray()).toEqual(wanted);
  expect(linalg.verify(X.toArray() as number[][], { A }).bound.toArray()).toEqual(wanted);
});
