/** A matrix that is being written, and what is said of it. No DOM. */
export {
  type Computed,
  computeMatrix,
  type IComputeOptions,
  type IProblem,
  type IValues,
  limitToText,
  tensorOf
} from './compute.js';
export { type IMatrixEdit, onEdit, tellEdit } from './edits.js';
export {
  type ICopied,
  type IMatrixResult,
  type INumbers,
  type IPicture,
  toSave
} from './explain.js';
export { giveMathjs, type MakeMathjs, makeMathjs } from './mathjs.js';
export {
  type Bounds,
  checkSize,
  LARGEST,
  LONGEST,
  MatrixModel,
  type Mode,
  type Precision
} from './model.js';
export { PasteError, parseMatrix } from './paste.js';
export { PRESETS } from './presets.js';
export type { FromWorker, ToWorker } from './protocol.js';
export { readSaved, type SavedMatrix } from './saved.js';
