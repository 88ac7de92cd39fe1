/** Matrices in memory that several workers share: the pool's side. The workers' is `stages.ts` and `worker.ts`. */
import type { FloatData } from '../../core/dtype.js';
import { Heap } from '../wasm/memory.js';
import { type ICarrier, type IPieces, invertBatch } from './batches.js';
import { counterBytes, cutsOf, type ISharedBatchPlaces, type ISharedOne } from './protocol.js';
import {
  type IInverses,
  type IOne,
  type ISquare,
  type ITeam,
  roomFor,
  viewAt,
  workOf
} from './work.js';

/** The limits with which the module was built, in pages: a start, and all that wasm32 addresses. */
export const LIMITS = { initial: 1, maximum: 65536, shared: true } as const;
/** A line, so that the rows of a power of two do not share the same few sets of the cache. */
const LINE = 64;

/** The largest matrix of which the kernels invert several side by side. */
const ACROSS = 16;
/** Bytes of a batch that is laid into the memory whole. */
const LARGEST = 2 ** 29;

/** The memory, once the workers know it. */
interface IOpened {
  memory: WebAssembly.Memory;
  heap: Heap;
  /** Bytes of scratch that a worker needs. */
  work: number;
}

export class Shared {
  readonly #team: ITeam;
  readonly #loadModule: () => Promise<WebAssembly.Module>;
  #opened?: IOpened;

  constructor(team: ITeam, loadModule: () => Promise<WebAssembly.Module>) {
    this.#team = team;
    this.#loadModule = loadModule;
  }

  get isReady(): boolean {
    return this.#opened !== undefined;
  }

  /** Gives the workers the memory and the module. False where there is none of either. */
  async open(): Promise<boolean> {
    if (this.#opened) return true;
    let memory: WebAssembly.Memory;
    let wasm: WebAssembly.Module;
    try {
      memory = new WebAssembly.Memory(LIMITS);
      wasm = await this.#loadModule();
    } catch {
      return false;
    }
    const { count } = this.#team;
    const replies = await this.#team.askAll(count, 0, () => [{ type: 'share', wasm, memory }, []]);
    const [first] = replies;
    if (first.type !== 'share') return false;
    const { base, work } = first;
    this.#opened = { memory, heap: new Heap(memory, base), work };
    return true;
  }

  /** Whether a batch gains by it: of larger matrices copies are little beside the work. */
  suits({ n, data }: ISquare): boolean {
    return n <= ACROSS && data.byteLength <= LARGEST;
  }

  /** @throws RuntimeError where the memory cannot grow to what the batch takes */
  async invertBatch(pieces: IPieces): Promise<IInverses> {
    const { memory, heap, work } = this.#opened as IOpened;
    const { count, data } = pieces;
    const threads = this.#team.count;
    const blocks = [data.byteLength, data.byteLength, 4 * count, threads * work];
    const [a, x, info, scratch] = heap.reserve('inverses by threads', ...blocks);
    const places = { a, x, info, work: scratch };
    return invertBatch(threads, pieces, new Places(this.#team, memory, pieces, places, work));
  }

  /** @throws RuntimeError where the memory cannot grow to what the matrix takes */
  async invert(threads: number, { dtype, n, data }: IOne): Promise<IInverses> {
    const { memory, heap, work } = this.#opened as IOpened;
    const one = layOut(heap, threads, work, { dtype, n, data });
    const asked = this.#team.askAll(threads, workOf(dtype, 1, n), rank => [
      { type: 'shared', ...one, at: { ...one.at, work: one.at.work + rank * work } },
      []
    ]);
    const out = roomFor(dtype, n * n);
    await asked;
    out.set(viewAt(dtype, memory.buffer, one.at.a, n * n));
    return { data: out, info: new Int32Array(memory.buffer, one.at.info, 1).slice() };
  }
}

/**
 * Lays one matrix out, with room for what its inverse takes. The scratch is that of the first thread; the
 * others' follows, `work` bytes each.
 * @throws RuntimeError where the memory cannot grow to it
 */
export function layOut(
  heap: Heap,
  threads: number,
  work: number,
  { dtype, n, data }: IOne
): ISharedOne {
  const size = data.BYTES_PER_ELEMENT;
  const ld = n + LINE / size;
  const counters = counterBytes(n);
  const blocks = [counters, 4 * n, 4, n * ld * size, n * n * size, threads * work];
  const at = heap.reserve('an inverse by threads', ...blocks);
  const places = { counters: at[0], pivots: at[1], info: at[2], a: at[3], x: at[4], work: at[5] };
  heap.clear(at[0], counters);
  heap.clear(at[2], 4);
  for (let i = 0; i < n; i++) {
    heap.write(at[3] + i * ld * size, data.subarray(i * n, (i + 1) * n));
  }
  return { dtype, n, ld, cuts: cutsOf(n, threads), at: places };
}

interface IPlace {
  first: number;
  count: number;
}

/** Pieces that stay where they are, in the shared memory. */
class Places implements ICarrier<IPlace> {
  readonly #team: ITeam;
  readonly #buffer: ArrayBufferLike;
  readonly #pieces: IPieces;
  readonly #at: ISharedBatchPlaces;
  readonly #work: number;

  /** @param work bytes of scratch of a worker */
  constructor(
    team: ITeam,
    memory: WebAssembly.Memory,
    pieces: IPieces,
    at: ISharedBatchPlaces,
    work: number
  ) {
    this.#team = team;
    this.#buffer = memory.buffer;
    this.#pieces = pieces;
    this.#at = at;
    this.#work = work;
  }

  load(a: FloatData, first: number): IPlace {
    this.#view(this.#at.a, first, a.length).set(a);
    return { first, count: a.length / this.#pieces.length };
  }

  async invert(
    rank: number,
    { first, count }: IPlace,
    take: (x: FloatData, info: Int32Array) => void
  ): Promise<void> {
    const { dtype, n, length } = this.#pieces;
    const at = {
      a: this.#address(this.#at.a, first),
      x: this.#address(this.#at.x, first),
      info: this.#at.info + 4 * first,
      work: this.#at.work + rank * this.#work
    };
    const request = { type: 'sharedBatch', dtype, n, count, at } as const;
    await this.#team.ask(rank, workOf(dtype, count, n), [request, []]);
    const info = new Int32Array(this.#buffer, at.info, count);
    take(this.#view(this.#at.x, first, count * length), info);
  }

  #address(from: number, first: number): number {
    const { length, data } = this.#pieces;
    return from + first * length * data.BYTES_PER_ELEMENT;
  }

  #view(from: number, first: number, length: number): FloatData {
    return viewAt(this.#pieces.dtype, this.#buffer, this.#address(from, first), length);
  }
}
