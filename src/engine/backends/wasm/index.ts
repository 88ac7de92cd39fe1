/** Loads the compiled kernels from wherever the engine runs: Node, a page, or a sandbox that was handed the bytes. */
import type { IKernels } from '../kernels.js';
import { type EngineExports, WasmKernels } from './kernels.js';
import { type IWasmChoice, wasmUrl } from './locate.js';

export { wasmUrl };

export interface IWasmOptions {
  /** The module, or its bytes; by default they are read from beside this file. */
  wasm?: BufferSource | WebAssembly.Module;
  /** The binary that gives the same bits on every machine, though a faster one could run here. */
  reproducible?: boolean;
}

/**
 * @throws where the module cannot be read or WebAssembly is forbidden (a strict content security policy)
 */
export async function loadWasmKernels(options: IWasmOptions = {}): Promise<IKernels> {
  return new WasmKernels(await loadWasmExports(options));
}

/**
 * The module itself, for those that lay out its memory themselves.
 * @param options.memory of the module that is given its memory
 */
export async function loadWasmExports(
  options: IWasmOptions & { memory?: WebAssembly.Memory } = {}
): Promise<EngineExports> {
  const module = await compileModule(options);
  const { memory } = options;
  const instance = await WebAssembly.instantiate(module, importsOf(memory));
  return instance.exports as unknown as EngineExports;
}

/** The module in memory that is given, at once: for threads that must not wait. */
export function exportsOf(module: WebAssembly.Module, memory: WebAssembly.Memory): EngineExports {
  return new WebAssembly.Instance(module, importsOf(memory)).exports as unknown as EngineExports;
}

function importsOf(memory?: WebAssembly.Memory): WebAssembly.Imports {
  const abort = () => {
    throw new Error('the engine aborted');
  };
  return { env: { ...(memory && { memory }), abort } };
}

/** The compiled module: what threads share, so that it is compiled and optimised once. */
export async function compileModule(
  options: IWasmOptions & IWasmChoice
): Promise<WebAssembly.Module> {
  const source = options.wasm ?? (await readModule(wasmUrl(options)));
  return source instanceof WebAssembly.Module ? source : WebAssembly.compile(source);
}

async function readModule(url: URL): Promise<BufferSource> {
  if (url.protocol === 'file:') {
    const { readFile } = await import(/* webpackIgnore: true */ 'node:fs/promises');
    return readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`cannot load the engine: ${response.status} for ${url}`);
  return response.arrayBuffer();
}
