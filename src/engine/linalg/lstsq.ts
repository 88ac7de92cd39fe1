/** Systems that have no solution, or many: least squares. */

import { inPrecision } from '../backends/cpu/columns.js';
import { byReflections, bySingularValues } from '../backends/cpu/least-squares.js';
import {
  components,
  dtypeInfo,
  epsilon,
  type FloatData,
  type FloatDType,
  isInexact,
  realDType
} from '../core/dtype.js';
import { LinAlgError, nonFiniteError, RuntimeError } from '../core/errors.js';
import type { IMatrices } from '../core/matrices.js';
import { broadcastShapes, type Shape, sameShape } from '../core/shape.js';
import { checkMatrices, checkTensor, inDTypeOf } from '../ops/check.js';
import { expanded } from '../ops/expand.js';
import { Tensor, type TensorLike } from '../tensor.js';

/** LAPACK's ways: by reflections alone, for full rank; or by singular values. */
export type LstsqDriver = 'gels' | 'gelsd' | 'gelss' | 'gelsy';

export interface ILstsqOptions {
  /** Singular values not above rcond·σ₁ count as zero; default ε·max(m, n), and ε where negative, as LAPACK says. */
  rcond?: number;
  /** Default `gelsd` (torch: `gelsy`). `gelss` and `gelsy` are computed as `gelsd` is. */
  driver?: LstsqDriver;
}

/** The result of `lstsq`, by torch's names. */
export interface ILstsq {
  /** (*, n, k), or (*, n). */
  solution: Tensor;
  /** (*, k), real, of vectors (*, 1): the squared norms of A·X − B, where m > n and all matrices are of full rank; else (0). */
  residuals: Tensor;
  /** (*), int64; (0) with the driver `gels`. */
  rank: Tensor;
  /** (*, min(m, n)), real; (0) with the driver `gels`. */
  singularValues: Tensor;
}

/**
 * The X for which ‖A·X − B‖ is least, column by column; of several the shortest. Source: `torch.linalg.lstsq`.
 *
 * In double precision, by singular values (LAPACK xGELSD), which is right for matrices of any rank.
 *
 * ```ts
 * const x = tensor([0, 1, 2, 3])
 * linalg.lstsq(linalg.vander(x, 2), [1, 3, 5, 8]).solution // the line through four points
 * ```
 *
 * @param A (*, m, n), floating point or complex
 * @param B (*, m, k), or (*, m) where it has one dimension less than A; of A's dtype, batches broadcast
 * @throws RuntimeError where shapes or dtypes do not fit; LinAlgError with `gels` for a matrix that is seen not to
 *   be of full rank, and for NaN and Inf
 */
export function lstsq(A: TensorLike, B: TensorLike, options: ILstsqOptions = {}): ILstsq {
  const op = 'linalg.lstsq';
  const [a, b] = [checkTensor(op, inDTypeOf(B, A)), checkTensor(op, inDTypeOf(A, B), 'B')];
  const isVector = checkOperands(op, a, b);
  const driver = checkDriver(op, options.driver);
  if (options.rcond !== undefined && typeof options.rcond !== 'number') {
    throw new RuntimeError(`${op}: expected rcond to be a number, got ${typeof options.rcond}`, {
      op,
      code: 'invalid-argument'
    });
  }
  const matrices = checkMatrices(op, a);
  const right = isVector ? b.reshape(...b.shape, 1) : b;
  const batch = broadcastShapes(op, matrices.batch, right.shape.slice(0, -2));
  const system = { op, driver, batch, k: right.shape[right.ndim - 1], rcond: options.rcond };
  const parts = solveAll(system, broadcast(matrices, a, batch), right);
  const { dtype, columns: n, rows: m } = matrices;
  const real = realDType(dtype);
  const none = driver === 'gels';
  const isFull = m > n && parts.ranks.every(rank => rank === BigInt(n));
  const shape = [...batch, n, ...(isVector ? [] : [system.k])];
  const least = Math.min(m, n);
  return {
    solution: Tensor.own(inPrecision(dtype, parts.x), shape, dtype),
    residuals: Tensor.own(
      inPrecision(real, isFull ? parts.residuals : new Float64Array(0)),
      isFull ? [...batch, system.k] : [0],
      real
    ),
    rank: Tensor.own(none ? new BigInt64Array(0) : parts.ranks, none ? [0] : batch, 'int64'),
    singularValues: Tensor.own(
      inPrecision(real, none ? new Float64Array(0) : parts.values),
      none ? [0] : [...batch, least],
      real
    )
  };
}

/** @returns whether B is a vector, or a batch of vectors */
function checkOperands(op: string, a: Tensor, b: Tensor): boolean {
  const fail = (message: string, code: 'shape' | 'dtype' = 'shape') =>
    new RuntimeError(`torch.${op}: ${message}`, { op, code });
  if (a.ndim < 2) throw fail('input must have at least 2 dimensions.');
  if (b.ndim < 1) throw fail('other must have at least 1 dimension.');
  if (a.dtype !== b.dtype) {
    const [x, y] = [a.dtype, b.dtype].map(name => dtypeInfo(name).scalarType);
    throw fail(
      `Expected input and other to have the same dtype, but got input's dtype ${x} and other's dtype ${y}`,
      'dtype'
    );
  }
  const less = a.ndim - b.ndim;
  if (less < 0 || less > 1) {
    throw fail(
      'input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1'
    );
  }
  const isVector = less === 1;
  // As there: only a batch of A's own is taken for vectors before batches are broadcast.
  const isOwn = b.ndim === 1 || sameShape(b.shape, a.shape.slice(0, -1));
  const m = a.shape[a.ndim - 2];
  for (const rows of isVector && !isOwn ? [-2, -1] : [isVector ? -1 : -2]) {
    if (rows === -1) broadcastShapes(op, a.shape.slice(0, -2), b.shape.slice(0, -1));
    if (m !== b.shape[b.ndim + rows]) throw fail(`input.size(-2) should match other.size(${rows})`);
  }
  if (!isInexact(a.dtype)) {
    throw new RuntimeError("This function doesn't handle types other than float and double", {
      op,
      code: 'dtype'
    });
  }
  return isVector;
}

function checkDriver(op: string, driver: LstsqDriver = 'gelsd'): LstsqDriver {
  const known: readonly string[] = ['gels', 'gelsy', 'gelsd', 'gelss'];
  if (known.includes(driver)) return driver;
  throw new RuntimeError(
    `torch.${op}: parameter \`driver\` should be one of (${known.join(', ')})`,
    { op, code: 'invalid-argument' }
  );
}

/** As many matrices as the result has. */
function broadcast(matrices: IMatrices, a: Tensor, batch: Shape): IMatrices {
  const data = expanded<FloatDType>(a, [...batch, matrices.rows, matrices.columns]);
  return { ...matrices, batch, count: batch.reduce((x, y) => x * y, 1), data };
}

interface ISystem {
  op: string;
  driver: LstsqDriver;
  batch: Shape;
  k: number;
  rcond: number | undefined;
}

function solveAll({ op, driver, batch, k, rcond }: ISystem, matrices: IMatrices, b: Tensor) {
  const { dtype, count, rows: m, columns: n, data } = matrices;
  const width = components(dtype);
  const least = Math.min(m, n);
  const B = Float64Array.from(expanded<FloatDType>(b, [...batch, m, k]));
  const x = new Float64Array(count * n * k * width);
  const values = new Float64Array(count * least);
  const residuals = new Float64Array(count * k);
  const ranks = new BigInt64Array(count);
  const limit = limitOf(matrices, rcond);
  for (let i = 0; i < count; i++) {
    const member = batch.length > 0 ? i : undefined;
    const own = data.subarray(i * m * n * width, (i + 1) * m * n * width);
    if (!own.every(Number.isFinite)) throw nonFiniteError(op, member);
    const right = B.subarray(i * m * k * width, (i + 1) * m * k * width);
    const part = x.subarray(i * n * k * width, (i + 1) * n * k * width);
    if (driver === 'gels') {
      const found = byReflections(matrices, i, right, k);
      if (typeof found === 'number') throw notFullRank(op, found, member);
      part.set(found);
      ranks[i] = BigInt(least);
    } else {
      const found = bySingularValues(matrices, i, right, k, limit);
      part.set(found.x);
      values.set(found.values, i * least);
      ranks[i] = BigInt(found.rank);
    }
    residuals.set(squares(own, part, right, { m, n, k, width }), i * k);
  }
  return { x, values, ranks, residuals };
}

function limitOf({ dtype, rows, columns }: IMatrices, rcond: number | undefined): number {
  if (rcond === undefined) return epsilon(dtype) * Math.max(rows, columns);
  return rcond < 0 ? epsilon(dtype) : rcond;
}

/** ‖A·x − b‖² of each column. */
function squares(
  a: FloatData,
  x: Float64Array,
  b: Float64Array,
  { m, n, k, width }: { m: number; n: number; k: number; width: 1 | 2 }
): Float64Array {
  const sums = new Float64Array(k);
  for (let i = 0; i < m; i++) {
    for (let c = 0; c < k; c++) {
      let re = -b[(i * k + c) * width];
      let im = width === 2 ? -b[(i * k + c) * width + 1] : 0;
      for (let j = 0; j < n; j++) {
        const [p, q] = [(i * n + j) * width, (j * k + c) * width];
        re += a[p] * x[q];
        if (width === 1) continue;
        re -= a[p + 1] * x[q + 1];
        im += a[p] * x[q + 1] + a[p + 1] * x[q];
      }
      sums[c] += re * re + im * im;
    }
  }
  return sums;
}

function notFullRank(op: string, info: number, batch?: number): LinAlgError {
  const where = batch === undefined ? '' : `(Batch element ${batch}): `;
  return new LinAlgError(
    `torch.${op}: ${where}The least squares solution could not be computed because the input matrix does not have full rank (error code: ${info}).`,
    { op, code: 'rank-deficient', batch }
  );
}
