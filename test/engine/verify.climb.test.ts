/** As `verify.never`: larger matrices, those that climb towards a false proof, and that the tests can fail. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type FloatDType, ready } from '../../src/engine/index.js';
import { setAllowance } from '../../src/engine/verify/slack.js';
import { exactInverse, isInverse } from '../support/exact.js';
import { PATIENCE, runs, seedOf } from '../support/fuzz.js';
import { hardMatrix } from '../support/hard.js';
import { FLOAT_DTYPES } from '../support/laws.js';
import { climb, HOWS, inputOf, tally, trials } from '../support/proofs.js';

beforeAll(() => ready());

describe('a proof', () => {
  it(
    'is never false for larger ones',
    () => {
      const seen = trials(runs(100), seedOf(500_000), [7, 8, 9, 11, 13, 16, 19, 24]);
      const large = trials(runs(6), seedOf(700_000), [30, 37, 44, 60]);
      expect([...seen.false, ...large.false]).toEqual([]);
    },
    PATIENCE
  );

  it(
    'is never false for those that climb towards it',
    () => {
      const seen = tally();
      for (let seed = 1; seed <= runs(40); seed++) climb(seed, seen);
      expect(seen.false).toEqual([]);
    },
    PATIENCE
  );
});

describe('these tests', () => {
  it.each(HOWS)('fail where rounding is left out: %s', how => {
    setAllowance(0);
    try {
      const seen = trials(600, 1, [1, 2, 3, 4], how);
      expect(seen.false.length).toBeGreaterThan(5);
    } finally {
      setAllowance(1);
    }
    expect(trials(600, 1, [1, 2, 3, 4], how).false).toEqual([]);
  });

  it('know exact inverses: times A they are I', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const dtype = FLOAT_DTYPES[seed % 4] as FloatDType;
      const input = inputOf(hardMatrix(seed, 1 + (seed % 4), dtype));
      const exact = exactInverse(input);
      if (!exact) continue;
      expect([seed, isInverse(input, exact)]).toEqual([seed, true]);
      const [first, ...rest] = exact.numerators;
      const wrong = { ...exact, numerators: [first + 1n, ...rest] };
      expect([seed, isInverse(input, wrong)]).toEqual([seed, false]);
    }
  });
});
