/** Knowledge of `%%ts` cells without running them: types, completion, documentation. No Jupyter here. */
export { type ILanguageAssets, LanguageClient } from './client.js';
export { clip } from './clip.js';
export { foreignLine } from './foreign.js';
export { findObject, type IRange, OPENING, parenthesised } from './literal.js';
export type {
  ICellText,
  IChecked,
  ICompletionItem,
  ICompletionList,
  IDescription,
  ILanguageAnswers,
  IProblem,
  ISignature,
  LanguageReply,
  LanguageRequest
} from './protocol.js';
export { mayNeedLowering } from './quick.js';
export { noAddress, remedyFor } from './remedies.js';
