/**
 * Fingerprints of numbers by their bits: −0 and 0 differ, and so do NaNs with other payloads.
 *
 * One of 53 bits for each block, from two sums of 32 bits each, with the constants of MurmurHash3 (Appleby 2011).
 * A write by mistake changes it, but for one case in 4·10⁹ at most.
 */

const { imul } = Math;

/** Words of 32 bits that have one fingerprint: small, so that a part of a batch costs no more than itself. */
const BLOCK = 128;

/** The blocks that words [from, to) touch. */
export function blocksOf(from: number, to: number): [first: number, last: number] {
  return [Math.floor(from / BLOCK), Math.ceil(to / BLOCK)];
}

/** The fingerprints of blocks [first, last). */
export function fingerprints(words: Int32Array, first: number, last: number): number[] {
  const prints = new Array<number>(last - first);
  for (let block = first; block < last; block++) {
    const end = Math.min((block + 1) * BLOCK, words.length);
    prints[block - first] = fingerprint(words, block * BLOCK, end);
  }
  return prints;
}

/** Two sums that do not wait for one another, since that takes half the time; mixed at the end. */
function fingerprint(words: Int32Array, from: number, to: number): number {
  let a = 0x1747b28c;
  let b = 0x5bd1e995;
  let i = from;
  for (; i + 1 < to; i += 2) {
    a = imul(a ^ words[i], 0xcc9e2d51);
    b = imul(b ^ words[i + 1], 0x1b873593);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  if (i < to) a = imul(a ^ words[i], 0x85ebca6b);
  b ^= imul(a ^ (a >>> 16), 0x85ebca6b);
  a ^= imul(b ^ (b >>> 13), 0xc2b2ae35);
  b ^= imul(a ^ (a >>> 16), 0xcc9e2d51);
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}
