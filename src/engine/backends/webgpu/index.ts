/** The device 'webgpu': single precision, in the browser's GPU. */
import './methods.js';

export type { IGpu, IGpuOptions, ITiles } from '../../core/gpu/gpu.js';
export { type GpuDType, GpuTensor } from '../../gpu-tensor.js';
export {
  getDefaultDevice,
  type IGpuTensorOptions,
  type MadeOf,
  type MadeOfSizes,
  madeOf,
  madeOfSizes,
  onDevice,
  setDefaultDevice
} from '../../ops/dispatch.js';
export { gpuConditioning, type IGpuConditioning } from '../../verify/gpu.js';
export { dist, type GpuOperand, matmul, stack } from './arithmetic.js';
export { cond } from './condition.js';
export { currentGpu, useGpu } from './current.js';
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
export { LocalGpu } from './local/index.js';
export { type GpuMatrixNorm, matrixNorm, norm } from './norms.js';
export { type GpuReply, type GpuRequest, GpuService, RemoteGpu } from './remote.js';
export { isTiles, recallTiles, rememberOnce, rememberTiles } from './tuning.js';
