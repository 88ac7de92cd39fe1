/** Matrices whose inverse, rank or growth is known, and matrices whose units differ wildly. */
import { describe, expect, it } from '@jest/globals';
import {
  conditioning,
  diag,
  epsilon,
  eye,
  type FloatDType,
  linalg,
  manualSeed,
  randn,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';
import { expectInverse, FLOAT_DTYPES, norm1 } from '../support/laws.js';
import {
  frank,
  growth,
  hilbert,
  hilbertInverse,
  integerInverses,
  kahan,
  knownInverses
} from '../support/matrices.js';
import { forSeeds } from '../support/random.js';

/** ‖X − A⁻¹‖₁ <= 10·n·ε·κ₁·‖A⁻¹‖₁. */
function expectForwardError(A: Tensor, truth: Tensor): void {
  const n = A.shape[0];
  const kappa = norm1(A) * norm1(truth);
  const error = norm1(linalg.inv(A).sub(truth)) / norm1(truth);
  expect(error).toBeLessThanOrEqual(10 * n * epsilon(A.dtype as FloatDType) * kappa);
}

onEachBackend(backend => {
  describe.each([1, 2, 3, 5, 16, 47, 48, 100, 200])('known inverses at n = %i', n => {
    it.each(knownInverses(n).map(known => [known.name, known] as const))('%s', (_, known) => {
      if (backend === 'reference' && n > 100) return;
      expectForwardError(known.A, known.inverse);
      expectForwardError(known.inverse, known.A);
    });
  });

  it('integer inverses, as far as they are exact in doubles', () => {
    for (const n of [1, 2, 5, 10]) {
      for (const { A, inverse } of integerInverses(n)) expectForwardError(A, inverse);
    }
    for (const n of [1, 2, 3, 5, 8, 11]) expectForwardError(hilbert(n), hilbertInverse(n));
  });

  it('Frank’s and Kahan’s matrices, ill-conditioned as they are', () => {
    for (const A of [frank(12), kahan(20), kahan(60)]) expectInverse(A, linalg.inv(A));
    expect(linalg.det(frank(12)).item()).toBeCloseTo(1, 4);
  });

  it('matrices on which partial pivoting grows', () => {
    for (const n of [10, 30, 50]) {
      const A = growth(n);
      const { LU } = linalg.luFactor(A);
      expect(LU.at(n - 1, n - 1)).toBe(2 ** (n - 1));
      // The growth of 2^(n−1) costs as many bits, and no more (Higham, theorem 9.5).
      const residual = norm1(A.matmul(linalg.inv(A)).sub(eye(n)));
      expect(residual).toBeLessThan(n * 2 ** (n - 1) * epsilon('float64') * n);
    }
  });

  it('singular integer matrices: an exact zero pivot, or a warning', () => {
    forSeeds(100, seed => {
      const n = 3 + (seed % 4);
      const A = singularIntegers(n);
      const { inverse, info } = linalg.invEx(A);
      if (info.item() !== 0) return;
      expect(conditioning(inverse)?.illConditioned).toBe(true);
      expect(linalg.matrixRank(A).item()).toBeLessThan(n);
    });
  });

  describe.each(FLOAT_DTYPES)('badly scaled input (%s)', dtype => {
    const single = dtype === 'float32' || dtype === 'complex64';
    const extreme = single ? 30 : 300;

    it('is inverted at 10^±300 (10^±30) as at 1', () => {
      for (const n of [1, 3, 16, 20, 60]) {
        manualSeed(n);
        const A = randn(n, n, { dtype });
        for (const power of [-extreme, extreme]) {
          const factor = 10 ** power;
          const X = linalg.inv(A.mul(factor));
          // By its own scale: what 10^±300 rounded away at the input is no fault of the inverse.
          expectInverse(A.mul(factor).div(factor), X.mul(factor));
        }
      }
    });

    it('does not let the units choose the pivots', () => {
      for (const n of [2, 5, 16, 33, 70]) {
        manualSeed(n);
        const A = randn(n, n, { dtype });
        // A poor pivot, in a row that its unit makes the largest.
        A.data[0] = 2 ** (single ? -12 : -30);
        if (dtype.startsWith('complex')) A.data[1] = 0;
        const R = eye(n, { dtype });
        R.data[0] = 2 ** (single ? 20 : 50);
        const X = linalg.inv(R.matmul(A));
        expectInverse(A, X.matmul(R));
      }
    });

    it('is inverted with rows and columns of mixed sizes as without', () => {
      for (const n of [2, 5, 16, 33, 70]) {
        manualSeed(n);
        const A = randn(n, n, { dtype });
        // Powers of two, so that scaling rounds nothing.
        const span = single ? 50 : 450;
        const sizes = (k: number) =>
          diag(
            tensor(Array.from({ length: n }, (_, i) => 2 ** Math.round(span * Math.sin(k * i + k))))
          )
            .to(single ? 'float32' : 'float64')
            .to(dtype);
        const [R, C] = [sizes(1), sizes(2)];
        const X = linalg.inv(R.matmul(A).matmul(C));
        expectInverse(A, C.matmul(X).matmul(R));
      }
    });
  });

  it('determinants neither overflow nor underflow on the way', () => {
    const A = diag(tensor([1e200, 1e200, 1e-200, 1e-200, 3]));
    expect(linalg.det(A).item()).toBeCloseTo(3, 12);
    const B = eye(400).mul(1e-3);
    expect(linalg.det(B).item()).toBe(0);
    const { sign, logabsdet } = linalg.slogdet(B);
    expect([sign.item(), logabsdet.item()]).toEqual([1, expect.closeTo(-1200 * Math.LN10, 9)]);
    expect(linalg.slogdet(zeros(2, 2)).logabsdet.item()).toBe(-Infinity);
  });

  it('both residuals, and what rcond says', () => {
    const A = hilbert(6);
    const found = conditioning(linalg.inv(A));
    expect(found?.residual).toBeGreaterThan(0);
    expect(found?.rightResidual).toBeGreaterThan(0);
    expect((found?.rcond ?? 0) * (found?.kappa1 ?? 0)).toBeCloseTo(1, 12);
    expect(found?.kappa2).toBeCloseTo(linalg.cond(A).item(), 0);
  });
});

/** Random small integers, whose last row is the sum of two others. */
function singularIntegers(n: number): Tensor {
  const rows = Array.from({ length: n }, () =>
    Array.from({ length: n }, () => Math.round(3 * randn(1).item()))
  );
  rows[n - 1] = rows[0].map((x, j) => x + rows[1][j]);
  return tensor(rows);
}
