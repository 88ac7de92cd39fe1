/** An amount that is spent, and comes back with time. */
export class Allowance {
  readonly #burst: number;
  readonly #rate: number;
  #left: number;
  #since: number;

  /**
   * @param burst what may be spent at once, and `rate` what comes back each second
   * @param now milliseconds, as `spend` is told them
   */
  constructor({ burst, rate }: { burst: number; rate: number }, now: number) {
    [this.#burst, this.#rate, this.#left, this.#since] = [burst, rate, burst, now];
  }

  /** Whether so much could be spent. */
  spend(amount: number, now: number): boolean {
    const earned = ((now - this.#since) / 1000) * this.#rate;
    this.#since = now;
    this.#left = Math.min(this.#burst, this.#left + earned) - amount;
    return this.#left >= 0;
  }
}

/** Starts of threads that a sandbox has at once, and each second: a cell may ask without end. */
export const STARTS = { burst: 20, rate: 1 / 60 } as const;
