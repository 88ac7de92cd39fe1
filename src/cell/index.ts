/** `%%ts` cells: reading them, and running them in a sandbox. No Jupyter here. */
export {
  DEVICE_NAMES,
  type ICellOptions,
  isTsCell,
  LIBRARY_NAMES,
  magicLineOf,
  OPTION_NAMES,
  parseCell,
  programOf,
  USAGE,
  UsageError
} from './parse.js';
export type { IRun, Output, ToSandbox } from './protocol.js';
export { type FromRelay, type Init, Relay, type ToRelay } from './relay.js';
export {
  type ISandboxAssets,
  type IWorkerEvents,
  type IWorkerHost,
  type Outcome,
  Sandbox
} from './sandbox.js';
export { type ISentValue, type IValue, pickValues, typeOfValue } from './values.js';
