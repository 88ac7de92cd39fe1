/** Calls that a thread and its helpers work on together, each of them with this. */
import type { FloatDType } from '../../core/dtype.js';
import { formatsOf } from '../wasm/exports.js';
import type { EngineExports } from '../wasm/kernels.js';
import { APART, type ISharedOne } from './protocol.js';
import { invertShared } from './stages.js';
import { type Look, waitFor } from './wait.js';

/** One real matrix; `work` is the scratch of the first thread, and those of the others follow. */
export interface IOneCall {
  type: 'one';
  one: ISharedOne;
  /** Bytes of the scratch of a thread. */
  work: number;
}

/** The members of a batch, in pieces. */
export interface IBatchCall {
  type: 'batch';
  dtype: FloatDType;
  n: number;
  count: number;
  /** Members of a piece, and bytes of a member. */
  most: number;
  bytes: number;
  /** Whether members whose rows are uneven may be left out. */
  evenOnly: boolean;
  at: IBatchAt;
  /** Bytes of the scratch of a thread, which begins with room for pivots. */
  work: number;
  pivots: number;
}

interface IBatchAt {
  counters: number;
  a: number;
  x: number;
  info: number;
  work: number;
}

export type Call = IOneCall | IBatchCall;

/** Counters of a batch: pieces that are there, that were taken, and that are done. */
const [THERE, TAKEN, DONE] = [0, APART, 2 * APART];
/** Their bytes. */
export const BATCH_COUNTERS = 4 * 3 * APART;

/** The module in the memory that is shared. */
export interface IShared {
  exports: EngineExports;
  memory: WebAssembly.Memory;
}

/** Works on a call until nothing of it is left to be taken, and all that was taken is done. */
export function workOn({ exports, memory }: IShared, call: Call, rank: number, look: Look): void {
  // Another thread may have grown it, which is seen when it is asked.
  memory.grow(0);
  if (call.type === 'batch') {
    invertPieces(exports, memory, call, rank, look);
    return;
  }
  const { one, work } = call;
  const at = { ...one.at, work: one.at.work + rank * work };
  invertShared(exports, memory, { ...one, at }, look);
}

/** Says that a piece of a batch is there. */
export function bring(memory: WebAssembly.Memory, call: IBatchCall): void {
  const counters = countersOf(memory, call);
  Atomics.add(counters, THERE, 1);
  Atomics.notify(counters, THERE);
}

export function piecesOf({ count, most }: IBatchCall): number {
  return Math.ceil(count / most);
}

function countersOf({ buffer }: WebAssembly.Memory, { at }: IBatchCall): Int32Array {
  return new Int32Array(buffer, at.counters, BATCH_COUNTERS / 4);
}

function invertPieces(
  exports: EngineExports,
  memory: WebAssembly.Memory,
  call: IBatchCall,
  rank: number,
  look: Look
): void {
  const { n, count, most, bytes, evenOnly, at } = call;
  const { complex, invert } = formatsOf(exports)[call.dtype];
  const counters = countersOf(memory, call);
  const pieces = piecesOf(call);
  const pivots = at.work + rank * call.work;
  for (;;) {
    const piece = Atomics.add(counters, TAKEN, 1);
    if (piece >= pieces) break;
    waitFor(counters, THERE, piece + 1, look);
    const first = piece * most;
    const members = Math.min(most, count - first);
    const [a, x] = [at.a + first * bytes, at.x + first * bytes];
    const rest = [at.info + 4 * first, pivots + call.pivots, evenOnly ? 1 : 0];
    invert(n, n, complex, members, a, x, pivots, ...rest);
    if (Atomics.add(counters, DONE, 1) + 1 === pieces) Atomics.notify(counters, DONE);
  }
  waitFor(counters, DONE, pieces, look);
}
