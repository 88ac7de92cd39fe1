/** The threads of `threads.inv`, on the side of the cell's worker: the host lends them, each by a port. */
import { type IThread, type Spawn, threadOfPort } from '../engine/internal.js';

/** Threads that were asked for together. */
interface IRound {
  threads: (IThread | undefined)[];
}

export class LentThreads {
  readonly #ask: (count: number) => void;
  /** Those that wait for an answer, in the order in which they asked. */
  readonly #waiting: ((ports: MessagePort[]) => void)[] = [];
  /** The round whose threads run: each takes the place of the one before. */
  #round?: IRound;

  /** @param ask the host for so many, which end those that it lent before */
  constructor(ask: (count: number) => void) {
    this.#ask = ask;
  }

  /** Starts a round: threads that run for one pool, and end together. */
  begin(count: number): Spawn {
    const round: IRound = { threads: [] };
    let ports: Promise<MessagePort[]> | undefined;
    return async () => {
      ports ??= this.#askFor(count, round);
      const rank = round.threads.push(undefined) - 1;
      const port = (await ports)[rank];
      if (!port || this.#round !== round) throw new Error('the page lends no threads');
      const thread = threadOfPort(port, () => this.#end(round));
      round.threads[rank] = thread;
      return thread;
    };
  }

  /** The answer to what was asked first. */
  receive(ports: MessagePort[]): void {
    this.#waiting.shift()?.(ports);
  }

  /** One of those that run has ended by itself. */
  lose(rank: number, message: string): void {
    this.#round?.threads[rank]?.onError(message);
  }

  #askFor(count: number, round: IRound): Promise<MessagePort[]> {
    this.#round = round;
    this.#ask(count);
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  #end(round: IRound): void {
    if (this.#round !== round) return;
    this.#round = undefined;
    this.#ask(0);
  }
}
