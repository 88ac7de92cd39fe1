/** The singular value decomposition, of matrices of any dtype. */
import { checkMatrices, checkOut, deliver, type IMatrices } from './check.js';
import {
  columnOf,
  fromColumns,
  identityColumns,
  inPrecision,
  normalize,
  reorder,
  toColumns,
  zeroColumns
} from './columns.js';
import { type IColumns, kernels } from './device.js';
import { allocate, type FloatData, isComplex, lanes, realDType } from './dtype.js';
import { nonFiniteError } from './errors.js';
import { vectorNorm } from './magnitude.js';
import { scale } from './power.js';
import { completeBasis } from './qr.js';
import type { Tensor } from './tensor.js';

/** What `svd` returns: torch's names. */
export interface ISvd {
  /** (*, m, m), or (*, m, k): the left singular vectors, as columns. */
  U: Tensor;
  /** (*, k), real, descending. */
  S: Tensor;
  /** (*, n, n), or (*, k, n): the conjugated right singular vectors, as rows. */
  Vh: Tensor;
}

export interface ISvdOptions {
  /** U and Vh as square matrices (the default), or with k = min(m, n) vectors. */
  fullMatrices?: boolean;
  out?: ISvd;
}

/**
 * A = U·diag(S)·Vh for every matrix of A, by one-sided Jacobi rotations in double precision.
 * Source: `torch.linalg.svd`. As there, vectors are unique up to a phase, and up to a rotation where
 * singular values are equal.
 *
 * @param A (*, m, n)
 * @throws LinAlgError for NaN or Inf
 */
export function svd(A: Tensor, options: ISvdOptions = {}): ISvd {
  const op = 'linalg.svd';
  const { fullMatrices = true, out } = options;
  const matrices = checkMatrices(op, A);
  const { dtype, batch, count, rows: m, columns: n } = matrices;
  checkOut(op, dtype, out?.U);
  checkOut(op, realDType(dtype), out?.S);
  checkOut(op, dtype, out?.Vh);
  const k = Math.min(m, n);
  const [left, right] = fullMatrices ? [m, n] : [k, k];
  const width = lanes(dtype);
  const U = allocate(dtype, count * m * left) as FloatData;
  const S = new Float64Array(count * k);
  const Vh = allocate(dtype, count * right * n) as FloatData;
  for (let i = 0; i < count; i++) {
    const parts = decompose(matrices, i);
    S.set(parts.values, i * k);
    const own = (data: FloatData, size: number) =>
      data.subarray(i * size * width, (i + 1) * size * width);
    fromColumns(completeBasis(parts.U, left), left, own(U, m * left));
    fromColumns(completeBasis(parts.V, right), right, own(Vh, right * n), true);
  }
  return {
    U: deliver(op, U, [...batch, m, left], dtype, out?.U),
    S: deliver(op, inPrecision(dtype, S), [...batch, k], realDType(dtype), out?.S),
    Vh: deliver(op, Vh, [...batch, right, n], dtype, out?.Vh)
  };
}

/**
 * The singular values of every matrix of A, descending. Source: `torch.linalg.svdvals`.
 * @param A (*, m, n)
 * @returns (*, min(m, n)), real
 * @throws LinAlgError for NaN or Inf
 */
export function svdvals(A: Tensor, options: { out?: Tensor } = {}): Tensor {
  const matrices = checkMatrices('linalg.svd', A);
  const { dtype, batch, count, rows, columns } = matrices;
  checkOut('linalg.svdvals', realDType(dtype), options.out);
  const k = Math.min(rows, columns);
  const values = new Float64Array(count * k);
  for (let i = 0; i < count; i++) values.set(singularValues(matrices, i), i * k);
  const data = inPrecision(dtype, values);
  return deliver('linalg.svdvals', data, [...batch, k], realDType(dtype), options.out);
}

/** Up to here rotations are as fast as a bidiagonal form. */
const JACOBI = 32;

/** The singular values of member `index`: descending, min(m, n) of them, in double precision. */
export function singularValues(matrices: IMatrices, index: number): Float64Array {
  const W = finiteColumns(matrices, index);
  const exponent = normalize(W);
  const backend = kernels('linalg.svd');
  const values =
    W.columns > JACOBI && W.width === 1 && backend.singularValues
      ? backend.singularValues(W)
      : norms(W, () => backend.orthogonalize(W, undefined)).sort((a, b) => b - a);
  return values.map(value => scale(value, exponent));
}

/** The thin decomposition of one matrix. */
export interface IDecomposition {
  /** As many columns as there are singular values that are not zero; m rows. */
  U: IColumns;
  /** Descending, min(m, n) of them. */
  values: Float64Array;
  /** min(m, n) columns for m <= n, else n; n rows. */
  V: IColumns;
}

/** A = U Σ Vᴴ of member `index`. A wide matrix is decomposed as its adjoint, a tall one. */
export function decompose(matrices: IMatrices, index: number): IDecomposition {
  const wide = matrices.rows < matrices.columns;
  const W = finiteColumns(matrices, index);
  const exponent = normalize(W);
  const V = identityColumns(W.columns, W.columns, W.width);
  const sizes = norms(W, () => kernels('linalg.svd').orthogonalize(W, V));
  const order = [...sizes.keys()].sort((i, j) => sizes[j] - sizes[i]);
  const nonzero = order.filter(j => sizes[j] > 0);
  for (const j of nonzero) {
    const column = columnOf(W, j);
    for (let i = 0; i < column.length; i++) column[i] /= sizes[j];
  }
  const [left, right] = [reorder(W, nonzero), reorder(V, order)];
  const values = Float64Array.from(order, j => scale(sizes[j], exponent));
  return wide ? { U: right, values, V: left } : { U: left, values, V: right };
}

/** A or Aᴴ, whichever has no more columns than rows. */
function finiteColumns(matrices: IMatrices, index: number): IColumns {
  const { rows, columns, dtype, batch, data } = matrices;
  const size = rows * columns * lanes(dtype);
  if (!allFinite(data, index * size, (index + 1) * size)) {
    throw nonFiniteError('linalg.svd', batch.length > 0 ? index : undefined);
  }
  return toColumns(matrices, index, rows < columns);
}

function allFinite(data: FloatData, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

/** The norms of the columns, after `work` on them. */
function norms(W: IColumns, work: () => void): Float64Array {
  work();
  return Float64Array.from({ length: W.columns }, (_, j) =>
    vectorNorm(columnOf(W, j).map(Math.abs), 2)
  );
}

/**
 * A unit vector that member `index` shortens the most: the last right singular vector, of length n,
 * interleaved (re, im) for complex A.
 */
export function smallestDirection(matrices: IMatrices, index: number): Float64Array {
  const { V } = decompose(matrices, index);
  const last = completeBasis(V, matrices.columns);
  const column = columnOf(last, matrices.columns - 1);
  const one = zeroColumns(matrices.columns, 1, isComplex(matrices.dtype) ? 2 : 1);
  one.data.set(column);
  const out = new Float64Array(column.length);
  fromColumns(one, 1, out);
  return out;
}
