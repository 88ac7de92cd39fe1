/** How long exact arithmetic takes: an estimate from the work, without a clock. */
import { minorBits } from './bounds.js';
import { piecesOf } from './residues.js';
import { type IWhole, withoutTwos } from './whole.js';

const PRIME_BITS = 25.99;

/**
 * About how many milliseconds the adjugate takes of a matrix of n rows, none of whose entries has more bits.
 * @param bits of the longest entry
 */
export function costOf(n: number, bits: number): number {
  return costOfMinors(n, n, n * (bits + Math.log2(Math.max(n, 1)) / 2), n * n);
}

/** The same of this matrix: sharper, since rows, columns and powers of two in them are looked at. */
export function costOfWhole({ n, entries }: IWhole): number {
  const pieces = piecesOf(withoutTwos({ n, entries }).core.entries);
  return costOfMinors(n, n, minorBits(pieces, n, n, n), n * n);
}

/**
 * Milliseconds to solve for so many numbers of so many bits, in a matrix (rows, columns).
 */
export function costOfMinors(rows: number, columns: number, bits: number, count: number): number {
  const primes = Math.floor((bits + 2) / PRIME_BITS) + 1;
  const elimination = primes * (rows * rows * columns * 1e-6 + 1e-3);
  return elimination + count * primes * 1e-4;
}
