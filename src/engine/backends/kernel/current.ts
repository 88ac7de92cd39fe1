/** The Python kernel that tensors without one of their own use, and the library of new ones. */
import { RuntimeError } from '../../core/errors.js';
import {
  type IKernel,
  type IKernelPlace,
  LIBRARIES,
  type Library
} from '../../core/kernel/kernel.js';

let current: IKernel | undefined;
let standard: IKernelPlace = { library: 'numpy' };

/** @throws RuntimeError where there is no notebook, or none with a Python kernel */
export function currentKernel(): IKernel {
  if (current) return current;
  throw new RuntimeError(
    "the device 'kernel' is a notebook's Python kernel, and there is none here; use 'cpu'",
    { op: 'kernel', code: 'device' }
  );
}

export function useKernel(kernel: IKernel | undefined): void {
  current = kernel;
}

/**
 * The library of new tensors on the device 'kernel' that name none, with a device of it: `'numpy'`, `'torch'`,
 * `'torch:cuda:0'`, `'cupy'`, `'jax'`, `'dask'`.
 * @throws RuntimeError for any other
 */
export function setDefaultLibrary(library: string): void {
  standard = parsePlace('setDefaultLibrary', library);
}

export function getDefaultLibrary(): string {
  const { library, where } = standard;
  return where === undefined ? library : `${library}:${where}`;
}

export function defaultPlace(): IKernelPlace {
  return standard;
}

/** @throws RuntimeError */
export function parsePlace(op: string, text: unknown): IKernelPlace {
  const [, name, where] = /^([a-z]+)(?::([a-z]+(?::\d{1,3})?))?$/.exec(String(text)) ?? [];
  if (LIBRARIES.includes(name as Library)) return { library: name as Library, where };
  throw new RuntimeError(
    `${op}: expected a library of the Python kernel ('numpy', 'torch', 'cupy', 'jax', 'dask'), with a device of it as in 'torch:cuda:0', got ${JSON.stringify(text)}`,
    { op, code: 'invalid-argument' }
  );
}
