/** `%%ts` cells: reading them, and running them in a sandbox. No Jupyter here. */
export {
  type ICellOptions,
  isTsCell,
  magicLineOf,
  OPTION_NAMES,
  parseCell,
  programOf,
  USAGE,
  UsageError
} from './parse.js';
export type { IInit, IRun, Output } from './protocol.js';
export { type ISandboxAssets, type IWorkerHost, type Outcome, Sandbox } from './sandbox.js';
export { type IValue, typeOfValue } from './values.js';
