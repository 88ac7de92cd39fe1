/** Systems of linear equations, without an inverse. */

import { solveSystems } from '../backends/cpu/factor.js';
import { singularSystem } from '../core/errors.js';
import { broadcastShapes, type Shape, sameShape } from '../core/shape.js';
import {
  checkMatrixShape,
  checkOut,
  checkSameDType,
  checkSquare,
  checkTensor,
  deliver,
  equationError,
  firstFailure,
  type IMatrices,
  type IMatrixShape,
  type IShaped
} from '../ops/check.js';
import type { Tensor } from '../tensor.js';

export interface ISolveOptions {
  /** A X = B where true (the default), X A = B where false. */
  left?: boolean;
  /** Filled in place and returned; may be B itself. */
  out?: Tensor;
}

export interface ISolveExOptions {
  left?: boolean;
  /** Throw where `info` is not 0, as `solve` does. */
  checkErrors?: boolean;
  out?: { result: Tensor; info: Tensor };
}

/** The result of `solveEx`, by torch's names. */
export interface ISolveEx {
  result: Tensor;
  /** (*), int32: 0, or the 1-based position of the first exactly zero pivot of A. */
  info: Tensor;
}

/**
 * X with A X = B (or X A = B), by LU with partial pivoting: more accurate than `inv(A)` times B, and
 * cheaper. Source: `torch.linalg.solve`.
 *
 * @param A (*, n, n)
 * @param B (*, n, k), or a batch of vectors (*, n): where it is 1-dimensional, or of A's shape without
 *   its last dimension. Batches broadcast. With `left: false`, (*, k, n).
 * @throws LinAlgError `torch.linalg.solve: The solver failed because the input matrix is singular.`
 * @throws RuntimeError where shapes or dtypes do not fit
 */
export function solve(A: Tensor, B: Tensor, options: ISolveOptions = {}): Tensor {
  const op = 'linalg.solve';
  const system = checkSystem(A, B, options.left ?? true);
  checkOut(op, system.a.dtype, options.out);
  const { data, info } = solveSystem(op, system);
  throwIfSingular('torch.linalg.solve', info, A);
  return deliver(op, data, system.shape, system.a.dtype, options.out);
}

/** As `solve`, but a singular matrix is reported in `info`. Source: `torch.linalg.solve_ex`. */
export function solveEx(A: Tensor, B: Tensor, options: ISolveExOptions = {}): ISolveEx {
  const op = 'linalg.solve_ex';
  const system = checkSystem(A, B, options.left ?? true);
  checkOut(op, system.a.dtype, options.out?.result);
  checkOut(op, 'int32', options.out?.info);
  const { data, info } = solveSystem(op, system);
  if (options.checkErrors) throwIfSingular('torch.linalg.solve_ex', info, A);
  return {
    result: deliver(op, data, system.shape, system.a.dtype, options.out?.result),
    info: deliver(op, info, system.a.batch, 'int32', options.out?.info)
  };
}

/** The sizes of an equation, on whatever device it is. */
export interface IEquationShape<T> {
  /** The right-hand sides as matrices: a batch of vectors has k = 1. */
  b: T;
  left: boolean;
  /** The batch of the result. */
  batch: Shape;
  /** The shape of the result. */
  shape: Shape;
}

interface IRightHandSide<T> extends IShaped {
  reshape(...sizes: number[]): T;
}

/** Checks that B fits A X = B, or X A = B. */
export function checkEquation<T extends IRightHandSide<T>>(
  A: IShaped,
  a: IMatrixShape,
  B: T,
  left: boolean
): IEquationShape<T> {
  const op = 'linalg.solve';
  checkSameDType(op, ['A', 'B'], a.dtype, B.dtype);
  const isVector = B.ndim === 1 || sameShape(B.shape, A.shape.slice(0, -1));
  const b = isVector ? B.reshape(...B.shape, 1) : B;
  if (b.ndim < 2) checkMatrixShape(op, b, ' B');
  const [rows, columns] = b.shape.slice(-2);
  // torch never solves X A = b for a vector b.
  if ((left ? rows : columns) !== a.rows || (!left && isVector)) {
    throw equationError(op, a.rows, b.shape, left);
  }
  const batch = broadcastShapes(op, b.shape.slice(0, -2), a.batch);
  return { b, left, batch, shape: [...batch, rows, ...(isVector ? [] : [columns])] };
}

/** A system whose shapes and dtypes fit. */
interface ISystem extends IEquationShape<Tensor> {
  a: IMatrices;
}

function checkSystem(A: Tensor, B: Tensor, left: boolean): ISystem {
  const op = 'linalg.solve';
  const a = checkSquare(op, A);
  return { a, ...checkEquation(A, a, checkTensor(op, B, 'B'), left) };
}

function solveSystem(op: string, { a, b, left, batch }: ISystem) {
  return solveSystems(op, a, b, { left }, batch);
}

function throwIfSingular(op: string, info: Int32Array, A: Tensor): void {
  const failure = firstFailure(info, A);
  if (failure) throw singularSystem(op, failure);
}
