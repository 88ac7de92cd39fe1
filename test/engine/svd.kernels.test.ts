/** The kernels of singular values, and what is said where they do not converge. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toColumns } from '../../src/engine/backends/cpu/columns.js';
import { type IColumns, type IKernels, useKernels } from '../../src/engine/backends/kernels.js';
import {
  complex,
  conditioning,
  eye,
  fromData,
  isLinAlgError,
  linalg,
  randn,
  tensor,
  triu
} from '../../src/engine/index.js';
import { checkMatrices } from '../../src/engine/ops/check.js';
import { loadBackend, onEachBackend } from '../support/kernels.js';
import { forSeeds } from '../support/random.js';
import { expectDecomposed } from '../support/svd.js';

/** The kernels that singular values are made by, as functions of their own. */
function withThis(kernels: IKernels) {
  return {
    singularValues: kernels.singularValues?.bind(kernels),
    orthogonalize: kernels.orthogonalize.bind(kernels)
  };
}

onEachBackend(backend => {
  it('kernels tell of rotations that do not converge', async () => {
    const kernels = await loadBackend(backend);
    const W: IColumns = {
      rows: 2,
      columns: 2,
      width: 1,
      data: new Float64Array([1, Number.NaN, 0, 1])
    };
    expect(kernels.orthogonalize(W, undefined)).toBe(1);
    expect(kernels.orthogonalize({ ...W, data: new Float64Array([1, 2, 3, 4]) }, undefined)).toBe(
      0
    );
    if (!kernels.singularValues) return;
    const bidiagonal: IColumns = {
      rows: 3,
      columns: 3,
      width: 1,
      data: new Float64Array([1, 0, 0, Number.NaN, 1, 0, 0, 1, 1])
    };
    expect(kernels.singularValues(bidiagonal, new Float64Array(3))).toBe(1);
  });

  it('values and vectors are those of rotations, whatever the size and the shape', async () => {
    const rotated = withThis(await loadBackend('reference')).orthogonalize;
    for (const dtype of ['float64', 'complex128'] as const) {
      for (const [m, n] of [
        [1, 1],
        [1, 3],
        [3, 2],
        [2, 2],
        [4, 7],
        [9, 9],
        [33, 33],
        [40, 47],
        [50, 35]
      ]) {
        const A = randn(m, n, { dtype });
        const W = toColumns(checkMatrices('linalg.svd', A), 0, m < n);
        expect(rotated(W, undefined)).toBe(0);
        const step = W.rows * W.width;
        const wanted = Array.from({ length: W.columns }, (_, j) =>
          Math.hypot(...W.data.subarray(j * step, (j + 1) * step))
        ).sort((a, b) => b - a);
        const got = linalg.svdvals(A).data as Float64Array;
        wanted.forEach((value, i) => {
          expect(Math.abs(got[i] - value) / wanted[0]).toBeLessThan(1e-14);
        });
        if (dtype === 'float64') expectDecomposed(A);
      }
    }
  });

  it('values of complex matrices whose rows need no reflection are those of real ones', () => {
    const arrow = (n: number) =>
      fromData(
        Float64Array.from({ length: n * n }, (_, at) => {
          const [i, j] = [Math.floor(at / n), at % n];
          return i === 0 || j === 0 || i === j ? 1 : 0;
        }),
        [n, n],
        'float64'
      );
    for (const n of [9, 17, 24, 33, 58]) {
      for (const A of [
        randn(n, n),
        arrow(n),
        triu(randn(n, n)),
        eye(n).add(randn(n, n).mul(1e-9))
      ]) {
        const wanted = linalg.svdvals(A).data;
        for (const factor of [complex(1), complex(0, 1), complex(0.6, 0.8)]) {
          const got = linalg.svdvals(A.mul(factor)).data;
          const apart = wanted.map((value, i) => Math.abs(value - got[i]));
          expect(Math.max(...apart) / wanted[0]).toBeLessThan(1e-14 * n);
        }
      }
    }
  });

  it('small values of bidiagonal matrices have all their digits', async () => {
    const { singularValues, orthogonalize } = withThis(await loadBackend(backend));
    if (!singularValues) return;
    const { abs, max, min } = Math;
    forSeeds(30, seed => {
      const n = 2 + seed;
      const data = new Float64Array(n * n);
      const step = [0, 0.5, 3, 20][seed % 4];
      const size = (i: number) =>
        10 ** -min(280, step * (seed % 3 === 0 ? i : seed % 3 === 1 ? n - i : i % 3));
      const entries = randn(2 * n).data as Float64Array;
      for (let i = 0; i < n; i++) {
        data[i * n + i] = entries[i] * size(i);
        if (i > 0) data[i * n + i - 1] = entries[n + i] * min(size(i), size(i - 1));
      }
      const most = data.reduce((top, x) => max(top, abs(x)), 0);
      data.forEach((x, i) => {
        data[i] = x / most;
      });
      const got = new Float64Array(n);
      // Rows of A as columns: of a graded matrix, those that rotations need.
      const W: IColumns = { rows: n, columns: n, width: 1, data: data.slice() };
      expect(singularValues({ ...W, data: data.slice() }, got)).toBe(0);
      const wanted = (columns: Float64Array) => {
        const X = { ...W, data: columns };
        expect(orthogonalize(X, undefined)).toBe(0);
        const norms = Array.from({ length: n }, (_, j) =>
          Math.hypot(...columns.subarray(j * n, (j + 1) * n))
        );
        return norms.sort((a, b) => b - a);
      };
      const turned = data.map((_, i) => data[(i % n) * n + ((i / n) | 0)]);
      const [one, other] = [wanted(data.slice()), wanted(turned)];
      got.forEach((value, i) => {
        if (abs(one[i] / other[i] - 1) > 1e-13) return;
        expect(abs(value / one[i] - 1)).toBeLessThan(1e-12);
      });
    });
  });

  describe('a kernel that does not converge', () => {
    let kernels: IKernels;
    let plain: number;
    beforeEach(async () => {
      kernels = await loadBackend(backend);
      plain = -1;
      useKernels(
        Object.assign(Object.create(kernels), {
          factor: kernels.factor.bind(kernels),
          invert: kernels.invert.bind(kernels),
          orthogonalize: () => 7,
          plainValues: () => ({ info: plain, exponent: 0 }),
          singularValues: () => 1
        })
      );
    });
    afterEach(() => useKernels(kernels));

    it('is torch’s error', () => {
      const A = tensor([
        [2, 1],
        [1, 3]
      ]);
      const text = (sought: string, where = '', code = 7) =>
        `${where}The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated ${sought} (error code: ${code}).`;
      for (const call of [
        () => linalg.svd(A),
        () => linalg.svdvals(A),
        () => linalg.cond(A),
        () => linalg.pinv(A),
        () => linalg.matrixRank(A),
        () => linalg.norm(A, 'nuc')
      ]) {
        expect(call).toThrow(`linalg.svd: ${text('singular values')}`);
      }
      expect(() => linalg.svdvals(A.reshape(1, 2, 2))).toThrow(
        `linalg.svd: ${text('singular values', '(Batch element 0): ')}`
      );
      expect(() => linalg.eigh(A)).toThrow(`linalg.eigh: ${text('eigenvalues')}`);
      try {
        linalg.eigh(A);
      } catch (error) {
        expect(isLinAlgError(error, 'not-converged')).toBe(true);
      }
      if (backend === 'reference') return;
      expect(() => linalg.svdvals(randn(40, 40))).toThrow(text('singular values', '', 1));
      plain = 1;
      expect(() => linalg.svdvals(A)).toThrow(text('singular values', '', 1));
    });

    it('leaves κ₂ unknown, and the inverse as it is', () => {
      const figures = conditioning(
        linalg.inv(
          tensor([
            [2, 1],
            [1, 3]
          ])
        )
      );
      expect(figures?.kappa2).toBeNaN();
      expect(figures?.kappa1).toBeCloseTo((4 * 4) / 5, 14);
    });
  });
});
