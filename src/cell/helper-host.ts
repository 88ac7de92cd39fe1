/**
 * The threads that help a cell that does not wait, on the frame's side. A `data:` worker may use memory that is
 * shared, and may not hand it on: so the frame, where it is isolated, makes the memory and starts the threads.
 */
import {
  Board,
  type IJoinRequest,
  type ILent,
  MOST_THREADS,
  openBoard
} from '../engine/internal.js';
import { Allowance, STARTS } from './allowance.js';

/** Milliseconds without a call after which helpers end. */
const REST = 60_000;

export class HelperHost {
  readonly #wasm: ArrayBuffer;
  readonly #count: number;
  readonly #allowed = new Allowance(STARTS, performance.now());
  #lent: ILent;
  #module?: Promise<WebAssembly.Module>;
  #helpers: Worker[] = [];
  #isDisposed = false;

  /**
   * Undefined where memory cannot be shared, or there is one core.
   * @param wasm the module that is given its memory
   */
  static open(wasm: ArrayBuffer): HelperHost | undefined {
    const count = Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1);
    if (!globalThis.crossOriginIsolated || count === 1) return undefined;
    try {
      return new HelperHost(wasm, openBoard(count));
    } catch {
      return undefined;
    }
  }

  private constructor(wasm: ArrayBuffer, lent: ILent) {
    this.#wasm = wasm;
    this.#count = lent.count;
    this.#lent = lent;
  }

  /** The memory by which the cells' thread and its helpers know of one another. */
  get lent(): ILent {
    return this.#lent;
  }

  /**
   * Starts helpers, in the place of any that are there.
   * @param script of a thread, a `data:` URL
   * @returns whether they have other memory, since the last ones failed
   */
  async start(script: string): Promise<boolean> {
    if (!this.#allowed.spend(1, performance.now())) return false;
    this.#end();
    const isNew = this.#renew();
    this.#module ??= WebAssembly.compile(this.#wasm);
    const wasm = await this.#module.catch(() => undefined);
    if (!wasm || this.#isDisposed || this.#helpers.length > 0) return isNew;
    for (let rank = 1; rank < this.#count; rank++)
      this.#helpers.push(this.#startOne(script, wasm, rank));
    return isNew;
  }

  /** Makes other memory where a helper died at work. */
  #renew(): boolean {
    if (!new Board(this.#lent.board).hasFailed) return false;
    try {
      this.#lent = openBoard(this.#count);
      return true;
    } catch {
      // The cells' thread goes on alone.
      return false;
    }
  }

  #startOne(script: string, wasm: WebAssembly.Module, rank: number): Worker {
    const helper = new Worker(script, { type: 'module', name: 'invertible-helper' });
    const lent = this.#lent;
    const board = new Board(lent.board);
    helper.onerror = event => {
      event.preventDefault();
      board.leave(rank);
    };
    const request: IJoinRequest = { type: 'join', wasm, lent, rank, rest: REST };
    helper.postMessage(request);
    return helper;
  }

  #end(): void {
    const board = new Board(this.#lent.board);
    this.#helpers.splice(0).forEach((helper, i) => {
      helper.terminate();
      board.leave(i + 1);
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#end();
  }
}
