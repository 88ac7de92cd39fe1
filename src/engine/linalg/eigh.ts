/** Eigenvalues and eigenvectors of symmetric and Hermitian matrices. */

import {
  columnOf,
  fromColumns,
  identityColumns,
  inPrecision,
  normalize,
  reorder,
  toColumns
} from '../backends/cpu/columns.js';
import { type IColumns, kernels } from '../backends/kernels.js';
import { allocate, components, realDType } from '../core/dtype.js';
import { eigenNotConverged, RuntimeError } from '../core/errors.js';
import { scale } from '../core/exponent.js';
import type { IMatrices } from '../core/matrices.js';
import {
  checkDimensions,
  checkKernelDType,
  checkOut,
  checkSquare,
  checkSquareSizes,
  checkTensor,
  toOut
} from '../ops/check.js';
import { Tensor, type TensorLike } from '../tensor.js';

/** The result of `eigh`, by torch's names. */
export interface IEigh {
  /** (*, n), real, ascending. */
  eigenvalues: Tensor;
  /** (*, n, n): orthonormal columns. */
  eigenvectors: Tensor;
}

export interface IEighOptions {
  /** The triangle that is read, `L` (the default) or `U`. */
  UPLO?: 'L' | 'U';
  out?: IEigh;
}

/**
 * The eigenvalues and eigenvectors of Hermitian matrices. Source: `torch.linalg.eigh`.
 *
 * A is shifted until it is well conditioned and positive definite; then its eigenvectors are its singular
 * vectors, which one-sided Jacobi rotations find, and its eigenvalues the Rayleigh quotients of A itself.
 * One triangle is read, and of the diagonal the real part. NaN and Inf give NaN.
 *
 * @param A (*, n, n)
 * @throws LinAlgError where the rotations do not converge
 */
export function eigh(A: TensorLike, options: IEighOptions = {}): IEigh {
  const op = 'linalg.eigh';
  const { UPLO = 'L', out } = options;
  const operand = checkTensor(op, A);
  checkSquareSizes(op, operand);
  checkDimensions(op, operand);
  const side = typeof UPLO === 'string' ? UPLO.toUpperCase() : UPLO;
  if (side !== 'L' && side !== 'U') {
    throw new RuntimeError(`Expected UPLO argument to be 'L' or 'U', but got ${UPLO}`, {
      op,
      code: 'invalid-argument'
    });
  }
  checkKernelDType(op, 'linalg_eigh_cpu', operand.dtype);
  const matrices = checkSquare(op, operand);
  const { dtype, batch, count, rows: n } = matrices;
  checkOut(op, realDType(dtype), out?.eigenvalues);
  checkOut(op, dtype, out?.eigenvectors);
  const size = n * n * components(dtype);
  const values = new Float64Array(count * n);
  const vectors = allocate(dtype, count * n * n);
  for (let k = 0; k < count; k++) {
    const { values: own, exponent, vectors: columns } = eigenpairs(matrices, k, side);
    values.set(
      own.map(value => scale(value, exponent)),
      k * n
    );
    fromColumns(columns, n, vectors.subarray(k * size, (k + 1) * size));
  }
  const real = realDType(dtype);
  return {
    eigenvalues: toOut(
      Tensor.own(inPrecision(dtype, values), [...batch, n], real),
      out?.eigenvalues
    ),
    eigenvectors: toOut(Tensor.own(vectors, [...batch, n, n], dtype), out?.eigenvectors)
  };
}

/** The eigenpairs of one matrix, ascending. */
export interface IEigenpairs {
  /** Eigenvalues divided by 2^exponent, of which they may be beyond a double. */
  values: Float64Array;
  exponent: number;
  vectors: IColumns;
}

/** The eigenpairs of member `k`, read from one triangle. */
export function eigenpairs(matrices: IMatrices, k: number, side: 'L' | 'U' = 'L'): IEigenpairs {
  const n = matrices.rows;
  const H = hermitian(matrices, k, side);
  const vectors = identityColumns(n, n, H.width);
  if (!H.data.every(Number.isFinite)) {
    vectors.data.fill(Number.NaN);
    return { values: new Float64Array(n).fill(Number.NaN), exponent: 0, vectors };
  }
  const exponent = normalize(H);
  const W = shifted(H);
  const info = kernels('linalg.eigh').orthogonalize(W, vectors);
  if (info !== 0) {
    throw eigenNotConverged('linalg.eigh', info, matrices.batch.length > 0 ? k : undefined);
  }
  const quotients = Float64Array.from({ length: n }, (_, j) => rayleigh(H, columnOf(vectors, j)));
  const order = [...quotients.keys()].sort((i, j) => quotients[i] - quotients[j]);
  return {
    values: Float64Array.from(order, j => quotients[j]),
    exponent,
    vectors: reorder(vectors, order)
  };
}

/** The Hermitian matrix of which one triangle of member `k` is half. */
function hermitian(matrices: IMatrices, k: number, side: 'L' | 'U'): IColumns {
  const H = toColumns(matrices, k);
  const n = H.rows;
  const step = H.width * n;
  for (let j = 0; j < n; j++) {
    if (H.width === 2) H.data[j * step + n + j] = 0;
    for (let i = j + 1; i < n; i++) {
      const [below, above] = [j * step + i, i * step + j];
      const [from, to] = side === 'L' ? [below, above] : [above, below];
      H.data[to] = H.data[from];
      if (H.width === 2) H.data[to + n] = -H.data[from + n];
    }
  }
  return H;
}

/** H + 2‖H‖∞·I: eigenvalues between one and three times the norm. */
function shifted(H: IColumns): IColumns {
  const n = H.rows;
  let norm = 0;
  for (let j = 0; j < n; j++) {
    // Parts by themselves: at most √2 too much.
    norm = Math.max(
      norm,
      columnOf(H, j).reduce((sum, x) => sum + Math.abs(x), 0)
    );
  }
  const W: IColumns = { ...H, data: H.data.slice() };
  for (let j = 0; j < n; j++) W.data[j * H.width * n + j] += 2 * norm;
  return W;
}

/** vᴴHv for a unit vector v. */
function rayleigh(H: IColumns, v: Float64Array): number {
  const n = H.rows;
  let sum = 0;
  for (let j = 0; j < n; j++) {
    const column = columnOf(H, j);
    let [re, im] = [0, 0];
    // vᴴ·column
    for (let i = 0; i < n; i++) {
      re += v[i] * column[i];
      if (H.width === 1) continue;
      re += v[n + i] * column[n + i];
      im += v[i] * column[n + i] - v[n + i] * column[i];
    }
    sum += re * v[j] - (H.width === 2 ? im * v[n + j] : 0);
  }
  return sum;
}
