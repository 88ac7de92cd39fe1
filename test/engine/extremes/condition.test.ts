/** Condition numbers near the ends of the doubles: they do not depend on the size of A. */
import { describe, expect, it } from '@jest/globals';
import { conditioning, linalg, tensor, zeros } from '../../../src/engine/index.js';
import { expectClose, numbersOf } from '../../support/close.js';
import { onEachBackend } from '../../support/kernels.js';

onEachBackend(() => {
  describe('condition numbers', () => {
    it('do not suffer from the size of A', () => {
      const big = tensor([
        [1e308, 1e308],
        [1e308, -1e308]
      ]);
      for (const A of [big, big.mul(1e-100).mul(1e-250), big.to('complex128')]) {
        const figures = conditioning(linalg.inv(A));
        expectClose(
          [figures?.kappa2 ?? 0, figures?.kappa1 ?? 0, figures?.kappaInf ?? 0, figures?.rcond ?? 0],
          [1, 2, 2, 0.5],
          1e-14
        );
        const orders = [2, -2, 1, -1, Infinity, -Infinity, 'fro', 'nuc'] as const;
        const got = orders.map(p => linalg.cond(A, p).item() as number);
        expectClose(got, [1, 1, 2, 2, 2, 2, 2, 4], 1e-14);
      }
      expect(conditioning(linalg.inv(big))?.illConditioned).toBe(false);
    });

    it('beyond a double are Infinity, and their logarithms are not', () => {
      const figures = conditioning(
        linalg.inv(
          tensor([
            [1e-300, 0],
            [0, 1e300]
          ])
        )
      );
      expect([figures?.kappa1, figures?.kappa2, figures?.kappaInf]).toEqual([
        Infinity,
        Infinity,
        Infinity
      ]);
      expect(figures?.log10Kappa1).toBeCloseTo(600, 10);
      expect(figures?.log10Kappa2).toBeCloseTo(600, 10);
      expect(figures?.rcond).toBe(Number.MIN_VALUE);
      expect(figures?.residual).toBeLessThan(2e-16);
      expect(figures?.digitsLost).toBe(figures?.digits);
    });

    it('of [[1,1e10],[1e-10,2]]', () => {
      const A = tensor([
        [1, 1e10],
        [1e-10, 2]
      ]);
      expectClose([linalg.cond(A).item() as number], [1e20], 1e-9);
      expectClose(numbersOf(linalg.svdvals(A)), [1e10, 1e-10], 1e-9);
      // As torch has it: beside σ₁ the other counts as nothing; with the tolerance of graded matrices it counts.
      expect(linalg.matrixRank(A).item()).toBe(1n);
      expect(linalg.matrixRank(A, { rtol: 1e-30 }).item()).toBe(2n);
      expectClose([conditioning(linalg.inv(A))?.log10Kappa2 ?? 0], [20], 1e-9);
    });

    it('of a batch without members there are none', () => {
      expect(conditioning(linalg.inv(zeros(0, 2, 2)))).toBeUndefined();
      expect(conditioning(linalg.inv(tensor([[[2]]])), 1)).toBeUndefined();
      expect(conditioning(linalg.inv(zeros(0, 0)))?.rcond).toBe(Infinity);
      expect(
        conditioning(
          linalg.inv(
            tensor([
              [1, 2],
              [3, Number.NaN]
            ])
          )
        )?.rcond
      ).toBe(0);
    });
  });
});
