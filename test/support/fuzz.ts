/** Helpers that tests with random input have in common. */
import fc from 'fast-check';

/** How often a property is tried: `FUZZ_SCALE` times what `npm test` has the time for. */
export function runs(usual: number): number {
  return Math.max(1, Math.round(usual * Number(process.env.FUZZ_SCALE ?? 1)));
}

/** How long a property may be tried (ms): an hour, for the largest scale. */
export const PATIENCE = 3_600_000;

/** Nothing that a person or a cell sends may take longer (ms). */
const LONGEST_TIME = 100;

/**
 * Does something, and fails where it is slow each of three times: a busy machine fails nothing. The work is told
 * which time it is, should it remember.
 * @throws Error that says how slow it was, and whatever the work throws
 */
export function withinTime<T>(input: T, work: (input: T, attempt: number) => void): void {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    work(input, attempt);
    // Of a machine that does other things the clock says too much, and the processor's time does not.
    const { user, system } = process.cpuUsage(cpu);
    least = Math.min(least, performance.now() - start, (user + system) / 1000);
    if (least < LONGEST_TIME) return;
  }
  throw new Error(`took ${Math.round(least)} ms, of at most ${LONGEST_TIME}`);
}

/** The seed of a test: its own in `npm test`, others in `npm run fuzz`. */
export function seedOf(usual: number): number {
  return Number(process.env.FUZZ_SEED ?? usual);
}

/** Runs a property on so many values, and fails where it is slow. */
export function fuzz<T>(usual: number, values: fc.Arbitrary<T>, holds: (value: T) => void): void {
  const property = fc.property(values, value => withinTime(value, holds));
  fc.assert(property, { seed: seedOf(20261124), numRuns: runs(usual), endOnFailure: true });
}
