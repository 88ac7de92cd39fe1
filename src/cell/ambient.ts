/**
 * The names that every cell has: of the engine what is for users, and what shows values. Their types are
 * those that the language service tells of.
 */
import type { MathJsInstance } from 'mathjs';
import { linalg as engineLinalg } from '../engine/index.js';
import type { IDisplay } from './display.js';
import type { Expr } from './expr.js';
import type { MakeMatrix } from './matrix.js';
import type { Progress } from './progress.js';
import { steps } from './steps.js';
import type { ICellThreads } from './threads.js';

/** A lecturer's vocabulary. */
export {
  abs,
  allclose,
  amax,
  amin,
  arange,
  argmax,
  Complex,
  Conditioning,
  type ConditionNorm,
  cat,
  complex,
  conditioning,
  type Data,
  type Device,
  type DType,
  diag,
  dist,
  dot,
  epsilon,
  eq,
  equal,
  exp,
  eye,
  type FloatDType,
  fromData,
  fromKernel,
  full,
  GpuTensor,
  ge,
  getDefaultDevice,
  getDefaultDtype,
  getDefaultLibrary,
  gt,
  isComplex,
  isclose,
  isInexact,
  isLinAlgError,
  KernelTensor,
  kron,
  LinAlgError,
  le,
  linspace,
  lt,
  manualSeed,
  matmul,
  mean,
  type NestedArray,
  ne,
  type Operand,
  ones,
  outer,
  RuntimeError,
  rand,
  randn,
  type Scalar,
  type Shape,
  setDefaultDevice,
  setDefaultDtype,
  setDefaultLibrary,
  sqrt,
  squeeze,
  stack,
  sum,
  Tensor,
  type TensorLike,
  tensor,
  trace,
  tril,
  triu,
  unsqueeze,
  where,
  zeros
} from '../engine/index.js';

/** Linear algebra under torch's names, and `linalg.steps`. */
export const linalg: typeof engineLinalg & { readonly steps: typeof steps } = Object.freeze({
  ...engineLinalg,
  steps
});
/** All cores, for large matrices and batches: `const X = await threads.inv(A)`. */
export declare const threads: ICellThreads;
/** Shows values below the cell, at once. Made by the runtime, which knows where to. */
export declare const display: IDisplay;
/** Removes what the cell has shown so far. */
export declare const clearOutput: (options?: { wait?: boolean }) => void;
/** Goes through a list and shows how far it is. */
export declare const progress: Progress;
/**
 * A matrix to write in, below the cell, with its inverse beside it. `matrix([[2, 1], [1, '1/3']])`; its
 * `value` is what stands in it, also in later cells.
 */
export declare const matrix: MakeMatrix;
/** mathjs, whole: `math.evaluate('sqrt(2)')`. */
export declare const math: MathJsInstance;
/** Evaluates a mathjs expression, in which tensors are matrices. */
export declare const expr: Expr;
