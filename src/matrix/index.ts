/** A matrix that is being written, and what is said of it. No DOM. */
export {
  type Computed,
  computeMatrix,
  type IMatrixResult,
  type IPicture,
  type IProblem,
  type IValues,
  tensorOf
} from './compute.js';
export { onEdit, tellEdit } from './edits.js';
export { type Bounds, LARGEST, MatrixModel, type Mode } from './model.js';
export { parseMatrix } from './paste.js';
export { PRESETS } from './presets.js';
export type { FromWorker, ToWorker } from './protocol.js';
