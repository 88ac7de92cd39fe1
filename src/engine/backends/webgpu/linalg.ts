/**
 * torch.linalg on the GPU, in single precision. As torch says of CUDA: what checks for errors waits for the
 * device and is a promise (`inv`, `solve`, `luFactor`), the `Ex` functions do not wait.
 *
 * Zero pivots are found exactly, but a pivot that rounding makes zero on the CPU may be tiny here: division
 * on a GPU is not correctly rounded.
 */

import {
  type IFailure,
  RuntimeError,
  singularFactor,
  singularInverse,
  singularSystem
} from '../../core/errors.js';
import { broadcastShapes, type Shape, sizeOf } from '../../core/shape.js';
import type { GpuTensor } from '../../gpu-tensor.js';
import { checkPivots, checkRightHandSide } from '../../linalg/lu.js';
import { checkEquation } from '../../linalg/solve.js';
import {
  checkMatrixShape,
  checkSquareShape,
  failureAt,
  type IMatrixShape
} from '../../ops/check.js';
import { matrixAt } from '../../tensor.js';
import { conj } from './arithmetic.js';
import {
  asBatch,
  checkGpuOut,
  checkGpuTensor,
  complexFlag,
  deliver,
  fresh,
  isEmpty,
  release,
  run
} from './batches.js';

/** Sizes up to which an error brings the matrix along, so that it can be explained. */
const EXPLAINED = 256;

/**
 * The inverse of every matrix of A. Source: `torch.linalg.inv`.
 * @param A (*, n, n), float32 or complex64
 * @throws LinAlgError as on the CPU, with the same text
 */
export async function inv(A: GpuTensor, options: { out?: GpuTensor } = {}): Promise<GpuTensor> {
  const op = 'linalg.inv';
  checkSquareShape(op, A);
  checkGpuOut(op, A.dtype, options.out);
  const source = options.out ? A.clone() : A;
  const { inverse, info } = invertAll(A);
  return checked(op, info, A, singularInverse, () => {
    info.dispose();
    return deliver(inverse, options.out).rememberSource(source);
  });
}

/** The result of `invEx`, by torch's names. */
export interface IGpuInverseEx {
  inverse: GpuTensor;
  /** (*), int32, on the device. */
  info: GpuTensor;
}

/** Options of what does not wait, unless it is to check for errors. */
interface IExOptions<T, C extends boolean> {
  checkErrors?: C;
  out?: T;
}

/**
 * As `inv`, without waiting: a singular matrix is reported in `info`. With `checkErrors` it waits, and
 * throws as `inv` does. Source: `torch.linalg.inv_ex`.
 */
export function invEx(
  A: GpuTensor,
  options: IExOptions<IGpuInverseEx, true> & { checkErrors: true }
): Promise<IGpuInverseEx>;
export function invEx(A: GpuTensor, options?: IExOptions<IGpuInverseEx, false>): IGpuInverseEx;
export function invEx(
  A: GpuTensor,
  options: IExOptions<IGpuInverseEx, boolean> = {}
): IGpuInverseEx | Promise<IGpuInverseEx> {
  const op = 'linalg.inv_ex';
  checkSquareShape('linalg.inv', A);
  checkGpuOut(op, A.dtype, options.out?.inverse);
  checkGpuOut(op, 'int32', options.out?.info);
  const source = options.out ? A.clone() : A;
  const { inverse, info } = invertAll(A);
  const finish = () => ({
    inverse: deliver(inverse, options.out?.inverse).rememberSource(source),
    info: deliver(info, options.out?.info)
  });
  return options.checkErrors ? checked(op, info, A, singularInverse, finish) : finish();
}

/** Waits for `info`, and finishes where nothing failed. */
async function checked<T>(
  op: string,
  info: GpuTensor,
  A: GpuTensor,
  problem: (op: string, failure: IFailure) => Error,
  finish: () => T
): Promise<T> {
  const failure = await firstFailure(info, A);
  if (failure) throw problem(op, failure);
  return finish();
}

function invertAll(A: GpuTensor): IGpuInverseEx {
  const matrices = checkSquareShape('linalg.inv', A);
  const { batch, count, rows: n } = matrices;
  const inverse = fresh(A, A.shape, A.dtype);
  const info = noFailures(A, batch);
  if (!isEmpty(matrices)) {
    const packed = A.packed;
    run('invert', [inverse, info, packed], [complexFlag(A.dtype), count, n]);
    release(packed, A);
  }
  return { inverse, info };
}

/** An `info` of zeros. */
function noFailures(beside: GpuTensor, batch: Shape): GpuTensor {
  const info = fresh(beside, batch, 'int32');
  if (info.numel > 0) beside.gpu.write(info.handle, new Int32Array(info.numel));
  return info;
}

/** Waits for `info`, and for the matrix that failed first, if one did and it is small enough to look at. */
async function firstFailure(info: GpuTensor, A: GpuTensor): Promise<IFailure | undefined> {
  const positions = (await info.data) as Int32Array;
  const member = positions.findIndex(position => position !== 0);
  if (member < 0) return undefined;
  const n = A.shape[A.ndim - 1];
  const matrix = n <= EXPLAINED ? await matrixAt(A, member).cpu() : undefined;
  return failureAt(member, positions[member], A.ndim, matrix);
}

interface IFactored {
  lu: GpuTensor;
  pivots: GpuTensor;
  info: GpuTensor;
}

/** Factors a copy. */
function factorAll(A: GpuTensor, { batch, count, rows, columns, dtype }: IMatrixShape): IFactored {
  const lu = A.clone();
  const each = Math.min(rows, columns);
  const pivots = fresh(A, [...batch, each], 'int32');
  const info = noFailures(A, batch);
  if (count * each > 0) {
    run('factor', [lu, pivots, info], [complexFlag(dtype), count, rows, columns]);
  }
  return { lu, pivots, info };
}

export interface IGpuLuFactor {
  LU: GpuTensor;
  /** (*, min(m, n)), int32, 1-based. */
  pivots: GpuTensor;
}

export interface IGpuLuFactorEx extends IGpuLuFactor {
  info: GpuTensor;
}

/** P·A = L·U. Source: `torch.linalg.lu_factor`. */
export async function luFactor(
  A: GpuTensor,
  options: { pivot?: boolean; out?: IGpuLuFactor } = {}
): Promise<IGpuLuFactor> {
  const { LU, pivots, info } = factorize(A, options);
  return checked('torch.linalg.lu_factor', info, A, singularFactor, () => {
    info.dispose();
    return { LU: deliver(LU, options.out?.LU), pivots: deliver(pivots, options.out?.pivots) };
  });
}

/** As `luFactor`, without waiting, unless it is to check for errors. Source: `torch.linalg.lu_factor_ex`. */
export function luFactorEx(
  A: GpuTensor,
  options: IExOptions<IGpuLuFactorEx, true> & { checkErrors: true; pivot?: boolean }
): Promise<IGpuLuFactorEx>;
export function luFactorEx(
  A: GpuTensor,
  options?: IExOptions<IGpuLuFactorEx, false> & { pivot?: boolean }
): IGpuLuFactorEx;
export function luFactorEx(
  A: GpuTensor,
  options: IExOptions<IGpuLuFactorEx, boolean> & { pivot?: boolean } = {}
): IGpuLuFactorEx | Promise<IGpuLuFactorEx> {
  const { out } = options;
  checkGpuOut('linalg.lu_factor_ex', 'int32', out?.info);
  const { LU, pivots, info } = factorize(A, options);
  const finish = () => ({
    LU: deliver(LU, out?.LU),
    pivots: deliver(pivots, out?.pivots),
    info: deliver(info, out?.info)
  });
  if (!options.checkErrors) return finish();
  return checked('torch.linalg.lu_factor_ex', info, A, singularFactor, finish);
}

function factorize(
  A: GpuTensor,
  { pivot, out }: { pivot?: boolean; out?: IGpuLuFactor }
): IGpuLuFactorEx {
  const op = 'linalg.lu_factor';
  if (pivot === false) {
    throw new RuntimeError(`${op}: LU without pivoting is not implemented on the device 'webgpu'`, {
      op,
      code: 'not-implemented'
    });
  }
  const matrices = checkMatrixShape(op, A);
  checkGpuOut(op, A.dtype, out?.LU);
  checkGpuOut(op, 'int32', out?.pivots);
  const { lu, pivots, info } = factorAll(A, matrices);
  return { LU: lu, pivots, info };
}

export interface IGpuSolveOptions {
  left?: boolean;
  out?: GpuTensor;
}

/**
 * X with A X = B, or X A = B. Source: `torch.linalg.solve`.
 * @throws LinAlgError as on the CPU, with the same text
 */
export async function solve(
  A: GpuTensor,
  B: GpuTensor,
  options: IGpuSolveOptions = {}
): Promise<GpuTensor> {
  checkGpuOut('linalg.solve', A.dtype, options.out);
  const { result, info } = solveBoth(A, B, options.left ?? true);
  return checked('torch.linalg.solve', info, A, singularSystem, () => {
    info.dispose();
    return deliver(result, options.out);
  });
}

export interface IGpuSolveEx {
  result: GpuTensor;
  info: GpuTensor;
}

/** As `solve`, without waiting, unless it is to check for errors. Source: `torch.linalg.solve_ex`. */
export function solveEx(
  A: GpuTensor,
  B: GpuTensor,
  options: IExOptions<IGpuSolveEx, true> & { left?: boolean; checkErrors: true }
): Promise<IGpuSolveEx>;
export function solveEx(
  A: GpuTensor,
  B: GpuTensor,
  options?: IExOptions<IGpuSolveEx, false> & { left?: boolean }
): IGpuSolveEx;
export function solveEx(
  A: GpuTensor,
  B: GpuTensor,
  options: IExOptions<IGpuSolveEx, boolean> & { left?: boolean } = {}
): IGpuSolveEx | Promise<IGpuSolveEx> {
  const op = 'linalg.solve_ex';
  checkGpuOut(op, A.dtype, options.out?.result);
  checkGpuOut(op, 'int32', options.out?.info);
  const { result, info } = solveBoth(A, B, options.left ?? true);
  const finish = () => ({
    result: deliver(result, options.out?.result),
    info: deliver(info, options.out?.info)
  });
  if (!options.checkErrors) return finish();
  return checked('torch.linalg.solve_ex', info, A, singularSystem, finish);
}

function solveBoth(A: GpuTensor, B: GpuTensor, left: boolean): IGpuSolveEx {
  const op = 'linalg.solve';
  const a = checkSquareShape(op, A);
  const { b, batch, shape } = checkEquation(A, a, checkGpuTensor(op, B), left);
  const { lu, pivots, info } = factorAll(A, a);
  const result = solveWith(lu, pivots, b, batch, { left }).reshape(shape);
  for (const temporary of [lu, pivots]) temporary.dispose();
  return { result, info };
}

/**
 * X with A X = B, from what `luFactor` returned. Source: `torch.linalg.lu_solve`.
 * Pivots are taken on trust: to look at them would be to wait.
 */
export function luSolve(
  LU: GpuTensor,
  pivots: GpuTensor,
  B: GpuTensor,
  options: IGpuSolveOptions & { adjoint?: boolean } = {}
): GpuTensor {
  const op = 'linalg.lu_solve';
  const { left = true, adjoint = false, out } = options;
  const a = checkSquareShape('torch.linalg.lu_solve', LU);
  checkPivots(a, LU, checkGpuTensor(op, pivots));
  checkRightHandSide(a, checkGpuTensor(op, B), left);
  checkGpuOut(op, a.dtype, out);
  const batch = broadcastShapes(op, B.shape.slice(0, -2), a.batch);
  return deliver(solveWith(LU, pivots, B, batch, { left, adjoint }), out);
}

/** As on the CPU: X A = B is AᵀXᵀ = Bᵀ, and X Aᴴ = B is A Xᴴ = Bᴴ. */
function solveWith(
  lu: GpuTensor,
  pivots: GpuTensor,
  B: GpuTensor,
  batch: Shape,
  { left, adjoint = false }: { left: boolean; adjoint?: boolean }
): GpuTensor {
  const rightHand = left ? B : adjoint ? conj(B.mT) : B.mT;
  const transposed = left === adjoint;
  const [n, k] = rightHand.shape.slice(-2);
  const x = rightHand.expand([...batch, n, k]).clone();
  if (x.numel > 0) {
    const turned = adjoint && left ? conj(lu.mT) : lu.mT;
    const factors = asBatch(transposed ? turned : lu, batch, 2);
    const own = asBatch(pivots, batch, 1);
    const head = [complexFlag(lu.dtype), sizeOf(batch), n, k];
    const numbers = [...head, factors.next, own.next, transposed ? 1 : 0];
    run('solve', [x, factors.tensor, own.tensor], numbers);
    for (const temporary of [turned, factors.tensor, own.tensor]) release(temporary, lu, pivots);
  }
  if (left) return x;
  return adjoint ? conj(x.mT) : x.mT;
}

/** The determinant of every matrix. Source: `torch.linalg.det`. */
export function det(A: GpuTensor, options: { out?: GpuTensor } = {}): GpuTensor {
  checkGpuOut('linalg.det', A.dtype, options.out);
  const { determinants: det, signs, logarithms } = determinants('linalg.det', A);
  for (const temporary of [signs, logarithms]) temporary.dispose();
  return deliver(det, options.out);
}

export interface IGpuSlogdet {
  sign: GpuTensor;
  /** (*), float32. */
  logabsdet: GpuTensor;
}

/** Sign and logarithm of the determinant. Source: `torch.linalg.slogdet`. */
export function slogdet(A: GpuTensor, options: { out?: IGpuSlogdet } = {}): IGpuSlogdet {
  const op = 'linalg.slogdet';
  checkGpuOut(op, A.dtype, options.out?.sign);
  checkGpuOut(op, 'float32', options.out?.logabsdet);
  const { determinants: det, signs, logarithms } = determinants(op, A);
  det.dispose();
  return {
    sign: deliver(signs, options.out?.sign),
    logabsdet: deliver(logarithms, options.out?.logabsdet)
  };
}

function determinants(op: string, A: GpuTensor) {
  const matrices = checkSquareShape(op, A);
  const { batch, count, rows: n, dtype } = matrices;
  const { lu, pivots, info } = factorAll(A, matrices);
  const results = {
    determinants: fresh(A, batch, dtype),
    signs: fresh(A, batch, dtype),
    logarithms: fresh(A, batch, 'float32')
  };
  if (count > 0) {
    // Of 0 by 0 the kernel makes 1, but needs something to be bound to.
    const factors = n > 0 ? [lu, pivots] : [fresh(A, [1], dtype), fresh(A, [1], 'int32')];
    run('determinant', [...Object.values(results), ...factors], [complexFlag(dtype), count, n]);
    for (const temporary of factors) release(temporary, lu, pivots);
  }
  for (const temporary of [lu, pivots, info]) temporary.dispose();
  return results;
}
