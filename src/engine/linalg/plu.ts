/** The LU decomposition as three matrices. */

import { allocate, components } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { shapeText } from '../core/shape.js';
import { checkOut, checkTensor, toOut } from '../ops/check.js';
import { tril, triu } from '../ops/triangle.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { luFactorEx } from './lu.js';

/** The result of `lu`, by torch's names; k = min(m, n). */
export interface ILu {
  /** (*, m, m): a permutation, of A's dtype. */
  P: Tensor;
  /** (*, m, k): lower triangular, with ones on its diagonal. */
  L: Tensor;
  /** (*, k, n): upper triangular. */
  U: Tensor;
}

export interface ILuOptions {
  /** `false` is refused, as by torch on the CPU. */
  pivot?: boolean;
  out?: ILu;
}

/**
 * A = P·L·U by partial pivoting, for every matrix of A. Source: `torch.linalg.lu`; LAPACK xGETRF.
 * A zero pivot is no error: U then has a zero on its diagonal.
 * @param A (*, m, n), floating point or complex
 */
export function lu(A: TensorLike, { pivot, out }: ILuOptions = {}): ILu {
  const op = 'linalg.lu';
  const source = checkTensor(op, A);
  if (source.ndim < 2) {
    throw new RuntimeError(
      `${op}: Expected tensor with 2 or more dimensions. Got size: ${shapeText(source.shape)} instead`,
      { op, code: 'too-few-dimensions' }
    );
  }
  const { LU, pivots } = luFactorEx(source, { pivot });
  const { dtype } = LU;
  for (const part of [out?.P, out?.L, out?.U]) checkOut(op, dtype, part);
  const [m, n] = LU.shape.slice(-2);
  const k = Math.min(m, n);
  const L = withOnes(tril(LU.slice(-1, 0, k), -1));
  const U = triu(LU.slice(-2, 0, k));
  const batch = LU.shape.slice(0, -2);
  return {
    P: toOut(Tensor.own(permutations(pivots, m, dtype), [...batch, m, m], dtype), out?.P),
    L: toOut(Tensor.own(Tensor.read(L), L.shape, dtype), out?.L),
    U: toOut(Tensor.own(Tensor.read(U), U.shape, dtype), out?.U)
  };
}

/** Ones on the diagonals, in place. */
function withOnes(L: Tensor): Tensor {
  const [m, k] = L.shape.slice(-2);
  const width = components(L.dtype);
  const data = Tensor.read(L);
  for (let at = 0; at < data.length; at += m * k * width) {
    for (let i = 0; i < k; i++) data[at + (i * k + i) * width] = 1;
  }
  return L;
}

/** P of the exchanges of rows that LAPACK tells of: column j has its one where row j of PᵀA comes from. */
function permutations(pivots: Tensor, m: number, dtype: Tensor['dtype']) {
  const rows = Tensor.read(pivots) as Int32Array;
  const each = pivots.shape[pivots.ndim - 1];
  const width = components(dtype);
  const count = pivots.shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const data = allocate(dtype, count * m * m);
  for (let member = 0; member < count; member++) {
    const order = Array.from({ length: m }, (_, i) => i);
    for (let k = 0; k < each; k++) {
      const other = rows[member * each + k] - 1;
      [order[k], order[other]] = [order[other], order[k]];
    }
    order.forEach((from, j) => {
      data[(member * m * m + from * m + j) * width] = 1;
    });
  }
  return data;
}
