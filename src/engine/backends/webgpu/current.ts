/** The device behind 'webgpu': this thread's own adapter, unless the host chose another. */

import type { IGpu } from '../../core/gpu/gpu.js';
import { LocalGpu } from './local/index.js';

let current: IGpu | undefined;

/** Chooses what runs from now on; tensors stay where they are. */
export function useGpu(gpu: IGpu): void {
  current = gpu;
}

export function currentGpu(): IGpu {
  current ??= new LocalGpu();
  return current;
}
