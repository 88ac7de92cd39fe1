/** Least squares of one matrix, in double precision; right-hand sides are row-major and interleaved. */

import { scale } from '../../core/exponent.js';
import type { IMatrices } from '../../core/matrices.js';
import type { IColumns } from '../kernels.js';
import { columnOf, normalize, toColumns } from './columns.js';
import { decompose } from './decomposition.js';
import { orthogonalFactor, triangularize } from './householder.js';
import { substitute } from './triangular.js';

const { floor } = Math;

export interface ILeastSquares {
  /** n by k. */
  x: Float64Array;
  rank: number;
  /** Descending; empty where no singular values were computed. */
  values: Float64Array;
}

/**
 * The shortest x for which ‖A·x − b‖ is least, by singular values, of which those not above rcond·σ₁ count as
 * zero. Source: LAPACK xGELSD.
 * @param b m by k
 */
export function bySingularValues(
  matrices: IMatrices,
  member: number,
  b: Float64Array,
  k: number,
  rcond: number
): ILeastSquares {
  const { U, values, exponent, V } = decompose(matrices, member);
  const limit = rcond * (values[0] ?? 0);
  const rank = values.findIndex(value => !(value > limit));
  // Of those that are zero there are no vectors.
  const kept = Math.min(rank < 0 ? values.length : rank, U.columns);
  const y = adjointTimes(U, kept, b, k);
  const row = k * U.width;
  for (let at = 0; at < y.length; at++) {
    y[at] = scale(y[at] / values[floor(at / row)], -exponent);
  }
  return {
    x: times(V, kept, y, k),
    rank: kept,
    values: values.map(value => scale(value, exponent))
  };
}

/**
 * As `bySingularValues`, for a matrix of full rank, by Householder reflections of A or Aᴴ. Source: LAPACK xGELS.
 * @returns LAPACK's info where it is not 0: the place of the first zero on R's diagonal
 */
export function byReflections(
  matrices: IMatrices,
  member: number,
  b: Float64Array,
  k: number
): Float64Array | number {
  const isWide = matrices.rows < matrices.columns;
  const W = toColumns(matrices, member, isWide);
  const exponent = normalize(W);
  const reflectors = triangularize(W);
  const r = W.columns;
  const Q = orthogonalFactor(W, reflectors, r);
  const R = triangleOf(W, isWide);
  for (let i = 0; i < r; i++) if (columnOf(W, i)[i] === 0) return i + 1;
  const system = { n: r, k, width: W.width, upper: !isWide, unit: false };
  // A = Q·R, or A = Rᴴ·Qᴴ.
  const y = isWide ? b.slice() : adjointTimes(Q, r, b, k);
  substitute(system, R, y);
  const x = isWide ? times(Q, r, y, k) : y;
  return x.map(value => scale(value, -exponent));
}

/** R, or Rᴴ, row-major and interleaved. */
function triangleOf({ rows, columns: r, width, data }: IColumns, adjoint: boolean): Float64Array {
  const R = new Float64Array(r * r * width);
  for (let j = 0; j < r; j++) {
    for (let i = 0; i <= j; i++) {
      const at = (adjoint ? j * r + i : i * r + j) * width;
      const from = j * width * rows + i;
      R[at] = data[from];
      if (width === 2) R[at + 1] = adjoint ? -data[from + rows] : data[from + rows];
    }
  }
  return R;
}

/** Of the first `count` columns of Q: Qᴴ·b, count by k. */
function adjointTimes(Q: IColumns, count: number, b: Float64Array, k: number): Float64Array {
  const { rows, width } = Q;
  const y = new Float64Array(count * k * width);
  for (let j = 0; j < count; j++) {
    const q = columnOf(Q, j);
    for (let i = 0; i < rows; i++) {
      addMultiple(
        y,
        j * k * width,
        b,
        i * k * width,
        k,
        q[i],
        width === 2 ? -q[rows + i] : undefined
      );
    }
  }
  return y;
}

/** Q·y, rows by k. */
function times(Q: IColumns, count: number, y: Float64Array, k: number): Float64Array {
  const { rows, width } = Q;
  const x = new Float64Array(rows * k * width);
  for (let j = 0; j < count; j++) {
    const q = columnOf(Q, j);
    for (let i = 0; i < rows; i++) {
      addMultiple(
        x,
        i * k * width,
        y,
        j * k * width,
        k,
        q[i],
        width === 2 ? q[rows + i] : undefined
      );
    }
  }
  return x;
}

/** A row plus a multiple of another, of k numbers; complex ones where there is an imaginary part. */
function addMultiple(
  x: Float64Array,
  to: number,
  y: Float64Array,
  from: number,
  k: number,
  re: number,
  im: number | undefined
): void {
  if (im === undefined) {
    for (let c = 0; c < k; c++) x[to + c] += re * y[from + c];
    return;
  }
  for (let c = 0; c < 2 * k; c += 2) {
    x[to + c] += re * y[from + c] - im * y[from + c + 1];
    x[to + c + 1] += re * y[from + c + 1] + im * y[from + c];
  }
}
