import { describe, expect, it } from '@jest/globals';
import { conditioning, eye, linalg, randn, stack, tensor, zeros } from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';
import { FLOAT_DTYPES } from '../support/laws.js';
import { hilbert } from '../support/matrices.js';
import { forSeeds } from '../support/random.js';

onEachBackend(() => {
  describe('linalg.cond', () => {
    it('knows the Hilbert matrices', () => {
      // Todd, The condition of the finite segments of the Hilbert matrix (1954).
      expect(linalg.cond(hilbert(3)).item() / 524.0567775860644).toBeCloseTo(1, 12);
      expect(linalg.cond(hilbert(8)).item() / 1.5257575566628e10).toBeCloseTo(1, 6);
      expect(linalg.cond(hilbert(3), 1).item()).toBeCloseTo(748, 9);
    });

    it('is infinite for what is exactly singular', () => {
      for (const p of [1, -1, 2, Infinity, -Infinity, 'fro', 'nuc'] as const) {
        expect(linalg.cond(zeros(2, 2), p).item()).toBe(Infinity);
        expect(
          linalg
            .cond(
              tensor([
                [1, 0],
                [0, 0]
              ]),
              p
            )
            .item()
        ).toBe(Infinity);
      }
    });

    it('never squares: [[1,2,3],[4,5,6],[7,8,9]] is singular to working precision', () => {
      expect(
        linalg
          .cond(
            tensor([
              [1, 2, 3],
              [4, 5, 6],
              [7, 8, 9]
            ])
          )
          .item()
      ).toBeGreaterThan(1e16);
    });

    it('takes batches, empty matrices and every dtype', () => {
      for (const dtype of FLOAT_DTYPES) {
        const kappa = linalg.cond(stack([eye(3, { dtype }), eye(3, { dtype }).mul(2)]));
        expect(kappa.toArray()).toEqual([1, 1]);
        expect(kappa.dtype).toBe(
          dtype.endsWith('64') && dtype !== 'float64' ? 'float32' : kappa.dtype
        );
        expect(linalg.cond(zeros(3, 0, 0, { dtype })).toArray()).toEqual([0, 0, 0]);
        expect(linalg.cond(zeros(0, 2, 2, { dtype }), 1).toArray()).toEqual([]);
      }
    });

    it('refuses NaN where singular values are needed, and gives Infinity where not', () => {
      const A = tensor([
        [Number.NaN, 1],
        [1, 2]
      ]);
      expect(() => linalg.cond(A)).toThrow(
        'linalg.svd: The algorithm failed to converge because the input matrix contained non-finite values.'
      );
      expect(linalg.cond(A, 1).item()).toBe(Infinity);
    });

    it('scales: κ(cA) = κ(A)', () => {
      forSeeds(10, () => {
        const A = randn(5, 5);
        const kappa = linalg.cond(A).item();
        for (const c of [1e-300, 1e150]) {
          expect(linalg.cond(A.mul(c)).item() / kappa).toBeCloseTo(1, 10);
        }
      });
    });
  });

  describe('linalg.svdvals', () => {
    it('are those of a matrix made from them', () => {
      forSeeds(10, () => {
        const { q: Q } = rotation(randn(1).item());
        const A = Q.matmul(
          tensor([
            [3, 0],
            [0, 0.5]
          ])
        ).matmul(Q.mT);
        const [s1, s2] = linalg.svdvals(A).toArray() as number[];
        expect(s1).toBeCloseTo(3, 14);
        expect(s2).toBeCloseTo(0.5, 14);
      });
    });

    it('have the Frobenius norm, and the determinant as their product', () => {
      for (const dtype of FLOAT_DTYPES) {
        forSeeds(5, () => {
          const A = randn(6, 6, { dtype });
          const s = linalg.svdvals(A).toArray() as number[];
          const size = (z: unknown) =>
            typeof z === 'number'
              ? Math.abs(z)
              : Math.hypot((z as { re: number }).re, (z as { im: number }).im);
          const fro = Math.hypot(...(A.toArray() as unknown[][]).flat().map(size));
          const digits = dtype === 'float32' || dtype === 'complex64' ? 4 : 12;
          expect(Math.hypot(...s) / fro).toBeCloseTo(1, digits);
          expect(s.reduce((a, b) => a * b) / size(linalg.det(A).item())).toBeCloseTo(1, digits - 1);
          expect([...s].sort((a, b) => b - a)).toEqual(s);
        });
      }
    });

    it('take rectangular matrices', () => {
      expect(linalg.svdvals(tensor([[3, 4]])).toArray()).toEqual([5]);
      expect(linalg.svdvals(tensor([[3], [4]])).toArray()).toEqual([5]);
    });
  });

  describe('linalg.det', () => {
    it('is exact for small integers, with sign', () => {
      expect(
        linalg
          .det(
            tensor([
              [0, 1],
              [1, 0]
            ])
          )
          .item()
      ).toBe(-1);
      expect(
        linalg
          .det(
            tensor([
              [2, 0, 0],
              [0, 3, 0],
              [0, 0, 4]
            ])
          )
          .item()
      ).toBe(24);
      expect(linalg.det(zeros(0, 0)).item()).toBe(1);
      expect(linalg.det(zeros(2, 2)).item()).toBe(0);
    });

    it('neither overflows nor underflows on the way', () => {
      const A = tensor([
        [1e200, 0, 0, 0],
        [0, 1e200, 0, 0],
        [0, 0, 1e-200, 0],
        [0, 0, 0, 1e-200]
      ]);
      expect(linalg.det(A).item()).toBeCloseTo(1, 12);
      expect(linalg.det(eye(400).mul(1e-3).mul(1)).item()).toBe(0);
      expect(linalg.det(eye(4).mul(1e-80)).item() / 1e-320).toBeCloseTo(1, 2);
    });

    it('multiplies: det(AB) = det A · det B', () => {
      forSeeds(10, () => {
        const [A, B] = [randn(5, 5), randn(5, 5)];
        const product = linalg.det(A).item() * linalg.det(B).item();
        const bound = 100 * 2 ** -52 * linalg.cond(A).item() * linalg.cond(B).item();
        expect(Math.abs(linalg.det(A.matmul(B)).item() / product - 1)).toBeLessThan(bound);
      });
    });
  });

  describe('conditioning', () => {
    it('stands beside every inverse', () => {
      const X = linalg.inv(
        tensor([
          [2, 0],
          [0, 0.5]
        ])
      );
      const quality = conditioning(X);
      expect(quality).toMatchObject({
        kappa1: 4,
        kappaInf: 4,
        rcond: 0.25,
        residual: 0,
        illConditioned: false
      });
      expect(quality?.kappa2).toBeCloseTo(4, 14);
      expect(quality?.digits).toBeCloseTo(15.95, 2);
      expect(quality?.digitsLost).toBeCloseTo(Math.log10(4), 12);
    });

    it('warns where rcond < n·ε, as MATLAB does', () => {
      expect(conditioning(linalg.inv(hilbert(8)))?.illConditioned).toBe(false);
      expect(conditioning(linalg.inv(hilbert(13)))?.illConditioned).toBe(true);
    });

    it('is of no tensor that is not an inverse, or no longer', () => {
      const A = tensor([
        [2, 1],
        [1, 1]
      ]);
      const X = linalg.inv(A);
      expect(conditioning(X.mul(1))).toBeUndefined();
      expect(conditioning(A)).toBeUndefined();
      linalg.inv(eye(2), { out: A });
      expect(conditioning(X)).toBeUndefined();
    });

    it('is computed once', () => {
      const X = linalg.inv(stack([eye(2), eye(2).mul(3)]));
      expect(conditioning(X, 1)).toBe(conditioning(X, 1));
      expect(conditioning(X, 0)).not.toBe(conditioning(X, 1));
    });

    it('survives out, even over the input itself', () => {
      const A = tensor([
        [2, 0],
        [0, 0.5]
      ]);
      expect(conditioning(linalg.inv(A, { out: A }))?.residual).toBe(0);
    });
  });
});

function rotation(angle: number) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return {
    q: tensor([
      [c, -s],
      [s, c]
    ])
  };
}
