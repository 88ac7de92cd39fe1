/** Decompositions near the ends of the doubles: entries that cannot be squared have theirs as others have. */
import { describe, expect, it } from '@jest/globals';
import { linalg, tensor } from '../../../src/engine/index.js';
import { expectClose, numbersOf } from '../../support/close.js';
import { onEachBackend } from '../../support/kernels.js';

onEachBackend(() => {
  describe('the QR decomposition', () => {
    it.each([1e160, 1e-170, 1e300, 1e-300, 1e307])('of entries near %p', size => {
      for (const dtype of ['float64', 'complex128'] as const) {
        const A = tensor(
          [
            [1, 2],
            [3, 4]
          ],
          { dtype }
        );
        const [small, large] = [linalg.qr(A), linalg.qr(A.mul(size))];
        expectClose(
          numbersOf(large.Q).filter(x => x !== 0),
          numbersOf(small.Q).filter(x => x !== 0),
          1e-14
        );
        expectClose(numbersOf(large.R.div(size)), numbersOf(small.R), 1e-14);
      }
    });

    it('of columns of all sizes', () => {
      const { Q, R } = linalg.qr(
        tensor([
          [1e-200, 1e200],
          [1e-200, -1e200]
        ])
      );
      const root = Math.SQRT1_2;
      expectClose(numbersOf(Q).map(Math.abs), [root, root, root, root], 1e-14);
      expectClose(
        [0, 3].map(at => Math.abs(numbersOf(R)[at])),
        [1e-200 / root, 1e200 / root],
        1e-14
      );
    });

    it('computes through NaN and Inf', () => {
      for (const special of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const { R } = linalg.qr(
          tensor([
            [special, 1],
            [1e-300, 2]
          ])
        );
        expect(numbersOf(R).some(Number.isNaN)).toBe(true);
      }
    });
  });

  describe('other decompositions', () => {
    it('of numbers that cannot be squared', () => {
      const far = tensor([
        [1e300, 0],
        [0, 1e-300]
      ]);
      expect(linalg.eigh(far).eigenvalues.toArray()).toEqual([1e-300, 1e300]);
      const big = tensor([
        [1e308, 1e308],
        [1e308, -1e308]
      ]);
      expectClose(
        numbersOf(linalg.eigh(big).eigenvalues),
        [-Math.SQRT2 * 1e308, Math.SQRT2 * 1e308],
        1e-14
      );
      expectClose(numbersOf(linalg.pinv(big)), [5e-309, 5e-309, 5e-309, -5e-309], 1e-14);
      expectClose(
        numbersOf(linalg.pinv(big, { hermitian: true })),
        [5e-309, 5e-309, 5e-309, -5e-309],
        1e-14
      );
      expect(linalg.matrixRank(big).item()).toBe(2n);
      expectClose(
        [linalg.norm(big, 2).item(), linalg.norm(big, -2).item()],
        [Math.SQRT2 * 1e308, Math.SQRT2 * 1e308],
        1e-14
      );
    });
  });
});
