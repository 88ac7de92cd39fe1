/** Loading the engine. */
import { useKernels } from './device.js';
import { referenceKernels } from './reference/index.js';
import { type IWasmOptions, loadWasmKernels } from './wasm/index.js';

export interface IReadyOptions extends IWasmOptions {
  /** `wasm` (the default), or `reference` for the plain-TypeScript kernels that specify it. */
  kernels?: 'wasm' | 'reference';
}

let loading: Promise<void> | undefined;

/**
 * Loads the engine; after it resolves, calls on the CPU are synchronous. A second call is free.
 * @throws where the module cannot be fetched or WebAssembly is forbidden
 */
export function ready(options: IReadyOptions = {}): Promise<void> {
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
