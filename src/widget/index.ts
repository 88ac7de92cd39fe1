/** The matrix widget. */
export { ENGLISH, typesetMath } from '../draw/index.js';
export type { ISavedSteps } from '../latex/index.js';
export { MatrixModel, type Precision, readSaved } from '../matrix/index.js';
export { sharedSolver } from './assets.js';
export { eliminateAgain } from './elimination.js';
export { HandElimination } from './hand-elimination.js';
export { MatrixSolver } from './solver.js';
export { type IMatrixWidgetOptions, MatrixWidget } from './widget.js';
