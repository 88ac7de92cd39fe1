/** The proof by exact arithmetic, for small matrices: every double is a whole number times a power of two. */
import { scale } from '../power.js';
import { adjugate } from './bareiss.js';
import { TINY } from './slack.js';

/** What exact arithmetic finds: A is singular, or its inverse is within `bound` of Y. */
export type ExactProof = { singular: true } | { singular: false; bound: Float64Array };

/** Up to here exact arithmetic may be tried, as long as it costs little. */
const MOST = 40;
/** Digits times operations that take some 200 ms. */
const BUDGET = 3e7;

/**
 * @param size,columns,b a matrix as `problemOf` has it, but not scaled
 * @param y an approximate inverse; where it is not finite, A may still be proven singular
 * @returns undefined where it would take too long
 */
export function proveExact(
  { size, columns, b }: { size: number; columns: number; b: Float64Array },
  y: Float64Array
): ExactProof | undefined {
  if (size > MOST) return undefined;
  const { whole, exponent } = wholeNumbers(b);
  const bits = bitsOf(whole);
  if (size ** 3 * (1 + (size * bits) / 64) ** 1.5 > BUDGET) return undefined;
  const { det, adjugate: entries } = adjugate(size, whole);
  if (det === 0n) return { singular: true };
  const bound = new Float64Array(size * columns);
  for (let at = 0; at < bound.length; at++) {
    const [i, j] = [Math.floor(at / columns), at % columns];
    bound[at] = distance(entries[i * size + j], det, exponent, y[at]);
  }
  return { singular: false, bound };
}

/** values = whole · 2^exponent. */
export function wholeNumbers(values: Float64Array): { whole: bigint[]; exponent: number } {
  const parts = Array.from(values, partsOf);
  const exponent = parts.reduce(
    (least, [mantissa, power]) => (mantissa === 0n ? least : Math.min(least, power)),
    Number.POSITIVE_INFINITY
  );
  if (exponent === Number.POSITIVE_INFINITY) return { whole: parts.map(() => 0n), exponent: 0 };
  const whole = parts.map(([mantissa, power]) =>
    mantissa === 0n ? 0n : mantissa << BigInt(power - exponent)
  );
  return { whole, exponent };
}

const double = new Float64Array(1);
const word = new BigUint64Array(double.buffer);

/** A double as an odd number, or 0, times a power of two. */
function partsOf(value: number): [mantissa: bigint, exponent: number] {
  double[0] = Math.abs(value);
  const field = Number(word[0] >> 52n);
  let mantissa = (word[0] & ((1n << 52n) - 1n)) + (field > 0 ? 1n << 52n : 0n);
  if (mantissa === 0n) return [0n, 0];
  let exponent = Math.max(field, 1) - 1075;
  while ((mantissa & 0xffffn) === 0n) {
    mantissa >>= 16n;
    exponent += 16;
  }
  while ((mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent++;
  }
  return [value < 0 ? -mantissa : mantissa, exponent];
}

function bitsOf(whole: readonly bigint[]): number {
  const largest = whole.reduce((most, x) => (abs(x) > most ? abs(x) : most), 0n);
  return largest.toString(16).length * 4;
}

function abs(x: bigint): bigint {
  return x < 0n ? -x : x;
}

/** |numerator/det · 2^−exponent − value|, rounded up. */
function distance(numerator: bigint, det: bigint, exponent: number, value: number): number {
  if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
  const [mantissa, power] = partsOf(value);
  // numerator·2^−exponent − mantissa·2^power·det, over det, with one power of two taken out.
  const least = Math.min(-exponent, power);
  const apart =
    (numerator << BigInt(-exponent - least)) - ((mantissa * det) << BigInt(power - least));
  return ratioUp(abs(apart), abs(det), least);
}

/** a/b · 2^exponent for whole a >= 0 and b > 0, rounded up; 0 for 0. */
function ratioUp(a: bigint, b: bigint, exponent: number): number {
  if (a === 0n) return 0;
  const shift = b.toString(16).length * 4 - a.toString(16).length * 4 + 60;
  const quotient = shift >= 0 ? (a << BigInt(shift)) / b : a / (b << BigInt(-shift));
  // 56 to 64 bits: as a double it is off by at most one unit in its last place.
  return scale(Number(quotient + 1n) * (1 + 2 ** -51), exponent - shift) + 2 * TINY;
}
