/** Seeded trials: a failure names its seed. */
import { manualSeed } from '../../src/engine/index.js';

export function forSeeds(count: number, trial: (seed: number) => void): void {
  for (let seed = 1; seed <= count; seed++) {
    manualSeed(seed);
    try {
      trial(seed);
    } catch (error) {
      if (error instanceof Error) error.message = `seed ${seed}: ${error.message}`;
      throw error;
    }
  }
}
