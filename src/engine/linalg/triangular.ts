/** Systems whose matrix is triangular. */

import { inPrecision } from '../backends/cpu/columns.js';
import { substitute } from '../backends/cpu/triangular.js';
import { components, type FloatDType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { broadcastShapes, sizeOf } from '../core/shape.js';
import {
  checkDimensions,
  checkKernelDType,
  checkOut,
  checkSameDType,
  checkSquare,
  checkSquareSizes,
  checkTensor,
  equationError,
  inDTypeOf,
  toOut
} from '../ops/check.js';
import { expanded } from '../ops/expand.js';
import { Tensor, type TensorLike } from '../tensor.js';

export interface ISolveTriangularOptions {
  /** Whether the upper triangle of A is read, or the lower one: to be said, as in torch. */
  upper: boolean;
  /** A X = B where true (the default), X A = B where false. */
  left?: boolean;
  /** The diagonal of A counts as ones. */
  unitriangular?: boolean;
  /** Filled in place and returned; may be B itself. */
  out?: Tensor;
}

/**
 * X with A X = B (or X A = B) for triangular A, by substitution. Source: `torch.linalg.solve_triangular`; BLAS
 * xTRSM. A zero on the diagonal is no error: it gives Inf and NaN.
 *
 * @param A (*, n, n); the other triangle is not read
 * @param B (*, n, k), or (*, k, n) with `left: false`; of A's dtype, batches broadcast
 * @throws RuntimeError where shapes or dtypes do not fit
 */
export function solveTriangular(
  A: TensorLike,
  B: TensorLike,
  options: ISolveTriangularOptions
): Tensor {
  const op = 'linalg.solve_triangular';
  const [a, b] = [checkTensor(op, inDTypeOf(B, A)), checkTensor(op, inDTypeOf(A, B), 'B')];
  const { upper, left = true, unitriangular = false, out } = options ?? {};
  if (typeof upper !== 'boolean') {
    throw new RuntimeError(
      'linalg_solve_triangular() missing 1 required positional arguments: "upper"',
      { op, code: 'invalid-argument' }
    );
  }
  checkEquation(op, a, b, left);
  const { dtype, rows: n } = checkSquare(op, a);
  checkOut(op, dtype, out);
  const batch = broadcastShapes(op, b.shape.slice(0, -2), a.shape.slice(0, -2));
  // X A = B is AᵀXᵀ = Bᵀ.
  const [matrix, right] = left ? [a, b] : [a.mT, b.mT];
  const k = right.shape[right.ndim - 1];
  const width = components(dtype);
  const T = expanded<FloatDType>(matrix, [...batch, n, n]);
  const X = Float64Array.from(expanded<FloatDType>(right, [...batch, n, k]));
  const system = { n, k, width, upper: upper === left, unit: unitriangular };
  for (let i = 0; i < sizeOf(batch); i++) {
    const [from, to] = [i * n * n * width, i * n * k * width];
    substitute(system, T.subarray(from, from + n * n * width), X.subarray(to, to + n * k * width));
  }
  const result = Tensor.own(inPrecision(dtype, X), [...batch, n, k], dtype);
  const turned = left ? result : result.mT;
  return toOut(Tensor.own(Tensor.read(turned), turned.shape, dtype), out);
}

function checkEquation(op: string, a: Tensor, b: Tensor, left: boolean): void {
  checkSquareSizes(op, a);
  checkDimensions(op, a);
  checkDimensions(op, b, ' B');
  const n = a.shape[a.ndim - 1];
  if (b.shape[b.ndim - (left ? 2 : 1)] !== n) throw equationError(op, n, b.shape, left);
  checkKernelDType(op, 'triangular_solve_cpu', a.dtype);
  checkSameDType(op, 'A', a.dtype, b.dtype);
}
