/** Loads the compiled kernels from wherever the engine runs: Node, a page, or a sandbox that was handed the bytes. */
import type { IKernels } from '../device.js';
import { type EngineExports, WasmKernels } from './kernels.js';
import { wasmUrl } from './locate.js';

export { wasmUrl };

export interface IWasmOptions {
  /** The module; by default it is read from beside this file. */
  wasm?: BufferSource;
  /** The binary that gives the same bits on every machine, though a faster one could run here. */
  reproducible?: boolean;
}

/**
 * @throws where the module cannot be read or WebAssembly is forbidden (a strict content security policy)
 */
export async function loadWasmKernels(options: IWasmOptions = {}): Promise<IKernels> {
  return new WasmKernels(await loadWasmExports(options));
}

/** The module itself, for those that lay out its memory themselves. */
export async function loadWasmExports(options: IWasmOptions = {}): Promise<EngineExports> {
  const bytes = options.wasm ?? (await readModule(wasmUrl(options)));
  const module = await WebAssembly.compile(bytes);
  const instance = await WebAssembly.instantiate(module, {
    env: {
      abort: () => {
        throw new Error('the engine aborted');
      }
    }
  });
  return instance.exports as unknown as EngineExports;
}

/** The bytes at an address. */
export async function readModule(url: URL): Promise<BufferSource> {
  if (url.protocol === 'file:') {
    const { readFile } = await import(/* webpackIgnore: true */ 'node:fs/promises');
    return readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`cannot load the engine: ${response.status} for ${url}`);
  return response.arrayBuffer();
}
