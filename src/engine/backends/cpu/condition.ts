/** Condition numbers of a batch. */
import { epsilon, type FloatDType, isComplex, realDType } from '../../core/dtype.js';
import { narrow, widen } from '../../core/embedding.js';
import { exponentOf, scale } from '../../core/exponent.js';
import type { IMatrices } from '../../core/matrices.js';
import { Tensor } from '../../tensor.js';
import type { MatrixNorm } from '../device.js';
import { costOfDoubles, rankOf, wholeOf } from '../exact/index.js';
import { inPrecision } from './columns.js';
import { spectrum } from './decomposition.js';
import { inverseOf } from './invert.js';
import { type IScaled, scaledNorm, timesScaled } from './norm.js';

/** κ of every matrix; 0 where it is 0 by 0. */
export function conditions(op: string, matrices: IMatrices, p: MatrixNorm): Tensor {
  const { batch, count, rows, columns, dtype } = matrices;
  const one = rows * columns === 0 ? () => 0 : memberCondition(op, matrices, p);
  const values = Float64Array.from({ length: count }, (_, k) => one(k));
  const real = realDType(dtype);
  return Tensor.own(inPrecision(real, values), batch, real);
}

function memberCondition(op: string, matrices: IMatrices, p: MatrixNorm): (k: number) => number {
  if (p === 'nuc') return k => nuclear(matrices, k);
  if (Math.abs(p as number) === 2) return k => spectral(op, matrices, k, p as number);
  const { inverses, info } = inverseOf(op, matrices);
  const found = { ...matrices, data: inverses };
  return k => {
    if (info[k] !== 0) return Number.POSITIVE_INFINITY;
    const { value, exponent } = timesScaled(scaledNorm(matrices, k, p), scaledNorm(found, k, p));
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : scale(value, exponent);
  };
}

function spectral(op: string, matrices: IMatrices, k: number, p: number): number {
  const { value, exponent } = conditionOf(op, matrices, k);
  const ratio = scale(value, exponent);
  return p > 0 || ratio === 0 ? ratio : 1 / ratio;
}

function conditionOf(op: string, matrices: IMatrices, k: number): IScaled {
  const found = spectralCondition(matrices, k);
  if (found.value !== Number.POSITIVE_INFINITY || matrices.rows !== matrices.columns) return found;
  const own = { ...matrices, batch: [], count: 1, data: memberOf(matrices, k) };
  const { inverses, info } = inverseOf(op, own);
  if (info[0] !== 0 || !inverses.every(Number.isFinite)) return found;
  return conditionByInverse(own, { ...own, data: inverses }, 0) ?? found;
}

function memberOf({ dtype, rows, columns, data }: IMatrices, k: number) {
  const length = rows * columns * (isComplex(dtype) ? 2 : 1);
  return data.subarray(k * length, (k + 1) * length);
}

function nuclear(matrices: IMatrices, k: number): number {
  const sigma = spectrum(matrices, k).values;
  const sum = sigma.reduce((total, value) => total + value, 0);
  const inverse = sigma.reduce((total, value) => total + 1 / value, 0);
  return inverse === Infinity ? Infinity : sum * inverse;
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

function isRegular(matrices: IMatrices, k: number): boolean {
  const { dtype, rows: n } = matrices;
  if (n > LARGEST) return false;
  const own = Float64Array.from(memberOf(matrices, k));
  const [order, b] = isComplex(dtype) ? [2 * n, widen(narrow(own, n), n)] : [n, own];
  const rows = Array.from({ length: order }, (_, i) => [...b.subarray(i * order, (i + 1) * order)]);
  if (costOfDoubles(rows) > BUDGET) return false;
  return rankOf(order, order, wholeOf(b, order).whole.entries) === order;
}

/** How many decimal digits a dtype carries: −log₁₀ of the unit roundoff, 15.9 or 7.2. */
export function decimalDigits(dtype: FloatDType): number {
  return -Math.log10(epsilon(dtype) / 2);
}
