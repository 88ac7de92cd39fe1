/** Messages between the pool and its workers. */

import type { FloatData, FloatDType, RealDType } from '../../core/dtype.js';
import type { IBatch } from '../kernels.js';

/** To a worker. */
export type Request =
  | { type: 'load'; wasm: WebAssembly.Module; rank: number; links: MessagePort[] }
  | { type: 'batch'; id: number; dtype: FloatDType; batch: IBatch; a: FloatData }
  | IColumnsRequest;

/** The columns of a panel: a matrix is dealt out in such, and factored in such (`lu.ts` of the kernels). */
export const PANEL = 128;

/** One real matrix, of which this worker owns every `threads`-th panel. */
export interface IColumnsRequest {
  type: 'columns';
  id: number;
  dtype: RealDType;
  n: number;
  /** How many workers take part; this one is the `rank`-th of its pool. */
  threads: number;
  /** Cuts between the columns of U⁻¹·L⁻¹: this worker computes [cuts[rank], cuts[rank + 1]). */
  cuts: number[];
  /** All of A where memory is shared, else this worker's own panels, side by side. */
  a: FloatData;
  shared?: IShared;
}

/** Memory that all workers see, where the page is isolated. */
export interface IShared {
  /** The finished panels, n by n, one after the other. */
  panels: FloatData;
  /** The pivots of all panels. */
  pivots: Int32Array;
  /** One for each panel: 0, or 1 plus its `info` once it is there. */
  done: Int32Array;
  /** Receives the inverse. */
  x: FloatData;
}

/** A finished panel, all n rows of it, from its owner to the others. */
export interface IPanel {
  id: number;
  index: number;
  columns: FloatData;
  pivots: Int32Array;
  info: number;
}

/** From a worker. */
export type Reply =
  | { type: 'ready' }
  | { type: 'batch'; id: number; inverses: FloatData; info: Int32Array }
  | { type: 'columns'; id: number; x?: FloatData; pivots: Int32Array; info: number }
  | { type: 'failed'; id: number; message: string };
