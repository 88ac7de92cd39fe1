/** `linalg.verify` and `linalg.invVerified` as calls: what they return, keep, refuse, and say where nothing is proven. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  eye,
  LinAlgError,
  linalg,
  manualSeed,
  RuntimeError,
  randn,
  ready,
  stack,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';

beforeAll(() => ready());

const most = (t: Tensor) => Math.max(...Array.from(t.data as Float64Array, Math.abs));

describe('linalg.verify', () => {
  it('is computed once for each strength, until A or its inverse changes', () => {
    manualSeed(1);
    const A = randn(3, 3);
    const X = linalg.inv(A);
    const first = linalg.verify(X);
    expect(linalg.verify(X)).toBe(first);
    expect(linalg.verify(X, { strength: 'fast' })).not.toBe(first);
    expect(first.details[0].by).toBe('sharp');
    X.write(eye(3).data);
    expect(() => linalg.verify(X)).toThrow('give the matrix as {A}');
    expect(linalg.verify(X, { A }).details[0].digits).toBeLessThan(1);
  });

  it('is there for what invVerified returned', () => {
    manualSeed(2);
    const { inverse, bound } = linalg.invVerified(randn(3, 3));
    expect(linalg.verify(inverse).bound).toBe(bound);
  });

  it('refuses what it cannot compare', () => {
    const X = linalg.inv(eye(2));
    expect(() => linalg.verify(eye(2))).toThrow(RuntimeError);
    expect(() => linalg.verify(X, { A: eye(3) })).toThrow('the same shape and dtype');
    expect(() => linalg.verify(X, { A: eye(2, { dtype: 'float32' }) })).toThrow('dtype');
    expect(() => linalg.verify(X, { strength: 'strong' as never })).toThrow("'auto', 'sharp'");
    expect(() => linalg.verify(5 as never)).toThrow('to be a Tensor');
    expect(() => linalg.verify([[1]])).toThrow('give the matrix as {A}');
    expect(linalg.verify([[1]], { A: [[1]] }).bound.item()).toBeLessThan(1e-15);
  });
});

describe('linalg.invVerified', () => {
  it('throws what inv throws', () => {
    expect(() => linalg.invVerified(zeros(2, 2))).toThrow(LinAlgError);
    expect(() => linalg.invVerified(zeros(2, 3))).toThrow('must be batches of square matrices');
    expect(() => linalg.invVerified(stack([eye(2), zeros(2, 2)]))).toThrow('(Batch element 1)');
    expect(() => linalg.invVerified(eye(2), { digits: -1 })).toThrow('digits');
    const out = eye(2, { dtype: 'float32' });
    expect(() => linalg.invVerified(eye(2), { out })).toThrow('Expected out tensor');
  });

  it('proves singular what rounding hides', () => {
    // A magic square: LU finds no zero pivot.
    const magic = tensor([
      [16, 2, 3, 13],
      [5, 11, 10, 8],
      [9, 7, 6, 12],
      [4, 14, 15, 1]
    ]);
    for (const result of [linalg.invVerified(magic), linalg.verify(linalg.inv(magic))]) {
      expect(result.proven).toBe(false);
      expect(result.details[0]).toMatchObject({ by: 'exact', singular: true, digits: 0 });
      expect(result.details[0].reason).toBe('A is singular: its determinant is exactly 0.');
      expect(most(result.bound)).toBe(Infinity);
    }
  });

  it('proves singular what has a row or a column of zeros, of any size', () => {
    for (const A of [zeros(1, 1), zeros(90, 90)]) {
      A.data[A.numel - 1] = A.numel > 1 ? 1 : 0;
      for (const strength of ['fast', 'sharp'] as const) {
        const { details } = linalg.verify(eye(A.shape[0]), { A, strength });
        expect(details[0]).toMatchObject({ by: 'exact', singular: true, proven: false });
      }
    }
  });

  it('says why where fewer digits are proven than were asked for', () => {
    const A = tensor(
      [
        [3, 1],
        [1, 4]
      ],
      { dtype: 'float32' }
    );
    const { proven, details } = linalg.invVerified(A, { digits: 12 });
    expect(proven).toBe(true);
    expect(details[0].reason).toBe('float32 holds about 7.2 digits, and 12 were asked for.');
    expect(linalg.invVerified(A, { digits: 6 }).details[0].reason).toBeUndefined();
  });

  it('says so where A or its inverse is not finite', () => {
    const A = tensor([
      [Number.NaN, 1],
      [1, 2]
    ]);
    expect(linalg.verify(eye(2), { A }).details[0].reason).toBe('A holds Inf or NaN.');
    const X = tensor([
      [Number.NaN, 1],
      [1, 2]
    ]);
    const { details, proven } = linalg.verify(X, { A: eye(2) });
    expect([proven, details[0].reason]).toEqual([false, expect.stringContaining('not finite')]);
    const tiny = tensor([[1e-320]]);
    expect(linalg.invVerified(tiny).details[0].reason).toContain('not finite');
  });

  it('takes the fast proof for large matrices, and refines them where more is asked for', () => {
    manualSeed(9);
    const A = randn(264, 264);
    const plain = linalg.invVerified(A);
    expect(plain.details[0].by).toBe('fast');
    expect(plain.inverse.data).toEqual(linalg.inv(A).data);
    const asked = linalg.invVerified(A, { digits: 15 });
    expect(asked.details[0].by).toBe('sharp');
    expect(asked.details[0].digits).toBeGreaterThan(15);
    // A refined inverse lies within the bound of the one that is not.
    const bounds = plain.bound.data as Float64Array;
    const apart = (plain.inverse.data as Float64Array).map(
      (x, at) => x - Number(asked.inverse.data[at])
    );
    expect(apart.findIndex((value, at) => Math.abs(value) > bounds[at])).toBe(-1);
  });
});
