/** The proof by exact arithmetic, for small matrices: every double is a whole number times a power of two. */

import { adjugateOf, wholeOf } from '../backends/exact/index.js';
import { split } from '../backends/exact/whole.js';
import { scale } from '../core/exponent.js';
import { TINY } from './slack.js';

/** A matrix as `plainProblemOf` has it. */
export interface IPlain {
  order: number;
  columns: number;
  b: Float64Array;
}

/** B⁻¹ = numerators/denominator · 2^exponent, `order` by `columns`; or that there is none. */
export type ExactInverse =
  | { singular: true }
  | { singular: false; numerators: bigint[]; denominator: bigint; exponent: number };

/** Nothing larger is looked at. */
const MOST = 64;

/**
 * @param budgetMs nothing is begun that takes longer, by an estimate
 * @returns undefined where it would take too long
 */
export function exactInverseOf(
  { order, columns, b }: IPlain,
  budgetMs = Number.POSITIVE_INFINITY
): ExactInverse | undefined {
  if (order > MOST) return undefined;
  const { whole, exponent } = wholeOf(b, order);
  const found = adjugateOf(whole, { budgetMs });
  if (!found) return undefined;
  if (found.det === 0n) return { singular: true };
  const sign = found.det < 0n ? -1n : 1n;
  const numerators = found.adjugate
    .filter((_, at) => at % order < columns)
    .map(value => sign * value);
  return { singular: false, numerators, denominator: sign * found.det, exponent: -exponent };
}

/** The nearest doubles. */
export function nearestOf(inverse: ExactInverse & { singular: false }): Float64Array {
  const { numerators, denominator, exponent } = inverse;
  return Float64Array.from(numerators, numerator => {
    const [quotient, shift] = divide(abs(numerator), denominator);
    return scale(Number(numerator < 0n ? -quotient : quotient), exponent - shift);
  });
}

/** |B⁻¹ − Y|, rounded up: 0 where Y is exact. */
export function distancesTo(
  { numerators, denominator, exponent }: ExactInverse & { singular: false },
  y: Float64Array
): Float64Array {
  return y.map((value, at) => {
    if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
    const { mantissa, exponent: power } = split(value);
    // numerator · 2^exponent − mantissa · denominator · 2^power, with one power of two taken out.
    const least = Math.min(exponent, power);
    const apart =
      (numerators[at] << BigInt(exponent - least)) -
      ((BigInt(mantissa) * denominator) << BigInt(power - least));
    if (apart === 0n) return 0;
    const [quotient, shift] = divide(abs(apart), denominator);
    return scale(Number(quotient + 1n) * (1 + 2 ** -51), least - shift) + 2 * TINY;
  });
}

/** The whole part of a/b · 2^shift for a >= 0 and b > 0, of at least 56 bits unless a is 0. */
function divide(a: bigint, b: bigint): [quotient: bigint, shift: number] {
  const shift = 4 * (b.toString(16).length - a.toString(16).length) + 60;
  return [shift >= 0 ? (a << BigInt(shift)) / b : a / (b << BigInt(-shift)), shift];
}

function abs(x: bigint): bigint {
  return x < 0n ? -x : x;
}
