/** How long exact arithmetic takes: an estimate from the work, without a clock. */
import { split } from './whole.js';

const PRIME_BITS = 25.99;

/**
 * About how many milliseconds the adjugate takes of a matrix of n rows, none of whose entries has more bits.
 * @param bits of the longest entry
 */
export function costOf(n: number, bits: number): number {
  return costOfMinors(n, n, n * (bits + Math.log2(Math.max(n, 1)) / 2), n * n);
}

/** Milliseconds of a product and a sum, of what is done once for an entry of a panel, and for a prime. */
const PRODUCT = 1.4e-6;
const ENTRY = 1.5e-5;
const PRIME = 2e-3;
/** Of a piece of an entry, whose residue is found. */
const PIECE = 3e-6;
/** Of bringing one residue of a number into it, and for each of the others. */
const RESIDUE = 2e-4;
const OTHER = 4e-7;

/** Milliseconds to solve for so many numbers of so many bits, in a matrix (rows, columns). */
export function costOfMinors(rows: number, columns: number, bits: number, count: number): number {
  const primes = Math.floor((bits + 2) / PRIME_BITS) + 1;
  const pieces = Math.ceil(primes / Math.max(rows, 1));
  const elimination = rows * columns * (rows * PRODUCT + ENTRY + pieces * PIECE) + PRIME;
  return primes * (elimination + count * (RESIDUE + primes * OTHER));
}

/** Milliseconds for which nobody waits. */
const MOST = 250;

/**
 * The same of a matrix of doubles, from their exponents alone: Infinity where one is not finite.
 * @param rows of equal length
 */
export function costOfDoubles(rows: readonly (readonly number[])[]): number {
  const [many, columns] = [rows.length, rows[0]?.length ?? 0];
  const [less, more] = [Math.min(many, columns), Math.max(many, columns)];
  if (less === 0) return 0;
  const least = costOfMinors(less, more, less, less * more);
  // A large matrix is not looked at.
  if (least > MOST || !rows.every(row => row.every(Number.isFinite))) {
    return Number.POSITIVE_INFINITY;
  }
  return costOfMinors(less, more, lengthOf(rows) + (less * Math.log2(more)) / 2, less * more);
}

/** Bits of the longest numbers of all rows, when powers of two have been taken out of rows and columns. */
function lengthOf(rows: readonly (readonly number[])[]): number {
  const parts = rows.map(row => row.map(split));
  const rowOf = parts.map(row => Math.min(...row.filter(isNotZero).map(x => x.exponent)));
  const columnOf = rows[0].map((_, j) =>
    parts.reduce(
      (least, row, i) => (isNotZero(row[j]) ? Math.min(least, row[j].exponent - rowOf[i]) : least),
      Number.POSITIVE_INFINITY
    )
  );
  return parts.reduce((sum, row, i) => {
    const bits = row.map(({ mantissa, exponent }, j) =>
      mantissa === 0 ? 0 : Math.log2(Math.abs(mantissa)) + exponent - rowOf[i] - columnOf[j]
    );
    return sum + Math.max(0, ...bits);
  }, 0);
}

function isNotZero({ mantissa }: { mantissa: number }): boolean {
  return mantissa !== 0;
}
