/** Rows of fractions as rows of whole numbers, and back. */
import Fraction from 'fraction.js';

/** Rows of fractions as whole numbers, and what each was multiplied by. */
export function toWhole(A: readonly Fraction[][]): { rows: bigint[][]; scales: bigint[] } {
  const scales = A.map(row => row.reduce((common, { d }) => lcm(common, d), 1n));
  return { rows: A.map((row, i) => row.map(({ s, n, d }) => s * n * (scales[i] / d))), scales };
}

/**
 * Many numbers over one denominator, in lowest terms.
 *
 * Most have a small divisor in common with it, or none. So the part of the denominator that any of them can
 * cancel is found once, from their product, and each is compared with that part alone.
 */
export function fractionsOver(numerators: readonly bigint[], denominator: bigint): Fraction[] {
  const magnitude = abs(denominator);
  const common = numerators.reduce(
    (divisor, x) => (divisor === 1n ? 1n : gcd(divisor, x)),
    magnitude
  );
  const whole = common === 1n ? numerators : numerators.map(x => x / common);
  const below = magnitude / common;
  const product = whole.reduce((left, x) => (x === 0n ? left : (left * x) % below), 1n);
  const part = sharedPart(below, abs(product));
  const isNegative = denominator < 0n;
  return whole.map(x => {
    if (x === 0n) return new Fraction(0);
    const divisor = part === 1n ? 1n : gcd(part, x % part);
    return lowest(x < 0n !== isNegative, abs(x) / divisor, below / divisor);
  });
}

/** The largest divisor of a number all of whose prime factors divide another. */
function sharedPart(value: bigint, other: bigint): bigint {
  let [part, rest] = [1n, value];
  for (let divisor = gcd(rest, other); divisor > 1n; divisor = gcd(rest, divisor)) {
    part *= divisor;
    rest /= divisor;
  }
  return part;
}

/** A fraction that is in lowest terms: the constructor would look for common divisors again. */
function lowest(isNegative: boolean, n: bigint, d: bigint): Fraction {
  return Object.assign(new Fraction(), { s: isNegative ? -1n : 1n, n, d });
}

/** The shortest vector of whole numbers along another, its first entry that is not zero positive. */
export function shortest(vector: readonly bigint[]): bigint[] {
  const divisor = vector.reduce((common, x) => gcd(common, x), 0n);
  if (divisor === 0n) return [...vector];
  const sign = (vector.find(x => x !== 0n) as bigint) < 0n ? -1n : 1n;
  return vector.map(x => (x * sign) / divisor);
}

/** The least common multiple of two positive numbers. */
export function lcm(a: bigint, b: bigint): bigint {
  return a === b ? a : a * (b / gcd(a, b));
}

/** The common denominator of a row; undefined where it has more than `most` bits, and is not computed. */
export function commonDenominator(row: readonly Fraction[], most: number): bigint | undefined {
  let common = 1n;
  for (const { d } of row) {
    common = lcm(common, d);
    if (bitsOf(common) > most) return undefined;
  }
  return common;
}

/** Binary digits of a number that is not negative: 0 of 0. */
export function bitsOf(value: bigint): number {
  const digits = value.toString(16);
  return 4 * digits.length - Math.clz32(Number.parseInt(digits[0], 16)) + 28;
}

/** The greatest common divisor; 0 of two zeros. */
function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [abs(a), abs(b)];
  while (y) [x, y] = [y, x % y];
  return x;
}

function abs(x: bigint): bigint {
  return x < 0n ? -x : x;
}
