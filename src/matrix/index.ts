/** A matrix that is being written, and what is said of it. No DOM. */
export type { Computed, IMatrixResult, IPicture, IProblem } from './compute.js';
export { LARGEST, MatrixModel, type Mode } from './model.js';
export { parseMatrix } from './paste.js';
export { PRESETS } from './presets.js';
export type { FromWorker, ToWorker } from './protocol.js';
