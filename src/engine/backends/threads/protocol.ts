/** Messages between the pool and its workers. */
import type { FloatData, FloatDType, RealDType } from '../../core/dtype.js';

/** To a worker. */
export type Request =
  | { type: 'load'; wasm: WebAssembly.Module | ArrayBuffer; rank: number; links: MessagePort[] }
  | { type: 'share'; id: number; wasm: WebAssembly.Module; memory: WebAssembly.Memory }
  | IBatchRequest
  | IColumnsRequest
  | ISharedRequest
  | ISharedBatchRequest;

/** Some of the matrices of a batch; both buffers come back, to be filled again. */
export interface IBatchRequest {
  type: 'batch';
  id: number;
  dtype: FloatDType;
  count: number;
  n: number;
  a: ArrayBuffer;
  x: ArrayBuffer;
}

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
  /** This worker's own panels, side by side. */
  a: FloatData;
}

export interface ISharedRequest extends ISharedOne {
  type: 'shared';
  id: number;
}

/** One real matrix, in memory that all workers share: its parts are taken by whoever is free. */
export interface ISharedOne {
  dtype: RealDType;
  n: number;
  /** From one row of A to the next, in numbers. */
  ld: number;
  /** Cuts between the columns of U⁻¹·L⁻¹, which are computed by one worker each. */
  cuts: number[];
  at: ISharedPlaces;
}

/** Some of the matrices of a batch, small ones, in memory that all workers share. */
export interface ISharedBatchRequest {
  type: 'sharedBatch';
  id: number;
  dtype: FloatDType;
  count: number;
  n: number;
  at: ISharedBatchPlaces;
}

/** To a worker whose pool is not of the thread that started it: all else comes by the port, and is answered there. */
export interface IServeRequest {
  type: 'serve';
  port: MessagePort;
}

/** To a worker that is of no pool: it helps calls that do not wait for messages (`helpers.ts`), until it is ended. */
export interface IJoinRequest {
  type: 'join';
  wasm: WebAssembly.Module;
  lent: ILent;
  /** From 1 on; 0 is the thread that calls. */
  rank: number;
  /** Milliseconds without a call after which it ends. */
  rest: number;
}

/** The memory by which a thread and its helpers know of one another. */
export interface ILent {
  /** `board.ts` says of what it is made. */
  board: SharedArrayBuffer;
  /** Of the matrices. */
  memory: WebAssembly.Memory;
  /** Threads, with the one that calls. */
  count: number;
}

/** Addresses in the shared memory: of the matrices, their inverses, `info` of each, and scratch. */
export interface ISharedBatchPlaces {
  a: number;
  x: number;
  info: number;
  work: number;
}

/** Addresses in the shared memory. */
export interface ISharedPlaces {
  /** Two counters for each stage, as `stages.ts` says; all zero before. */
  counters: number;
  pivots: number;
  info: number;
  /** A, which its factors take the place of, and then its inverse, whose rows are n long. */
  a: number;
  /** U⁻¹·L⁻¹, cut after cut, row-major each. */
  x: number;
  /** Scratch of this worker. */
  work: number;
}

/** Numbers from one counter to the next, so that no two share a line of the cache. */
export const APART = 32;
/** Bytes of the counters for a matrix of n columns. */
export function counterBytes(n: number): number {
  return 8 * APART * (Math.ceil(n / PANEL) + 3);
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
  /** The first address that is free, and the bytes of scratch that a worker needs. */
  | { type: 'share'; id: number; base: number; work: number }
  | { type: 'batch'; id: number; a: ArrayBuffer; x: ArrayBuffer; info: Int32Array }
  | { type: 'columns'; id: number; x: FloatData; pivots: Int32Array; info: number }
  | { type: 'shared' | 'sharedBatch'; id: number }
  | { type: 'failed'; id: number; message: string };

/** Shares of equal work: column j of L⁻¹ is n − j long, and of U⁻¹ times it n. Multiples of 32. */
export function cutsOf(n: number, threads: number): number[] {
  const cost = (j: number) => (n - j) ** 2 + n ** 2;
  let total = 0;
  for (let j = 0; j < n; j++) total += cost(j);
  const cuts = [0];
  let sum = 0;
  for (let j = 0; j < n && cuts.length < threads; j++) {
    sum += cost(j);
    if (sum >= (total * cuts.length) / threads) cuts.push(Math.round(j / 32) * 32);
  }
  while (cuts.length <= threads) cuts.push(n);
  return cuts;
}

/** The place in the inverse of the column that is the j-th of U⁻¹·L⁻¹. */
export function columnOrder(pivots: Int32Array): Int32Array {
  const order = Int32Array.from(pivots, (_, j) => j);
  pivots.forEach((row, k) => {
    const kept = order[k];
    order[k] = order[row - 1];
    order[row - 1] = kept;
  });
  return order;
}

/** Writes rows [from, to) of columns [first, last) of U⁻¹·L⁻¹, those of x, to where they belong in the inverse. */
export function placeColumns(
  n: number,
  [from, to]: readonly [number, number],
  [first, last]: readonly [number, number],
  x: FloatData,
  order: Int32Array,
  out: FloatData
): void {
  const own = order.slice(first, last);
  const width = own.length;
  for (let i = from; i < to; i++) {
    const read = i * width;
    const write = i * n;
    for (let j = 0; j < width; j++) out[write + own[j]] = x[read + j];
  }
}
