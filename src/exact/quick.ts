/** Whether exact arithmetic is done before anybody waits: an estimate from the sizes of the numbers. */
import type Fraction from 'fraction.js';
import { costOfDoubles, costOfMinors } from '../engine/internal.js';
import { bitsOf, commonDenominator } from './integers.js';

/** Milliseconds. */
const IMMEDIATE = 100;

/** Bits of numerators and denominators that still have an approximation among the doubles. */
const LONGEST = 1000;

/**
 * Whether the inverse of a square matrix of fractions is done within 100 ms, and its entries and determinant are
 * not so long that they overflow where they are shown as decimals.
 */
export function isQuick(rows: readonly (readonly Fraction[])[]): boolean {
  const n = rows.length;
  // However short its numbers are, a large matrix takes longer: they are not looked at.
  if (!(costOfMinors(n, n, n, n * n) <= IMMEDIATE)) return false;
  const bits = lengthOf(rows, LONGEST);
  return bits <= LONGEST && costOfMinors(n, n, bits, n * n) <= IMMEDIATE;
}

/** The same of a matrix of doubles, whatever its shape, and the length of the result. */
export function isQuickOfDoubles(rows: readonly (readonly number[])[]): boolean {
  return costOfDoubles(rows) <= IMMEDIATE;
}

/**
 * Bits of all rows together, of the longest entry or of the denominator of each, once it has one denominator: as
 * many as a numerator or a denominator of the inverse, or of the determinant, can have.
 * @returns Infinity where there are more than `most`; what is longer is not computed
 */
function lengthOf(rows: readonly (readonly Fraction[])[], most: number): number {
  let bits = 0;
  for (const row of rows) {
    const common = commonDenominator(row, most - bits);
    if (common === undefined) return Number.POSITIVE_INFINITY;
    const largest = row.reduce((most, { n, d }) => Math.max(most, bitsOf(n) - bitsOf(d) + 1), 0);
    bits += bitsOf(common) + largest + Math.log2(row.length) / 2;
  }
  return bits;
}
