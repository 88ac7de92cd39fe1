/** LU factors as results, and systems solved with them. */

import { factorAll, type IFactorization, solveAll } from '../backends/cpu/factor.js';
import { RuntimeError, singularFactor } from '../core/errors.js';
import { broadcastShapes, sameShape, shapeText } from '../core/shape.js';
import {
  checkKernelDType,
  checkMatrices,
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

/** The result of `luFactor`, by torch's names. */
export interface ILuFactor {
  /** (*, m, n): L below the diagonal (its own diagonal of ones is not stored), U on and above it. */
  LU: Tensor;
  /** (*, min(m, n)), int32: the row, counted from 1, that row k was exchanged with. */
  pivots: Tensor;
}

export interface ILuFactorEx extends ILuFactor {
  /** (*), int32: 0, or the 1-based position of the first exactly zero pivot. */
  info: Tensor;
}

/**
 * P·A = L·U by partial pivoting, for every matrix of A. Source: `torch.linalg.lu_factor`.
 * @param A (*, m, n)
 * @param options `pivot: false` is refused, as by torch on the CPU
 * @throws RuntimeError `torch.linalg.lu_factor: U[3,3] is zero …`; as in torch no LinAlgError
 */
export function luFactor(A: Tensor, options: { pivot?: boolean; out?: ILuFactor } = {}): ILuFactor {
  const { matrices, factors } = factorize(A, options);
  throwIfZero('torch.linalg.lu_factor', factors.info, A);
  return deliverFactors(matrices, factors, options.out);
}

/** As `luFactor`, but a zero pivot is reported in `info`. Source: `torch.linalg.lu_factor_ex`. */
export function luFactorEx(
  A: Tensor,
  options: { pivot?: boolean; checkErrors?: boolean; out?: ILuFactorEx } = {}
): ILuFactorEx {
  const { checkErrors, out } = options;
  checkOut('linalg.lu_factor_ex', 'int32', out?.info);
  const { matrices, factors } = factorize(A, options);
  if (checkErrors) throwIfZero('torch.linalg.lu_factor_ex', factors.info, A);
  const info = deliver('linalg.lu_factor_ex', factors.info, matrices.batch, 'int32', out?.info);
  return { ...deliverFactors(matrices, factors, out), info };
}

function factorize(A: Tensor, { pivot, out }: { pivot?: boolean; out?: ILuFactor }) {
  const op = 'linalg.lu_factor';
  const { shape } = checkTensor(op, A);
  if (shape.length < 2) {
    throw new RuntimeError(
      `torch.lu_factor: Expected tensor with 2 or more dimensions. Got size: ${shapeText(shape)} instead`,
      { op, code: 'too-few-dimensions' }
    );
  }
  checkKernelDType(op, 'lu_cpu', A.dtype);
  if (pivot === false) {
    throw new RuntimeError(`${op}: LU without pivoting is not implemented on the CPU`, {
      op,
      code: 'not-implemented'
    });
  }
  const matrices = checkMatrices(op, A);
  checkOut(op, matrices.dtype, out?.LU);
  checkOut(op, 'int32', out?.pivots);
  return { matrices, factors: factorAll(op, matrices) };
}

function deliverFactors(
  { dtype, batch, rows, columns }: IMatrices,
  { lu, pivots }: IFactorization,
  out?: ILuFactor
): ILuFactor {
  const op = 'linalg.lu_factor';
  const each = Math.min(rows, columns);
  return {
    LU: deliver(op, lu, [...batch, rows, columns], dtype, out?.LU),
    pivots: deliver(op, pivots, [...batch, each], 'int32', out?.pivots)
  };
}

function throwIfZero(op: string, info: Int32Array, A: Tensor): void {
  const failure = firstFailure(info, A);
  if (failure) throw singularFactor(op, failure);
}

export interface ILuSolveOptions {
  /** A X = B where true (the default), X A = B where false. */
  left?: boolean;
  /** With Aᴴ in the place of A. */
  adjoint?: boolean;
  /** Filled in place and returned; may be B itself. */
  out?: Tensor;
}

/**
 * X with A X = B, from what `luFactor` returned for A. Source: `torch.linalg.lu_solve`.
 * @param LU (*, n, n)
 * @param pivots (*, n), int32
 * @param B (*, n, k), or (*, k, n) with `left: false`; batches broadcast
 */
export function luSolve(
  LU: Tensor,
  pivots: Tensor,
  B: Tensor,
  options: ILuSolveOptions = {}
): Tensor {
  const op = 'linalg.lu_solve';
  const { left = true, adjoint = false, out } = options;
  const a = checkFactors(LU, pivots);
  const b = checkTensor(op, B, 'B');
  checkRightHandSide(a, b, left);
  checkOut(op, a.dtype, out);
  const batch = broadcastShapes(op, B.shape.slice(0, -2), a.batch);
  const factors: IFactorization = {
    dtype: a.dtype,
    rows: a.rows,
    columns: a.columns,
    lu: a.data,
    pivots: pivots.data as Int32Array,
    info: new Int32Array(0)
  };
  const data = solveAll(op, factors, b, { left, adjoint }, a.batch, batch);
  return deliver(op, data, [...batch, ...B.shape.slice(-2)], a.dtype, out);
}

function checkFactors(LU: Tensor, pivots: Tensor): IMatrices {
  const op = 'linalg.lu_solve';
  const a = checkSquare('torch.linalg.lu_solve', LU);
  checkPivots(a, LU, checkTensor(op, pivots, 'pivots'));
  const rows = pivots.data as Int32Array;
  if (rows.every(row => row >= 1 && row <= a.rows)) return a;
  throw new RuntimeError(
    'Pivots given to lu_solve must all be smaller or equal to LU.size(-2). Did you properly pass the result of lu_factor?',
    { op, code: 'invalid-argument' }
  );
}

/** Checks dtype and shape of pivots. */
export function checkPivots(a: IMatrixShape, LU: IShaped, pivots: IShaped): void {
  const op = 'linalg.lu_solve';
  const fail = (message: string, code: 'dtype' | 'shape') =>
    new RuntimeError(message, { op, code });
  if (pivots.dtype !== 'int32') {
    throw fail(`${op}: pivots should be a Tensor of scalar type torch.int32`, 'dtype');
  }
  if (pivots.shape.at(-1) !== a.rows) {
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
}

/** Checks that B fits the equation; for factors it is never a batch of vectors. */
export function checkRightHandSide(a: IMatrixShape, B: IShaped, left: boolean): void {
  const op = 'linalg.lu_solve';
  checkSameDType(op, ['LU', 'B'], a.dtype, B.dtype);
  if (B.ndim < 2) checkMatrixShape(op, B, ' B');
  const [rows, columns] = B.shape.slice(-2);
  if ((left ? rows : columns) !== a.rows) throw equationError(op, a.rows, B.shape, left);
}
