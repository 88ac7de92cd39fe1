/** Loading the engine. */

import { currentKernel } from './backends/kernel/index.js';
import { useKernels } from './backends/kernels.js';
import { referenceKernels } from './backends/reference/index.js';
import { type IWasmOptions, loadWasmKernels } from './backends/wasm/index.js';
import { currentGpu, type IGpuOptions, LocalGpu, useGpu } from './backends/webgpu/index.js';
import type { Device } from './core/strided.js';

export interface IReadyOptions extends IWasmOptions, IGpuOptions {
  /** `webgpu` waits for an adapter too, and fails where there is none; so does `kernel` outside of notebooks. */
  device?: Device;
  /** `wasm` (the default), or `reference` for the plain-TypeScript kernels that specify it. */
  kernels?: 'wasm' | 'reference';
}

let loading: Promise<void> | undefined;

/**
 * Loads the engine; after it resolves, calls on the CPU are synchronous. A second call is free.
 * @throws where the module cannot be fetched, or WebAssembly is forbidden
 * @throws RuntimeError where another device is asked for and cannot be had
 */
export async function ready(options: IReadyOptions = {}): Promise<void> {
  await readyOnCpu(options);
  // Whether a notebook has one is known; that it answers is the first call's to find out.
  if (options.device === 'kernel') currentKernel();
  if (options.device !== 'webgpu') return;
  if (options.powerPreference) useGpu(new LocalGpu(options));
  await currentGpu().ready();
}

function readyOnCpu(options: IReadyOptions): Promise<void> {
  if (options.kernels === 'reference') {
    useKernels(referenceKernels);
    loading = undefined;
    return Promise.resolve();
  }
  // Whoever asks for the same bits everywhere gets them, whatever was loaded before.
  if (options.reproducible) loading = undefined;
  loading ??= loadWasmKernels(options).then(useKernels, error => {
    loading = undefined;
    throw error;
  });
  return loading;
}
