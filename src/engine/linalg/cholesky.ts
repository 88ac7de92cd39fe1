/** The Cholesky decomposition, in double precision. */

import { inPrecision } from '../backends/cpu/columns.js';
import { firstFailure } from '../backends/failure.js';
import { components, type FloatData } from '../core/dtype.js';
import { LinAlgError } from '../core/errors.js';
import { checkOut, checkSquare, checkTensor, toOut } from '../ops/check.js';
import type { IExOptions } from '../ops/info.js';
import { Tensor, type TensorLike } from '../tensor.js';

const { sqrt } = Math;

export interface ICholeskyOptions {
  /** U with A = Uᴴ·U, from the upper triangle of A, in the place of L with A = L·Lᴴ. */
  upper?: boolean;
  out?: Tensor;
}

export interface ICholeskyExOptions extends IExOptions<ICholeskyEx> {
  upper?: boolean;
}

/** The result of `choleskyEx`, by torch's names. */
export interface ICholeskyEx {
  L: Tensor;
  /** (*), int32: 0, or the order of the first leading minor that is not positive. */
  info: Tensor;
}

/**
 * A = L·Lᴴ with a lower triangular L, for every matrix of A. Source: `torch.linalg.cholesky`; LAPACK xPOTRF.
 *
 * One triangle of A is read, and of the diagonal the real part: that A is Hermitian is not checked.
 *
 * @param A (*, n, n), Hermitian and positive definite
 * @throws LinAlgError `linalg.cholesky: The factorization could not be completed because the input is not
 *   positive-definite (the leading minor of order 2 is not positive-definite).`
 */
export function cholesky(A: TensorLike, { upper, out }: ICholeskyOptions = {}): Tensor {
  return factorize('linalg.cholesky', A, { upper, checkErrors: true }, out).L;
}

/**
 * As `cholesky`, but a matrix that is not positive definite is reported in `info`; of that one L is what was
 * computed up to there. Source: `torch.linalg.cholesky_ex`.
 */
export function choleskyEx(A: TensorLike, options: ICholeskyExOptions = {}): ICholeskyEx {
  const { out } = options;
  return factorize('linalg.cholesky_ex', A, options, out?.L, out?.info);
}

function factorize(
  op: string,
  A: TensorLike,
  { upper = false, checkErrors = false }: ICholeskyExOptions,
  out?: Tensor,
  outInfo?: Tensor
): ICholeskyEx {
  const source = checkTensor('linalg.cholesky', A);
  const { dtype, batch, count, rows: n, data } = checkSquare('linalg.cholesky', source);
  checkOut(op, dtype, out);
  checkOut(op, 'int32', outInfo);
  const width = components(dtype);
  const size = n * n * width;
  const factors = new Float64Array(count * size);
  const info = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const L = lowerTriangle(data.subarray(k * size, (k + 1) * size), n, width, upper);
    info[k] = width === 1 ? eliminateReal(L, n) : eliminateComplex(L, n);
    factors.set(upper ? adjoint(L, n, width) : L, k * size);
  }
  const failure = checkErrors ? firstFailure(info, source) : undefined;
  if (failure) {
    const { where, fields } = failure;
    throw new LinAlgError(
      `${op}: ${where}The factorization could not be completed because the input is not positive-definite (the leading minor of order ${fields.pivot} is not positive-definite).`,
      { op, ...fields, code: 'not-positive-definite' }
    );
  }
  return {
    L: toOut(Tensor.own(inPrecision(dtype, factors), [...batch, n, n], dtype), out),
    info: toOut(Tensor.own(info, batch, 'int32'), outInfo)
  };
}

/** The lower triangle of A, or of Aᴴ, with a real diagonal and zeros above. */
function lowerTriangle(a: FloatData, n: number, width: number, upper: boolean): Float64Array {
  const L = upper ? adjoint(Float64Array.from(a), n, width) : Float64Array.from(a);
  for (let i = 0; i < n; i++) {
    if (width === 2) L[2 * (i * n + i) + 1] = 0;
    L.fill(0, (i * n + i + 1) * width, (i + 1) * n * width);
  }
  return L;
}

function adjoint(a: Float64Array, n: number, width: number): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [from, to] = [(i * n + j) * width, (j * n + i) * width];
      result[to] = a[from];
      if (width === 2) result[to + 1] = -a[from + 1];
    }
  }
  return result;
}

/** Row by row, in place; returns LAPACK's info. */
function eliminateReal(L: Float64Array, n: number): number {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = L[i * n + j];
      for (let k = 0; k < j; k++) sum -= L[i * n + k] * L[j * n + k];
      if (i === j && !(sum > 0)) return i + 1;
      L[i * n + j] = i === j ? sqrt(sum) : sum / L[j * n + j];
    }
  }
  return 0;
}

function eliminateComplex(L: Float64Array, n: number): number {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const [row, other] = [2 * i * n, 2 * j * n];
      let [re, im] = [L[row + 2 * j], L[row + 2 * j + 1]];
      for (let k = 0; k < 2 * j; k += 2) {
        const [a, b, c, d] = [L[row + k], L[row + k + 1], L[other + k], L[other + k + 1]];
        re -= a * c + b * d;
        im -= b * c - a * d;
      }
      if (i === j && !(re > 0)) return i + 1;
      const pivot = i === j ? sqrt(re) : L[other + 2 * j];
      L[row + 2 * j] = i === j ? pivot : re / pivot;
      L[row + 2 * j + 1] = i === j ? 0 : im / pivot;
    }
  }
  return 0;
}
