/**
 * The engine: `torch.linalg.inv` in TypeScript and WebAssembly, for Node, workers and pages.
 *
 * ```ts
 * import { dist, eye, linalg, randn, ready } from 'jupyterlab-invertible/engine';
 *
 * await ready();
 * const A = randn(4, 4);
 * const Ainv = linalg.inv(A);
 * dist(A.matmul(Ainv), eye(4)).item(); // 1.2e-16
 * ```
 */
import './methods.js';
import type { MadeOf, MadeOfSizes } from './backends/webgpu/index.js';
import * as gpu from './backends/webgpu/index.js';
import { cond } from './linalg/condition.js';
import { det, slogdet } from './linalg/determinant.js';
import { eigh } from './linalg/eigh.js';
import { inv, invEx } from './linalg/inverse.js';
import { luFactor, luFactorEx, luSolve } from './linalg/lu.js';
import { matrixNorm, norm } from './linalg/norms.js';
import { matrixPower, multiDot } from './linalg/products.js';
import { qr } from './linalg/qr.js';
import { matrixRank, pinv } from './linalg/rank.js';
import { solve, solveEx } from './linalg/solve.js';
import { svd, svdvals } from './linalg/svd.js';
import * as create from './ops/create.js';
import { dist as distOnCpu } from './ops/elementwise.js';
import { matmul as matmulOnCpu } from './ops/matmul.js';
import { invVerified, verify } from './verify/index.js';

export { singularValues } from './backends/cpu/decomposition.js';
export { startFromUrl, startInNode } from './backends/threads/spawn.js';
export { compileModule, wasmUrl } from './backends/wasm/index.js';
export {
  type GpuDType,
  type GpuReply,
  GpuService,
  GpuTensor,
  getDefaultDevice,
  gpuConditioning,
  type IGpu,
  type IGpuConditioning,
  type IGpuOptions,
  type ITiles,
  isTiles,
  LocalGpu,
  RemoteGpu,
  recallTiles,
  rememberOnce,
  rememberTiles,
  setDefaultDevice,
  useGpu
} from './backends/webgpu/index.js';
export type { Data, DType, FloatData, FloatDType } from './core/dtype.js';
export { epsilon, getDefaultDtype, isComplex, isFloat, setDefaultDtype } from './core/dtype.js';
export { type ErrorCode, isLinAlgError, LinAlgError, RuntimeError } from './core/errors.js';
export { formatNumber, formatScalar } from './core/format.js';
export { manualSeed } from './core/random.js';
export { Complex, complex, isComplexNumber, type Scalar } from './core/scalar.js';
export type { Shape } from './core/shape.js';
export { unravel } from './core/shape.js';
export type { ConditionNorm } from './linalg/condition.js';
export type { ISlogdet } from './linalg/determinant.js';
export type { IEigh, IEighOptions } from './linalg/eigh.js';
export type { IInverseEx, IInverseExOptions, IInverseOptions } from './linalg/inverse.js';
export type { ILuFactor, ILuFactorEx, ILuSolveOptions } from './linalg/lu.js';
export type { INormOptions, MatrixNorm } from './linalg/norms.js';
export type { IQr, IQrOptions, QrMode } from './linalg/qr.js';
export type { IToleranceOptions } from './linalg/rank.js';
export type { ISolveEx, ISolveExOptions, ISolveOptions } from './linalg/solve.js';
export type { ISvd, ISvdOptions } from './linalg/svd.js';
export { smallestDirection } from './linalg/svd.js';
export { type IThreadsSetup, Threads } from './linalg/threads.js';
export type { IMatrices } from './ops/check.js';
export { checkSquare } from './ops/check.js';
export {
  diag,
  fromData,
  type IHasToArray,
  type ITensorOptions,
  type SizeArguments
} from './ops/create.js';
export type { Operand } from './ops/elementwise.js';
export { inverseSource, rememberInverse, systemOf } from './ops/provenance.js';
export { type IReadyOptions, ready } from './ready.js';
export { type Device, matrixAt, type Nested, Tensor } from './tensor.js';
export { Conditioning, conditioning } from './verify/conditioning.js';
export type {
  IProof,
  IVerification,
  IVerified,
  IVerifiedOptions,
  IVerifyOptions,
  ProofBy,
  ProofStrength
} from './verify/index.js';
export { digitsKnown, roundingEffect, skeelCondition } from './verify/index.js';
export {
  adjugateOf,
  costOf,
  costOfDoubles,
  costOfMinors,
  nullSpaceOf,
  rankOf,
  wholeOf
} from './verify/modular/index.js';

const { madeOf, madeOfSizes, onDevice } = gpu;

export const arange: MadeOf<typeof create.arange> = madeOf('arange', create.arange);
export const eye: MadeOfSizes<typeof create.eye> = madeOfSizes('eye', create.eye);
export const full: MadeOf<typeof create.full> = madeOf('full', create.full);
export const ones: MadeOfSizes<typeof create.ones> = madeOfSizes('ones', create.ones);
export const rand: MadeOfSizes<typeof create.rand> = madeOfSizes('rand', create.rand);
export const randn: MadeOfSizes<typeof create.randn> = madeOfSizes('randn', create.randn);
export const tensor: MadeOf<typeof create.tensor> = madeOf('tensor', create.tensor);
export const zeros: MadeOfSizes<typeof create.zeros> = madeOfSizes('zeros', create.zeros);

export const dist: typeof distOnCpu & typeof gpu.dist = onDevice(distOnCpu, gpu.dist);
export const matmul: typeof matmulOnCpu & typeof gpu.matmul = onDevice(matmulOnCpu, gpu.matmul);
export const stack: typeof create.stack & typeof gpu.stack = onDevice(create.stack, gpu.stack);

/** Written out, so that declarations refer to the functions, and with them to their documentation. */
interface ILinalg {
  readonly cond: typeof cond & typeof gpu.cond;
  readonly det: typeof det & typeof gpu.det;
  readonly eigh: typeof eigh;
  readonly inv: typeof inv & typeof gpu.inv;
  readonly invEx: typeof invEx & typeof gpu.invEx;
  readonly invVerified: typeof invVerified;
  readonly luFactor: typeof luFactor & typeof gpu.luFactor;
  readonly luFactorEx: typeof luFactorEx & typeof gpu.luFactorEx;
  readonly luSolve: typeof luSolve & typeof gpu.luSolve;
  readonly matrixNorm: typeof matrixNorm & typeof gpu.matrixNorm;
  readonly matrixPower: typeof matrixPower;
  readonly matrixRank: typeof matrixRank;
  readonly multiDot: typeof multiDot;
  readonly norm: typeof norm & typeof gpu.norm;
  readonly pinv: typeof pinv;
  readonly qr: typeof qr;
  readonly slogdet: typeof slogdet & typeof gpu.slogdet;
  readonly solve: typeof solve & typeof gpu.solve;
  readonly solveEx: typeof solveEx & typeof gpu.solveEx;
  readonly svd: typeof svd;
  readonly svdvals: typeof svdvals;
  readonly verify: typeof verify;
}

/** Linear algebra under torch's names. */
export const linalg: ILinalg = Object.freeze({
  cond: onDevice(cond, gpu.cond),
  det: onDevice(det, gpu.det),
  eigh,
  inv: onDevice(inv, gpu.inv),
  invEx: onDevice(invEx, gpu.invEx),
  invVerified,
  luFactor: onDevice(luFactor, gpu.luFactor),
  luFactorEx: onDevice(luFactorEx, gpu.luFactorEx),
  luSolve: onDevice(luSolve, gpu.luSolve),
  matrixNorm: onDevice(matrixNorm, gpu.matrixNorm),
  matrixPower,
  matrixRank,
  multiDot,
  norm: onDevice(norm, gpu.norm),
  pinv,
  qr,
  slogdet: onDevice(slogdet, gpu.slogdet),
  solve: onDevice(solve, gpu.solve),
  solveEx: onDevice(solveEx, gpu.solveEx),
  svd,
  svdvals,
  verify
});
