/** The engine's door for the other folders: what shows, explains and serves it, and no user has a use for. */

export { singularValues } from './backends/cpu/decomposition.js';
export {
  adjugateOf,
  costOf,
  costOfDoubles,
  costOfMinors,
  nullSpaceOf,
  rankOf,
  wholeOf
} from './backends/exact/index.js';
export {
  currentKernel,
  type IKernelMessage,
  type IKernelReply,
  KernelLink,
  parsePlace,
  useKernel
} from './backends/kernel/index.js';
export { loadedKernels } from './backends/kernels.js';
export { Board, MOST_THREADS, openBoard } from './backends/threads/board.js';
export { Helpers } from './backends/threads/helpers.js';
export type { IJoinRequest, ILent, IServeRequest } from './backends/threads/protocol.js';
export { type IThread, type Spawn, startInNode, threadOfPort } from './backends/threads/spawn.js';
export { MESSAGES } from './backends/threads/work.js';
export { compileModule } from './backends/wasm/index.js';
export {
  type GpuReply,
  GpuService,
  type IGpu,
  type IGpuOptions,
  type ITiles,
  isTiles,
  LocalGpu,
  RemoteGpu,
  recallTiles,
  rememberOnce,
  rememberTiles,
  useGpu
} from './backends/webgpu/index.js';
export { formatNumber, formatScalar } from './core/format.js';
export { heldArray, isDType, isShape } from './core/kernel/held.js';
export { type IHeldArray, LIBRARIES, type Library } from './core/kernel/kernel.js';
export type { IMatrices } from './core/matrices.js';
export { unravel } from './core/shape.js';
export { DEVICES, matrixAt } from './core/strided.js';
export { smallestDirection } from './linalg/svd.js';
export { type IThreadsSetup, Threads } from './linalg/threads.js';
export { checkSquare, checkTensor } from './ops/check.js';
export { inverseSource, rememberInverse, systemOf } from './ops/provenance.js';
export { gpuConditioning, type IDeviceConditioning } from './verify/gpu.js';
export { digitsKnown, roundingEffect, skeelCondition } from './verify/index.js';
export { type IKernelProof, kernelConditioning } from './verify/kernel.js';
