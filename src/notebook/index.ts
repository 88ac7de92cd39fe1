/** Notebooks: which kernel runs a cell, in what order, and how it is stopped. */
export {
  addTsCellLanguage,
  assistanceExtension,
  CellContexts,
  silenceKernel,
  TsCompletionProvider
} from './editor/index.js';
export { TsCellExecutor } from './executor.js';
export { CellLanguages } from './language.js';
