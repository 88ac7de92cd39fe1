import { describe, expect, it } from '@jest/globals';
import {
  type Complex,
  complex,
  dist,
  epsilon,
  eye,
  linalg,
  ones,
  randn,
  stack,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';
import { FLOAT_DTYPES, norm1 } from '../support/laws.js';
import { hilbert } from '../support/matrices.js';
import { forSeeds } from '../support/random.js';

onEachBackend(() => {
  describe('linalg.solve', () => {
    it('solves by hand', () => {
      const A = tensor([
        [2, 1],
        [1, 1]
      ]);
      expect(linalg.solve(A, tensor([3, 2])).toArray()).toEqual([1, 1]);
      expect(linalg.solve(A, tensor([[3], [2]])).toArray()).toEqual([[1], [1]]);
      expect(linalg.solve(A, tensor([[3, 2]]), { left: false }).toArray()).toEqual([[1, 1]]);
    });

    it.each(FLOAT_DTYPES)('keeps the backward error small on both sides (%s)', dtype => {
      for (const n of [1, 2, 5, 17, 60]) {
        forSeeds(3, () => {
          const A = randn(n, n, { dtype });
          const B = randn(n, 3, { dtype });
          expectSolution(A, linalg.solve(A, B), B);
          const X = linalg.solve(A, B.mT, { left: false });
          expectSolution(A.mT, X.mT, B);
        });
      }
    });

    it('takes vectors and matrices as torch does', () => {
      const A = stack([eye(2), eye(2).mul(2)]);
      // B is of A's shape without its last dimension: a batch of vectors.
      expect(linalg.solve(A, ones(2, 2)).toArray()).toEqual([
        [1, 1],
        [0.5, 0.5]
      ]);
      expect(linalg.solve(stack([eye(2), eye(2), eye(2)]), ones(2)).shape).toEqual([3, 2]);
      expect(linalg.solve(stack([eye(2), eye(2), eye(2)]), ones(2, 1)).shape).toEqual([3, 2, 1]);
      expect(linalg.solve(eye(2), ones(5, 2, 1)).shape).toEqual([5, 2, 1]);
      expect(linalg.solve(zeros(0, 0), zeros(0)).shape).toEqual([0]);
      expect(linalg.solve(zeros(3, 0, 0), zeros(3, 0, 2)).shape).toEqual([3, 0, 2]);
      expect(linalg.solve(eye(2), ones(3, 2), { left: false }).shape).toEqual([3, 2]);
    });

    it('solves complex systems', () => {
      const x = linalg.solve(tensor([[complex(0, 2)]]), tensor([complex(4, 0)]));
      expect(x.at<Complex>(0)).toMatchObject({ re: 0, im: -2 });
    });

    it('loses less than the inverse', () => {
      const n = 8;
      const H = hilbert(n);
      const b = H.matmul(ones(n));
      const direct = dist(H.matmul(linalg.solve(H, b)), b).item();
      const byInverse = dist(H.matmul(linalg.inv(H).matmul(b)), b).item();
      expect(direct).toBeLessThan(byInverse);
    });

    it('fills out, which may be B', () => {
      const B = ones(2, 1);
      expect(linalg.solve(eye(2).mul(4), B, { out: B })).toBe(B);
      expect(B.toArray()).toEqual([[0.25], [0.25]]);
    });

    it.each([
      ['AX = B (2x2 and 3x1)', () => linalg.solve(eye(2), ones(3))],
      ['AX = B (2x2 and 3x1)', () => linalg.solve(eye(2), ones(3, 1))],
      ['AX = B (2x2 and 5x2)', () => linalg.solve(eye(2), ones(5, 2))],
      ['XA = B (2x2 and 2x1)', () => linalg.solve(eye(2), ones(2), { left: false })],
      ['XA = B (2x2 and 2x3)', () => linalg.solve(eye(2), ones(2, 3), { left: false })]
    ])('refuses shapes in torch’s words: %s', (equation, call) => {
      expect(call).toThrow(
        `linalg.solve: Incompatible shapes of A and B for the equation ${equation}`
      );
    });

    it('refuses other misuse in torch’s words', () => {
      const single = { dtype: 'float32' } as const;
      expect(() => linalg.solve(eye(2, single), ones(2))).toThrow(
        'linalg.solve: Expected A and B to have the same dtype, but found A of type Float and B of type Double instead'
      );
      expect(() => linalg.solve(ones(2, 3), ones(2))).toThrow(
        'linalg.solve: A must be batches of square matrices, but they are 2 by 3 matrices'
      );
      expect(() => linalg.solve(eye(2), tensor(1))).toThrow(
        'linalg.solve: The input tensor B must have at least 2 dimensions.'
      );
      expect(() => linalg.solve(stack([eye(2), eye(2), eye(2)]), ones(4, 2, 1))).toThrow(
        'The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 0'
      );
    });

    it('refuses singular matrices in torch’s words', () => {
      const failed = 'The solver failed because the input matrix is singular.';
      expect(() => linalg.solve(zeros(2, 2), ones(2))).toThrow(
        expect.objectContaining({ name: 'LinAlgError', message: `torch.linalg.solve: ${failed}` })
      );
      expect(() => linalg.solve(stack([eye(2), zeros(2, 2)]), ones(2, 2))).toThrow(
        `torch.linalg.solve: (Batch element 1): ${failed}`
      );
      expect(() => linalg.solveEx(zeros(2, 2), ones(2), { checkErrors: true })).toThrow(
        `torch.linalg.solve_ex: ${failed}`
      );
    });

    it('reports info of A itself, whichever side', () => {
      const A = tensor([
        [0, 1],
        [0, 2]
      ]);
      expect(linalg.solveEx(A, ones(2, 2)).info.item()).toBe(1);
      expect(linalg.solveEx(A, ones(2, 2), { left: false }).info.item()).toBe(1);
      const { result, info } = linalg.solveEx(stack([eye(2), A]), ones(2, 2));
      expect(info.toArray()).toEqual([0, 1]);
      expect(result.at<Tensor>(0).toArray()).toEqual([1, 1]);
    });
  });

  describe('linalg.slogdet', () => {
    it('agrees with det where that can be written', () => {
      for (const dtype of FLOAT_DTYPES) {
        forSeeds(5, () => {
          const A = randn(5, 5, { dtype });
          const { sign, logabsdet } = linalg.slogdet(A);
          const d = linalg.det(A);
          const product = sign.mul(Math.exp(logabsdet.item()));
          const size = Math.exp(logabsdet.item());
          expect(dist(product, d).item() / size).toBeLessThan(100 * epsilon(dtype));
        });
      }
    });

    it('says what det cannot', () => {
      const { sign, logabsdet } = linalg.slogdet(eye(400).mul(-1e-3));
      expect(sign.item()).toBe(1);
      expect(logabsdet.item()).toBeCloseTo(400 * Math.log(1e-3), 9);
      expect(linalg.slogdet(eye(3).mul(-1e200)).sign.item()).toBe(-1);
    });

    it('gives 0 and −Infinity for a singular matrix, 1 and 0 for an empty one', () => {
      const singular = linalg.slogdet(zeros(2, 2));
      expect([singular.sign.item(), singular.logabsdet.item()]).toEqual([0, -Infinity]);
      const empty = linalg.slogdet(zeros(0, 0));
      expect([empty.sign.item(), empty.logabsdet.item()]).toEqual([1, 0]);
      expect(linalg.slogdet(zeros(2, 2, { dtype: 'complex64' })).logabsdet.dtype).toBe('float32');
    });

    it('refuses misuse in torch’s words', () => {
      expect(() => linalg.slogdet(ones(2, 3))).toThrow(
        'linalg.slogdet: A must be batches of square matrices, but they are 2 by 3 matrices'
      );
    });
  });
});

/** ‖AX − B‖ <= c·n·ε·growth·(‖A‖‖X‖ + ‖B‖) (Higham, theorem 9.4), in double precision. */
function expectSolution(A: Tensor, X: Tensor, B: Tensor): void {
  const wide = A.dtype.startsWith('complex') ? 'complex128' : 'float64';
  const [a, x, b] = [A, X, B].map(t => t.clone().to(wide));
  const dtype = A.dtype as (typeof FLOAT_DTYPES)[number];
  const bound = 10 * A.shape[0] * epsilon(dtype) * (norm1(a) * norm1(x) + norm1(b));
  expect(norm1(a.matmul(x).sub(b))).toBeLessThanOrEqual(bound);
}
