/** Proofs held against exact fractions, over seeded matrices. */
import { expect } from '@jest/globals';
import {
  type FloatDType,
  fromData,
  isLinAlgError,
  linalg,
  manualSeed,
  randn,
  type Tensor
} from '../../src/engine/index.js';
import { exactInverse, firstViolation, type IExactInput, trueError } from './exact.js';
import { familyOf, hardMatrix } from './hard.js';
import { FLOAT_DTYPES } from './laws.js';

export const HOWS = ['sharp', 'fast', 'refined'] as const;
export type How = (typeof HOWS)[number];

export const inputOf = (A: Tensor): IExactInput => ({
  n: A.shape[0],
  complex: A.dtype.startsWith('complex'),
  data: A.data as Float64Array
});

/** Counts of what was seen, so that a test can say that it saw enough. */
export interface ITally {
  proven: number;
  singular: number;
  unproven: number;
  false: string[];
}

export const tally = (): ITally => ({ proven: 0, singular: 0, unproven: 0, false: [] });

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
  if (proof.singular) seen.singular++;
  if (proof.singular || !exact) return;
  seen.proven++;
  const x = { ...input, data: inverse.data as Float64Array };
  const at = firstViolation(exact, x, bound.data as Float64Array);
  if (at >= 0) seen.false.push(`${name}: entry ${at}`);
}

export function trials(count: number, first: number, sizes: readonly number[], how?: How): ITally {
  const seen = tally();
  for (let seed = first; seed < first + count; seed++) {
    // 13 families and these cycles: every combination comes up.
    const dtype = FLOAT_DTYPES[seed % 4] as FloatDType;
    const size = sizes[Math.floor(seed / 4) % sizes.length];
    const n = dtype.startsWith('complex') ? Math.max(1, size >> 1) : size;
    const chosen = how ?? HOWS[Math.floor(seed / 4 / sizes.length) % 3];
    const A = hardMatrix(seed, n, dtype);
    hold(A, chosen, seen, `seed ${seed}, ${familyOf(seed)}, ${dtype}, n = ${n}, ${chosen}`);
  }
  return seen;
}

/** Changes a matrix where that brings the true error closer to the bound. */
export function climb(seed: number, seen: ITally): void {
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
