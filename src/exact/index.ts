/** Exact arithmetic on the numbers that a matrix really holds, or as they are written. */
export {
  applyOperation,
  eliminate,
  type IStep,
  type PivotRule,
  type RowOperation
} from './elimination.js';
export { exactInverse, type IExactInverse } from './inverse.js';
export { nearestDouble } from './nearest.js';
export { isQuick } from './quick.js';
export { exactRank, type IExactRank, rankOfFractions } from './rank.js';
export {
  checkDigits,
  EXACT_LIMIT,
  fractionsOf,
  fromDouble,
  fromWritten,
  isImmediate
} from './rational.js';
export { GaussJordan, type IStepsOptions } from './steps.js';
