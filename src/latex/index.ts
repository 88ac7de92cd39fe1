/** Results as LaTeX, and as the views that the renderer draws. Pure: no Jupyter, no DOM. */
export { type MimeBundle, toBundle, viewToLatex } from './bundle.js';
export { copyForms, type IEntriesView } from './copy.js';
export { isOnGpu, readBundle } from './gpu.js';
export { lossText } from './inverse.js';
export { DEFAULTS, type ILatexOptions, tensorToLatex } from './matrix.js';
export { numberToLatex, numberToText, oneDecimal, powerOfTen } from './number.js';
export { augmentedToLatex } from './steps.js';
export {
  type Health,
  type IBatchView,
  type IDocument,
  type IExplanation,
  type IFact,
  type IGroupView,
  type IHeat,
  type IInverseView,
  type IMember,
  type IRepair,
  type ISingularView,
  type IStepsView,
  type IStepView,
  type ITensorView,
  type ITrust,
  type IWarning,
  MIME,
  type View
} from './view.js';
