/** Waiting for a counter in memory that several threads see. */

/** Called now and then while a thread waits; it throws where there is no use in it. */
export type Look = () => void;

/** Looks at a counter before a thread lies down to sleep: waking it takes longer than most waits. */
const SPINS = 4000;
/** Milliseconds after which one that sleeps looks up. */
const NAP = 100;

/** Waits until a counter is at least this. Whoever brings it there wakes the others. */
export function waitFor(counters: Int32Array, at: number, least: number, look?: Look): void {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(counters, at) >= least) return;
  for (let count = Atomics.load(counters, at); count < least; ) {
    Atomics.wait(counters, at, count, look && NAP);
    count = Atomics.load(counters, at);
    if (count < least) look?.();
  }
}
