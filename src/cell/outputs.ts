/** Outputs of a cell, in the order in which it showed them, though some must be waited for. */
import type { Output } from './protocol.js';

export class OutputQueue {
  readonly #send: (output: Output) => void;
  /** The last output that is waited for, or waits for one. */
  #tail?: Promise<void>;
  #failure?: { error: unknown };
  /** Raised where what is waited for is given up. */
  #generation = 0;

  constructor(send: (output: Output) => void) {
    this.#send = send;
  }

  /** Sends at once where nothing is waited for. */
  add(output: Output | Promise<Output>): void {
    if (!this.#tail && !(output instanceof Promise)) {
      this.#send(output);
      return;
    }
    const generation = this.#generation;
    const isWanted = () => generation === this.#generation;
    const before = this.#tail ?? Promise.resolve();
    const tail = before
      .then(() => output)
      .then(
        ready => {
          if (isWanted()) this.#send(ready);
        },
        error => {
          if (isWanted()) this.#failure ??= { error };
        }
      )
      .finally(() => {
        if (this.#tail === tail) this.#tail = undefined;
      });
    this.#tail = tail;
  }

  /** Sends at once, before all that is waited for. */
  pass(output: Output): void {
    this.#send(output);
  }

  /** Gives up all that is waited for: it is not shown, and keeps nothing back. */
  abandon(): void {
    this.#generation++;
    this.#tail = undefined;
    this.#failure = undefined;
  }

  /**
   * Resolves when everything was sent.
   * @throws what kept an output from becoming ready, the first of them, once
   */
  async settled(): Promise<void> {
    while (this.#tail) await this.#tail;
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }
}
