/**
 * Inverses by several threads for a caller that does not wait for messages, as a cell that runs without a pause:
 * in memory that all share, by work that is taken by whoever is free. The caller takes its share, and all of it
 * where nobody has come: helpers may come while a call is under way, or never.
 *
 * Ensures: the bits of one thread. If a helper dies at its work, the caller does without, and asks for others in
 * other memory, since the dead one's part may still be written to.
 */
import { type FloatData, type FloatDType, isComplex, type RealDType } from '../../core/dtype.js';
import { hasUnevenRows } from '../cpu/scaling.js';
import type { IBatch, IHelpers, Inversion } from '../kernels.js';
import { exportsOf } from '../wasm/index.js';
import { Heap } from '../wasm/memory.js';
import { Board } from './board.js';
import {
  BATCH_COUNTERS,
  bring,
  type Call,
  type IBatchCall,
  type IShared,
  piecesOf,
  workOn
} from './calls.js';
import type { ILent } from './protocol.js';
import { layOut } from './shared.js';
import type { Look } from './wait.js';
import { type IOne, isLarge, isMuch, SLOWEST, viewAt, workOf } from './work.js';

/** Bytes of a batch that is laid into the memory whole. */
const LARGEST = 2 ** 29;
/** Bytes of a piece at most, and pieces for each thread at least, so that none waits long for the last. */
const PIECE = 1 << 18;
const PIECES = 4;
/** Seconds in which a helper finishes a part, beside the time for its work. */
const PATIENCE = 30;

export interface IHelpersSetup {
  lent: ILent;
  /** The module that is given its memory: its bytes. */
  wasm: ArrayBuffer;
  /** Asks for helpers; where the last ones failed, for others, and `renew` is called. */
  ask: () => void;
  patience?: number;
}

interface IOpened extends IShared {
  heap: Heap;
  board: Board<Call>;
  /** Bytes of scratch that a thread needs. */
  work: number;
  count: number;
}

export class Helpers implements IHelpers {
  readonly #setup: IHelpersSetup;
  readonly #module: () => WebAssembly.Module;
  #lent?: ILent;
  #opened?: IOpened;
  /** How many had come when helpers were last asked for. */
  #before?: number;

  constructor(setup: IHelpersSetup) {
    this.#setup = setup;
    this.#lent = setup.lent;
    let module: WebAssembly.Module | undefined;
    this.#module = () => {
      module ??= new WebAssembly.Module(setup.wasm);
      return module;
    };
  }

  /** Other memory, in the place of that in which a helper died. */
  renew(lent: ILent): void {
    this.#lent = lent;
    this.#opened = undefined;
    this.#before = 0;
  }

  invert(...[dtype, batch, a, out, info, evenOnly = false]: Inversion): boolean {
    if (!this.#lent || !isWorthwhile(dtype, batch, a)) return false;
    try {
      const opened = this.#open(this.#lent);
      const { count, rows: n } = batch;
      const look = this.#patient(opened, workOf(dtype, count, n));
      if (count > 1) invertBatch(opened, { dtype, n, count, evenOnly }, a, out, info, look);
      else invertOne(opened, { dtype: dtype as RealDType, n, data: a }, out, info, look);
      return true;
    } catch {
      // The kernels say themselves what they have no memory for.
      if (this.#opened?.board.hasFailed ?? true) this.#lose();
      return false;
    }
  }

  #open(lent: ILent): IOpened {
    this.#opened ??= opened(lent, this.#module());
    const { board } = this.#opened;
    if (board.hasFailed) throw new Error('a helper died');
    const { arrivals } = board;
    if (board.isManned || arrivals === this.#before) return this.#opened;
    this.#before = arrivals;
    this.#setup.ask();
    return this.#opened;
  }

  #lose(): void {
    this.#lent = undefined;
    this.#opened = undefined;
    this.#setup.ask();
  }

  /** Gives up where nothing was heard for longer than all of the work would take a slow thread. */
  #patient({ board }: IOpened, work: number): Look {
    const { patience = PATIENCE } = this.#setup;
    const end = performance.now() + 1000 * (patience + work / SLOWEST);
    return () => {
      if (performance.now() > end) board.fail();
      if (board.hasFailed) throw new Error('a helper died');
    };
  }
}

function isWorthwhile(dtype: FloatDType, { count, rows: n }: IBatch, a: FloatData): boolean {
  if (count > 1) return isMuch(dtype, count, n) && a.byteLength <= LARGEST;
  return isLarge(dtype, n) && !hasUnevenRows(dtype, n, a);
}

function opened({ board, memory, count }: ILent, module: WebAssembly.Module): IOpened {
  const exports = exportsOf(module, memory);
  const heap = new Heap(memory, exports.base());
  const work = exports.work_bytes(0, 0, 8, 0);
  return { exports, memory, heap, board: new Board<Call>(board), work, count };
}

/**
 * Works on a call with whoever helps.
 * @param prepare what the helpers need not wait for
 */
function together(opened: IOpened, call: Call, look: Look, prepare?: () => void): void {
  const { board } = opened;
  board.open(call);
  try {
    prepare?.();
    workOn(opened, call, 0, look);
    board.close(look);
  } catch (error) {
    // The others would wait for this thread's part.
    board.fail();
    throw error;
  }
}

function invertOne(
  opened: IOpened,
  matrix: IOne,
  out: FloatData,
  info: Int32Array,
  look: Look
): void {
  const { memory, heap, work, count } = opened;
  const one = layOut(heap, count, work, matrix);
  const call = { type: 'one', one, work } as const;
  together(opened, call, look);
  heap.read(one.at.a, out);
  info[0] = new Int32Array(memory.buffer, one.at.info, 1)[0];
}

function invertBatch(
  opened: IOpened,
  square: Pick<IBatchCall, 'dtype' | 'n' | 'count' | 'evenOnly'>,
  a: FloatData,
  out: FloatData,
  info: Int32Array,
  look: Look
): void {
  const { memory, heap } = opened;
  const call = layOutBatch(opened, square, a);
  const { at, most, count } = call;
  // The helpers begin with the first pieces while the others are copied.
  together(opened, call, look, () => {
    const length = (most * a.length) / count;
    for (let piece = 0; piece < piecesOf(call); piece++) {
      const first = piece * length;
      heap.write(at.a + first * a.BYTES_PER_ELEMENT, a.subarray(first, first + length));
      bring(memory, call);
    }
  });
  out.set(viewAt(call.dtype, memory.buffer, at.x, out.length));
  heap.readIntegers(at.info, info, 0, count);
}

function layOutBatch(
  { heap, exports, count: threads }: IOpened,
  square: Pick<IBatchCall, 'dtype' | 'n' | 'count' | 'evenOnly'>,
  a: FloatData
): IBatchCall {
  const { dtype, n, count } = square;
  const bytes = a.byteLength / count;
  const fit = Math.floor(PIECE / bytes);
  const most = Math.max(1, Math.min(fit, Math.ceil(count / (PIECES * threads))));
  const pivots = 64 * Math.ceil(n / 16);
  const scratch = exports.work_bytes(n, n, a.BYTES_PER_ELEMENT, isComplex(dtype) ? 1 : 0);
  const work = pivots + 64 * Math.ceil(scratch / 64);
  const blocks = [BATCH_COUNTERS, a.byteLength, a.byteLength, 4 * count, threads * work];
  const at = heap.reserve('inverses by threads', ...blocks);
  heap.clear(at[0], BATCH_COUNTERS);
  heap.clear(at[3], 4 * count);
  const places = { counters: at[0], a: at[1], x: at[2], info: at[3], work: at[4] };
  return { type: 'batch', ...square, most, bytes, at: places, work, pivots };
}
