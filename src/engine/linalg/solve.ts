/** Systems of linear equations, without an inverse. */
import { type AnyTensor, awaited, deviceOf, type IEquation } from '../backends/index.js';
import type { DType } from '../core/dtype.js';
import { RuntimeError, singularSystem } from '../core/errors.js';
import type { IMatrixShape } from '../core/matrices.js';
import { broadcastShapes, sameShape } from '../core/shape.js';
import type { DeviceTensor } from '../device-tensor.js';
import {
  checkBeside,
  checkMatrixShape,
  checkOperand,
  checkOut,
  checkSameDType,
  checkSquareShape,
  equationError,
  inDTypeOf,
  toOut
} from '../ops/check.js';
import { type IExOptions, unlessFailed } from '../ops/info.js';
import type { AnyDType, Tensor, TensorLike } from '../tensor.js';

export interface ISolveOptions<T extends AnyTensor = Tensor> {
  /** A X = B where true (the default), X A = B where false. */
  left?: boolean;
  /** Filled in place and returned; may be B itself. */
  out?: T;
}

/** The result of `solveEx`, by torch's names. */
export interface ISolveEx<T extends AnyTensor = Tensor> {
  result: T;
  /** (*), int32: 0, or the 1-based position of the first exactly zero pivot of A. */
  info: T;
}

export interface ISolveExOptions<T extends AnyTensor = Tensor, C extends boolean = boolean>
  extends IExOptions<ISolveEx<T>, C> {
  left?: boolean;
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
export function solve<T extends DeviceTensor>(A: T, B: T, options?: ISolveOptions<T>): Promise<T>;
export function solve<D extends DType = AnyDType>(
  A: TensorLike<D>,
  B: TensorLike,
  options?: ISolveOptions
): Tensor<D>;
export function solve(
  A: TensorLike | DeviceTensor,
  B: TensorLike | DeviceTensor,
  { left = true, out }: ISolveOptions<AnyTensor> = {}
): AnyTensor | Promise<AnyTensor> {
  const a = checkOperand('linalg.solve', inDTypeOf(B, A));
  return awaited(a, () => {
    const system = checkSystem(a, B, left);
    checkOut('linalg.solve', system.matrices.dtype, out, a);
    const { result, info } = solveSystem('linalg.solve', a, system);
    return unlessFailed('torch.linalg.solve', info, a, singularSystem, () => toOut(result, out));
  });
}

/**
 * As `solve`, but a singular matrix is reported in `info`, for which nothing is waited. Source:
 * `torch.linalg.solve_ex`.
 */
export function solveEx<T extends DeviceTensor>(
  A: T,
  B: T,
  options: ISolveExOptions<T, true> & { checkErrors: true }
): Promise<ISolveEx<T>>;
export function solveEx<T extends DeviceTensor>(
  A: T,
  B: T,
  options?: ISolveExOptions<T, false>
): ISolveEx<T>;
export function solveEx(A: TensorLike, B: TensorLike, options?: ISolveExOptions): ISolveEx;
export function solveEx(
  A: TensorLike | DeviceTensor,
  B: TensorLike | DeviceTensor,
  { left = true, checkErrors, out }: ISolveExOptions<AnyTensor> = {}
): ISolveEx<AnyTensor> | Promise<ISolveEx<AnyTensor>> {
  const op = 'linalg.solve_ex';
  const a = checkOperand('linalg.solve', inDTypeOf(B, A));
  const system = checkSystem(a, B, left);
  checkOut(op, system.matrices.dtype, out?.result, a);
  checkOut(op, 'int32', out?.info, a);
  const { result, info } = solveSystem(op, a, system);
  const finish = () => ({
    result: toOut(result, out?.result),
    info: toOut(deviceOf(a).keep(info), out?.info)
  });
  if (!checkErrors) return finish();
  return unlessFailed('torch.linalg.solve_ex', info, a, singularSystem, finish, true);
}

/** A system whose shapes and dtypes fit. */
interface ISystem {
  matrices: IMatrixShape;
  equation: IEquation<AnyTensor>;
}

/** Checks that B fits A X = B, or X A = B; a batch of vectors becomes one of matrices with one column. */
function checkSystem(A: AnyTensor, given: unknown, left: boolean): ISystem {
  const op = 'linalg.solve';
  const matrices = checkSquareShape(op, A);
  const B = checkBeside(op, A, inDTypeOf(A, given), 'B');
  checkSameDType(op, 'A', matrices.dtype, B.dtype);
  const isVector = B.ndim === 1 || (B.ndim < A.ndim && sameShape(B.shape, A.shape.slice(0, -1)));
  if (!isVector && B.ndim < 2) checkMatrixShape(op, B, ' B');
  const { shape: own, ndim } = B;
  const rows = own[isVector ? ndim - 1 : ndim - 2];
  const columns = isVector ? 1 : own[ndim - 1];
  if ((left ? rows : columns) !== matrices.rows) {
    throw equationError(op, matrices.rows, [rows, columns], left);
  }
  if (!left && isVector) {
    throw new RuntimeError(
      `${op}: Vector broadcasting of the left hand side is not supported for left=False. In this case linalg.solve is equivalent to B / A.squeeze(-1)`,
      { op, code: 'shape' }
    );
  }
  const matrix = isVector ? [rows] : [rows, columns];
  const isOne = matrices.batch.length === 0 && ndim === matrix.length;
  const batch = isOne ? [] : broadcastShapes(op, own.slice(0, -matrix.length), matrices.batch);
  const shape = isOne ? matrix : [...batch, ...matrix];
  return { matrices, equation: { b: B, columns, shape, left, batch } };
}

function solveSystem(op: string, A: AnyTensor, { matrices, equation }: ISystem) {
  const { result, info } = deviceOf(A).solve(op, A, matrices, equation);
  const { shape } = equation;
  return { result: sameShape(result.shape, shape) ? result : result.reshape(shape), info };
}
