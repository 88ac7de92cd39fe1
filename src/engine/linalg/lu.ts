/** LU factors as results, and systems solved with them. */
import { type AnyTensor, awaited, deviceOf, type ILuFactors } from '../backends/index.js';
import type { DType } from '../core/dtype.js';
import { RuntimeError, singularFactor } from '../core/errors.js';
import type { IMatrixShape } from '../core/matrices.js';
import { broadcastShapes, sameShape, shapeText } from '../core/shape.js';
import type { DeviceTensor } from '../device-tensor.js';
import {
  checkBeside,
  checkKernelDType,
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
import { type AnyDType, Tensor, type TensorLike } from '../tensor.js';

/** The result of `luFactor`, by torch's names. */
export interface ILuFactor<T extends AnyTensor = Tensor> {
  /** (*, m, n): L below the diagonal (its own diagonal of ones is not stored), U on and above it. */
  LU: T;
  /** (*, min(m, n)), int32: the row, counted from 1, that row k was exchanged with. */
  pivots: T;
}

export interface ILuFactorEx<T extends AnyTensor = Tensor> extends ILuFactor<T> {
  /** (*), int32: 0, or the 1-based position of the first exactly zero pivot. */
  info: T;
}

export interface ILuFactorOptions<T extends AnyTensor = Tensor> {
  /** `false` is refused, as by torch on the CPU. */
  pivot?: boolean;
  out?: ILuFactor<T>;
}

export interface ILuFactorExOptions<T extends AnyTensor = Tensor, C extends boolean = boolean>
  extends IExOptions<ILuFactorEx<T>, C> {
  pivot?: boolean;
}

/**
 * P·A = L·U by partial pivoting, for every matrix of A. Source: `torch.linalg.lu_factor`.
 * @param A (*, m, n)
 * @throws RuntimeError `torch.linalg.lu_factor: U[3,3] is zero …`; as in torch no LinAlgError
 */
export function luFactor<T extends DeviceTensor>(
  A: T,
  options?: ILuFactorOptions<T>
): Promise<ILuFactor<T>>;
export function luFactor(A: TensorLike, options?: ILuFactorOptions): ILuFactor;
export function luFactor(
  A: TensorLike | DeviceTensor,
  options: ILuFactorOptions<AnyTensor> = {}
): ILuFactor<AnyTensor> | Promise<ILuFactor<AnyTensor>> {
  const operand = checkOperand('linalg.lu_factor', A);
  return awaited(operand, () => {
    const { info, ...factors } = factorize(operand, options);
    return unlessFailed('torch.linalg.lu_factor', info, operand, singularFactor, () =>
      toOutBoth(factors, options.out)
    );
  });
}

/**
 * As `luFactor`, but a zero pivot is reported in `info`, for which nothing is waited. Source:
 * `torch.linalg.lu_factor_ex`.
 */
export function luFactorEx<T extends DeviceTensor>(
  A: T,
  options: ILuFactorExOptions<T, true> & { checkErrors: true }
): Promise<ILuFactorEx<T>>;
export function luFactorEx<T extends DeviceTensor>(
  A: T,
  options?: ILuFactorExOptions<T, false>
): ILuFactorEx<T>;
export function luFactorEx(A: TensorLike, options?: ILuFactorExOptions): ILuFactorEx;
export function luFactorEx(
  A: TensorLike | DeviceTensor,
  options: ILuFactorExOptions<AnyTensor> = {}
): ILuFactorEx<AnyTensor> | Promise<ILuFactorEx<AnyTensor>> {
  const { checkErrors, out } = options;
  const operand = checkOperand('linalg.lu_factor', A);
  checkOut('linalg.lu_factor_ex', 'int32', out?.info, operand);
  const { info, ...factors } = factorize(operand, options);
  const finish = () => ({ ...toOutBoth(factors, out), info: toOut(info, out?.info) });
  if (!checkErrors) return finish();
  return unlessFailed('torch.linalg.lu_factor_ex', info, operand, singularFactor, finish, true);
}

function factorize(
  A: AnyTensor,
  { pivot, out }: ILuFactorOptions<AnyTensor>
): ILuFactors<AnyTensor> {
  const op = 'linalg.lu_factor';
  if (A.ndim < 2) {
    throw new RuntimeError(
      `torch.lu_factor: Expected tensor with 2 or more dimensions. Got size: ${shapeText(A.shape)} instead`,
      { op, code: 'too-few-dimensions' }
    );
  }
  checkKernelDType(op, 'lu_cpu', A.dtype);
  if (pivot === false) {
    const where = A.device === 'cpu' ? 'the CPU' : `the device '${A.device}'`;
    throw new RuntimeError(`${op}: LU without pivoting is not implemented on ${where}`, {
      op,
      code: 'not-implemented'
    });
  }
  const matrices = checkMatrixShape(op, A);
  checkOut(op, matrices.dtype, out?.LU, A);
  checkOut(op, 'int32', out?.pivots, A);
  return deviceOf(A).factor(op, A, matrices);
}

function toOutBoth(
  { LU, pivots }: ILuFactor<AnyTensor>,
  out?: ILuFactor<AnyTensor>
): ILuFactor<AnyTensor> {
  return { LU: toOut(LU, out?.LU), pivots: toOut(pivots, out?.pivots) };
}

export interface ILuSolveOptions<T extends AnyTensor = Tensor> {
  /** A X = B where true (the default), X A = B where false. */
  left?: boolean;
  /** With Aᴴ in the place of A. */
  adjoint?: boolean;
  /** Filled in place and returned; may be B itself. */
  out?: T;
}

/**
 * X with A X = B, from what `luFactor` returned for A. Source: `torch.linalg.lu_solve`.
 * @param LU (*, n, n)
 * @param pivots (*, n), int32; on the GPU taken on trust: to look at them would be to wait
 * @param B (*, n, k), or (*, k, n) with `left: false`; batches broadcast
 */
export function luSolve<T extends DeviceTensor>(
  LU: T,
  pivots: T,
  B: T,
  options?: ILuSolveOptions<T>
): T;
export function luSolve<D extends DType = AnyDType>(
  LU: TensorLike<D>,
  pivots: TensorLike,
  B: TensorLike,
  options?: ILuSolveOptions
): Tensor<D>;
export function luSolve(
  LU: TensorLike | DeviceTensor,
  pivots: TensorLike | DeviceTensor,
  B: TensorLike | DeviceTensor,
  options: ILuSolveOptions<AnyTensor> = {}
): AnyTensor {
  const op = 'linalg.lu_solve';
  const { left = true, adjoint = false, out } = options;
  const factors = checkOperand(op, LU);
  const matrices = checkSquareShape('torch.linalg.lu_solve', factors);
  const rows = checkBeside(op, factors, inDTypeOf(PIVOTS, pivots), 'pivots');
  checkPivots(matrices, factors, rows);
  const b = checkBeside(op, factors, inDTypeOf(factors, B), 'B');
  checkRightHandSide(matrices, b, left);
  checkOut(op, matrices.dtype, out, factors);
  const batch = broadcastShapes(op, b.shape.slice(0, -2), matrices.batch);
  const [n, k] = b.shape.slice(-2);
  const equation = { b, columns: k, shape: [...batch, n, k], left, adjoint, batch };
  const given = { LU: factors, pivots: rows };
  return toOut(deviceOf(factors).solveFactored(op, given, matrices, equation), out);
}

/** Says of which dtype pivots are. */
const PIVOTS = Tensor.own(new Int32Array(0), [0], 'int32');

function checkPivots(matrices: IMatrixShape, LU: AnyTensor, pivots: AnyTensor): void {
  const op = 'linalg.lu_solve';
  const fail = (message: string, code: 'dtype' | 'shape' | 'invalid-argument') =>
    new RuntimeError(message, { op, code });
  if (pivots.dtype !== 'int32') {
    throw fail(`${op}: pivots should be a Tensor of scalar type torch.int32`, 'dtype');
  }
  if (pivots.shape.at(-1) !== matrices.rows) {
    throw fail(
      `${op}: Number of pivots per batch should be same as the dimension of the matrix`,
      'shape'
    );
  }
  if (!sameShape(pivots.shape, LU.shape.slice(0, -1))) {
    throw fail(
      `${op}: Expected LU.shape[:-1] and pivots.shape to be the same, but got pivots with shape ${shapeText(pivots.shape)} instead`,
      'shape'
    );
  }
  if (pivots instanceof Tensor && !areRows(pivots, matrices.rows)) {
    throw fail(
      'Pivots given to lu_solve must all be smaller or equal to LU.size(-2). Did you properly pass the result of lu_factor?',
      'invalid-argument'
    );
  }
}

function areRows(pivots: Tensor<'int32'>, rows: number): boolean {
  return Tensor.read(pivots).every(row => row >= 1 && row <= rows);
}

/** Checks that B fits the equation; for factors it is never a batch of vectors. */
function checkRightHandSide(matrices: IMatrixShape, B: AnyTensor, left: boolean): void {
  const op = 'linalg.lu_solve';
  checkSameDType(op, 'LU', matrices.dtype, B.dtype);
  if (B.ndim < 2) checkMatrixShape(op, B, ' B');
  const [rows, columns] = B.shape.slice(-2);
  if ((left ? rows : columns) !== matrices.rows) {
    throw equationError(op, matrices.rows, B.shape, left);
  }
}
