/** Norms near the ends of the doubles, with infinite numbers, and of nothing, where torch has the answer. */
import { describe, expect, it } from '@jest/globals';
import { complex, dist, linalg, type Scalar, tensor, zeros } from '../../../src/engine/index.js';
import { expectClose } from '../../support/close.js';
import { onEachBackend } from '../../support/kernels.js';

onEachBackend(() => {
  describe('norms', () => {
    it('with infinite numbers', () => {
      const orders = [-1, -2, -Infinity, 1, 2, Infinity, 0, 0.5];
      const all = (x: number[]) => orders.map(p => linalg.norm(tensor(x), p).item());
      expect(all([1, Infinity])).toEqual([1, 1, 1, Infinity, Infinity, Infinity, 2, Infinity]);
      expect(all([Infinity, Infinity])).toEqual([...new Array(6).fill(Infinity), 2, Infinity]);
      expect(all([0, 1])).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
      const nan = all([Number.NaN, 1]);
      expect(nan[6]).toBe(2);
      expect(nan.filter(Number.isNaN)).toHaveLength(7);
      expect(dist(tensor([1, Infinity]), tensor([0, 0]), -1).item()).toBe(1);
    });

    it('do not overflow or underflow before they must', () => {
      const x = tensor([3e300, 4e300]);
      const got = [1, 2, 3, -1, -2, 0.5].map(p => linalg.norm(x, p).item() as number);
      expectClose(
        got,
        [
          7e300,
          5e300,
          91 ** (1 / 3) * 1e300,
          (12 / 7) * 1e300,
          2.4e300,
          (7 + 4 * Math.sqrt(3)) * 1e300
        ],
        1e-14
      );
      expectClose([linalg.norm(tensor([3e-320, 4e-320]), 2).item() as number], [5e-320], 1e-3);
      expectClose([linalg.norm(tensor([[3e307, 4e307]]), 'fro').item() as number], [5e307]);
      expectClose([dist(tensor([3e200]), tensor([-4e200])).item()], [7e200]);
      const z = tensor([complex(1e308, 1e308), complex(0, 1e-320)] as Scalar[]);
      expectClose([linalg.norm(z, -Infinity).item()], [1e-320], 1e-3);
      const single = tensor([3e30, 4e30], { dtype: 'float32' });
      expectClose([linalg.norm(single).item()], [5e30], 1e-6);
    });

    it('of nothing are torch’s', () => {
      const vector = (name: string) =>
        `linalg.vector_norm cannot compute the ${name} norm on an empty tensor because the operation does not have an identity`;
      for (const p of [0, 1, 2, 3]) {
        expect(linalg.norm(zeros(0), p).item()).toBe(0);
        expect(dist(zeros(2, 0), zeros(2, 0), p).item()).toBe(0);
      }
      for (const [p, name] of [
        [-1, '-1'],
        [Infinity, 'inf'],
        [-Infinity, '-inf']
      ] as const) {
        expect(() => linalg.norm(zeros(0), p)).toThrow(vector(name));
        expect(() => dist(zeros(2, 0), zeros(2, 0), p)).toThrow(vector(name));
        expect(() => linalg.norm(zeros(0, 3), p, { dim: 0 })).toThrow(
          `linalg.vector_norm cannot compute the ${name} norm on the dimension 0because this dimension is empty and the operation does not have an identity`
        );
        expect(linalg.norm(zeros(0, 3), p, { dim: 1 }).shape).toEqual([0]);
      }
    });

    it('of matrices without entries are torch’s', () => {
      const amin = (dim: number) => `amin(): Expected reduction dim ${dim} to have non-zero size.`;
      for (const shape of [
        [0, 3],
        [3, 0],
        [0, 0]
      ]) {
        for (const ord of ['fro', 'nuc', 1, 2, Infinity] as const) {
          expect(linalg.norm(zeros(...shape), ord).item()).toBe(0);
        }
        expect(() => linalg.norm(zeros(...shape), -2)).toThrow(amin(-1));
      }
      expect(linalg.norm(zeros(0, 3), -1).item()).toBe(0);
      expect(linalg.norm(zeros(3, 0), -Infinity).item()).toBe(0);
      expect(() => linalg.norm(zeros(3, 0), -1)).toThrow(amin(0));
      expect(() => linalg.norm(zeros(0, 3), -Infinity)).toThrow(amin(0));
      expect(linalg.matrixNorm(zeros(2, 0, 3), -1).toArray()).toEqual([0, 0]);
      expect(() => linalg.matrixNorm(zeros(2, 0, 3), -Infinity)).toThrow(amin(1));
      expect(() => linalg.matrixNorm(zeros(2, 0, 3), -2)).toThrow(amin(-1));
    });
  });
});
