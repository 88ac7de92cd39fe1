/** Exact inverses of whole numbers, by fraction-free elimination. */

/**
 * det(A)·A⁻¹ and det(A), by Gauss–Jordan on [A | I] without fractions (Bareiss, Mathematics of Computation 22,
 * 1968).
 * @param entries n by n, row-major
 * @returns with det 0 the adjugate is empty
 */
export function adjugate(
  n: number,
  entries: readonly bigint[]
): { det: bigint; adjugate: bigint[] } {
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 2 * n }, (_, j) => (j < n ? entries[i * n + j] : j - n === i ? 1n : 0n))
  );
  let [previous, sign] = [1n, 1n];
  for (let k = 0; k < n; k++) {
    const pivot = rows.findIndex((row, i) => i >= k && row[k] !== 0n);
    if (pivot < 0) return { det: 0n, adjugate: [] };
    if (pivot !== k) {
      [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
      sign = -sign;
    }
    for (let i = 0; i < n; i++) if (i !== k) eliminate(rows[i], rows[k], k, previous);
    previous = rows[k][k];
  }
  return { det: sign * previous, adjugate: rows.flatMap(row => row.slice(n).map(x => sign * x)) };
}

/** Column k of `row` becomes 0; the division leaves nothing. */
function eliminate(row: bigint[], by: readonly bigint[], k: number, previous: bigint): void {
  const [pivot, factor] = [by[k], row[k]];
  for (let j = 0; j < row.length; j++) row[j] = (pivot * row[j] - factor * by[j]) / previous;
}
