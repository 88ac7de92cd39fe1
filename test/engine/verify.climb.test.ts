/** As `verify.never`: larger matrices, those that climb towards a false proof, and that the tests can fail. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type FloatDType, ready } from '../../src/engine/index.js';
import { distancesTo, exactInverseOf, nearestOf } from '../../src/engine/verify/exact.js';
import { fromPlain, plainInverse, plainProblemOf } from '../../src/engine/verify/problem.js';
import { setAllowance } from '../../src/engine/verify/slack.js';
import { exactInverse, firstViolation, isInverse, trueError } from '../support/exact.js';
import { PATIENCE, runs, seedOf } from '../support/fuzz.js';
import { hardMatrix } from '../support/hard.js';
import { FLOAT_DTYPES } from '../support/laws.js';
import { climb, HOWS, inputOf, tally, trials } from '../support/proofs.js';

beforeAll(() => ready());

describe('a proof', () => {
  it(
    'is never false for larger ones',
    () => {
      const seen = trials(runs(100), seedOf(500_000), [6, 6, 7, 8, 9, 11, 13, 16, 19, 24]);
      const large = trials(runs(6), seedOf(700_000), [30, 37, 44, 60]);
      expect([...seen.false, ...large.false]).toEqual([]);
    },
    PATIENCE
  );

  it(
    'is never false for those that climb towards it',
    () => {
      const seen = tally();
      const first = seedOf(1);
      for (let seed = first; seed < first + runs(40); seed++) climb(seed, seen);
      expect(seen.false).toEqual([]);
    },
    PATIENCE
  );
});

describe('exact arithmetic', () => {
  it('finds the nearest numbers, and how far any others are, complex ones too', () => {
    for (let seed = 1; seed <= runs(300); seed++) {
      const dtype = FLOAT_DTYPES[seed % 4] as FloatDType;
      const A = hardMatrix(seed, 1 + (seed % 5), dtype);
      const input = inputOf(A);
      const square = { ...input, data: Float64Array.from(input.data) };
      const [exact, own] = [exactInverse(input), exactInverseOf(plainProblemOf(square))];
      expect([seed, own?.singular]).toEqual([seed, exact === undefined]);
      if (!exact || !own || own.singular) continue;
      const nearest = nearestOf(own);
      const { n, complex } = input;
      const X = { n, complex, data: fromPlain(nearest, square) };
      const off = { ...X, data: X.data.map((x, at) => x * (1 + at * 2 ** -40) + at * 2 ** -30) };
      for (const Y of [X, off]) {
        if (!Y.data.every(Number.isFinite)) continue;
        const bound = distancesTo(own, plainInverse(Y));
        const moduli = complex
          ? Float64Array.from(
              { length: n * n },
              (_, i) => Math.hypot(bound[i], bound[i + n * n]) * (1 + 2 ** -50) + 2 ** -1073
            )
          : bound;
        expect([seed, firstViolation(exact, Y, moduli)]).toEqual([seed, -1]);
        const error = trueError(exact, Y);
        expect(Math.max(...moduli)).toBeLessThanOrEqual(error * (1 + 2 ** -40) + 2 ** -1070);
      }
    }
  });
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
