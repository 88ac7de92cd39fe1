/** Eigenvalues of square matrices that need not be symmetric. */

import { eigen, type IEigen } from '../backends/cpu/eigen.js';
import { zeroSquare } from '../backends/cpu/square.js';
import {
  allocate,
  canCast,
  complexDType,
  components,
  type DType,
  dtypeInfo,
  type FloatData,
  isComplex,
  isInexact,
  realDType
} from '../core/dtype.js';
import { eigenNotConverged, RuntimeError } from '../core/errors.js';
import type { IMatrices } from '../core/matrices.js';
import {
  checkDeviceOfOut,
  checkDimensions,
  checkOut,
  checkSquare,
  checkSquareSizes,
  checkTensor
} from '../ops/check.js';
import { finish } from '../ops/result.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { eigh, type IEighOptions } from './eigh.js';

/** The result of `eig`, by torch's names. */
export interface IEig {
  /** (*, n), complex, in no order. */
  eigenvalues: Tensor;
  /** (*, n, n), complex: columns of length 1, the largest entry of each real. */
  eigenvectors: Tensor;
}

/**
 * The eigenvalues and eigenvectors of every matrix of A: A·v = λ·v for column v of `eigenvectors`.
 * Source: `torch.linalg.eig`; LAPACK xGEEV, in double precision.
 *
 * Results are complex, for real A too. Of a real A complex eigenvalues are exact conjugates, the one with the
 * positive imaginary part first; the others have no imaginary part at all. A matrix that has fewer than n
 * eigenvectors gets some twice.
 *
 * @param A (*, n, n); for symmetric and Hermitian ones `eigh` is better
 * @throws RuntimeError for NaN and Inf; LinAlgError where the iteration does not converge
 */
export function eig(A: TensorLike, { out }: { out?: IEig } = {}): IEig {
  const op = 'linalg.eig';
  const matrices = checkEig(op, A);
  const { dtype, batch, rows: n } = matrices;
  const result = complexDType(realDType(dtype));
  checkComplexOut(op, 'eigenvalues', result, out?.eigenvalues);
  checkComplexOut(op, 'eigenvectors', result, out?.eigenvectors);
  const { values, vectors } = decomposeAll(op, matrices);
  return {
    eigenvalues: finish(values, [...batch, n], result, out?.eigenvalues),
    eigenvectors: finish(vectors, [...batch, n, n], result, out?.eigenvectors)
  };
}

/**
 * The eigenvalues of every matrix of A, complex. Source: `torch.linalg.eigvals`.
 * @param A (*, n, n)
 * @returns (*, n)
 */
export function eigvals(A: TensorLike, { out }: { out?: Tensor } = {}): Tensor {
  const op = 'linalg.eigvals';
  const matrices = checkEig(op, A);
  const { dtype, batch, rows: n } = matrices;
  const result = complexDType(realDType(dtype));
  checkComplexOut(op, 'eigenvalues', result, out);
  return finish(decomposeAll(op, matrices).values, [...batch, n], result, out);
}

/**
 * The eigenvalues of every symmetric or Hermitian matrix of A, real and ascending.
 * Source: `torch.linalg.eigvalsh`; computed as by `eigh`.
 * @param A (*, n, n), of which one triangle is read
 * @param options `UPLO`: the triangle that is read, `L` (the default) or `U`
 * @returns (*, n)
 */
export function eigvalsh(
  A: TensorLike,
  { UPLO, out }: { UPLO?: IEighOptions['UPLO']; out?: Tensor } = {}
): Tensor {
  const { eigenvalues } = eigh(checkTensor('linalg.eigh', A), { UPLO });
  if (out === undefined) return eigenvalues;
  checkOut('linalg.eigvalsh', eigenvalues.dtype, out);
  return finish(Tensor.read(eigenvalues), eigenvalues.shape, eigenvalues.dtype, out);
}

function checkEig(op: string, A: TensorLike): IMatrices {
  const source = checkTensor(op, A);
  checkSquareSizes(op, source);
  checkDimensions(op, source);
  if (!isInexact(source.dtype)) {
    const got = dtypeInfo(source.dtype).scalarType;
    throw new RuntimeError(`Unknown Complex ScalarType for ${got}`, { op, code: 'dtype' });
  }
  const matrices = checkSquare(op, source);
  if (matrices.data.every(Number.isFinite)) return matrices;
  throw new RuntimeError(`torch.${op}: input tensor should not contain infs or NaNs.`, {
    op,
    code: 'non-finite'
  });
}

function checkComplexOut(op: string, name: string, dtype: DType, out?: Tensor): void {
  if (out === undefined || canCast(dtype, checkDeviceOfOut(op, out).dtype)) return;
  const [from, got] = [dtype, out.dtype].map(each => dtypeInfo(each).scalarType);
  throw new RuntimeError(
    `torch.${op}: Expected ${name} to be safely castable from ${from} dtype, but got ${name} with dtype ${got}`,
    { op, code: 'dtype' }
  );
}

/** The eigenpairs of every member, interleaved. */
function decomposeAll(op: string, matrices: IMatrices) {
  const { dtype, count, rows: n, batch } = matrices;
  const result = complexDType(realDType(dtype));
  const values = allocate(result, count * n);
  const vectors = allocate(result, count * n * n);
  for (let k = 0; k < count; k++) {
    const parts = eigenOf(matrices, k);
    if (parts.info !== 0) throw eigenNotConverged(op, parts.info, batch.length > 0 ? k : undefined);
    interleave(parts.re, parts.im, values, k * n);
    interleave(parts.vectors.re, parts.vectors.im, vectors, k * n * n);
  }
  return { values, vectors };
}

function eigenOf({ dtype, rows: n, data }: IMatrices, k: number): IEigen {
  const width = components(dtype);
  const A = zeroSquare(n);
  for (let at = 0; at < n * n; at++) {
    const from = (k * n * n + at) * width;
    A.re[at] = data[from];
    if (width === 2) A.im[at] = data[from + 1];
  }
  return eigen(A, !isComplex(dtype));
}

function interleave(re: Float64Array, im: Float64Array, out: FloatData, from: number): void {
  for (let i = 0; i < re.length; i++) {
    out[2 * (from + i)] = re[i];
    out[2 * (from + i) + 1] = im[i];
  }
}
