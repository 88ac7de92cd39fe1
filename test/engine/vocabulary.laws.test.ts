/** The theorems that hold of a lecturer's vocabulary for any input. */
import { describe, expect, it } from '@jest/globals';
import {
  allclose,
  type Complex,
  cat,
  epsilon,
  equal,
  exp,
  eye,
  type FloatDType,
  linalg,
  manualSeed,
  mean,
  ones,
  randn,
  sum,
  type Tensor,
  tensor,
  trace,
  tril,
  triu,
  zeros
} from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';
import { FLOAT_DTYPES } from '../support/laws.js';

const wide = (A: Tensor) => A.to(A.dtype.startsWith('complex') ? 'complex128' : 'float64');
const size = (A: Tensor) => linalg.norm(wide(A)).item();

/** ‖X − Y‖ ≤ 10·n·ε·scale */
function expectNear(X: Tensor, Y: Tensor, scale: number): void {
  expect(X.shape).toEqual(Y.shape);
  const n = Math.max(1, ...X.shape);
  const gap = size(wide(X).sub(wide(Y)));
  expect(gap).toBeLessThanOrEqual(10 * n * epsilon(X.dtype as FloatDType) * scale);
}

const square = (n: number, entry: (i: number, j: number) => number) =>
  tensor(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j))));

/** Matrices on which eigenvalue iterations are known to stumble. */
const HARD: Record<string, () => Tensor> = {
  zero: () => zeros(4, 4),
  identity: () => eye(5),
  'one by one': () => tensor([[-3]]),
  'cyclic shift': () => square(8, (i, j) => Number((i + 1) % 8 === j)),
  'rotation in four dimensions': () =>
    square(4, (i, j) => (i === j + 1 ? 1 : i === 0 && j === 3 ? -1 : 0)),
  'Jordan block': () => square(6, (i, j) => (i === j ? 2 : Number(j === i + 1))),
  nilpotent: () => square(7, (i, j) => Number(j === i + 1)),
  'lower triangle': () => square(5, (i, j) => (j <= i ? i + 2 * j + 1 : 0)),
  'Frank matrix': () => square(12, (i, j) => (j >= i - 1 ? 12 - Math.max(i, j) : 0)),
  'Grcar matrix': () => square(10, (i, j) => (i === j + 1 ? -1 : Number(j >= i && j <= i + 3))),
  graded: () => square(6, (i, j) => 10 ** (-2 * (i + j)) * (i === j ? 2 : 1)),
  'badly scaled': () =>
    tensor([
      [1, 1e150, 0],
      [1e-150, 2, 1e-100],
      [0, 1e100, 3]
    ]),
  tiny: () =>
    tensor([
      [1e-300, 2e-300],
      [-3e-300, 4e-310]
    ]),
  huge: () =>
    tensor([
      [1e300, 2e300],
      [-3e300, 4e290]
    ]),
  'all ones': () => ones(6, 6),
  // Rounding errors beside eigenvalues of 0 took the place of a vector.
  'with zeros twice': () =>
    tensor([
      [0, 0, 0, 0, 0, 1, 0, 0],
      [0, 0, -1, 1, -1, 0, 1, 0],
      [0, 2, 0, 0, 0, 0, 1, 0],
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0, 0, -1, 0],
      [2, 0, 2, 0, 0, 0, 1, 0]
    ]),
  // Nearly equal eigenvalues that rotations exchange for ever.
  'nearly the identity': () => square(2, (i, j) => (i === j ? 1 : 2 ** -54)),
  // Balancing makes the small entries of these matter, and the large ones wrong.
  'uneven beyond balance': () =>
    tensor([
      [2.27e-188, -12588],
      [1.42e150, 1.678e129]
    ]),
  'uneven, three by three': () =>
    tensor([
      [1.29e283, 1.6e-26, -4.65e150],
      [-1.5e231, -1.5e-133, 1.26e37],
      [2e-269, -1.12e59, 7.6e-133]
    ]),
  companion: () => {
    const [first] = [[6, -15, 20, -15, 6, -1]];
    return square(6, (i, j) => (i === 0 ? first[j] : Number(i === j + 1)));
  }
};

/** A·V = V·Λ with unit columns; of real A conjugate pairs, and real eigenvalues with real vectors. */
function expectEigenpairs(A: Tensor): void {
  const { eigenvalues, eigenvectors } = linalg.eig(A);
  const n = A.shape[0];
  const [values, V] = [wide(eigenvalues), wide(eigenvectors)];
  const own = wide(A).to('complex128');
  // Divided before it is measured, so that nothing overflows.
  const norm = Math.max(size(A), Number.MIN_VALUE);
  const left = own.div(norm).matmul(V);
  const right = V.mul(values.div(norm));
  expect(size(left.sub(right))).toBeLessThanOrEqual(20 * n * epsilon(A.dtype as FloatDType));
  for (let k = 0; k < n; k++) {
    expect(Math.abs(size(V.select(1, k)) - 1)).toBeLessThan(
      10 * n * epsilon(A.dtype as FloatDType)
    );
  }
  expect(equal(linalg.eigvals(A), eigenvalues)).toBe(true);
  if (A.dtype.startsWith('complex')) return;
  for (let k = 0; k < n; k++) {
    const { re, im } = eigenvalues.at<Complex>(k);
    if (im === 0) {
      expect(eigenvectors.select(1, k).toArray()).toEqual(
        (eigenvectors.select(1, k).toArray() as unknown as { re: number }[]).map(x => ({
          re: x.re,
          im: 0
        }))
      );
      continue;
    }
    // The one with the positive imaginary part is first.
    expect(im).toBeGreaterThan(0);
    expect(eigenvalues.at<Complex>(k + 1)).toEqual({ re, im: -im });
    expect(equal(eigenvectors.select(1, k + 1), eigenvectors.select(1, k).conj())).toBe(true);
    k++;
  }
}

onEachBackend(() => {
  describe('eig', () => {
    it.each(Object.keys(HARD))('solves A·V = V·Λ: %s', name => {
      expectEigenpairs(HARD[name]());
      expectEigenpairs(HARD[name]().mT);
      expectEigenpairs(HARD[name]().to('complex128'));
      expectEigenpairs(HARD[name]().to('complex128').mul({ re: 0.6, im: 0.8 }));
    });

    it.each(FLOAT_DTYPES)('solves A·V = V·Λ for random matrices of %s', dtype => {
      manualSeed(7);
      for (let n = 1; n <= 30; n++) expectEigenpairs(randn(n, n, { dtype }));
      const A = randn(60, 60, { dtype });
      expectEigenpairs(A);
      const { eigenvalues } = linalg.eig(A);
      expectNear(sum(eigenvalues), trace(A).to(eigenvalues.dtype), 10 * size(A));
    });

    it('finds eigenvalues that are known exactly', () => {
      const { eigenvalues } = linalg.eig([
        [2, 0, 0],
        [0, 3, 4],
        [0, 4, 9]
      ]);
      const found = (eigenvalues.toArray() as unknown as { re: number }[])
        .map(({ re }) => re)
        .sort((a, b) => a - b);
      [1, 2, 11].forEach((value, i) => {
        expect(Math.abs(found[i] - value)).toBeLessThan(1e-14);
      });
    });

    it('agrees with eigh on symmetric and Hermitian matrices', () => {
      manualSeed(8);
      for (const dtype of FLOAT_DTYPES) {
        const G = randn(9, 9, { dtype });
        const H = G.add(G.H);
        const parts = (linalg.eig(H).eigenvalues.toArray() as unknown as { re: number }[]).map(
          x => x.re
        );
        const sorted = tensor(parts.sort((a, b) => a - b));
        expectNear(sorted.to(linalg.eigvalsh(H).dtype), linalg.eigvalsh(H), 10 * size(H));
      }
    });

    it('solves each member of a batch, whatever the others are', () => {
      manualSeed(9);
      const A = randn(2, 3, 4, 4);
      const { eigenvalues, eigenvectors } = linalg.eig(A);
      const one = linalg.eig(A.at<Tensor>(1, 2));
      expect(equal(eigenvalues.at<Tensor>(1, 2), one.eigenvalues)).toBe(true);
      expect(equal(eigenvectors.at<Tensor>(1, 2), one.eigenvectors)).toBe(true);
    });

    it('fills `out`', () => {
      const out = {
        eigenvalues: zeros(2, { dtype: 'complex128' }),
        eigenvectors: zeros(2, 2, { dtype: 'complex128' })
      };
      const got = linalg.eig(eye(2), { out });
      expect(got.eigenvalues).toBe(out.eigenvalues);
      expect(got.eigenvectors).toBe(out.eigenvectors);
      expect(equal(out.eigenvectors, eye(2))).toBe(true);
      expect(() => linalg.eig(eye(2), { out: { ...out, eigenvalues: zeros(2) } })).toThrow(
        'torch.linalg.eig: Expected eigenvalues to be safely castable from ComplexDouble dtype, but got eigenvalues with dtype Double'
      );
    });
  });

  describe.each(FLOAT_DTYPES)('of %s', dtype => {
    it('lu gives back A, with a permutation and triangles', () => {
      manualSeed(1);
      for (const [m, n] of [
        [1, 1],
        [5, 5],
        [4, 7],
        [7, 4],
        [30, 30]
      ]) {
        const A = randn(2, m, n, { dtype });
        const { P, L, U } = linalg.lu(A);
        expectNear(P.matmul(L).matmul(U), A, size(A));
        expect(equal(tril(L), L)).toBe(true);
        expect(equal(triu(U), U)).toBe(true);
        expect(equal(P.mT.matmul(P), eye(m).add(zeros(2, m, m, { dtype })))).toBe(true);
      }
    });

    it('cholesky gives back A', () => {
      manualSeed(2);
      for (const n of [1, 2, 5, 20]) {
        const G = randn(3, n, n, { dtype });
        const A = G.matmul(G.H).add(eye(n, { dtype }));
        const L = linalg.cholesky(A);
        expectNear(L.matmul(L.H), A, size(A));
        expect(equal(tril(L), L)).toBe(true);
        expectNear(linalg.cholesky(A, { upper: true }), L.H, size(A));
      }
    });

    it('solveTriangular solves', () => {
      manualSeed(3);
      const T = triu(randn(2, 6, 6, { dtype })).add(eye(6, { dtype }).mul(4));
      const B = randn(6, 3, { dtype });
      const X = linalg.solveTriangular(T, B, { upper: true });
      expectNear(T.matmul(X), B.add(zeros(2, 6, 3, { dtype })), 10 * size(B));
      const Y = linalg.solveTriangular(T.mT, B.mT, { upper: false, left: false });
      expectNear(Y.matmul(T.mT), B.mT.add(zeros(2, 3, 6, { dtype })), 10 * size(B));
    });

    it('lstsq leaves a residual that is orthogonal to A', () => {
      manualSeed(4);
      for (const driver of ['gels', 'gelsd'] as const) {
        const A = randn(2, 9, 4, { dtype });
        const B = randn(2, 9, 3, { dtype });
        const { solution, residuals } = linalg.lstsq(A, B, { driver });
        const rest = A.matmul(solution).sub(B);
        expectNear(A.H.matmul(rest), zeros(2, 4, 3, { dtype }), 10 * size(A) * size(B));
        const squares = linalg.norm(rest, 2, { dim: 1 });
        expectNear(residuals, squares.mul(squares), 10 * size(B) ** 2);
      }
    });

    it('lstsq finds the shortest of all solutions', () => {
      manualSeed(5);
      const A = randn(4, 9, { dtype });
      const B = randn(4, 2, { dtype });
      for (const driver of ['gels', 'gelsd'] as const) {
        const { solution } = linalg.lstsq(A, B, { driver });
        expectNear(solution, linalg.pinv(A).matmul(B), 20 * size(B));
      }
      const low = randn(6, 2, { dtype }).matmul(randn(2, 5, { dtype }));
      const right = randn(6, 1, { dtype });
      const { solution, rank } = linalg.lstsq(low, right);
      expect(rank.item()).toBe(2n);
      expectNear(solution, linalg.pinv(low).matmul(right), 100 * size(right));
    });

    it('exp(A)·exp(−A) = I, and det exp(A) = exp tr A', () => {
      manualSeed(6);
      for (const factor of [0.001, 0.05, 0.3, 1, 3]) {
        const A = randn(5, 5, { dtype }).mul(factor / 3);
        const [X, Y] = [linalg.matrixExp(A), linalg.matrixExp(A.mul(-1))];
        expectNear(X.matmul(Y), eye(5, { dtype }), 10 * size(X) * size(Y));
        const det = linalg.det(X);
        expectNear(det, exp(trace(A)), 100 * size(X) ** 2);
      }
    });

    it('allclose(A·A⁻¹, I)', () => {
      manualSeed(10);
      const single = dtype === 'float32' || dtype === 'complex64';
      const A = randn(4, 4, { dtype }).add(eye(4, { dtype }).mul(6));
      const I = eye(4, { dtype });
      const tolerance = single ? { atol: 1e-5 } : {};
      expect(allclose(A.matmul(linalg.inv(A)), I, tolerance)).toBe(true);
      expect(allclose(A, I)).toBe(false);
      // An array becomes of A's dtype.
      expect(
        allclose(I, [
          [1, 0, 0, 0],
          [0, 1, 0, 0],
          [0, 0, 1, 0],
          [0, 0, 0, 1]
        ])
      ).toBe(true);
    });

    it('sums of many numbers keep their digits', () => {
      const A = ones(100_003, { dtype }).mul(0.1);
      const unit = epsilon(dtype);
      const part = (x: unknown) => (typeof x === 'number' ? x : (x as { re: number }).re);
      const [first] = [part(A.at<unknown>(0))];
      expect(Math.abs(part(sum(A).item()) / (100_003 * first) - 1)).toBeLessThan(20 * unit);
      expect(Math.abs(part(mean(A).item()) / first - 1)).toBeLessThan(20 * unit);
    });
  });

  it('exponentials that are known', () => {
    const angle = 1.25;
    const turn = linalg.matrixExp([
      [0, -angle],
      [angle, 0]
    ]);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    expectNear(
      turn,
      tensor([
        [c, -s],
        [s, c]
      ]),
      1
    );
    expect(linalg.matrixExp(zeros(3, 3)).toArray()).toEqual(eye(3).toArray());
    const nilpotent = tensor([
      [0, 1, 2],
      [0, 0, 3],
      [0, 0, 0]
    ]);
    expectNear(
      linalg.matrixExp(nilpotent),
      tensor([
        [1, 1, 3.5],
        [0, 1, 3],
        [0, 0, 1]
      ]),
      1
    );
    const large = linalg.matrixExp(cat([tensor([[-600, 0]]), tensor([[0, 700]])]));
    expect(Math.abs(large.at(1, 1) / Math.exp(700) - 1)).toBeLessThan(1e-12);
    expect(Math.abs(large.at(0, 0) / Math.exp(-600) - 1)).toBeLessThan(1e-12);
  });
});
