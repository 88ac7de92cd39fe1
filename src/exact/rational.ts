/** Floating-point numbers as the fractions that they are. */
import Fraction from 'fraction.js';

/**
 * The exact value of a finite double, a fraction whose denominator is a power of two.
 * (`new Fraction(0.1)` would be the decimal 1/10, which the double is not.)
 * @throws RangeError for NaN and Inf
 */
export function fromDouble(value: number): Fraction {
  if (!Number.isFinite(value)) throw new RangeError(`fromDouble: ${value} is not finite`);
  let [mantissa, power] = [value, 0];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    power++;
  }
  return new Fraction(BigInt(mantissa), 1n << BigInt(power));
}

/** The shortest integer vector along `vector`, its first entry that is not zero positive. */
export function toIntegers(vector: readonly Fraction[]): bigint[] {
  const denominator = vector.reduce((common, x) => common * (x.d / gcd(common, x.d)), 1n);
  const integers = vector.map(x => x.s * x.n * (denominator / x.d));
  const divisor = integers.reduce((common, x) => gcd(common, x < 0n ? -x : x), 0n);
  if (divisor === 0n) return integers;
  const sign = (integers.find(x => x !== 0n) as bigint) < 0n ? -1n : 1n;
  return integers.map(x => (x * sign) / divisor);
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y) [x, y] = [y, x % y];
  return x;
}
