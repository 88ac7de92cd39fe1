/** Results as LaTeX, and as the views that the renderer draws. Pure: no Jupyter, no DOM. */
export { type MimeBundle, matrixView, toBundle, viewBundle, viewToLatex } from './bundle.js';
export { copyForms, type IEntriesView } from './copy.js';
export { isOnGpu, readBundle } from './gpu.js';
export { exactlySingular, lossText } from './inverse.js';
export { DEFAULTS, type ILatexOptions, tensorToLatex } from './matrix.js';
export { numberToLatex, numberToText, oneDecimal, powerOfTen, scalarToText } from './number.js';
export {
  augmentedToLatex,
  fractionToLatex,
  fractionToText,
  operationName,
  stepsView
} from './steps.js';
export {
  type Health,
  type IBatchView,
  type ICloud,
  type IDocument,
  type IExplanation,
  type IFact,
  type IGroupView,
  type IHeat,
  type IInverseView,
  type IMatrixView,
  type IMember,
  type IRepair,
  type ISavedOperation,
  type ISingularView,
  type IStepsView,
  type IStepView,
  type ITensorView,
  type ITrust,
  type IWarning,
  MIME,
  type View
} from './view.js';
