/**
 * The seam between the operations, which know batches, dtypes and errors, and the kernels,
 * which know matrices. `reference/` is the executable specification, `wasm/` the fast twin.
 */
import type { FloatData, FloatDType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import type { ProductSizes } from '../core/matrices.js';

export type { ProductSizes };

/**
 * The kernels that a backend supplies. Matrices are row-major, complex ones interleaved (re, im); those of a batch
 * follow one another, and a member's results do not depend on its neighbours.
 */
export interface IKernels {
  readonly name: 'reference' | 'wasm';
  /** Threads that take over what is large, where there are any. */
  helpers?: IHelpers;
  /**
   * Factors PA = LU with partial pivoting, in place.
   * @param pivots receives min(m, n) a member, 1-based as in LAPACK: the row exchanged with row k
   * @param info receives, for each member, 0 or the 1-based position of the first exactly zero pivot
   */
  factor(
    dtype: FloatDType,
    batch: IBatch,
    a: FloatData,
    pivots: Int32Array,
    info: Int32Array
  ): void;
  /**
   * Writes the inverses of square matrices to `out`, leaving A as it is; where `info` is positive `out`
   * holds no inverse.
   */
  invert(...inversion: Inversion): void;
  /** Solves with the factors of one n by n matrix, in place: B, n by k, becomes X. */
  solve(
    dtype: FloatDType,
    system: ISystemSizes,
    lu: FloatData,
    pivots: Int32Array,
    b: FloatData
  ): void;
  /**
   * Factors one n by n matrix and solves op(A) X = B, in place: B becomes X, and A stays as it is. Absent where the
   * backend has no way faster than `factor` and `solve`.
   * @returns info, as of `factor`, or `EXTREME`, and B is left as it was
   */
  system?(dtype: FloatDType, system: ISystemSizes, a: FloatData, b: FloatData): number;
  /**
   * Factors one n by n matrix, and writes the diagonal of U and the pivots; A stays as it is. Absent where the
   * backend has no way faster than `factor`.
   * @returns info, as of `factor`, or `EXTREME`
   */
  diagonal?(
    dtype: FloatDType,
    n: number,
    a: FloatData,
    diagonal: FloatData,
    pivots: Int32Array
  ): number;
  /**
   * Rotates the columns of W, in place, until they are orthogonal, and those of V with them: W = A·V.
   * In double precision; entries finite and at most about 2^1000.
   * @param V as many columns as W, or undefined
   * @returns info: 0, or how many pairs of columns were not yet orthogonal in the last sweep
   */
  orthogonalize(W: IColumns, V: IColumns | undefined): number;
  /**
   * Writes the singular values of a real matrix with at least as many rows as columns to `values`,
   * descending; W, whose entries are at most about 1, is destroyed. Absent where the backend has no way
   * faster than `orthogonalize`.
   * @returns info: 0, or 1 where the iteration did not converge
   */
  singularValues?(W: IColumns, values: Float64Array): number;
  /**
   * The same of a matrix as it is, of any size, if it is plain: finite, its rows and columns each of about one
   * size, none zero or a multiple of another (`cpu/proportional.ts`). The values are divided by a power of two.
   * @returns info, or −1 where the matrix is not plain; and the exponent of that power
   */
  plainValues?(
    W: IShape,
    data: FloatData,
    values: Float64Array
  ): { info: number; exponent: number };
  /**
   * The same for a real matrix with at least as many rows as columns, with its vectors, in no order. The exponent
   * follows the last value.
   * @returns info, or −1 where the matrix is not plain
   */
  plainVectors?(W: IShape, data: FloatData, vectors: Vectors, values: Float64Array): number;
  /**
   * Writes A·B to `out`, m by n, in the dtype's own precision. Absent where the backend has no product
   * faster than the plain one.
   */
  multiply?(
    dtype: FloatDType,
    sizes: ProductSizes,
    a: FloatData,
    b: FloatData,
    out: FloatData
  ): void;
  /**
   * C − A·(X + low) to twice the precision: A is m by k, X and low k by n, C m by n and comes in `out.high`.
   * The same bits on every backend, as long as nothing overflows.
   */
  twofold(
    sizes: ProductSizes,
    a: Float64Array,
    x: Float64Array,
    low: Float64Array | undefined,
    out: ITwofold
  ): void;
  /**
   * As `twofold`, by whole products of slices: faster for large matrices, and `mass` is larger. False where it
   * was not done, since numbers are too large or too small for it, and C is left as it was. |low| is at most half a
   * unit of the last place of X.
   */
  sliced?(
    sizes: ProductSizes,
    a: Float64Array,
    x: Float64Array,
    low: Float64Array | undefined,
    out: ITwofold
  ): boolean;
  /**
   * C += sign·A·B in double precision, each entry with at most min(k, 256) + ⌈k/256⌉ + 1 roundings. Absent
   * where the backend has no product faster than the plain one.
   */
  accumulate?(
    sizes: ProductSizes,
    sign: 1 | -1,
    a: Float64Array,
    b: Float64Array,
    c: Float64Array
  ): void;
  /**
   * E = I − A·X, of which only sums are kept: `roundings` of `verify/slack.ts` says how often each product is
   * rounded. Absent where `accumulate` is.
   * @param unit a bound of the relative error of one rounding
   */
  assess?(
    sizes: ProductSizes,
    unit: number,
    a: Float64Array,
    x: Float64Array,
    weights: Float64Array,
    counts: Float64Array,
    out: IAssessment
  ): void;
  /**
   * The sizes of A, m by n. Absent where `accumulate` is.
   * @returns the least; NaN is passed over
   */
  survey?(sizes: readonly [m: number, n: number], a: Float64Array, out: ISurvey): number;
  /** @returns the largest of the bounds, m by n. Absent where `accumulate` is. */
  bound?(sizes: readonly [m: number, n: number], factors: IFactors, out: Float64Array): number;
}

export interface IHelpers {
  /** As `invert` of the kernels, to the same bits. False where it is not worth it, and nothing was done. */
  invert(...inversion: Inversion): boolean;
}

/**
 * The arguments of `invert`. `info` is as of `factor`, or `UNEVEN_ROWS`; where `evenOnly` is true, members whose rows
 * are uneven are left out: `out` may hold nothing of them, and `info` says nothing of their pivots.
 */
export type Inversion = [
  dtype: FloatDType,
  batch: IBatch,
  a: FloatData,
  out: FloatData,
  info: Int32Array,
  evenOnly?: boolean
];

/** The largest entries in size, and sums of sizes, of A. */
export interface ISurvey {
  /** Of each row the largest; NaN is passed over. */
  readonly rows: Float64Array;
  /** Of each column the largest; NaN is passed over. */
  readonly columns: Float64Array;
  /** Of each column the sum; NaN where it holds one. */
  readonly sums: Float64Array;
}

/** The factors of a bound: (entry·near + min(entry·far, row·reach) + whole·after)·rise + small. */
export interface IFactors {
  readonly entries: Float64Array;
  readonly rows: Float64Array;
  readonly wholes: Float64Array;
  readonly near: Float64Array;
  readonly far: Float64Array;
  readonly reach: Float64Array;
  readonly after: Float64Array;
  readonly rise: number;
  readonly small: number;
}

/** The figures of E = I − A·X, as computed, of A and of X, that a proof needs; E and X are m by n. */
export interface IAssessment {
  /** Σᵢ(|E_ij| + what adding runs of products to it lost). */
  readonly errors: Float64Array;
  /** Σᵢ weightᵢ·|X_ij|. */
  readonly columns: Float64Array;
  /** Σᵢ countᵢ·X_ij². */
  readonly squares: Float64Array;
  /** maxⱼ|X_ij|; NaN is passed over, and is in the sums of columns. */
  readonly largest: Float64Array;
  /** Σⱼ|X_ij|·ρⱼ with ρⱼ² = Σₖ countₖ·A_jk², of the larger of rows j and j + n where n < m. */
  readonly rows: Float64Array;
}

/** Numbers to twice the precision, row-major, and how far they may be off. */
export interface ITwofold {
  readonly high: Float64Array;
  /** The rest of the sum, which `high` leaves: at most half a unit of its last place. */
  readonly rest: Float64Array;
  /** high + rest is off by at most 2.5·2⁻⁵³ times this, and 8·k·2⁻¹⁰⁷⁴ where products underflow. */
  readonly mass: Float64Array;
}

/** A matrix by columns: column j is at `j * width * rows`, its real parts before its imaginary ones. */
export interface IColumns extends IShape {
  readonly data: Float64Array;
}

export interface IShape {
  readonly rows: number;
  readonly columns: number;
  /** 1 for real matrices, 2 for complex ones. */
  readonly width: 1 | 2;
}

/** Left and right singular vectors. */
export type Vectors = readonly [U: IColumns, V: IColumns];

/** `count` matrices of `rows` by `columns`. */
export interface IBatch {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/** Which of A X = B, AᵀX = B and AᴴX = B is solved; A is n by n, B n by k. */
export interface ISystemSizes {
  readonly n: number;
  readonly k: number;
  readonly mode: SolveMode;
}

export type SolveMode = 'plain' | 'transposed' | 'adjoint';

/**
 * An `info` that is no error: the rows differ so much in size, or are so large or so small, that A may be
 * badly scaled (`scaling.ts` decides).
 */
export const UNEVEN_ROWS = -1;

/** An `info` that is no error: nothing was done, since A may need scaling before it is factored (`scaling.ts` decides). */
export const EXTREME = -1;

let active: IKernels | undefined;

/** Chooses the kernels that run from now on. */
export function useKernels(kernels: IKernels): void {
  active = kernels;
}

/** The kernels in use, if the engine is loaded: for operations that also do without. */
export function loadedKernels(): IKernels | undefined {
  return active;
}

/** The kernels in use. */
export function kernels(op: string): IKernels {
  if (active) return active;
  throw new RuntimeError(`${op}: the engine is not loaded yet; call \`await ready()\` first`, {
    op,
    code: 'not-ready'
  });
}
