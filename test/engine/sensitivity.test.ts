import { beforeAll, describe, expect, it } from '@jest/globals';
import { diag, linalg, manualSeed, randn, ready, tensor } from '../../src/engine/index.js';
import { digitsKnown, roundingEffect, skeelCondition } from '../../src/engine/internal.js';
import { hilbert } from '../support/matrices.js';

beforeAll(() => ready());

describe('the effect of rounding A', () => {
  it('is u·|X||A||X|, entry by entry', () => {
    const A = tensor([
      [2, 1],
      [1, 1.5]
    ]);
    const effect = roundingEffect(A, linalg.inv(A));
    const size = [
      [0.75, 0.5],
      [0.5, 1]
    ];
    const a = A.toArray() as number[][];
    const expected = [0, 1].flatMap(i =>
      [0, 1].map(j => {
        let sum = 0;
        for (const k of [0, 1]) for (const l of [0, 1]) sum += size[i][k] * a[k][l] * size[l][j];
        return 2 ** -53 * sum;
      })
    );
    effect.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at], 25);
    });
  });

  it('changes little when rows are scaled, by whatever powers of two', () => {
    manualSeed(3);
    const A = randn(6, 6);
    const scales = tensor([1, 2 ** 40, 2 ** -30, 1, 2 ** 9, 2 ** -200]);
    const B = A.mul(scales.reshape(6, 1));
    const known = (M: typeof A) => digitsKnown(linalg.inv(M), roundingEffect(M, linalg.inv(M)));
    expect(Math.abs(known(A) - known(B))).toBeLessThan(2);
    const D = diag(tensor([1, 1e-20]));
    expect(known(D)).toBeGreaterThan(15.9);
    expect(skeelCondition(D, linalg.inv(D))).toBeCloseTo(1, 12);
  });

  it('counts the last digit of subnormal numbers as it is, and zeros not at all', () => {
    for (const [dtype, a, last] of [
      ['float64', 6e-309, 2 ** -1074],
      ['float32', 2 ** -127 * 1.1, 2 ** -149]
    ] as const) {
      const A = tensor([[a]], { dtype });
      const [[value]] = A.toArray() as number[][];
      const change = last / value / value / 2;
      expect(roundingEffect(A, linalg.inv(A))[0]).toBeGreaterThanOrEqual(change * 0.99);
    }
    const D = diag(tensor([1, 6e-309]));
    expect(roundingEffect(D, linalg.inv(D))[1]).toBe(0);
  });

  it('is as large as what rounding does', () => {
    // The digits that stay, of 1/3 rounded to single precision, by the difference of two inverses.
    for (const n of [3, 5, 7]) {
      const H = hilbert(n);
      const rounded = H.to('float32').to('float64');
      const [X, Y] = [linalg.inv(H), linalg.inv(rounded)];
      const change = (X.sub(Y).toArray() as number[][]).flat().map(Math.abs);
      const estimate = roundingEffect(H, X).map(value => value * 2 ** 29);
      change.forEach((value, at) => {
        expect(value).toBeLessThan(2 * estimate[at]);
      });
    }
  });
});

describe('digits known', () => {
  const X = tensor([
    [1e10, 0],
    [0, 1]
  ]);

  it('are measured against the row or the column, whichever is less', () => {
    // 10⁻⁶ is nothing beside 10¹⁰, and much beside 1.
    expect(digitsKnown(X, [0, 0, 0, 1e-6])).toBeCloseTo(6);
    expect(digitsKnown(X, [1e-6, 0, 0, 0])).toBeCloseTo(16);
  });

  it('are all where nothing is off, and none where nothing is known', () => {
    expect(digitsKnown(X, [0, 0, 0, 0])).toBe(Number.POSITIVE_INFINITY);
    expect(digitsKnown(X, [0, 0, 0, Number.POSITIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
    expect(digitsKnown(X, [0, 0, Number.NaN, 0])).toBe(0);
  });
});
