/** Exact arithmetic on the numbers that a matrix really holds. */
export { EXACT_LIMIT, exactRank, type IExactRank } from './rank.js';
export { fromDouble, toIntegers } from './rational.js';
