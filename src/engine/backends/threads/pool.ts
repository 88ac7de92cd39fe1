/**
 * A pool of workers: matrices in, inverses out. It knows neither tensors nor errors of matrices.
 *
 * Workers stand and fall together, since each waits for what the others send: where one dies (an error, an
 * exit, a message that cannot be read, no answer), all are ended, and whatever was asked of them is rejected
 * with the reason.
 */
import type { FloatData, RealDType } from '../../core/dtype.js';
import { invertBatch, Parcels, piecesOf, Spares } from './batches.js';
import { invertByMessages } from './messages.js';
import { PANEL, type Reply, type Request } from './protocol.js';
import { Shared } from './shared.js';
import { failure, type IThread, type Spawn, startAll } from './spawn.js';
import {
  type IInverses,
  type IOne,
  type ISquare,
  type ITeam,
  type Question,
  SLOWEST
} from './work.js';

export interface IPoolOptions {
  count: number;
  spawn: Spawn;
  /** The module; or its bytes, which go by any port. */
  wasm: WebAssembly.Module | ArrayBuffer;
  /** The module that is given its memory; absent where workers share none. */
  loadShared?: () => Promise<WebAssembly.Module>;
  /** Seconds in which a worker answers that has nothing to compute; the time for its work comes on top. */
  patience?: number;
}

// Bound now: in a `%%ts` cell they are replaced by such as belong to the cell under way.
const { setInterval, clearInterval } = globalThis;

/** Bytes that workers without a common memory hold together, each the whole matrix and its share. */
const MEMORY = 4 * 2 ** 30;
const PATIENCE = 30;
/** Milliseconds between two looks at who has not answered. */
const LOOK = 1000;

interface IPending {
  resolve(reply: Reply): void;
  reject(error: Error): void;
  /** Looks after which an answer is no longer expected. */
  looks: number;
}

export class Pool implements ITeam {
  readonly #threads: readonly IThread[];
  readonly #pending: Map<number, IPending>[];
  readonly #patience: number;
  readonly #spares = new Spares();
  readonly #onEnd: () => void;
  #shared?: Shared;
  #lastId = 0;
  /** One call at a time: it fills all threads. */
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #watch?: ReturnType<typeof setInterval>;
  /** Why the threads are no more. */
  #ended?: Error;

  /**
   * @param onEnd called when the workers have ended, for whatever reason
   * @throws RuntimeError where a worker cannot be started, or does not load
   */
  static async start(options: IPoolOptions, onEnd: () => void): Promise<Pool> {
    const pool = new Pool(await startAll(options.count, options.spawn), options, onEnd);
    await pool.#load(options.wasm);
    return pool;
  }

  private constructor(threads: readonly IThread[], options: IPoolOptions, onEnd: () => void) {
    this.#threads = threads;
    this.#patience = options.patience ?? PATIENCE;
    this.#onEnd = onEnd;
    this.#pending = threads.map(() => new Map());
    if (options.loadShared) this.#shared = new Shared(this, options.loadShared);
    threads.forEach((thread, rank) => {
      thread.onReply = reply => this.#settle(rank, reply);
      thread.onError = message => this.end(`thread ${rank} died: ${message}`);
    });
  }

  get count(): number {
    return this.#threads.length;
  }

  /** Whether the threads share memory. */
  get shared(): boolean {
    return this.#shared !== undefined;
  }

  /** Gives every worker the module and its links to the others. */
  async #load(wasm: IPoolOptions['wasm']): Promise<void> {
    const links: MessagePort[][] = this.#threads.map(() => []);
    for (let i = 0; i < this.count; i++) {
      for (let j = i + 1; j < this.count; j++) {
        const { port1, port2 } = new MessageChannel();
        links[i].push(port1);
        links[j].push(port2);
      }
    }
    await Promise.all(
      this.#threads.map((_, rank) =>
        this.#post(rank, -1, { type: 'load', wasm, rank, links: links[rank] }, links[rank], 0)
      )
    );
  }

  /**
   * Inverts a batch in parts, or one real matrix by panels. The numbers are read at the call: what is written
   * to them while the threads work does not matter.
   * @throws RuntimeError where the threads have ended
   */
  invert(matrices: ISquare): Promise<IInverses> {
    // Those that must wait are kept.
    const isFirst = this.#waiting++ === 0;
    const own = isFirst ? matrices : { ...matrices, data: matrices.data.slice() };
    const result = isFirst ? this.#run(own) : this.#queue.then(() => this.#run(own));
    this.#queue = result
      .catch(() => undefined)
      .then(() => {
        this.#waiting--;
      });
    return result;
  }

  #run(matrices: ISquare): Promise<IInverses> {
    if (this.#ended) return Promise.reject(this.#ended);
    return matrices.count > 1 ? this.#invertBatch(matrices) : this.#invertOne(matrices);
  }

  async #invertBatch(square: ISquare): Promise<IInverses> {
    const inParcels = (own: ISquare) => {
      const pieces = piecesOf(this.count, own);
      return invertBatch(this.count, pieces, new Parcels(this, this.#spares, pieces));
    };
    if (!this.#shared?.suits(square)) return inParcels(square);
    return this.#inMemory(
      square,
      (shared, own) => shared.invertBatch(piecesOf(this.count, own)),
      inParcels
    );
  }

  /** Works in shared memory, which the first call opens; where it cannot be had, the engine does without. */
  async #inMemory<M extends { data: FloatData }>(
    matrices: M,
    run: (shared: Shared, own: M) => Promise<IInverses>,
    without: (own: M) => Promise<IInverses>
  ): Promise<IInverses> {
    const shared = this.#shared;
    if (shared?.isReady) return run(shared, matrices);
    const own = { ...matrices, data: matrices.data.slice() };
    if (await shared?.open()) return run(shared as Shared, own);
    this.#shared = undefined;
    return without(own);
  }

  async #invertOne({ dtype, n, data }: ISquare): Promise<IInverses> {
    const matrix = { dtype: dtype as RealDType, n, data };
    const threads = Math.min(this.count, Math.ceil(n / PANEL));
    const byMessages = (own: IOne) => invertByMessages(this, fewer(threads, own), own);
    if (!this.#shared) return byMessages(matrix);
    return this.#inMemory(matrix, (shared, own) => shared.invert(threads, own), byMessages);
  }

  ask(rank: number, work: number, question: Question): Promise<Reply> {
    return this.#ask(++this.#lastId, rank, work, question);
  }

  askAll(threads: number, work: number, question: (rank: number) => Question): Promise<Reply[]> {
    const id = ++this.#lastId;
    const ranks = Array.from({ length: threads }, (_, rank) => rank);
    return Promise.all(ranks.map(rank => this.#ask(id, rank, work, question(rank))));
  }

  #ask(id: number, rank: number, work: number, [request, transfer]: Question): Promise<Reply> {
    return this.#post(rank, id, { ...request, id } as Request, transfer, work);
  }

  #post(
    rank: number,
    id: number,
    request: Request,
    transfer: readonly unknown[],
    work: number
  ): Promise<Reply> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const looks = Math.ceil(this.#patience + work / SLOWEST);
      this.#pending[rank].set(id, { resolve, reject, looks });
      this.#look();
      try {
        this.#threads[rank].post(request, transfer);
      } catch (cause) {
        this.end(`thread ${rank} could not be asked: ${cause}`);
      }
    });
  }

  #settle(rank: number, reply: Reply): void {
    if (reply.type === 'failed') {
      this.end(`thread ${rank} failed: ${reply.message}`);
      return;
    }
    const id = reply.type === 'ready' ? -1 : reply.id;
    const pending = this.#pending[rank].get(id);
    this.#pending[rank].delete(id);
    pending?.resolve(reply);
  }

  /** Looks now and then, as long as anything is asked. Looks are counted and not time, which a laptop may sleep through. */
  #look(): void {
    this.#watch ??= setInterval(() => {
      let isAsked = false;
      for (const [rank, pending] of this.#pending.entries()) {
        for (const one of pending.values()) {
          isAsked = true;
          if (--one.looks < 0) {
            this.end(`thread ${rank} does not answer`);
            return;
          }
        }
      }
      if (!isAsked) this.#stopLooking();
    }, LOOK);
  }

  #stopLooking(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  /** Ends all workers, since they may wait for one another, and rejects whatever was asked of them. */
  end(reason: string): void {
    if (this.#ended) return;
    const error = failure(reason);
    this.#ended = error;
    this.#shared = undefined;
    this.#spares.clear();
    this.#stopLooking();
    for (const thread of this.#threads) thread.terminate();
    for (const pending of this.#pending) {
      for (const { reject } of pending.values()) reject(error);
      pending.clear();
    }
    this.#onEnd();
  }
}

/** As many threads as the memory is enough for. */
function fewer(threads: number, { data }: IOne): number {
  return Math.max(1, Math.min(threads, Math.floor(MEMORY / (2 * data.byteLength))));
}
