/** The double nearest to a fraction. */
import type Fraction from 'fraction.js';

/** The exponent of the smallest subnormal, 2⁻¹⁰⁷⁴. */
const LEAST = 1074;
const SUBNORMAL = 2n ** 53n;
/** Bits of a quotient that is rounded: those of a double, one that decides, and one for the remainder. */
const BITS = 55;

/**
 * A fraction as the nearest double, ties to even (IEEE 754): what a compiler makes of the same decimal.
 * `Fraction.valueOf` rounds numerator, denominator and quotient, and misses it in one case of ten.
 *
 * @returns Inf beyond the largest double
 */
export function nearestDouble({ s, n, d }: Fraction): number {
  const shift = Math.min(LEAST, BITS - (lengthOf(n) - lengthOf(d)));
  const [above, below] = shift >= 0 ? [n << BigInt(shift), d] : [n, d << BigInt(-shift)];
  const quotient = above / below;
  const rest = above % below;
  const isSubnormal = shift === LEAST && quotient < SUBNORMAL;
  const magnitude = isSubnormal ? subnormal(quotient, rest, below) : rounded(quotient, rest, shift);
  return s < 0n ? -magnitude : magnitude;
}

/** A remainder is one bit more, so that the conversion to a double is the only rounding. */
function rounded(quotient: bigint, rest: bigint, shift: number): number {
  return (Number(2n * quotient + (rest > 0n ? 1n : 0n)) / 2) * 2 ** -shift;
}

/** Whole multiples of 2⁻¹⁰⁷⁴, to which numbers below 2⁻¹⁰²¹ are rounded: a double holds them. */
function subnormal(quotient: bigint, rest: bigint, below: bigint): number {
  const twice = 2n * rest;
  const isUp = twice > below || (twice === below && quotient % 2n === 1n);
  return Number(isUp ? quotient + 1n : quotient) * 2 ** -LEAST;
}

function lengthOf(value: bigint): number {
  return value.toString(2).length;
}
