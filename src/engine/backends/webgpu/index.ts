/** The device 'webgpu' needs this besides its operations: the adapter, of this thread or of another. */
export type { IGpu, IGpuOptions, ITiles } from '../../core/gpu/gpu.js';
export { currentGpu, useGpu } from './current.js';
export { LocalGpu } from './local/index.js';
export { type GpuReply, type GpuRequest, GpuService, RemoteGpu } from './remote.js';
export { isTiles, recallTiles, rememberOnce, rememberTiles } from './tuning.js';
