/** How long minors of a matrix of whole numbers can be, and how long they take. */
import { PIECE, type Pieces } from './residues.js';

/** More than what rounding can take from a sum of logarithms. */
const SLACK = 1e-6;

/**
 * log₂ of a bound on every minor of at most so many rows: the product of the largest norms of rows, or of
 * columns, whichever is less (Hadamard's inequality). Norms below 1 are those of zeros, and count as 1.
 */
export function minorBits(pieces: Pieces, rows: number, columns: number, order: number): number {
  const byRows = sizes(pieces, rows, columns, columns, 1);
  const byColumns = sizes(pieces, columns, rows, 1, columns);
  return Math.min(largestSum(byRows, order), largestSum(byColumns, order)) + SLACK;
}

function largestSum(values: Float64Array, count: number): number {
  return values
    .sort()
    .subarray(values.length - count)
    .reduce((sum, bits) => sum + bits, 0);
}

/** log₂ of the Euclidean norm of each line, at least 0. */
function sizes(
  pieces: Pieces,
  lines: number,
  length: number,
  lineStep: number,
  step: number
): Float64Array {
  return Float64Array.from({ length: lines }, (_, i) => {
    const start = i * lineStep;
    let top = pieces.length - 1;
    while (top > 0 && isZero(pieces[top], start, length, step)) top--;
    let sum = 0;
    for (let k = 0, at = start; k < length; k++, at += step) {
      // Of longer numbers the first pieces decide; what is left out adds less than one to the last of them.
      let value = Math.abs(pieces[top][at]);
      if (top > 0) value += (Math.abs(pieces[top - 1][at]) + 1) / 2 ** PIECE;
      sum += value * value;
    }
    return Math.max(0, PIECE * top + Math.log2(sum) / 2);
  });
}

function isZero(piece: Float64Array, start: number, length: number, step: number): boolean {
  for (let k = 0; k < length; k++) if (piece[start + k * step] !== 0) return false;
  return true;
}

/**
 * About as many bits as `minorBits` has of a square matrix, or less, from the lengths of its numbers alone: what
 * would take too long is refused before it is taken to pieces.
 */
export function leastBits(n: number, entries: readonly bigint[]): number {
  const rows = new Float64Array(n);
  const columns = new Float64Array(n);
  entries.forEach((entry, at) => {
    // The sign counts as a digit: of one it is not counted.
    const bits = Math.max(0, 4 * (entry.toString(16).length - 2));
    const [i, j] = [Math.floor(at / n), at % n];
    rows[i] = Math.max(rows[i], bits);
    columns[j] = Math.max(columns[j], bits);
  });
  return Math.min(largestSum(rows, n), largestSum(columns, n));
}
