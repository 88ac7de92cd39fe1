/**
 * The seam between tensors in the notebook's Python kernel and whatever reaches it. Requests are plain JSON, from a
 * fixed list of operations; `jupyterlab_invertible/arrays/requests.py` is that list, and checks them. Nothing here
 * waits but `ask`.
 */

import type { DType } from '../dtype.js';

/** An array that the kernel holds. */
export type KernelHandle = number;

/** The libraries whose arrays can be elements of tensors, by the names of their modules. */
export const LIBRARIES = ['numpy', 'torch', 'cupy', 'jax', 'dask'] as const;
export type Library = (typeof LIBRARIES)[number];

/** The library of new tensors, and on which device of it. */
export interface IKernelPlace {
  library: Library;
  /** In the library's own words, as `'cuda:0'`; absent: the one that it prefers. */
  where?: string;
}

/** An array of the user's own, as the kernel tells of it. */
export interface IHeldArray extends IKernelPlace {
  handle: KernelHandle;
  shape: number[];
  dtype: DType;
}

export interface IKernelRequest {
  do: string;
  in?: readonly (KernelHandle | null)[];
  out?: readonly KernelHandle[];
  readonly [argument: string]: unknown;
}

/** An answer, whose fields name buffers by their index. */
export interface IKernelAnswer {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly buffers: readonly ArrayBuffer[];
}

/** Requests take effect in their order. A failure is told by the next `ask` of whatever depends on it. */
export interface IKernel {
  /** A handle that none has. */
  newHandle(): KernelHandle;
  /** @param data the elements of an array that is written */
  post(request: IKernelRequest, data?: ArrayBuffer): void;
  /** @throws RuntimeError for whatever went wrong on the way */
  ask(request: IKernelRequest): Promise<IKernelAnswer>;
}
