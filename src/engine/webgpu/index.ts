/** The device 'webgpu': single precision, in the browser's GPU. */
import './methods.js';

export { dist, type GpuOperand, matmul, stack } from './arithmetic.js';
export { LocalGpu } from './backend/index.js';
export { cond } from './condition.js';
export { gpuConditioning, type IGpuConditioning } from './conditioning.js';
export { currentGpu, useGpu } from './current.js';
export {
  getDefaultDevice,
  type IGpuTensorOptions,
  type MadeOf,
  type MadeOfSizes,
  madeOf,
  madeOfSizes,
  onDevice,
  setDefaultDevice
} from './dispatch.js';
export type { IGpu, IGpuOptions, ITiles } from './gpu.js';
export {
  det,
  type IGpuInverseEx,
  type IGpuLuFactor,
  type IGpuLuFactorEx,
  type IGpuSlogdet,
  type IGpuSolveEx,
  type IGpuSolveOptions,
  inv,
  invEx,
  luFactor,
  luFactorEx,
  luSolve,
  slogdet,
  solve,
  solveEx
} from './linalg.js';
export { type GpuMatrixNorm, matrixNorm, norm } from './norms.js';
export { type GpuReply, type GpuRequest, GpuService, RemoteGpu } from './remote.js';
export { type GpuDType, GpuTensor } from './tensor.js';
export { isTiles, recallTiles, rememberOnce, rememberTiles } from './tuning.js';
