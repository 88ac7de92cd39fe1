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

  /** Spends so much, if it is there; else nothing, so that whoever asks too often gets some again. */
  spend(amount: number, now: number): boolean {
    const earned = ((now - this.#since) / 1000) * this.#rate;
    this.#since = now;
    this.#left = Math.min(this.#burst, this.#left + earned);
    if (this.#left < amount) return false;
    this.#left -= amount;
    return true;
  }
}

/** Starts of threads that a sandbox has at once, and each second: a cell may ask without end. */
export const STARTS = { burst: 20, rate: 1 / 60 } as const;
