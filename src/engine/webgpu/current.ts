/** The device behind 'webgpu': this thread's own adapter, unless the host chose another. */
import { LocalGpu } from './backend/index.js';
import type { IGpu } from './gpu.js';

let current: IGpu | undefined;

/** Chooses what runs from now on; tensors stay where they are. */
export function useGpu(gpu: IGpu): void {
  current = gpu;
}

export function currentGpu(): IGpu {
  current ??= new LocalGpu();
  return current;
}
