/** A lecturer's vocabulary, against what torch answered; see `scripts/vocabulary_calls.py`. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { epsilon, type FloatDType, isInexact, Tensor } from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';
import {
  answer,
  CALLS,
  describeCall,
  difference,
  type IVocabularyCall,
  recorded
} from '../support/vocabulary.js';

/** Results that are computed in other ways than by torch, on matrices with entries up to 4. */
const LOOSE = 2000;

function tolerance(dtype: string, op: string): number {
  const unit = isInexact(dtype as FloatDType) ? epsilon(dtype as FloatDType) : 0;
  return unit * (op.startsWith('linalg.') ? LOOSE : 8);
}

/** The eigenvalues in no order: each of torch's has one near it. */
function sorted(got: Tensor, wanted: Tensor): Tensor {
  const n = wanted.shape.at(-1) ?? 0;
  const [x, y] = [got.data as Float64Array, wanted.data as Float64Array];
  const result = x.slice();
  for (let from = 0; from < x.length; from += 2 * n) {
    const left = Array.from({ length: n }, (_, i) => from + 2 * i);
    for (let to = from; to < from + 2 * n; to += 2) {
      const far = (at: number) => Math.hypot(x[at] - y[to], x[at + 1] - y[to + 1]);
      const best = left.reduce((a, b) => (far(b) < far(a) ? b : a));
      left.splice(left.indexOf(best), 1);
      result.set(x.subarray(best, best + 2), to);
    }
  }
  return new Tensor(result, got.shape, got.dtype);
}

function problem(call: IVocabularyCall): string | undefined {
  if (call.error) {
    const name = call.error.name === 'LinAlgError' ? 'LinAlgError' : 'RuntimeError';
    try {
      answer(call);
    } catch (error) {
      const { name: own, message } = error as Error;
      return own === name && message === call.error.message
        ? undefined
        : `${own}: ${message} instead of ${call.error.message}`;
    }
    return `no error instead of ${call.error.message}`;
  }
  const [got, wanted] = [answer(call), recorded(call)];
  if (got.length !== wanted.length) return `${got.length} results instead of ${wanted.length}`;
  for (const [i, part] of wanted.entries()) {
    const own = got[i];
    if (!(part instanceof Tensor && own instanceof Tensor)) {
      if (!Object.is(part, own)) return `${own} instead of ${part}`;
      continue;
    }
    const isUnordered = call.op === 'linalg.eigvals' && own.numel === part.numel;
    const found = difference(
      isUnordered ? sorted(own, part) : own,
      part,
      tolerance(part.dtype, call.op)
    );
    if (found) return `result ${i}: ${found}`;
  }
  return undefined;
}

// If an `out` of another shape is resized, torch and the engine say so.
beforeAll(() => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterAll(() => {
  jest.restoreAllMocks();
});

/** The recorded calls of one function. */
const groups = new Map<string, IVocabularyCall[]>();
for (const call of CALLS) groups.set(call.op, [...(groups.get(call.op) ?? []), call]);

onEachBackend(() => {
  describe('answers as torch', () => {
    it.each([...groups])('%s', (_, calls) => {
      const wrong = calls.flatMap(call => {
        const found = problem(call);
        return found ? [`${describeCall(call)}: ${found}`] : [];
      });
      expect(wrong).toEqual([]);
    });
  });
});
