/** The device 'kernel', and how it is reached. */
export {
  currentKernel,
  defaultPlace,
  getDefaultLibrary,
  parsePlace,
  setDefaultLibrary,
  useKernel
} from './current.js';
export { kernel } from './device.js';
export { type IKernelMessage, type IKernelReply, KernelLink } from './link.js';
export { numberOf } from './numbers.js';
