/** A cell under way, which may be given up while it waits, with the timers that it has started. */

/** Ends a cell that was given up, wherever its code goes on. */
export class Interrupted extends Error {
  /** @param name of the error that is shown */
  constructor(
    override readonly name: string,
    message: string
  ) {
    super(message);
    // No place of the cell is to blame.
    this.stack = `${name}: ${message}`;
  }
}

// Bound now: a cell may replace any global.
const { clearTimeout } = globalThis;

type Timer = ReturnType<typeof setTimeout>;

export class UnderWay {
  readonly timers = new Set<Timer>();
  #reason?: Interrupted;
  #giveUp: (reason: Interrupted) => void = () => undefined;
  readonly #given: Promise<never>;

  constructor() {
    this.#given = new Promise((_, reject) => {
      this.#giveUp = reject;
    });
    this.#given.catch(() => undefined);
  }

  abandon(reason: Interrupted): void {
    this.#reason ??= reason;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.#giveUp(this.#reason);
  }

  /**
   * Gives back what it is given.
   * @throws Interrupted where the cell was given up
   */
  readonly check = <T>(value?: T): T | undefined => {
    if (this.#reason) throw this.#reason;
    return value;
  };

  /** Waits for a work until the cell is given up. */
  wait<T>(work: Promise<T>): Promise<T> {
    // Not by `race`, which needs the iterator of arrays: the cell may have replaced it by now.
    return new Promise((resolve, reject) => {
      this.#given.then(undefined, reject);
      work.then(resolve, reject);
    });
  }
}

/** Replaces the timers of a global object by such as tell the cell under way of theirs. */
export function trackTimers(target: typeof globalThis, current: () => UnderWay | undefined): void {
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const start = target[name].bind(target) as (...args: unknown[]) => Timer;
    const tracked = (handler: unknown, ...rest: unknown[]) => {
      const cell = current();
      if (!cell || typeof handler !== 'function') return start(handler, ...rest);
      const timer = start(
        (...args: unknown[]) => {
          if (name === 'setTimeout') cell.timers.delete(timer);
          handler(...args);
        },
        ...rest
      );
      cell.timers.add(timer);
      return timer;
    };
    // With what Node keeps there for `promisify`.
    const { name: _, length, prototype, ...own } = Object.getOwnPropertyDescriptors(target[name]);
    Object.defineProperties(tracked, own);
    Object.defineProperty(tracked, 'name', { value: name });
    Object.defineProperty(target, name, { configurable: true, writable: true, value: tracked });
  }
}
