/** One matrix by several workers that share one memory: the pool's side. The workers' is `stages.ts`. */
import { Heap } from '../wasm/memory.js';
import { columnOrder, counterBytes, cutsOf, placeColumns } from './protocol.js';
import { type IInverses, type IOne, type ITeam, roomFor, viewAt, workOf } from './work.js';

/** The limits with which the module was built, in pages: a start, and all that wasm32 addresses. */
const LIMITS = { initial: 1, maximum: 65536, shared: true } as const;
/** A line, so that the rows of a power of two do not share the same few sets of the cache. */
const LINE = 64;

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
    this.#opened = { memory, heap: new Heap(memory, first.base), work: first.work };
    return true;
  }

  /** @throws RuntimeError where the memory cannot grow to what the matrix takes */
  async invert(threads: number, { dtype, n, data }: IOne): Promise<IInverses> {
    const { memory, heap, work } = this.#opened as IOpened;
    const size = data.BYTES_PER_ELEMENT;
    const ld = n + LINE / size;
    const counters = counterBytes(n);
    const blocks = [counters, 4 * n, 4, n * ld * size, n * n * size, threads * work];
    const at = heap.reserve('an inverse by threads', ...blocks);
    const places = { counters: at[0], pivots: at[1], info: at[2], a: at[3], x: at[4] };
    heap.clear(at[0], counters);
    heap.clear(at[2], 4);
    for (let i = 0; i < n; i++) {
      heap.write(at[3] + i * ld * size, data.subarray(i * n, (i + 1) * n));
    }
    const cuts = cutsOf(n, threads);
    const asked = this.#team.askAll(threads, workOf(dtype, 1, n), rank => [
      { type: 'shared', dtype, n, ld, cuts, at: { ...places, work: at[5] + rank * work } },
      []
    ]);
    const out = roomFor(dtype, n * n);
    await asked;
    const pivots = new Int32Array(memory.buffer, places.pivots, n).slice();
    const info = new Int32Array(memory.buffer, places.info, 1).slice();
    const x = viewAt(dtype, memory.buffer, places.x, n * n);
    const order = columnOrder(pivots);
    for (let part = 0; part < threads; part++) {
      placeColumns(n, [cuts[part], cuts[part + 1]], x, n * cuts[part], order, out);
    }
    return { data: out, info };
  }
}
