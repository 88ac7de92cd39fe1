/**
 * Householder reflections of columns, and the QR factorizations that are made of them.
 *
 * Source: LAPACK xLARFG, xGEQR2 and xGEQP3; Cox and Higham, Stability of Householder QR factorization for
 * weighted least squares problems (1998), for rows of uneven size: with columns pivoted and rows sorted by
 * size, errors are small beside each row. Requires: entries of at most about 2^1000 (`normalize`).
 */

import { exponentOf, scale } from '../../core/exponent.js';
import type { IColumns } from '../kernels.js';
import { columnOf, identityColumns } from './columns.js';

/** H = I − τ v vᴴ with v₀ = 1; v's rest lies below the diagonal of the factored matrix. */
export interface IReflector {
  re: number;
  im: number;
}

/** Brings W to triangular form, in place; the vectors of the reflections lie below it. */
export function triangularize(W: IColumns): IReflector[] {
  const reflectors: IReflector[] = [];
  for (let k = 0; k < Math.min(W.rows, W.columns); k++) reflectors.push(eliminate(W, k));
  return reflectors;
}

/** As `triangularize`, with the largest of the columns that are left first, until none is left but zeros. */
export function triangularizePivoted(W: IColumns): { reflectors: IReflector[]; order: number[] } {
  const reflectors: IReflector[] = [];
  const order = Array.from({ length: W.columns }, (_, j) => j);
  for (let k = 0; k < Math.min(W.rows, W.columns); k++) {
    const pivot = largestColumn(W, k);
    if (pivot < 0) break;
    swapColumns(W, k, pivot);
    [order[k], order[pivot]] = [order[pivot], order[k]];
    reflectors.push(eliminate(W, k));
  }
  return { reflectors, order };
}

/** The column from k on whose norm, from row k down, is the largest; −1 where all are zero. */
function largestColumn(W: IColumns, k: number): number {
  let [best, most] = [-1, 0];
  for (let j = k; j < W.columns; j++) {
    const norm = normBelow(W, j, k);
    if (norm > most) [best, most] = [j, norm];
  }
  return best;
}

function swapColumns(W: IColumns, i: number, j: number): void {
  if (i === j) return;
  const [a, b] = [columnOf(W, i), columnOf(W, j)];
  const kept = a.slice();
  a.set(b);
  b.set(kept);
}

/** The norm of column j from row k down, without overflow or underflow on the way. */
function normBelow(W: IColumns, j: number, k: number): number {
  const { rows, width, data } = W;
  const at = j * width * rows;
  let most = 0;
  let sum = 0;
  for (let i = k; i < rows; i++) {
    for (let part = at + i; part < at + width * rows; part += rows) {
      const magnitude = Math.abs(data[part]);
      if (magnitude > most) most = magnitude;
      sum += magnitude * magnitude;
    }
  }
  if (sum > 1e-280 && sum < 1e280) return Math.sqrt(sum);
  if (most === 0 || !Number.isFinite(most)) return Number.isNaN(sum) ? sum : most;
  return scaledNorm(W, at, k, exponentOf(most));
}

function scaledNorm({ rows, width, data }: IColumns, at: number, k: number, exponent: number) {
  let sum = 0;
  for (let i = k; i < rows; i++) {
    for (let part = at + i; part < at + width * rows; part += rows) {
      sum += scale(data[part], -exponent) ** 2;
    }
  }
  return scale(Math.sqrt(sum), exponent);
}

/** Column k becomes a multiple of a unit vector from its diagonal on; those after it follow. */
function eliminate(W: IColumns, k: number): IReflector {
  const tau = reflector(W, k);
  // Hᴴ is what brings A to R.
  for (let j = k + 1; j < W.columns; j++) reflect(W, k, W, j, { re: tau.re, im: -tau.im });
  return tau;
}

/** LAPACK xLARFG for column k from its diagonal on, brought to a size of about 1 before. */
function reflector(W: IColumns, k: number): IReflector {
  const { rows, width, data } = W;
  const at = k * width * rows;
  const exponent = exponentOf(normBelow(W, k, k));
  if (exponent !== 0) {
    for (let i = k; i < rows; i++) {
      data[at + i] = scale(data[at + i], -exponent);
      if (width === 2) data[at + rows + i] = scale(data[at + rows + i], -exponent);
    }
  }
  const re = data[at + k];
  const im = width === 2 ? data[at + rows + k] : 0;
  const rest = normBelow(W, k, k + 1);
  let tau: IReflector = { re: 0, im: 0 };
  if (rest !== 0 || im !== 0) {
    const norm = Math.hypot(re, im, rest);
    const beta = re >= 0 ? -norm : norm;
    divideBelow(W, k, [re - beta, im]);
    data[at + k] = beta;
    if (width === 2) data[at + rows + k] = 0;
    tau = { re: (beta - re) / beta, im: -im / beta };
  }
  data[at + k] = scale(data[at + k], exponent);
  return tau;
}

/** v = x / (α − β) below the diagonal of column k. */
function divideBelow({ rows, width, data }: IColumns, k: number, [dr, di]: [number, number]): void {
  const at = k * width * rows;
  const square = dr * dr + di * di;
  for (let i = k + 1; i < rows; i++) {
    const xr = data[at + i];
    const xi = width === 2 ? data[at + rows + i] : 0;
    data[at + i] = (xr * dr + xi * di) / square;
    if (width === 2) data[at + rows + i] = (xi * dr - xr * di) / square;
  }
}

/** Column j of X becomes (I − τ v vᴴ) times it, with the vector v that lies in column k of W. */
function reflect(W: IColumns, k: number, X: IColumns, j: number, tau: IReflector): void {
  if (tau.re === 0 && tau.im === 0) return;
  const { rows, width } = W;
  const [v, x] = [columnOf(W, k), columnOf(X, j)];
  let re = x[k];
  let im = width === 2 ? x[rows + k] : 0;
  for (let i = k + 1; i < rows; i++) {
    re += v[i] * x[i];
    if (width === 1) continue;
    re += v[rows + i] * x[rows + i];
    im += v[i] * x[rows + i] - v[rows + i] * x[i];
  }
  const [tr, ti] = [tau.re * re - tau.im * im, tau.re * im + tau.im * re];
  x[k] -= tr;
  if (width === 2) x[rows + k] -= ti;
  for (let i = k + 1; i < rows; i++) {
    if (width === 1) {
      x[i] -= tr * v[i];
    } else {
      x[i] -= tr * v[i] - ti * v[rows + i];
      x[rows + i] -= tr * v[rows + i] + ti * v[i];
    }
  }
}

/** X := H₁·H₂·…·X, in place. */
export function reflectAll(W: IColumns, reflectors: readonly IReflector[], X: IColumns): void {
  for (let k = reflectors.length - 1; k >= 0; k--) {
    for (let j = 0; j < X.columns; j++) reflect(W, k, X, j, reflectors[k]);
  }
}

/** The first `count` columns of Q = H₁·H₂·…. */
export function orthogonalFactor(
  W: IColumns,
  reflectors: readonly IReflector[],
  count: number
): IColumns {
  const Q = identityColumns(W.rows, count, W.width);
  reflectAll(W, reflectors, Q);
  return Q;
}

/** Orthonormal columns, with more that are orthogonal to them, until there are `count`. */
export function completeBasis(U: IColumns, count: number): IColumns {
  if (U.columns >= count) return U;
  const W: IColumns = { ...U, data: U.data.slice() };
  const Q = orthogonalFactor(W, triangularize(W), count);
  Q.data.set(U.data);
  return Q;
}

/** Q of X = Q·R, its signs chosen so that Q is X where X has orthonormal columns. */
export function orthonormalize(X: IColumns): IColumns {
  const W: IColumns = { ...X, data: X.data.slice() };
  const Q = orthogonalFactor(W, triangularize(W), X.columns);
  for (let j = 0; j < X.columns; j++) {
    if (columnOf(W, j)[j] >= 0) continue;
    const column = columnOf(Q, j);
    for (let i = 0; i < column.length; i++) column[i] = -column[i];
  }
  return Q;
}
