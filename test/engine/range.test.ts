/** Figures of matrices whose numbers reach from end to end of the doubles. */
import { describe, expect, it } from '@jest/globals';
import {
  complex,
  conditioning,
  type FloatData,
  linalg,
  manualSeed,
  rand,
  randn,
  tensor
} from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';

onEachBackend(() => {
  describe('singular values', () => {
    it('of large matrices whose rows or columns are graded from end to end', () => {
      manualSeed(3);
      const n = 40;
      const sizes = [...(rand(n).data as FloatData)].map(x => 2 ** Math.floor(2000 * x - 1000));
      const rows = randn(n, n).mul(tensor(sizes).reshape(n, 1));
      for (const A of [rows, rows.mT]) {
        const alone = linalg.svdvals(A).data as FloatData;
        const { S } = linalg.svd(A);
        alone.forEach((value, i) => {
          expect(Math.abs(value - (S.data[i] as number))).toBeLessThan(1e-13 * alone[0]);
        });
      }
    });
  });

  describe('norms and condition numbers', () => {
    it('log₁₀ κ where the product of two norms is beyond a double, and neither is', () => {
      const A = tensor([
        [2 ** 800, 0],
        [0, 2 ** -800]
      ]);
      const figures = conditioning(linalg.inv(A));
      expect(figures?.kappa1).toBe(Number.POSITIVE_INFINITY);
      expect(figures?.log10Kappa1).toBeCloseTo(1600 * Math.log10(2), 9);
      expect(figures?.rcond).toBe(Number.MIN_VALUE);
    });

    it('the least sum of a row or column beside one that is beyond all measure', () => {
      const A = tensor([
        [2 ** 1000, 0],
        [2 ** 1000, 2 ** -80]
      ]);
      expect(linalg.norm(A, -1).item()).toBe(2 ** -80);
      expect(linalg.norm(A.mT, Number.NEGATIVE_INFINITY).item()).toBe(2 ** -80);
      expect(linalg.matrixNorm(A.to('complex128'), -1).item()).toBe(2 ** -80);
      expect(linalg.cond(A, -1).item()).toBe(1);
      const huge = tensor([
        [1.5e308, 1e308],
        [1.5e308, 1e308]
      ]);
      expect(linalg.cond(huge.mul(tensor([1, 1e-300])), -1).item()).toBe(Number.POSITIVE_INFINITY);
      expect(linalg.norm(huge, -1).item()).toBe(Number.POSITIVE_INFINITY);
      expect(linalg.norm(huge.mul(0.25), -1).item()).toBe(5e307);
      expect(
        linalg
          .norm(
            tensor([
              [1e300, Number.NaN],
              [1, 1e300]
            ]),
            -1
          )
          .item()
      ).toBeNaN();
    });

    it.each([
      [
        [0.2, 0.6],
        [-0.26, -0.78]
      ],
      [
        [0.38590376178864244, -0.3],
        [-0.5016748903252352, 0.39]
      ]
    ])(
      'κ₂ of [%j, %j], which is regular and whose least singular value is 0 as computed',
      (...rows) => {
        const A = tensor(rows);
        const X = linalg.inv(A);
        const { kappa1 = 0, kappa2 = 0 } = conditioning(X) ?? {};
        expect(linalg.verify(X).proven).toBe(true);
        for (const kappa of [kappa2, linalg.cond(A).item()]) {
          expect(kappa).toBeGreaterThan(kappa1 / 4);
          expect(kappa).toBeLessThan(kappa1 * 4);
        }
        const turned = tensor(rows.map(row => row.map(x => complex(0, x))));
        expect(linalg.cond(turned).item()).toBeLessThan(kappa1 * 4);
      }
    );

    it('κ₂ of a matrix that is exactly singular is Infinity', () => {
      const A = tensor([
        [0.1, 0.3],
        [0.2, 0.6]
      ]);
      expect(linalg.cond(A).item()).toBe(Number.POSITIVE_INFINITY);
    });
  });

  describe('rank and pseudoinverse', () => {
    it('where the largest singular value is beyond a double', () => {
      const A = tensor([
        [1.5e308, 1e308, 0],
        [1e308, 1.5e308, 0]
      ]);
      for (const B of [A, A.mT, A.mul(complex(0, 1))]) {
        expect(linalg.matrixRank(B).item()).toBe(2n);
        expect(linalg.matrixRank(B, { atol: 1e307, rtol: 0.1 }).item()).toBe(2n);
        expect(linalg.matrixRank(B, { atol: 1e308 }).item()).toBe(1n);
      }
      const inverse = linalg.pinv(A).data as FloatData;
      [1.2e-308, -0.8e-308, -0.8e-308, 1.2e-308, 0, 0].forEach((value, at) => {
        expect(Math.abs(inverse[at] - value)).toBeLessThan(1e-322);
      });
      expect(linalg.svdvals(A).data[0]).toBe(Number.POSITIVE_INFINITY);
    });

    it('of Hermitian matrices, by eigenvalues', () => {
      const A = tensor([
        [1.5e308, 1e308],
        [1e308, 1.5e308]
      ]);
      const options = { hermitian: true };
      for (const B of [A, A.to('complex128')]) {
        expect(linalg.matrixRank(B, options).item()).toBe(2n);
        expect(linalg.eigh(B).eigenvalues.data[1]).toBe(Number.POSITIVE_INFINITY);
      }
      const inverse = linalg.pinv(A, options).data as FloatData;
      [1.2e-308, -0.8e-308, -0.8e-308, 1.2e-308].forEach((value, at) => {
        expect(Math.abs(inverse[at] - value)).toBeLessThan(1e-322);
      });
    });
  });
});
