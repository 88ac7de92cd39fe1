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
import './operators.js';
import { cholesky, choleskyEx } from './linalg/cholesky.js';
import { cond } from './linalg/condition.js';
import { det, slogdet } from './linalg/determinant.js';
import { eig, eigvals, eigvalsh } from './linalg/eig.js';
import { eigh } from './linalg/eigh.js';
import { matrixExp } from './linalg/exponential.js';
import { inv, invEx } from './linalg/inverse.js';
import { lstsq } from './linalg/lstsq.js';
import { luFactor, luFactorEx, luSolve } from './linalg/lu.js';
import { matrixNorm, norm } from './linalg/norms.js';
import { lu } from './linalg/plu.js';
import { matrixPower, multiDot } from './linalg/products.js';
import { qr } from './linalg/qr.js';
import { matrixRank, pinv } from './linalg/rank.js';
import { solve, solveEx } from './linalg/solve.js';
import { svd, svdvals } from './linalg/svd.js';
import { tensorinv, tensorsolve } from './linalg/tensorinv.js';
import { solveTriangular } from './linalg/triangular.js';
import { vander } from './linalg/vander.js';
import * as create from './ops/create.js';
import { type MadeOf, type MadeOfSizes, madeOf, madeOfSizes } from './ops/dispatch.js';
import * as range from './ops/linspace.js';
import { recipes } from './ops/recipes.js';
import { invVerified, verify } from './verify/index.js';

export { getDefaultLibrary, setDefaultLibrary } from './backends/kernel/index.js';
export { wasmUrl } from './backends/wasm/index.js';
export type { Data, DType, FloatData, FloatDType, TypedArray } from './core/dtype.js';
export { epsilon, getDefaultDtype, isComplex, isInexact, setDefaultDtype } from './core/dtype.js';
export { type ErrorCode, isLinAlgError, LinAlgError, RuntimeError } from './core/errors.js';
export type { Nested, NestedArray } from './core/nested.js';
export { manualSeed } from './core/random.js';
export { Complex, complex, isComplexNumber, type Scalar } from './core/scalar.js';
export type { Shape } from './core/shape.js';
export type { Device } from './core/strided.js';
export { DeviceTensor } from './device-tensor.js';
export { type GpuDType, type GpuOperand, GpuTensor } from './gpu-tensor.js';
export { type KernelOperand, KernelTensor } from './kernel-tensor.js';
// A lecturer's vocabulary.
export type { ICholeskyEx, ICholeskyExOptions, ICholeskyOptions } from './linalg/cholesky.js';
export type { ConditionNorm } from './linalg/condition.js';
export type { ISlogdet } from './linalg/determinant.js';
export type { IEig } from './linalg/eig.js';
export type { IEigh, IEighOptions } from './linalg/eigh.js';
export type { IInverseEx, IInverseExOptions, IInverseOptions } from './linalg/inverse.js';
export type { ILstsq, ILstsqOptions, LstsqDriver } from './linalg/lstsq.js';
export type { ILuFactor, ILuFactorEx, ILuSolveOptions } from './linalg/lu.js';
export type { INormOptions, MatrixNorm } from './linalg/norms.js';
export type { ILu, ILuOptions } from './linalg/plu.js';
export type { IQr, IQrOptions, QrMode } from './linalg/qr.js';
export type { IToleranceOptions } from './linalg/rank.js';
export type { ISolveEx, ISolveExOptions, ISolveOptions } from './linalg/solve.js';
export type { ISvd, ISvdOptions } from './linalg/svd.js';
export type { ITensorSolveOptions } from './linalg/tensorinv.js';
export type { ISolveTriangularOptions } from './linalg/triangular.js';
export { allclose, isclose } from './ops/close.js';
export { eq, equal, ge, gt, le, lt, ne } from './ops/compare.js';
export { fromData, type ITensorOptions, type SizeArguments } from './ops/create.js';
export { diag } from './ops/diag.js';
export { getDefaultDevice, setDefaultDevice } from './ops/dispatch.js';
export { dist } from './ops/elementwise.js';
export { fromKernel } from './ops/from-kernel.js';
export { cat } from './ops/join.js';
export { matmul } from './ops/matmul.js';
export { dot, kron, outer } from './ops/products.js';
export { amax, amin, argmax, mean, sum } from './ops/reduce.js';
export type { IResultOptions } from './ops/result.js';
export { squeeze, unsqueeze } from './ops/squeeze.js';
export { stack } from './ops/stack.js';
export { trace } from './ops/trace.js';
export { tril, triu } from './ops/triangle.js';
export { abs, exp, sqrt } from './ops/unary.js';
export { where } from './ops/where.js';
export { type IReadyOptions, ready } from './ready.js';
export {
  type Dims,
  type IArgmaxOptions,
  type ICloseOptions,
  type IExtremeOptions,
  type IHasToArray,
  type ISumOptions,
  type Operand,
  Tensor,
  type TensorLike
} from './tensor.js';
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

export const arange: MadeOf<typeof create.arange> = madeOf('arange', create.arange, recipes.arange);
export const eye: MadeOfSizes<typeof create.eye> = madeOfSizes('eye', create.eye, recipes.eye);
export const full: MadeOf<typeof create.full> = madeOf('full', create.full, recipes.full);
export const linspace: MadeOf<typeof range.linspace> = madeOf('linspace', range.linspace);
export const ones: MadeOfSizes<typeof create.ones> = madeOfSizes('ones', create.ones, recipes.ones);
export const rand: MadeOfSizes<typeof create.rand> = madeOfSizes('rand', create.rand, recipes.rand);
export const randn: MadeOfSizes<typeof create.randn> = madeOfSizes(
  'randn',
  create.randn,
  recipes.randn
);
export const tensor: MadeOf<typeof create.tensor> = madeOf('tensor', create.tensor);
export const zeros: MadeOfSizes<typeof create.zeros> = madeOfSizes(
  'zeros',
  create.zeros,
  recipes.zeros
);

const functions = {
  cond,
  det,
  eigh,
  inv,
  invEx,
  invVerified,
  luFactor,
  luFactorEx,
  luSolve,
  matrixNorm,
  matrixPower,
  matrixRank,
  multiDot,
  norm,
  pinv,
  qr,
  slogdet,
  solve,
  solveEx,
  svd,
  svdvals,
  verify,
  // A lecturer's vocabulary.
  cholesky,
  choleskyEx,
  eig,
  eigvals,
  eigvalsh,
  lstsq,
  lu,
  matrixExp,
  solveTriangular,
  tensorinv,
  tensorsolve,
  vander
};

/** An interface, so that messages of the compiler name it and do not write all functions out. */
interface ILinalg extends Readonly<typeof functions> {}

/** Linear algebra under torch's names. */
export const linalg: ILinalg = Object.freeze(functions);
