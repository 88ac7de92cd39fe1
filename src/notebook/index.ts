/** Notebooks: which kernel runs a cell, in what order, and how it is stopped. */
export { TsCellExecutor } from './executor.js';
export { CellLanguages } from './language.js';
