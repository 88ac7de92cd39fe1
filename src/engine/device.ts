/**
 * The seam between the operations, which know batches, dtypes and errors, and the kernels,
 * which know one matrix. `reference/` is the executable specification, `wasm/` the fast twin.
 */
import type { FloatData, FloatDType, RealDType } from './dtype.js';
import { RuntimeError } from './errors.js';

/** What a backend supplies. Every matrix is n by n, row-major, complex interleaved (re, im). */
export interface IKernels {
  readonly name: 'reference' | 'wasm';
  /**
   * Factors PA = LU with partial pivoting, in place.
   * @param pivots receives, 1-based as in LAPACK, the row exchanged with row k
   * @returns `info`: 0, or the 1-based position of the first exactly zero pivot
   */
  factor(dtype: FloatDType, n: number, a: FloatData, pivots: Int32Array): number;
  /**
   * Writes A⁻¹ to `out`, leaving A as it is; where `info` is not 0 `out` holds no inverse.
   * @returns `info`, as `factor`
   */
  invert(dtype: FloatDType, n: number, a: FloatData, out: FloatData): number;
  /**
   * Writes A·B to `out`, m by n, in the dtype's own precision. Absent where the backend has no product
   * of that kind faster than the plain one.
   */
  multiply?(
    dtype: RealDType,
    sizes: ProductSizes,
    a: FloatData,
    b: FloatData,
    out: FloatData
  ): void;
}

/** A is m by k, B is k by n. */
export type ProductSizes = readonly [m: number, k: number, n: number];

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
