/** Loading the engine. */
import { useKernels } from './device.js';
import { referenceKernels } from './reference/index.js';
import { loadWasmKernels } from './wasm/index.js';

export interface IReadyOptions {
  /** `wasm` (the default), or `reference` for the plain-TypeScript kernels that specify it. */
  kernels?: 'wasm' | 'reference';
  /** The compiled module, for places that cannot fetch it. */
  wasm?: BufferSource;
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
  loading ??= loadWasmKernels(options.wasm).then(useKernels, error => {
    loading = undefined;
    throw error;
  });
  return loading;
}
