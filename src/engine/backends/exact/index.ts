/** Exact linear algebra of whole numbers, by primes. */
export { adjugateOf, type IAdjugate, type IBudget } from './adjugate.js';
export { costOf, costOfDoubles, costOfMinors } from './cost.js';
export { nullSpaceOf, rankOf } from './rank.js';
export { type IWhole, wholeOf } from './whole.js';
