/**
 * No proof is false: every bound is held against exact fractions, over seeded matrices that are made to
 * break it. `FUZZ_SCALE` multiplies the trials, `FUZZ_SEED` starts them elsewhere.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ready } from '../../src/engine/index.js';
import { PATIENCE, runs, seedOf } from '../support/fuzz.js';
import { trials } from '../support/proofs.js';

beforeAll(() => ready());

describe('a proof', () => {
  it(
    'is never false for small matrices',
    () => {
      const count = runs(100_000);
      const seen = trials(count, seedOf(1), [1, 2, 2, 2, 3, 3, 3, 4, 4, 5]);
      expect(seen.false).toEqual([]);
      // Most can be proven, and some cannot.
      expect(seen.proven).toBeGreaterThan(0.8 * count);
      expect(seen.singular).toBeGreaterThan(0.002 * count);
    },
    PATIENCE
  );
});
