/** The adapter of this thread. */
export { LocalGpu } from './local.js';
