/** Condition numbers, and how far to trust an inverse. */

import { spectrum } from '../backends/cpu/decomposition.js';
import { type IScaled, scaledNorm, timesScaled } from '../backends/cpu/norm.js';
import { epsilon, type FloatDType, isComplex, isFloat, realDType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { exponentOf, scale } from '../core/power.js';
import {
  checkCastable,
  checkMatrices,
  checkSquare,
  checkTensor,
  deliverCast,
  type IMatrices
} from '../ops/check.js';
import { matrixAt, type Tensor } from '../tensor.js';
import { costOfDoubles, rankOf, wholeOf } from '../verify/modular/index.js';
import { plainProblemOf } from '../verify/problem.js';
import { invEx } from './inverse.js';

/** The norms of which `cond` takes the ratio or the product. */
export type ConditionNorm = 1 | -1 | 2 | -2 | number | 'fro' | 'nuc';

/**
 * The condition number κ_p of every matrix of A. Source: `torch.linalg.cond`.
 *
 * p = 2 (the default), −2 and 'nuc' from singular values, never from AᵀA; ±1, ±Infinity and 'fro' as
 * ‖A‖·‖A⁻¹‖. A singular matrix gives Infinity, a 0 by 0 matrix 0.
 *
 * @param A (*, n, n); (*, m, n) for p = ±2
 * @param p may be left out before the options: `cond(A, {out})`
 * @returns (*), real; `out` may be of any floating-point or complex dtype
 * @throws RuntimeError `linalg.cond got an invalid norm type: 3`
 * @throws LinAlgError for NaN or Inf, where singular values are needed
 */
export function cond(
  A: Tensor,
  p: ConditionNorm | null | { out?: Tensor } = 2,
  options: { out?: Tensor } = {}
): Tensor {
  // As Python's keyword `out`, which may come without p.
  if (typeof p === 'object' && p !== null) return cond(A, 2, p);
  const op = 'linalg.cond';
  const norm = checkNorm(op, p ?? 2);
  if (checkTensor(op, A).ndim < 2) checkMatrices(op, A, '');
  if (isFloat(A.dtype)) checkCastable(op, realDType(A.dtype), options.out);
  const { dtype, values } =
    typeof norm === 'number' && Math.abs(norm) === 2
      ? spectral(A, norm)
      : norm === 'nuc'
        ? nuclear(A)
        : byInverse(A, norm);
  const real = realDType(dtype);
  const data = real === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
  return deliverCast(op, data, A.shape.slice(0, -2), real, options.out);
}

function checkNorm(op: string, p: ConditionNorm): ConditionNorm {
  const magnitudes = [1, 2, Number.POSITIVE_INFINITY];
  if (p === 'fro' || p === 'nuc') return p;
  if (typeof p === 'number' && magnitudes.includes(Math.abs(p))) return p;
  throw new RuntimeError(`${op} got an invalid norm type: ${String(p)}`, {
    op,
    code: 'invalid-argument'
  });
}

interface IValues {
  dtype: FloatDType;
  values: number[];
}

function spectral(A: Tensor, p: number): IValues {
  const matrices = checkMatrices('linalg.svd', A);
  const values = members(matrices, k => {
    const { value, exponent } = conditionOf(matrices, A, k);
    const ratio = scale(value, exponent);
    return p > 0 || ratio === 0 ? ratio : 1 / ratio;
  });
  return { dtype: matrices.dtype, values };
}

function conditionOf(matrices: IMatrices, A: Tensor, k: number): IScaled {
  const found = spectralCondition(matrices, k);
  if (found.value !== Number.POSITIVE_INFINITY || matrices.rows !== matrices.columns) return found;
  const own = matrixAt(A, k);
  const { inverse, info } = invEx(own);
  const x = checkSquare('linalg.cond', inverse);
  if (info.item() !== 0 || !x.data.every(Number.isFinite)) return found;
  return conditionByInverse(checkSquare('linalg.cond', own), x, 0) ?? found;
}

/** κ₂ = σ₁/σₙ of member `k`; Infinity where σₙ is 0, and 0 for an empty matrix. */
export function spectralCondition(matrices: IMatrices, k: number): IScaled {
  const { values } = spectrum(matrices, k);
  if (values.length === 0) return { value: 0, exponent: 0 };
  const [largest, smallest] = [values[0], values[values.length - 1]];
  if (smallest === 0) return { value: Number.POSITIVE_INFINITY, exponent: 0 };
  const [up, down] = [exponentOf(largest), exponentOf(smallest)];
  return { value: scale(largest, -up) / scale(smallest, -down), exponent: up - down };
}

/** Exact arithmetic that takes longer, by its own estimate, is not begun (ms). */
const BUDGET = 10;
const LARGEST = 64;

/**
 * κ₂ = σ₁(A)·σ₁(A⁻¹), for a matrix whose least singular value is 0 as computed: rounding does that to matrices that
 * have an inverse.
 * @returns undefined where exact arithmetic does not say, or not soon, that A has one
 */
export function conditionByInverse(a: IMatrices, x: IMatrices, k: number): IScaled | undefined {
  if (!isRegular(a, k)) return undefined;
  const [left, right] = [a, x].map(matrices => {
    const { values, exponent } = spectrum(matrices, k);
    return { value: values[0], exponent };
  });
  return timesScaled(left, right);
}

function isRegular({ dtype, rows: n, data }: IMatrices, k: number): boolean {
  if (n > LARGEST) return false;
  const complex = isComplex(dtype);
  const length = n * n * (complex ? 2 : 1);
  const own = Float64Array.from(data.subarray(k * length, (k + 1) * length));
  const { size, b } = plainProblemOf({ n, complex, data: own });
  const rows = Array.from({ length: size }, (_, i) => [...b.subarray(i * size, (i + 1) * size)]);
  if (costOfDoubles(rows) > BUDGET) return false;
  return rankOf(size, size, wholeOf(b, size).whole.entries) === size;
}

function nuclear(A: Tensor): IValues {
  const matrices = checkSquare('linalg.cond(ord=nuc)', A);
  const values = members(matrices, k => {
    const sigma = spectrum(matrices, k).values;
    const sum = sigma.reduce((total, value) => total + value, 0);
    const inverse = sigma.reduce((total, value) => total + 1 / value, 0);
    return sigma.length === 0 ? 0 : inverse === Infinity ? Infinity : sum * inverse;
  });
  return { dtype: matrices.dtype, values };
}

function byInverse(A: Tensor, p: ConditionNorm): IValues {
  const shown = p === Infinity ? 'inf' : p === -Infinity ? '-inf' : String(p);
  checkSquare(`linalg.cond(ord=${shown})`, A);
  const { inverse, info } = invEx(A);
  const matrices = checkSquare('linalg.cond', A);
  const inverses = checkSquare('linalg.cond', inverse);
  const values = members(matrices, k => {
    if (info.data[k] !== 0) return Number.POSITIVE_INFINITY;
    const [a, x] = [matrices, inverses].map(m => scaledNorm(m, k, p as number));
    const { value, exponent } = timesScaled(a, x);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : scale(value, exponent);
  });
  return { dtype: matrices.dtype, values };
}

/** One number for every matrix; 0 for those of size 0 by 0. */
function members(matrices: IMatrices, value: (k: number) => number): number[] {
  const empty = matrices.rows * matrices.columns === 0;
  return Array.from({ length: matrices.count }, (_, k) => (empty ? 0 : value(k)));
}

/** How many decimal digits a dtype carries: −log₁₀ of the unit roundoff, 15.9 or 7.2. */
export function decimalDigits(dtype: FloatDType): number {
  return -Math.log10(epsilon(dtype) / 2);
}
