/** Results as LaTeX, and as the views that the renderer draws. Pure: no Jupyter, no DOM. */
export { type MimeBundle, matrixView, toBundle, viewBundle } from './bundle.js';
export { copyForms, digitsOf, entriesOf, type IEntriesView, isCarried } from './copy.js';
export { type ReadDocument, readDocument } from './document.js';
export { determinantText, disagreement, exactToLatex, typedAndStored } from './exact.js';
export { LATEX } from './format.js';
export { exactInverseView } from './inverse.js';
export { isMonomial, norm1 } from './kappa.js';
export {
  bracket,
  DEFAULTS,
  elide,
  type ILatexOptions,
  isIndex,
  latexOptions,
  tensorToLatex
} from './matrix.js';
export { numberToLatex, numberToText, oneDecimal, powerOfTen, scalarToText } from './number.js';
export { isOnDevice, readBundle } from './on-device.js';
export { rangeToText } from './perturbed.js';
export { proofOf } from './proven.js';
export {
  equationToLatex,
  equationToText,
  type IRoundedText,
  isWhole,
  provenCells,
  roundedFigure,
  roundedFraction,
  roundedNumber,
  roundedScalar
} from './rounded.js';
export { latexFault, safeLatex } from './safe.js';
export { exactlySingular, explainSingular } from './singular.js';
export {
  augmentedToLatex,
  entryWriter,
  fractionToText,
  isFollowed,
  operationName,
  stepsToText,
  stepsView
} from './steps.js';
export { paragraphs, reasonsToLatex, sentenceToLatex, viewToLatex } from './tex.js';
export { factToText, trustSentence, trustText } from './trust.js';
export {
  type Health,
  type IBar,
  type IBatchView,
  type IDocument,
  type IExplanation,
  type IFact,
  type IGroupView,
  type IHeat,
  type IHtmlView,
  type IInverseView,
  type IMatrixView,
  type IMember,
  type IRepair,
  type ISavedOperation,
  type ISavedSteps,
  type IScatter,
  type ISingularView,
  type IStepsView,
  type IStepView,
  type ITableView,
  type ITensorView,
  type ITrust,
  type IWarning,
  type LeafView,
  MIME,
  type View
} from './view.js';
