/**
 * The threads of `threads.inv`, on the relay's side: not every browser lets a worker of a `data:` URL start workers
 * of its own, and from here they are counted and ended from outside. Each gets a port to the cell's worker, by which
 * all that follows goes.
 */
import { type IServeRequest, MOST_THREADS } from '../engine/internal.js';
import { Allowance, STARTS } from './allowance.js';

export class ThreadHost {
  readonly #allowed = new Allowance(STARTS, performance.now());
  readonly #onDied: (rank: number, message: string) => void;
  #threads: Worker[] = [];

  /** @param onDied is told which thread has ended by itself, of those that were lent last */
  constructor(onDied: (rank: number, message: string) => void) {
    this.#onDied = onDied;
  }

  /**
   * Starts threads, in the place of any that are there.
   * @param script of a thread, a `data:` URL
   * @returns the ports to them; none where the sandbox has used up its starts, or the browser starts none
   */
  lend(script: string, count: number): MessagePort[] {
    this.end();
    if (count === 0 || !this.#allowed.spend(1, performance.now())) return [];
    try {
      return Array.from({ length: Math.min(count, MOST_THREADS) }, () => this.#startOne(script));
    } catch {
      this.end();
      return [];
    }
  }

  #startOne(script: string): MessagePort {
    const thread = new Worker(script, { type: 'module', name: 'invertible-thread' });
    const rank = this.#threads.push(thread) - 1;
    thread.onerror = event => {
      event.preventDefault();
      if (this.#threads[rank] === thread) this.#onDied(rank, event.message);
    };
    const { port1, port2 } = new MessageChannel();
    const request: IServeRequest = { type: 'serve', port: port2 };
    thread.postMessage(request, [port2]);
    return port1;
  }

  /** @returns whether there were any */
  end(): boolean {
    const ended = this.#threads.splice(0);
    for (const thread of ended) thread.terminate();
    return ended.length > 0;
  }
}
