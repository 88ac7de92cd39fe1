/** The promise of each function, on every backend: seeded, and bounded by c·n·ε. */
import { describe, expect, it } from '@jest/globals';
import {
  diag,
  dist,
  epsilon,
  eye,
  type FloatDType,
  linalg,
  manualSeed,
  randn,
  stack,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';
import { FLOAT_DTYPES, magnitude, norm1 } from '../support/laws.js';
import { withCondition } from '../support/matrices.js';

/** Square, tall and wide, below and above the sizes at which kernels change. */
const SHAPES = [
  [1, 1],
  [4, 4],
  [7, 3],
  [3, 7],
  [20, 20],
  [40, 34],
  [34, 40],
  [60, 60]
] as const;

/** ‖X − Y‖ <= c·n·ε·scale. */
function expectNear(X: Tensor, Y: Tensor, scale = 1): void {
  expect(X.shape).toEqual(Y.shape);
  expect(X.dtype).toBe(Y.dtype);
  const n = Math.max(...X.shape, 1);
  const bound = 30 * n * epsilon(X.dtype as FloatDType) * Math.max(scale, 1);
  expect(dist(X, Y).item()).toBeLessThanOrEqual(bound);
}

function expectOrthonormal(Q: Tensor): void {
  expectNear(Q.H.matmul(Q), eye(Q.shape[1], { dtype: Q.dtype }));
}

/** P·A as the pivots say. */
function exchanged(A: Tensor, pivots: Tensor): Tensor {
  const rows = A.toArray() as unknown[][];
  (pivots.toArray() as number[]).forEach((row, k) => {
    [rows[k], rows[row - 1]] = [rows[row - 1], rows[k]];
  });
  return tensor(rows as number[][], { dtype: A.dtype });
}

/** L and U from LU. */
function triangles(LU: Tensor): [Tensor, Tensor] {
  const [m, n] = LU.shape;
  const k = Math.min(m, n);
  const width = LU.data.length / (m * n);
  const [L, U] = [zeros(m, k, { dtype: LU.dtype }), zeros(k, n, { dtype: LU.dtype })];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let lane = 0; lane < width; lane++) {
        const value = LU.data[(i * n + j) * width + lane];
        if (j < i && j < k) L.data[(i * k + j) * width + lane] = value;
        if (j >= i) U.data[(i * n + j) * width + lane] = value;
      }
    }
  }
  for (let i = 0; i < k; i++) L.data[i * (k + 1) * width] = 1;
  return [L, U];
}

onEachBackend(() => {
  describe.each(FLOAT_DTYPES)('%s', dtype => {
    const sample = (shape: readonly number[], seed = 7) => {
      manualSeed(seed);
      return randn(shape, { dtype });
    };

    it.each(SHAPES)('luFactor: P·A = L·U at %i by %i', (m, n) => {
      const A = sample([m, n]);
      const { LU, pivots, info } = linalg.luFactorEx(A);
      expect(info.item()).toBe(0);
      expect([LU.shape, pivots.shape, pivots.dtype]).toEqual([[m, n], [Math.min(m, n)], 'int32']);
      const [L, U] = triangles(LU);
      expectNear(L.matmul(U), exchanged(A, pivots), norm1(L) * norm1(U));
    });

    it.each([1, 5, 20, 60])('luSolve: on both sides, with A and with Aᴴ, at n = %i', n => {
      const A = withCondition(n, 10, 1, dtype.startsWith('complex') ? 'complex128' : 'float64').to(
        dtype
      );
      const { LU, pivots } = linalg.luFactor(A);
      const B = sample([n, 3]);
      expectNear(A.matmul(linalg.luSolve(LU, pivots, B)), B, 100);
      expectNear(A.H.matmul(linalg.luSolve(LU, pivots, B, { adjoint: true })), B, 100);
      const C = B.mT;
      expectNear(linalg.luSolve(LU, pivots, C, { left: false }).matmul(A), C, 100);
      const D = linalg.luSolve(LU, pivots, C, { left: false, adjoint: true });
      expectNear(D.matmul(A.H), C, 100);
    });

    it.each(SHAPES)('svd: A = U·Σ·Vᴴ at %i by %i', (m, n) => {
      const A = sample([m, n]);
      const k = Math.min(m, n);
      const thin = linalg.svd(A, { fullMatrices: false });
      expect([thin.U.shape, thin.S.shape, thin.Vh.shape]).toEqual([[m, k], [k], [k, n]]);
      expectNear(thin.U.matmul(diag(thin.S).to(dtype)).matmul(thin.Vh), A, norm1(A));
      const full = linalg.svd(A);
      expect([full.U.shape, full.Vh.shape]).toEqual([
        [m, m],
        [n, n]
      ]);
      for (const Q of [thin.U, thin.Vh.H, full.U, full.Vh.H]) expectOrthonormal(Q);
      const S = thin.S.toArray() as number[];
      expect([...S].sort((a, b) => b - a)).toEqual(S);
      expectNear(linalg.svdvals(A), thin.S, norm1(A));
    });

    it('svd: equal, zero and tiny singular values', () => {
      for (const A of [eye(6, { dtype }), zeros(5, 5, { dtype }), zeros(4, 2, { dtype })]) {
        const { U, S, Vh } = linalg.svd(A, { fullMatrices: false });
        expectOrthonormal(U);
        expectOrthonormal(Vh.H);
        expectNear(U.matmul(diag(S).to(dtype)).matmul(Vh), A);
      }
    });

    it.each(SHAPES)('qr: A = Q·R at %i by %i', (m, n) => {
      const A = sample([m, n]);
      for (const mode of ['reduced', 'complete'] as const) {
        const { Q, R } = linalg.qr(A, mode);
        const k = mode === 'complete' ? m : Math.min(m, n);
        expect([Q.shape, R.shape]).toEqual([
          [m, k],
          [k, n]
        ]);
        expectNear(Q.matmul(R), A, norm1(A));
        expectOrthonormal(Q);
        for (let i = 1; i < k; i++) {
          for (let j = 0; j < Math.min(i, n); j++) expect(magnitude(R.at(i, j))).toBe(0);
        }
      }
      const { Q, R } = linalg.qr(A, 'r');
      expect(Q.shape).toEqual([0]);
      expect(R.data).toEqual(linalg.qr(A).R.data);
    });

    it.each([1, 2, 5, 20, 40])('eigh: A·V = V·Λ at n = %i', n => {
      const half = sample([n, n]);
      const A = half.add(half.H);
      const { eigenvalues, eigenvectors } = linalg.eigh(A);
      expectOrthonormal(eigenvectors);
      const scaled = eigenvectors.matmul(diag(eigenvalues).to(dtype));
      expectNear(A.matmul(eigenvectors), scaled, 3 * norm1(A));
      const values = eigenvalues.toArray() as number[];
      expect([...values].sort((a, b) => a - b)).toEqual(values);
    });

    it.each(SHAPES)('pinv: Penrose’s four conditions at %i by %i', (m, n) => {
      const k = Math.min(m, n);
      const rank = Math.max(1, k - 2);
      const A = sample([m, rank]).matmul(sample([rank, n], 8));
      const P = linalg.pinv(A, { rtol: 1e-4 });
      expect(P.shape).toEqual([n, m]);
      const [AP, PA] = [A.matmul(P), P.matmul(A)];
      const kappa = norm1(A) * norm1(P);
      expectNear(AP.matmul(A), A, kappa * norm1(A));
      expectNear(PA.matmul(P), P, kappa * norm1(P));
      expectNear(AP.H, AP, kappa);
      expectNear(PA.H, PA, kappa);
      expect(linalg.matrixRank(A).item()).toBe(BigInt(rank));
    });

    it('pinv and matrixRank of a Hermitian matrix', () => {
      const half = sample([6, 4]);
      const A = half.matmul(half.H).mul(-1);
      expect(linalg.matrixRank(A, { hermitian: true }).item()).toBe(4n);
      const P = linalg.pinv(A, { hermitian: true });
      expectNear(A.matmul(P).matmul(A), A, norm1(A) ** 2 * norm1(P));
    });

    it('det(A·B) = det A · det B, and slogdet agrees', () => {
      const [A, B] = [sample([6, 6]), sample([6, 6], 9)];
      const product = linalg.det(A).mul(linalg.det(B));
      const direct = linalg.det(A.matmul(B));
      const size = dist(product, product.mul(0)).item();
      expectNear(direct, product, size * linalg.cond(A, 1).item() * linalg.cond(B, 1).item());
      const { sign, logabsdet } = linalg.slogdet(A);
      expectNear(sign.mul(Math.exp(logabsdet.item())).to(dtype), linalg.det(A), 100);
    });

    it('matrixPower and multiDot multiply', () => {
      const A = sample([5, 5]).mul(0.5);
      expectNear(linalg.matrixPower(A, 5), A.matmul(A).matmul(A).matmul(A).matmul(A), 100);
      expectNear(linalg.matrixPower(A, 0), eye(5, { dtype }));
      const cubed = linalg.matrixPower(A, -3);
      expectNear(cubed.matmul(linalg.matrixPower(A, 3)), eye(5, { dtype }), norm1(cubed) * 10);
      const [B, C, v] = [sample([5, 30]), sample([30, 2]), sample([2])];
      expectNear(linalg.multiDot([A, B, C, v]), A.matmul(B).matmul(C).matmul(v), 1000);
      expect(linalg.multiDot([v, v]).shape).toEqual([]);
    });

    it('norms are what they are defined as', () => {
      const A = sample([5, 4]);
      const S = linalg.svdvals(A).toArray() as number[];
      const close = (x: Tensor, y: number) =>
        expect(Math.abs(x.item() - y)).toBeLessThanOrEqual(100 * epsilon(dtype) * y);
      close(linalg.matrixNorm(A), Math.hypot(...S));
      close(linalg.matrixNorm(A, 2), S[0]);
      close(linalg.matrixNorm(A, -2), S[3]);
      close(linalg.matrixNorm(A, 'nuc'), S[0] + S[1] + S[2] + S[3]);
      close(linalg.matrixNorm(A, 1), norm1(A));
      close(linalg.matrixNorm(A, Infinity), norm1(A.mT));
      close(linalg.norm(A), Math.hypot(...S));
      expect(linalg.norm(stack([A, A]), 2, { dim: [1, 2] }).shape).toEqual([2]);
      expect(linalg.norm(stack([A, A]), 2, { dim: -1, keepdim: true }).shape).toEqual([2, 5, 1]);
    });

    it('batches, views and zero sizes', () => {
      const A = sample([2, 3, 4, 4]);
      const H = A.add(A.H);
      const each = (run: (M: Tensor) => Tensor, M: Tensor) => {
        const whole = run(M);
        for (let i = 0; i < 2; i++) {
          for (let j = 0; j < 3; j++) {
            const member = whole.select(0, i).select(0, j);
            expect(member.data).toEqual(run(M.at<Tensor>(i, j)).data);
          }
        }
        expect(run(M.mT).data).toEqual(run(M.mT.clone()).data);
      };
      for (const run of [
        (M: Tensor) => linalg.luFactor(M).LU,
        (M: Tensor) => linalg.svd(M).U,
        (M: Tensor) => linalg.svdvals(M),
        (M: Tensor) => linalg.qr(M).Q,
        (M: Tensor) => linalg.pinv(M),
        (M: Tensor) => linalg.matrixRank(M),
        (M: Tensor) => linalg.matrixPower(M, 3),
        (M: Tensor) => linalg.matrixNorm(M, 2),
        (M: Tensor) => linalg.slogdet(M).logabsdet
      ]) {
        each(run, A);
      }
      each(M => linalg.eigh(M).eigenvalues, H);
      for (const [m, n] of [
        [0, 0],
        [0, 3],
        [3, 0]
      ]) {
        const Z = zeros(2, m, n, { dtype });
        expect(linalg.svd(Z).U.shape).toEqual([2, m, m]);
        expect(linalg.svdvals(Z).shape).toEqual([2, 0]);
        expect(linalg.qr(Z, 'complete').Q.shape).toEqual([2, m, m]);
        expect(linalg.pinv(Z).shape).toEqual([2, n, m]);
        expect(linalg.matrixRank(Z).toArray()).toEqual([0n, 0n]);
        expect(linalg.luFactor(Z).pivots.shape).toEqual([2, 0]);
        expect(linalg.matrixNorm(Z).toArray()).toEqual([0, 0]);
      }
      expect(linalg.eigh(zeros(0, 0, { dtype })).eigenvalues.shape).toEqual([0]);
      expect(linalg.inv(zeros(0, 5, 5, { dtype })).shape).toEqual([0, 5, 5]);
    });

    it('fills objects of results in place, and may overwrite the input', () => {
      const A = sample([4, 4]);
      const svd = linalg.svd(A);
      const out = { U: A.clone(), S: zeros(4, { dtype: svd.S.dtype }), Vh: zeros(0, { dtype }) };
      const returned = linalg.svd(out.U, { out });
      expect(returned.U).toBe(out.U);
      expect(out.U.data).toEqual(svd.U.data);
      expect(out.Vh.data).toEqual(svd.Vh.data);
      const own = A.clone();
      expect(linalg.matrixPower(own, 2, { out: own })).toBe(own);
      expect(own.data).toEqual(A.matmul(A).data);
      const LU = A.clone();
      const pivots = zeros(4, { dtype: 'int32' });
      linalg.luFactor(LU, { out: { LU, pivots } });
      expect(LU.data).toEqual(linalg.luFactor(A).LU.data);
      const wrong = zeros(4, 4, { dtype: 'int32' });
      expect(() => linalg.pinv(A, { out: wrong })).toThrow(
        'Expected result to be safely castable from'
      );
    });
  });
});

describe('options', () => {
  it('may stand where a default is meant', () => {
    const A = tensor([
      [3, 0],
      [0, 4]
    ]);
    expect(linalg.norm(A, { dim: 0 }).toArray()).toEqual([3, 4]);
    expect(linalg.matrixNorm(A, { keepdim: true }).toArray()).toEqual([[5]]);
    expect(linalg.qr(zeros(3, 2), { mode: 'complete' }).Q.shape).toEqual([3, 3]);
  });
});

describe('tolerances', () => {
  const D = diag(tensor([1, 1e-3, 1e-17]));

  it('count what is strictly greater', () => {
    expect(linalg.matrixRank(D).item()).toBe(2n);
    expect(linalg.matrixRank(D, { atol: 1e-3 }).item()).toBe(1n);
    expect(linalg.matrixRank(D, { atol: 0.9e-3 }).item()).toBe(2n);
    expect(linalg.matrixRank(D, { rtol: 1e-3 }).item()).toBe(1n);
    expect(linalg.matrixRank(D, { rtol: 0 }).item()).toBe(3n);
    // atol without rtol sets rtol to 0; of both the larger counts.
    expect(linalg.matrixRank(D, { atol: 1e-18 }).item()).toBe(3n);
    expect(linalg.matrixRank(D, { atol: 1e-18, rtol: 1e-2 }).item()).toBe(1n);
  });

  it('may differ from member to member', () => {
    const atol = tensor([0.5, 1e-4, 1e-18]);
    expect(linalg.matrixRank(D, { atol }).toArray()).toEqual([1n, 2n, 3n]);
    expect(linalg.matrixRank(stack([D, D, D]), { atol }).toArray()).toEqual([1n, 2n, 3n]);
  });
});
