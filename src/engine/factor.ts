/** LU factors of a batch, for whatever is computed from them. */
import type { IMatrices } from './check.js';
import { kernels } from './device.js';
import { type FloatData, type FloatDType, lanes } from './dtype.js';

/** The factors of every member, one after the other. */
export interface IFactorization {
  dtype: FloatDType;
  rows: number;
  columns: number;
  /** L below the diagonal, U on and above it. */
  lu: FloatData;
  /** min(rows, columns) a member, 1-based. */
  pivots: Int32Array;
  /** One a member: LAPACK's. */
  info: Int32Array;
}

/** Factors PA = LU every member; A is not touched. */
export function factorAll(op: string, matrices: IMatrices): IFactorization {
  const { dtype, rows, columns, count, data } = matrices;
  const backend = kernels(op);
  const lu = data.slice();
  const pivots = new Int32Array(count * Math.min(rows, columns));
  const info = new Int32Array(count);
  if (lu.length > 0) backend.factor(dtype, { rows, columns, count }, lu, pivots, info);
  return { dtype, rows, columns, lu, pivots, info };
}

/** The factors of member `k`, as views. */
export function factorsOf({ dtype, rows, columns, lu, pivots }: IFactorization, k: number) {
  const size = rows * columns * lanes(dtype);
  const each = Math.min(rows, columns);
  return {
    lu: lu.subarray(k * size, (k + 1) * size),
    pivots: pivots.subarray(k * each, (k + 1) * each)
  };
}
