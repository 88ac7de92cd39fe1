/** The matrix widget. */
export { MatrixModel } from '../matrix/index.js';
export { sharedSolver } from './assets.js';
export { MatrixSolver } from './solver.js';
export { Student } from './student.js';
export { type IMatrixWidgetOptions, MatrixWidget } from './widget.js';
