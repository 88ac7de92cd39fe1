/** Words of a cell that say what must be there before it runs. */

/**
 * The names by which a cell reaches mathjs, in whatever it imports too, and those by which it may reach a name
 * that it does not write: as text that it puts together.
 */
const MATHJS = /\b(?:math|expr|matrix|import|eval|Function|globalThis|self)\b|\\u/;

/**
 * Whether a cell may use mathjs. One that does all the same (by a name that is computed, of a global object
 * that is not named) is told by `mathjs.given.ts`; none gets a wrong value.
 */
export function mayUseMathjs(source: string): boolean {
  return MATHJS.test(source);
}
