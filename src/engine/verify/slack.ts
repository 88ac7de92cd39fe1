/**
 * The allowances for rounding. Every figure here is an upper bound; see ARCHITECTURE.md and Jeannerod and
 * Rump, SIMAX 34 (2013), for sums.
 */

/** Half a unit of the last place, 2⁻⁵³. */
export const UNIT = 2 ** -53;
/** The least number above 0. */
export const TINY = 2 ** -1074;

/** 1, or 0 in the test that shows that proofs are false without these terms. */
let allowance = 1;

/** For that test alone. */
export function setAllowance(value: 0 | 1): void {
  allowance = value;
}

/** A bound of rounding errors that is `size` large. */
export function slack(size: number): number {
  return allowance * size;
}

/** Makes up for the rounding of a sum of `count` numbers, none negative, and a few operations more. */
export function upward(count: number): number {
  return 1 + allowance * (count + 16) * 4 * UNIT;
}

/** The length of the runs that `IKernels.assess` sums. */
const RUN = 16;

/**
 * How often the p-th product of an entry of I − A·X is rounded, its own rounding included, of k products in
 * all: by `IKernels.assess`, which accounts for what is added to an entry of I by itself, or by a plain loop.
 */
export function roundings(k: number, blocked: boolean): Float64Array {
  const counts = new Float64Array(k);
  for (let p = 0; p < k; p++) {
    const place = p % RUN;
    const length = Math.min(RUN, k - p + place);
    // The first product of a run is added to 0.
    counts[p] = blocked ? Math.min(length, length + 1 - place) : k - p + 1;
  }
  return counts;
}
