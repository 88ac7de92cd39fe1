/** How far the inverse moves when each entry of a matrix is rounded, the way that moves one of its entries most. */
import { exactInverse, type IExactInput, type IExactInverse } from './exact.js';
import { differenceOf, nearestOf } from './within.js';

const { abs, floor, log2, max, min, sign } = Math;

/** A unit in the last place of a normal number. */
function ulp(x: number, isSingle: boolean): number {
  return 2 ** (floor(log2(abs(x))) - (isSingle ? 23 : 52));
}

/**
 * The largest change of an entry, by half a unit in the last place of those of A, over the largest number of its row
 * or column of the inverse, whichever is less.
 *
 * @param exact the inverse of A
 * @returns Infinity where a matrix on the way is singular
 */
export function worstChange(
  { n, data }: IExactInput,
  exact: IExactInverse,
  isSingle: boolean
): number {
  const X = exact.numerators.map((_, at) => nearestOf(exact, at));
  const line = (pick: (k: number) => number) =>
    max(...Array.from({ length: n }, (_, k) => abs(X[pick(k)])));
  const rows = Array.from({ length: n }, (_, i) => line(k => i * n + k));
  const columns = Array.from({ length: n }, (_, j) => line(k => k * n + j));
  let worst = 0;
  for (let at = 0; at < n * n; at++) {
    const [i, j] = [floor(at / n), at % n];
    for (const way of [1, -1]) {
      const moved = Array.from(data, (x, kl) => {
        const direction = sign(X[i * n + floor(kl / n)]) * sign(X[(kl % n) * n + j]);
        // A whole unit, so that it is a double again; the change is halved below.
        return x === 0 ? 0 : x + way * direction * ulp(x, isSingle);
      });
      const inverse = exactInverse({ n, complex: false, data: moved });
      if (!inverse) return Infinity;
      const change = abs(differenceOf(inverse, exact, at)) / 2;
      worst = max(worst, change / min(rows[i], columns[j]));
    }
  }
  return worst;
}
