/** Help while a `%%ts` cell is written. */
export { addTsCellLanguage } from './after-magic.js';
export { silenceKernel, TsCompletionProvider } from './completion.js';
export { CellContexts } from './context.js';
export { type IWritingServices, writingExtension } from './writing.js';
