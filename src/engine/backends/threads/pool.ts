/** A pool of threads, for batches and for large matrices. */

import {
  allocate,
  components,
  type FloatData,
  isComplex,
  type RealDType
} from '../../core/dtype.js';
import { RuntimeError } from '../../core/errors.js';
import type { IMatrices } from '../../core/matrices.js';
import { inv } from '../../linalg/inverse.js';
import { checkSquare } from '../../ops/check.js';
import { rememberInverse } from '../../ops/provenance.js';
import { Tensor } from '../../tensor.js';
import { hasUnevenRows, scalingsOf } from '../cpu/scaling.js';
import { compileModule, type IWasmOptions } from '../wasm/index.js';
import { columnOrder, ownColumns, placeColumns } from './columns.js';
import { type IColumnsRequest, type IShared, PANEL, type Reply, type Request } from './protocol.js';
import { type IThread, startThread } from './spawn.js';

export interface IThreadsOptions extends IWasmOptions {
  /** How many; by default as many as the machine says that it has. */
  count?: number;
  /** Let the threads share memory: by default where the page is isolated. */
  shared?: boolean;
}

/** From this size on one matrix is shared out; below, the messages cost more than they save. */
const LARGE = 257;

/**
 * Starts threads. With shared memory where the page is isolated (`crossOriginIsolated`), else with messages.
 * @throws RuntimeError where no worker can be started; those that could be are ended again
 */
export async function startThreads(options: IThreadsOptions = {}): Promise<Threads> {
  const count = options.count ?? globalThis.navigator?.hardwareConcurrency ?? 2;
  if (!Number.isInteger(count) || count < 1) {
    throw new RuntimeError(`threads: expected a count of at least 1, got ${count}`, {
      op: 'threads',
      code: 'invalid-argument'
    });
  }
  const wasm = await compileModule(options);
  const pool = new Threads(await startAll(count), options.shared ?? canShare());
  await pool.load(wasm);
  return pool;
}

async function startAll(count: number): Promise<IThread[]> {
  const started = await Promise.allSettled(Array.from({ length: count }, startThread));
  const threads = started.flatMap(item => (item.status === 'fulfilled' ? [item.value] : []));
  const failed = started.find(item => item.status === 'rejected');
  if (!failed) return threads;
  for (const thread of threads) thread.terminate();
  throw failed.reason;
}

function canShare(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return globalThis.crossOriginIsolated ?? true;
}

/** A matrix in memory that all threads see, and what they exchange about it. */
interface ISharedMatrix {
  a: FloatData;
  shared: IShared;
}

interface IPending {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * Threads that invert; every result has the bits that `linalg.inv` gives, whatever their number.
 *
 * They stand and fall together, since each waits for what the others send: where one dies (an error, an exit,
 * a message that cannot be read), all are ended, whatever was asked of them is rejected with the reason, and
 * so is what is asked later.
 */
export class Threads {
  readonly #threads: readonly IThread[];
  /** Whether the threads share memory. */
  readonly shared: boolean;
  readonly #pending: Map<number, IPending>[];
  #lastId = 0;
  /** One matrix at a time: its panels fill all threads. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Why the threads are no more. */
  #ended?: string;
  #memory?: ISharedMatrix;

  constructor(threads: readonly IThread[], shared: boolean) {
    this.#threads = threads;
    this.shared = shared;
    this.#pending = threads.map(() => new Map());
    threads.forEach((thread, rank) => {
      thread.onReply = reply => this.#settle(rank, reply);
      thread.onError = message => this.#end(`thread ${rank} died: ${message}`);
    });
  }

  get count(): number {
    return this.#threads.length;
  }

  /** Whether the threads were closed, by `close` or because one of them died. */
  get closed(): boolean {
    return this.#ended !== undefined;
  }

  /** Gives every worker the module and its links to the others. */
  async load(wasm: WebAssembly.Module): Promise<void> {
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
        this.#ask(rank, -1, { type: 'load', wasm, rank, links: links[rank] }, links[rank])
      )
    );
  }

  /**
   * The inverse of every matrix of A, as `linalg.inv`: a batch in slices, a large real matrix in panels.
   * A is read at the call: what is written to it while the threads work does not matter.
   * @throws as `linalg.inv`; RuntimeError where the threads were closed, or a thread died
   */
  async inv(A: Tensor): Promise<Tensor> {
    checkSquare('linalg.inv', A);
    const source = A.clone();
    const matrices = checkSquare('linalg.inv', source);
    const data = await this.#invert(matrices);
    // A matrix that is singular, badly scaled or small is for one thread, and its words.
    if (!data) return inv(source);
    return rememberInverse(Tensor.own(data, source.shape, matrices.dtype), source);
  }

  /** Ends the threads; what they were doing is lost. */
  close(): void {
    this.#end('the threads were closed');
  }

  #invert(matrices: IMatrices): Promise<FloatData | undefined> {
    const { count, rows: n, dtype } = matrices;
    const run = () => {
      if (count > 1) return this.#invertBatch(matrices);
      const large = n >= LARGE && !isComplex(dtype);
      return large ? this.#invertColumns(matrices) : Promise.resolve(undefined);
    };
    const result = this.#queue.then(run);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #invertBatch(matrices: IMatrices): Promise<FloatData | undefined> {
    const { dtype, count, rows: n, data } = matrices;
    if (n === 0) return undefined;
    const infos = new Int32Array(count);
    const size = n * n * components(dtype);
    const share = Math.ceil(count / this.count);
    const out = allocate(dtype, count * n * n) as FloatData;
    const parts = this.#threads.map(async (_, rank) => {
      const [first, last] = [Math.min(rank * share, count), Math.min((rank + 1) * share, count)];
      if (first === last) return;
      const a = data.slice(first * size, last * size);
      const batch = { count: last - first, rows: n, columns: n };
      const id = ++this.#lastId;
      const reply = await this.#ask(rank, id, { type: 'batch', id, dtype, batch, a }, [a.buffer]);
      if (reply.type !== 'batch') return;
      out.set(reply.inverses, first * size);
      infos.set(reply.info, first);
    });
    await Promise.all(parts);
    return infos.some(info => info > 0) ? undefined : out;
  }

  async #invertColumns(matrices: IMatrices): Promise<FloatData | undefined> {
    const { dtype, rows: n, data } = matrices;
    // Looked at first, so that none is inverted twice.
    if (hasUnevenRows(dtype, n, data) && scalingsOf(matrices, [0]).length > 0) return undefined;
    const id = ++this.#lastId;
    const threads = Math.min(this.count, Math.ceil(n / PANEL));
    const cuts = cutsOf(n, threads);
    const memory = this.shared ? this.#sharedMemory(n, data) : undefined;
    const { shared, a } = memory ?? { shared: undefined, a: data };
    const request: IColumnsRequest = {
      type: 'columns',
      id,
      dtype: dtype as RealDType,
      n,
      threads,
      cuts,
      a,
      shared
    };
    const asked = Promise.all(
      Array.from({ length: threads }, (_, rank) => {
        if (shared) return this.#ask(rank, id, request);
        const own = ownColumns(data, request, rank);
        return this.#ask(rank, id, { ...request, a: own }, [own.buffer]);
      })
    );
    const replies = await asked;
    const out = shared ? shared.x.slice() : (allocate(dtype, n * n) as FloatData);
    for (const [rank, reply] of replies.entries()) {
      if (reply.type !== 'columns' || reply.info !== 0) return undefined;
      if (!reply.x) continue;
      placeColumns(n, cuts[rank], cuts[rank + 1], reply.x, columnOrder(reply.pivots), out);
    }
    return out;
  }

  /** The memory that the threads share, holding `data`; that of the last matrix where it was as large. */
  #sharedMemory(n: number, data: FloatData): ISharedMatrix {
    const fits = this.#memory?.a.byteLength === data.byteLength;
    if (!fits || this.#memory?.a.constructor !== data.constructor) {
      this.#memory = { shared: shareMemory(n, data), a: viewLike(data, bufferLike(data)) };
    }
    const { shared, a } = this.#memory;
    shared.done.fill(0);
    a.set(data);
    return { shared, a };
  }

  #ask(rank: number, id: number, request: Request, transfer?: readonly unknown[]): Promise<Reply> {
    if (this.#ended) return Promise.reject(failure(`${this.#ended}; start new ones`));
    return new Promise((resolve, reject) => {
      this.#pending[rank].set(id, { resolve, reject });
      try {
        this.#threads[rank].post(request, transfer);
      } catch (cause) {
        this.#end(`thread ${rank} could not be asked: ${cause}`);
      }
    });
  }

  #settle(rank: number, reply: Reply): void {
    if (reply.type === 'failed') {
      this.#end(`thread ${rank} failed: ${reply.message}`);
      return;
    }
    const id = reply.type === 'ready' ? -1 : reply.id;
    const pending = this.#pending[rank].get(id);
    this.#pending[rank].delete(id);
    pending?.resolve(reply);
  }

  /** Ends all threads, since they may wait for one another, and rejects whatever was asked of them. */
  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#memory = undefined;
    for (const thread of this.#threads) thread.terminate();
    for (const pending of this.#pending) {
      for (const { reject } of pending.values()) reject(failure(reason));
      pending.clear();
    }
  }
}

function failure(message: string): RuntimeError {
  return new RuntimeError(`threads: ${message}`, { op: 'threads', code: 'device' });
}

/** Shares of equal work: column j of L⁻¹ is n − j long, and of U⁻¹ times it n. Multiples of 32. */
function cutsOf(n: number, threads: number): number[] {
  const cost = (j: number) => (n - j) ** 2 + n ** 2;
  const total = Array.from({ length: n }, (_, j) => cost(j)).reduce((sum, value) => sum + value, 0);
  const cuts = [0];
  let sum = 0;
  for (let j = 0; j < n && cuts.length < threads; j++) {
    sum += cost(j);
    if (sum >= (total * cuts.length) / threads) cuts.push(Math.round(j / 32) * 32);
  }
  while (cuts.length <= threads) cuts.push(n);
  return cuts;
}

function shareMemory(n: number, like: FloatData): IShared {
  const numbers = () => viewLike(like, bufferLike(like));
  return {
    panels: numbers(),
    x: numbers(),
    pivots: new Int32Array(new SharedArrayBuffer(4 * n)),
    done: new Int32Array(new SharedArrayBuffer(4 * Math.ceil(n / PANEL)))
  };
}

function bufferLike({ byteLength }: FloatData): SharedArrayBuffer {
  return new SharedArrayBuffer(byteLength);
}

function viewLike(like: FloatData, buffer: SharedArrayBuffer): FloatData {
  return like instanceof Float32Array ? new Float32Array(buffer) : new Float64Array(buffer);
}
