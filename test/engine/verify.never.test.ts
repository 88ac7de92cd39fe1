/**
 * No proof is false: every bound is held against exact fractions, over seeded matrices that are made to
 * break it. `FUZZ_SCALE` multiplies the trials, `FUZZ_SEED` starts them elsewhere.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type FloatDType,
  fromData,
  isLinAlgError,
  linalg,
  manualSeed,
  randn,
  ready,
  type Tensor
} from '../../src/engine/index.js';
import { setAllowance } from '../../src/engine/verify/slack.js';
import {
  exactInverse,
  firstViolation,
  type IExactInput,
  isInverse,
  trueError
} from '../support/exact.js';
import { PATIENCE, runs, seedOf } from '../support/fuzz.js';
import { familyOf, hardMatrix } from '../support/hard.js';
import { FLOAT_DTYPES } from '../support/laws.js';

const HOWS = ['sharp', 'fast', 'refined'] as const;
type How = (typeof HOWS)[number];

const inputOf = (A: Tensor): IExactInput => ({
  n: A.shape[0],
  complex: A.dtype.startsWith('complex'),
  data: A.data as Float64Array
});

/** Counts of what was seen, so that a test can say that it saw enough. */
interface ITally {
  proven: number;
  singular: number;
  unproven: number;
  false: string[];
}

const tally = (): ITally => ({ proven: 0, singular: 0, unproven: 0, false: [] });

function verified(A: Tensor, how: How) {
  if (how === 'refined') return linalg.invVerified(A);
  const inverse = linalg.inv(A);
  return { inverse, ...linalg.verify(inverse, { strength: how }) };
}

/** Proves one matrix, and notes where what is said is not true. */
function hold(A: Tensor, how: How, seen: ITally, name: string): void {
  const input = inputOf(A);
  let result: ReturnType<typeof verified>;
  try {
    result = verified(A, how);
  } catch (error) {
    if (!isLinAlgError(error, 'singular')) throw error;
    seen.singular++;
    return;
  }
  const { inverse, bound, details } = result;
  const [proof] = details;
  if (!proof.proven && !proof.singular) {
    seen.unproven++;
    expect(proof.reason).toMatch(/\.$/);
    if (!(bound.data as Float64Array).every(value => value === Infinity)) seen.false.push(name);
    return;
  }
  const exact = exactInverse(input);
  if (proof.singular !== (exact === undefined)) seen.false.push(`${name}: singular or not`);
  if (proof.singular || !exact) return;
  seen.proven++;
  const x = { ...input, data: inverse.data as Float64Array };
  const at = firstViolation(exact, x, bound.data as Float64Array);
  if (at >= 0) seen.false.push(`${name}: entry ${at}`);
}

function trials(count: number, first: number, sizes: readonly number[], how?: How): ITally {
  const seen = tally();
  for (let seed = first; seed < first + count; seed++) {
    const dtype = FLOAT_DTYPES[(seed * 7) % 4] as FloatDType;
    const size = sizes[(seed * 31) % sizes.length];
    const n = dtype.startsWith('complex') ? Math.max(1, size >> 1) : size;
    const chosen = how ?? HOWS[(seed >> 1) % 3];
    const A = hardMatrix(seed, n, dtype);
    hold(A, chosen, seen, `seed ${seed}, ${familyOf(seed)}, ${dtype}, n = ${n}, ${chosen}`);
  }
  return seen;
}

beforeAll(() => ready());

describe('a proof', () => {
  it(
    'is never false for small matrices',
    () => {
      const count = runs(100_000);
      const seen = trials(count, seedOf(1), [1, 2, 2, 3, 3, 3, 4, 4, 5, 6]);
      expect(seen.false).toEqual([]);
      // Most can be proven, and some cannot.
      expect(seen.proven).toBeGreaterThan(0.8 * count);
    },
    PATIENCE
  );

  it(
    'is never false for larger ones',
    () => {
      const seen = trials(runs(240), seedOf(500_000), [7, 8, 9, 11, 13, 16, 19, 24]);
      const large = trials(runs(12), seedOf(700_000), [30, 37, 44, 60]);
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

/** Changes a matrix where that brings the true error closer to the bound. */
function climb(seed: number, seen: ITally): void {
  const dtype = seed % 2 ? 'float64' : 'float32';
  const n = 1 + (seed % 3);
  const how = HOWS[seed % 3];
  let [best, A] = [0, hardMatrix(seed, n, dtype)];
  for (let step = 0; step < 40; step++) {
    manualSeed(1000 * seed + step);
    const moves = randn(n * n, { dtype: 'float64' }).data as Float64Array;
    const size = 2 ** -((step % 13) * 4);
    const data = A.data.slice() as Float64Array;
    for (let i = 0; i < data.length; i++) data[i] *= 1 + size * moves[i];
    const next = fromData(data, [n, n], dtype);
    hold(next, how, seen, `climb ${seed}, step ${step}, ${how}`);
    const ratio = closeness(next, how);
    if (ratio > best) [best, A] = [ratio, next];
  }
}

function closeness(A: Tensor, how: How): number {
  const exact = exactInverse(inputOf(A));
  if (!exact) return 0;
  const { inverse, bound } = verified(A, how);
  const most = Math.max(...(bound.data as Float64Array));
  const error = trueError(exact, { ...inputOf(A), data: inverse.data as Float64Array });
  return most > 0 ? error / most : 0;
}

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
