/** Determinants near the ends of the doubles: one that is finite is found, whatever overflows on the way. */
import { describe, expect, it } from '@jest/globals';
import { complex, linalg, type Scalar, tensor, zeros } from '../../../src/engine/index.js';
import { expectClose, numbersOf } from '../../support/close.js';
import { onEachBackend } from '../../support/kernels.js';

onEachBackend(() => {
  describe('determinants', () => {
    const diagonal = (...values: Scalar[]) =>
      tensor(values.map((value, i) => values.map((_, j) => (i === j ? value : 0))) as Scalar[][]);

    it('of complex matrices are Infinity and not NaN where they overflow', () => {
      const D = diagonal(1e200, 1e200).to('complex128');
      expect(numbersOf(linalg.det(D))).toEqual([Infinity, 0]);
      expect(numbersOf(linalg.det(diagonal(complex(0, 1e200), 1e200)))).toEqual([0, Infinity]);
      expect(numbersOf(linalg.det(D.to('complex128').mul(1e-300).mul(1e-300)))).toEqual([0, 0]);
      const { sign, logabsdet } = linalg.slogdet(D);
      expect(numbersOf(sign)).toEqual([1, 0]);
      expect(logabsdet.item()).toBeCloseTo(921.034037197618, 10);
    });

    it('are right where steps on the way overflow', () => {
      expectClose(
        [linalg.det(diagonal(1e200, 1e200, 1e-200, 1e-150)).item() as number],
        [1e50],
        1e-14
      );
      expectClose(
        numbersOf(linalg.det(diagonal(complex(1e200, 1e200), 1e200, 1e-300))),
        [1e100, 1e100],
        1e-14
      );
      const big = tensor([
        [1e308, 1e308],
        [1e308, -1e308]
      ]);
      expect(linalg.det(big).item()).toBe(-Infinity);
      const { sign, logabsdet } = linalg.slogdet(big);
      expect(sign.item()).toBe(-1);
      expectClose([logabsdet.item()], [Math.log(2) + 616 * Math.LN10], 1e-15);
      expectClose(
        [
          linalg
            .det(
              tensor([
                [1e308, 1e308, 0],
                [1e308, -1e308, 0],
                [0, 0, 1e-320]
              ])
            )
            .item() as number
        ],
        [-2e296],
        1e-3
      );
      // A pivot that underflows is no zero.
      expectClose(
        [
          linalg
            .det(
              tensor([
                [3e-286, 0],
                [1e200, 2e200]
              ])
            )
            .item() as number
        ],
        [6e-86],
        1e-14
      );
      const single = tensor(
        [
          [3e38, 3e38],
          [3e38, -3e38]
        ],
        { dtype: 'float32' }
      );
      expectClose([linalg.slogdet(single).logabsdet.item()], [Math.log(18) + 76 * Math.LN10], 1e-7);
    });

    it('keep the digits of a logarithm near 0', () => {
      const { logabsdet } = linalg.slogdet(diagonal(0.5, 2 - 2 ** -40));
      expectClose([logabsdet.item()], [Math.log1p(-(2 ** -41))], 1e-12);
    });

    it('stay 0 for what is singular', () => {
      expect(
        linalg
          .det(
            tensor([
              [1e-300, 2e-300],
              [1e300, 2e300]
            ])
          )
          .item()
      ).toBeCloseTo(0, 300);
      expect(linalg.slogdet(zeros(2, 2)).logabsdet.item()).toBe(-Infinity);
    });
  });
});
