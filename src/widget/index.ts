/** The matrix widget. */

export { MatrixModel } from '../matrix/index.js';
export { type ISolverAssets, MatrixSolver } from './solver.js';
export { type IMatrixWidgetOptions, MatrixWidget } from './widget.js';
