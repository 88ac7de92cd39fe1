/** Messages between the page and the worker that computes what a widget shows. */
import type { Computed, IComputeOptions } from './compute.js';
import type { INumbers } from './explain.js';

export type ToWorker =
  | { type: 'init'; wasm: string }
  | {
      type: 'compute';
      id: number;
      entries: readonly (readonly string[])[];
      options: IComputeOptions;
    };

export type FromWorker =
  | { type: 'broken'; message: string }
  /** Before all else is computed. */
  | { type: 'numbers'; id: number; numbers: INumbers }
  | { type: 'computed'; id: number; computed: Computed };
