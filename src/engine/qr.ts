/** The QR decomposition, by Householder reflections in double precision. */
import { checkMatrices, checkOut, deliver } from './check.js';
import { columnOf, fromColumns, identityColumns, inPrecision, toColumns } from './columns.js';
import type { IColumns } from './device.js';
import { type FloatData, lanes } from './dtype.js';
import { RuntimeError } from './errors.js';
import { vectorNorm } from './magnitude.js';
import type { Tensor } from './tensor.js';

/** `reduced`: Q (m, k) and R (k, n), k = min(m, n); `complete`: Q (m, m) and R (m, n); `r`: R alone. */
export type QrMode = 'reduced' | 'complete' | 'r';

/** What `qr` returns: torch's names. */
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
  A: Tensor,
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
  const width = lanes(dtype);
  const hasQ = mode !== 'r';
  const Q = new Float64Array(hasQ ? count * m * k * width : 0);
  const R = new Float64Array(count * k * n * width);
  for (let i = 0; i < count; i++) {
    const W = toColumns(matrices, i);
    const reflectors = triangularize(W);
    upperRows(W, k, R.subarray(i * k * n * width, (i + 1) * k * n * width));
    if (hasQ) {
      const own = Q.subarray(i * m * k * width, (i + 1) * m * k * width);
      fromColumns(orthogonalFactor(W, reflectors, k), k, own);
    }
  }
  const shapeQ = hasQ ? [...batch, m, k] : [0];
  return {
    Q: deliver(op, inPrecision(dtype, Q), shapeQ, dtype, options.out?.Q),
    R: deliver(op, inPrecision(dtype, R), [...batch, k, n], dtype, options.out?.R)
  };
}

/** H = I − τ v vᴴ with v₀ = 1; v's rest lies below the diagonal of the factored matrix. */
interface IReflector {
  re: number;
  im: number;
}

/** Brings W to triangular form, in place; the vectors of the reflections lie below it. */
function triangularize(W: IColumns): IReflector[] {
  const reflectors: IReflector[] = [];
  for (let k = 0; k < Math.min(W.rows, W.columns); k++) {
    const tau = reflector(W, k);
    reflectors.push(tau);
    // Hᴴ is what brings A to R.
    for (let j = k + 1; j < W.columns; j++) reflect(W, k, W, j, { re: tau.re, im: -tau.im });
  }
  return reflectors;
}

/** LAPACK xLARFG for column k from its diagonal on. */
function reflector({ rows, width, data }: IColumns, k: number): IReflector {
  const at = k * width * rows;
  const below: number[] = [];
  for (let i = k + 1; i < rows; i++) {
    below.push(
      width === 2 ? Math.hypot(data[at + i], data[at + rows + i]) : Math.abs(data[at + i])
    );
  }
  const re = data[at + k];
  const im = width === 2 ? data[at + rows + k] : 0;
  const rest = vectorNorm(Float64Array.from(below), 2);
  if (rest === 0 && im === 0) return { re: 0, im: 0 };
  const size = Math.hypot(re, im, rest);
  const beta = re >= 0 ? -size : size;
  // v = x / (α − β)
  const [dr, di] = [re - beta, im];
  const scaleBy = dr * dr + di * di;
  for (let i = k + 1; i < rows; i++) {
    const xr = data[at + i];
    const xi = width === 2 ? data[at + rows + i] : 0;
    data[at + i] = (xr * dr + xi * di) / scaleBy;
    if (width === 2) data[at + rows + i] = (xi * dr - xr * di) / scaleBy;
  }
  data[at + k] = beta;
  if (width === 2) data[at + rows + k] = 0;
  return { re: (beta - re) / beta, im: -im / beta };
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

/** The first `count` columns of Q = H₁·H₂·…. */
function orthogonalFactor(W: IColumns, reflectors: readonly IReflector[], count: number): IColumns {
  const Q = identityColumns(W.rows, count, W.width);
  for (let k = reflectors.length - 1; k >= 0; k--) {
    for (let j = 0; j < count; j++) reflect(W, k, Q, j, reflectors[k]);
  }
  return Q;
}

/** The upper triangle of the first `k` rows of W, row-major and interleaved. */
function upperRows({ rows, columns, width, data }: IColumns, k: number, out: FloatData): void {
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i <= Math.min(j, k - 1); i++) {
      const to = (i * columns + j) * width;
      out[to] = data[j * width * rows + i];
      if (width === 2) out[to + 1] = data[j * width * rows + rows + i];
    }
  }
}

/** Orthonormal columns, with more that are orthogonal to them, until there are `count`. */
export function completeBasis(U: IColumns, count: number): IColumns {
  if (U.columns >= count) return U;
  const W: IColumns = { ...U, data: U.data.slice() };
  const Q = orthogonalFactor(W, triangularize(W), count);
  Q.data.set(U.data);
  return Q;
}
