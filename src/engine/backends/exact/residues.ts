/** Whole numbers of any length in pieces, of which residues are had without long divisions. */
import { reduce } from './primes.js';

/** Bits of a piece. */
export const PIECE = 26;
const BASE = 2 ** PIECE;
const PIECE_LONG = BigInt(PIECE);
/** Numbers below are one piece, and reduced at once. */
const SINGLE = 2 ** 51;

/** Σ pieces[l][i] · 2^(26 l) is the i-th number; all its pieces have its sign. */
export type Pieces = readonly Float64Array[];

export function piecesOf(entries: readonly bigint[]): Pieces {
  const first = Float64Array.from(entries, Number);
  if (first.every(x => Math.abs(x) < SINGLE)) return [first];
  const pieces: Float64Array[] = [];
  entries.forEach((entry, i) => {
    const isNegative = entry < 0n;
    let rest = isNegative ? -entry : entry;
    for (let l = 0; rest > 0n; l++) {
      if (l === pieces.length) pieces.push(new Float64Array(entries.length));
      const piece = Number(BigInt.asUintN(PIECE, rest));
      pieces[l][i] = isNegative ? -piece : piece;
      rest >>= PIECE_LONG;
    }
  });
  return pieces;
}

/** The residues of all numbers modulo p, nearest to zero. */
export function residuesOf(pieces: Pieces, p: number): Float64Array {
  const reciprocal = 1 / p;
  const last = pieces.length - 1;
  const out = Float64Array.from(pieces[last]);
  for (let i = 0; i < out.length; i++) out[i] = reduce(out[i], p, reciprocal);
  for (let l = last - 1; l >= 0; l--) {
    const piece = pieces[l];
    for (let i = 0; i < out.length; i++) out[i] = reduce(out[i] * BASE + piece[i], p, reciprocal);
  }
  return out;
}
