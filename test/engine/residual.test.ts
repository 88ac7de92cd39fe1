/** Residuals against exact arithmetic: what they show is the inverse's own error, and no rounding of theirs. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  conditioning,
  type FloatData,
  fromData,
  linalg,
  randn,
  ready,
  type Tensor,
  tensor
} from '../../src/engine/index.js';
import { doubleOf, wholeOf } from '../support/dyadic.js';
import { hilbert } from '../support/matrices.js';
import { forSeeds } from '../support/random.js';

beforeAll(() => ready());

/** |XY − I| exactly, rounded at the end. */
function exactResidual(X: Tensor, Y: Tensor): number[] {
  const n = X.shape[0];
  const width = X.dtype.startsWith('complex') ? 2 : 1;
  const parts = (A: Tensor) =>
    Array.from({ length: n * n }, (_, at) =>
      [0, 1].map(w => (w < width ? wholeOf((A.data as FloatData)[at * width + w]) : 0n))
    );
  const [x, y] = [parts(X), parts(Y)];
  return x.map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let [re, im] = [i === j ? -(1n << 2148n) : 0n, 0n];
    for (let k = 0; k < n; k++) {
      const [a, b] = x[i * n + k];
      const [c, d] = y[k * n + j];
      re += a * c - b * d;
      im += a * d + b * c;
    }
    return Math.hypot(doubleOf(re, 2148), doubleOf(im, 2148));
  });
}

function expectResidual(A: Tensor, tolerance = 1e-13, digits = 10): void {
  const X = linalg.inv(A);
  const figures = conditioning(X);
  const wanted = exactResidual(X, A);
  const got = figures?.error ?? new Float64Array();
  const size = Math.hypot(...wanted);
  wanted.forEach((value, at) => {
    expect(Math.abs(got[at] - value)).toBeLessThanOrEqual(tolerance * value + 1e-25 * size + 1e-31);
  });
  if (size > 0 && size < 1e150) expect((figures?.residual ?? 0) / size).toBeCloseTo(1, digits);
  const right = Math.hypot(...exactResidual(A, X));
  if (right > 0 && right < 1e150)
    expect((figures?.rightResidual ?? 0) / right).toBeCloseTo(1, digits);
}

describe('the residual', () => {
  it('is not 0 where the inverse is rounded', () => {
    const X = linalg.inv(tensor([[3]]));
    // 3 · fl(1/3) − 1 = −2⁻⁵⁴ exactly; in doubles it is 0.
    expect(conditioning(X)?.residual).toBe(2 ** -54);
    expect(conditioning(X)?.rightResidual).toBe(2 ** -54);
    expect(conditioning(linalg.inv(tensor([[4]])))?.residual).toBe(0);
  });

  it('is that of exact arithmetic', () => {
    for (const dtype of ['float64', 'complex128'] as const) {
      forSeeds(20, seed => expectResidual(randn(1 + (seed % 9), 1 + (seed % 9), { dtype })));
      expectResidual(
        randn(64, 64, { dtype })
          .slice(0, 0, dtype === 'float64' ? 64 : 20)
          .slice(1, 0, dtype === 'float64' ? 64 : 20)
          .clone()
      );
    }
    expectResidual(hilbert(8));
  });

  it('also of numbers that cannot be split or multiplied as they are', () => {
    forSeeds(30, seed => {
      const n = 1 + (seed % 4);
      const dtype = seed % 2 === 0 ? 'float64' : 'complex128';
      const A = randn(n, n, { dtype });
      const width = A.data.length / (n * n);
      const power = (i: number, by: number) => 2 ** Math.round(Math.sin(seed * by + i) * 500);
      const data = (A.data as FloatData).map((value, at) => {
        const entry = Math.floor(at / width);
        return value * power(Math.floor(entry / n), 3) * power(entry % n, 5);
      });
      expectResidual(fromData(data, A.shape, dtype));
    });
    expectResidual(
      tensor([
        [1e308, 1e308],
        [1e308, -1e308]
      ])
    );
    expectResidual(
      tensor([
        [3e-308, 0],
        [0, 7]
      ])
    );
    expectResidual(
      tensor([
        [3e-300, 0],
        [1e-10, 7e300]
      ])
    );
  });

  it('of single precision is as sharp, also of an inverse that is better than its dtype', () => {
    for (const dtype of ['float32', 'complex64'] as const) {
      forSeeds(40, seed => expectResidual(randn(1 + (seed % 10), 1 + (seed % 10), { dtype })));
    }
  });

  it('above 64 rows is that of double precision', () => {
    const X = linalg.inv(randn(65, 65));
    expect(conditioning(X)?.residual).toBeLessThan(1e-10);
  });

  it('is NaN where the inverse is not finite', () => {
    const { inverse } = linalg.invEx(
      tensor([
        [1, 1],
        [1, 1]
      ])
    );
    expect(conditioning(inverse)?.residual).not.toBeLessThan(1);
  });
});
