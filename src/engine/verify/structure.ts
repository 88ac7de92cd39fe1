/**
 * Zeros of an inverse that follow from the zeros of the matrix, whatever its other entries are.
 *
 * Method: rows are permuted so that no diagonal entry of B = P·A is zero (a perfect matching of rows and columns);
 * then (B⁻¹)_ij is zero unless a path leads from i to j in the graph of B (Gilbert, SIAM J. Matrix Anal. Appl. 15,
 * 1994). A⁻¹ = B⁻¹·P. Assumes that A has an inverse.
 */

/** The largest matrix whose paths are followed. */
export const LARGEST = 256;

/** A pattern: row by row, the columns of the entries that are not zero. */
type Pattern = readonly (readonly number[])[];

/**
 * Sets the bound of each entry of X that is 0 to 0 where the entry of A⁻¹ is 0 for the pattern of A alone.
 *
 * @param isZero whether entry (i, j) of A is 0
 * @param x sizes of the entries of X, n by n, row-major
 * @param bound of the same shape; changed in place
 */
export function clearZeros(
  n: number,
  isZero: (at: number) => boolean,
  x: ArrayLike<number>,
  bound: Float64Array
): void {
  if (!bound.some((value, at) => value > 0 && x[at] === 0)) return;
  const pattern: Pattern = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => j).filter(j => !isZero(i * n + j))
  );
  if (pattern.every(({ length }) => length === n)) return;
  const rowOf = matching(pattern);
  if (!rowOf) return;
  const reached = reach(rowOf.map(row => pattern[row]));
  // Row i of B⁻¹·P: the entry of column k of B⁻¹ stands in the column of the row that P took to k.
  reached.forEach((columns, i) => {
    for (let k = 0; k < n; k++) {
      const at = i * n + rowOf[k];
      if (x[at] === 0 && !columns[k]) bound[at] = 0;
    }
  });
}

/** For each column a row of its own with an entry in it; undefined where there are none: A is singular. */
function matching(pattern: Pattern): number[] | undefined {
  const rowOf = new Array<number>(pattern.length).fill(-1);
  const place = (row: number, seen: Uint8Array): boolean => {
    for (const column of pattern[row]) {
      if (seen[column]) continue;
      seen[column] = 1;
      if (rowOf[column] < 0 || place(rowOf[column], seen)) {
        rowOf[column] = row;
        return true;
      }
    }
    return false;
  };
  const isWhole = pattern.every((_, row) => place(row, new Uint8Array(pattern.length)));
  return isWhole ? rowOf : undefined;
}

/** Which nodes each node leads to, itself included. */
function reach(pattern: Pattern): Uint8Array[] {
  return pattern.map((_, start) => {
    const seen = new Uint8Array(pattern.length);
    const open = [start];
    seen[start] = 1;
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const next of pattern[node]) {
        if (seen[next]) continue;
        seen[next] = 1;
        open.push(next);
      }
    }
    return seen;
  });
}
