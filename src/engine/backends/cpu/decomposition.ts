/**
 * The singular value decomposition of one matrix, in double precision.
 *
 * Source: Drmač and Veselić, New fast and accurate Jacobi SVD algorithm (2008), LAPACK xGEJSV: A·P = Q·R
 * with pivoted columns; then one-sided Jacobi rotations make the columns of Rᴴ orthogonal, which are graded
 * and nearly so already. Rows and columns that are exactly dependent are taken away before (`proportional.ts`).
 * A matrix that needs no such care goes to the kernel as it is.
 */

import { components, type FloatData, isComplex } from '../../core/dtype.js';
import { nonFiniteError, svdNotConverged } from '../../core/errors.js';
import { scale } from '../../core/exponent.js';
import { vectorNorm } from '../../core/magnitude.js';
import type { IMatrices } from '../../core/matrices.js';
import { type IColumns, kernels } from '../kernels.js';
import {
  columnOf,
  identityColumns,
  normalize,
  reorder,
  toColumns,
  transposed,
  zeroColumns
} from './columns.js';
import {
  type IReflector,
  orthonormalize,
  reflectAll,
  triangularizePivoted
} from './householder.js';
import { condense, expand } from './proportional.js';

/** The decomposition of one matrix, without what zeros multiply. */
export interface IDecomposition {
  /** Orthonormal columns of m rows, as many as there are singular values that are not zero. */
  U: IColumns;
  /** Singular values divided by 2^exponent, of which they may be beyond a double: descending, min(m, n) of them. */
  values: Float64Array;
  exponent: number;
  /** As U, of n rows. */
  V: IColumns;
}

/** Up to here rotations are as fast as a bidiagonal form. */
const JACOBI = 32;
/** Of complex matrices, whose last values rotations lose less of: the nearest invertible matrix to a singular one is told by them. */
const FEW_COMPLEX = 8;

/**
 * The singular values of member `index`: descending, min(m, n) of them, in double precision.
 * @throws LinAlgError for NaN or Inf, and where the iteration did not converge
 */
export function singularValues(matrices: IMatrices, index: number): Float64Array {
  const { values, exponent } = spectrum(matrices, index);
  // In a loop: of a few values `map` takes as long as finding them.
  for (let i = 0; i < values.length; i++) values[i] = scale(values[i], exponent);
  return values;
}

/** The singular values divided by 2^exponent, so that their ratios do not suffer from overflow; the caller's own. */
export function spectrum(matrices: IMatrices, index: number) {
  const plain = plainSpectrum(matrices, index);
  if (plain) return plain;
  const { W, exponent } = finiteColumns(matrices, index);
  const values = new Float64Array(W.columns);
  const core = condense(W)?.core ?? W;
  const tall = core.rows < core.columns ? transposed(core) : core;
  values.set(valuesOf(tall, reportOf(matrices, index)));
  return { values, exponent };
}

/** Of a matrix that needs no preparation; undefined of others. */
function plainSpectrum(matrices: IMatrices, index: number) {
  const backend = kernels('linalg.svd');
  const count = Math.min(matrices.rows, matrices.columns);
  if (!backend.plainValues || count === 0) return undefined;
  if (isComplex(matrices.dtype) && count <= FEW_COMPLEX) return undefined;
  const { W, data } = tallOf(matrices, index);
  const values = new Float64Array(W.columns);
  const { info, exponent } = backend.plainValues(W, data, values);
  if (info < 0) return undefined;
  if (info > 0) reportOf(matrices, index)(info);
  return { values, exponent };
}

/** As `plainSpectrum`, of a matrix too large for rotations. */
function plainDecomposition(matrices: IMatrices, index: number): IDecomposition | undefined {
  const backend = kernels('linalg.svd');
  if (!backend.plainVectors || isComplex(matrices.dtype)) return undefined;
  if (Math.min(matrices.rows, matrices.columns) <= JACOBI) return undefined;
  const { W, data, turned } = tallOf(matrices, index);
  const count = W.columns;
  const [left, right] = [zeroColumns(W.rows, count, 1), zeroColumns(count, count, 1)];
  const found = new Float64Array(count + 1);
  // Rotations are slower, and converge where this does not.
  if (backend.plainVectors(W, data, [left, right], found) !== 0) return undefined;
  const order = [...found.keys()].slice(0, count).sort((i, j) => found[j] - found[i]);
  const some = order.filter(i => found[i] > 0);
  const [U, V] = [reorder(left, some), reorder(right, some)];
  const values = Float64Array.from(order, i => found[i]);
  const exponent = found[count];
  return turned ? { U: V, values, exponent, V: U } : { U, values, exponent, V };
}

/** The entries of A, or of Aᵀ or Aᴴ, by columns, of which there are no more than rows. */
function tallOf(matrices: IMatrices, index: number) {
  const { rows, columns, dtype, data } = matrices;
  const turned = rows <= columns;
  const width = isComplex(dtype) ? 2 : 1;
  const W = { rows: Math.max(rows, columns), columns: Math.min(rows, columns), width } as const;
  if (width === 2 || !turned) return { W, turned, data: toColumns(matrices, index, turned).data };
  // The rows of A, one after the other, are the columns of Aᵀ.
  const size = rows * columns;
  const own = size === data.length ? data : data.subarray(index * size, (index + 1) * size);
  return { W, turned, data: own };
}

/** Of a matrix that has no more columns than rows, which is destroyed; descending. */
function valuesOf(W: IColumns, report: (info: number) => void): Float64Array {
  const backend = kernels('linalg.svd');
  if (W.columns > JACOBI && W.width === 1 && backend.singularValues) {
    const values = new Float64Array(W.columns);
    const exponent = normalize(W, Number.POSITIVE_INFINITY);
    report(backend.singularValues(W, values));
    return values.map(value => scale(value, exponent));
  }
  const { reflectors } = triangularizePivoted(W);
  const L = lowerOf(W, reflectors.length);
  report(backend.orthogonalize(L, undefined));
  return norms(L).sort((a, b) => b - a);
}

/**
 * A = U Σ Vᴴ of member `index`.
 * @throws LinAlgError for NaN or Inf, and where the iteration did not converge
 */
export function decompose(matrices: IMatrices, index: number): IDecomposition {
  const { rows: m, columns: n } = matrices;
  const plain = plainDecomposition(matrices, index);
  if (plain) return plain;
  const { W, exponent, wide } = finiteColumns(matrices, index);
  const condensed = condense(W);
  const core = condensed?.core ?? W;
  const flat = core.rows < core.columns;
  const parts = decomposeTall(flat ? transposed(core, true) : core, reportOf(matrices, index));
  const [left, right] = flat ? [parts.V, parts.U] : [parts.U, parts.V];
  const values = new Float64Array(Math.min(m, n));
  values.set(parts.values);
  const U = condensed ? expand(condensed.rows, left) : left;
  const V = condensed ? expand(condensed.columns, right, true) : right;
  return wide ? { U: V, values, exponent, V: U } : { U, values, exponent, V };
}

/** Of a matrix with no more columns than rows, which is destroyed. */
function decomposeTall(
  W: IColumns,
  report: (info: number) => void
): Omit<IDecomposition, 'exponent'> {
  const { reflectors, order } = triangularizePivoted(W);
  const rank = reflectors.length;
  const L = lowerOf(W, rank);
  const J = identityColumns(rank, rank, W.width);
  report(kernels('linalg.svd').orthogonalize(L, J));
  const sizes = norms(L);
  const sorted = [...sizes.keys()].filter(j => sizes[j] > 0).sort((i, j) => sizes[j] - sizes[i]);
  const values = Float64Array.from(sorted, j => sizes[j]);
  const U = leftOf(W, reflectors, reorder(J, sorted));
  const X = reorder(L, sorted);
  divideColumns(X, values);
  const V = rowsBack(orthonormal(X, values), order);
  return { U, values, V };
}

/** Rᴴ of a matrix that was brought to triangular form: its first `rank` columns. */
function lowerOf({ rows, columns, width, data }: IColumns, rank: number): IColumns {
  const L = zeroColumns(columns, rank, width);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i <= Math.min(j, rank - 1); i++) {
      const [from, to] = [j * width * rows + i, i * width * columns + j];
      L.data[to] = data[from];
      if (width === 2) L.data[to + columns] = -data[from + rows];
    }
  }
  return L;
}

/** Q·J */
function leftOf(W: IColumns, reflectors: readonly IReflector[], J: IColumns): IColumns {
  const U = zeroColumns(W.rows, J.columns, W.width);
  for (let j = 0; j < J.columns; j++) {
    const [x, y] = [columnOf(J, j), columnOf(U, j)];
    y.set(x.subarray(0, J.rows));
    if (W.width === 2) y.set(x.subarray(J.rows), W.rows);
  }
  reflectAll(W, reflectors, U);
  return U;
}

function divideColumns(X: IColumns, sizes: Float64Array): void {
  sizes.forEach((size, j) => {
    const column = columnOf(X, j);
    for (let i = 0; i < column.length; i++) column[i] /= size;
  });
}

/** Ratio of singular values beyond which the smaller vectors have lost digits to underflow. */
const APART = 2 ** -900;

/** X itself, or the orthonormal columns nearest to it in their order. */
function orthonormal(X: IColumns, values: Float64Array): IColumns {
  const last = values[values.length - 1];
  if (values.length === 0 || (last >= APART * values[0] && last >= APART)) return X;
  return orthonormalize(X);
}

/** The rows in the places that they had before columns were exchanged. */
function rowsBack(X: IColumns, order: readonly number[]): IColumns {
  const result = zeroColumns(X.rows, X.columns, X.width);
  for (let j = 0; j < X.columns; j++) {
    const [x, y] = [columnOf(X, j), columnOf(result, j)];
    order.forEach((to, from) => {
      y[to] = x[from];
      if (X.width === 2) y[X.rows + to] = x[X.rows + from];
    });
  }
  return result;
}

/** A or Aᴴ, whichever has no more columns than rows, divided by a power of two. */
function finiteColumns(matrices: IMatrices, index: number) {
  const { rows, columns, dtype, data } = matrices;
  const size = rows * columns * components(dtype);
  if (!allFinite(data, index * size, (index + 1) * size)) {
    throw nonFiniteError('linalg.svd', memberOf(matrices, index));
  }
  const wide = rows < columns;
  const W = toColumns(matrices, index, wide);
  return { W, exponent: normalize(W), wide };
}

function allFinite(data: FloatData, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

function memberOf({ batch }: IMatrices, index: number): number | undefined {
  return batch.length > 0 ? index : undefined;
}

function reportOf(matrices: IMatrices, index: number): (info: number) => void {
  return info => {
    if (info !== 0) throw svdNotConverged('linalg.svd', info, memberOf(matrices, index));
  };
}

function norms(W: IColumns): Float64Array {
  return Float64Array.from({ length: W.columns }, (_, j) =>
    vectorNorm(columnOf(W, j).map(Math.abs), 2)
  );
}
