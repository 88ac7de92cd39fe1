/** Help while a `%%ts` cell is written. */
export { addTsCellLanguage } from './after-magic.js';
export { assistanceExtension, type IAssistanceServices } from './assistance.js';
export { silenceKernel, TsCompletionProvider } from './completion.js';
export { CellContexts } from './context.js';
