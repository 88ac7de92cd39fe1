/** The QR decomposition, by Householder reflections in double precision. */

import { fromColumns, inPrecision, normalize, toColumns } from '../backends/cpu/columns.js';
import { orthogonalFactor, triangularize } from '../backends/cpu/householder.js';
import type { IColumns } from '../backends/kernels.js';
import { components, type FloatData } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { scale } from '../core/exponent.js';
import { checkMatrices, checkOut, toOut } from '../ops/check.js';
import { Tensor, type TensorLike } from '../tensor.js';

/** `reduced`: Q (m, k) and R (k, n), k = min(m, n); `complete`: Q (m, m) and R (m, n); `r`: R alone. */
export type QrMode = 'reduced' | 'complete' | 'r';

/** The result of `qr`, by torch's names. */
export interface IQr {
  /** (*, m, k) with orthonormal columns; empty in mode `r`. */
  Q: Tensor;
  /** (*, k, n), upper triangular. */
  R: Tensor;
}

export interface IQrOptions {
  /** In the place of the argument of that name. */
  mode?: QrMode;
  out?: IQr;
}

/**
 * A = Q·R for every matrix of A. Source: `torch.linalg.qr`; LAPACK xGEQRF and xLARFG, whose signs it has.
 * @param A (*, m, n); NaN and Inf are computed through
 * @throws RuntimeError `qr received unrecognized mode …`
 */
export function qr(
  A: TensorLike,
  mode: QrMode | IQrOptions = 'reduced',
  options: IQrOptions = {}
): IQr {
  if (typeof mode === 'object' && mode !== null) return qr(A, mode.mode, mode);
  const op = 'linalg.qr';
  const matrices = checkMatrices(op, A);
  if (!['reduced', 'complete', 'r'].includes(mode)) {
    throw new RuntimeError(
      `qr received unrecognized mode '${mode}' but expected one of 'reduced' (default), 'r', or 'complete'`,
      { op, code: 'invalid-argument' }
    );
  }
  const { dtype, batch, count, rows: m, columns: n } = matrices;
  checkOut(op, dtype, options.out?.Q);
  checkOut(op, dtype, options.out?.R);
  const k = mode === 'complete' ? m : Math.min(m, n);
  const width = components(dtype);
  const hasQ = mode !== 'r';
  const Q = new Float64Array(hasQ ? count * m * k * width : 0);
  const R = new Float64Array(count * k * n * width);
  for (let i = 0; i < count; i++) {
    const W = toColumns(matrices, i);
    const exponent = normalize(W);
    const reflectors = triangularize(W);
    upperRows(W, k, exponent, R.subarray(i * k * n * width, (i + 1) * k * n * width));
    if (hasQ) {
      const own = Q.subarray(i * m * k * width, (i + 1) * m * k * width);
      fromColumns(orthogonalFactor(W, reflectors, k), k, own);
    }
  }
  const shapeQ = hasQ ? [...batch, m, k] : [0];
  return {
    Q: toOut(Tensor.own(inPrecision(dtype, Q), shapeQ, dtype), options.out?.Q),
    R: toOut(Tensor.own(inPrecision(dtype, R), [...batch, k, n], dtype), options.out?.R)
  };
}

/** The upper triangle of the first `k` rows of W, times 2^exponent, row-major and interleaved. */
function upperRows(
  { rows, columns, width, data }: IColumns,
  k: number,
  exponent: number,
  out: FloatData
): void {
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i <= Math.min(j, k - 1); i++) {
      const to = (i * columns + j) * width;
      out[to] = scale(data[j * width * rows + i], exponent);
      if (width === 2) out[to + 1] = scale(data[j * width * rows + rows + i], exponent);
    }
  }
}
