/**
 * What is allowed for rounding. Every figure here is an upper bound; see ARCHITECTURE.md and Jeannerod and
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

/**
 * How often an entry of I − A·X is rounded by `IKernels.assess`, or by a plain loop over k: the product, and
 * every sum but the first of a run, which adds to 0.
 */
export function roundings(k: number, blocked: boolean): number {
  return blocked ? Math.min(k, 16) + Math.ceil(k / 16) : k + 1;
}
