/** Singular values and vectors of the matrices on which rounding has most to say. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toColumns } from '../../src/engine/backends/cpu/columns.js';
import { type IColumns, type IKernels, useKernels } from '../../src/engine/backends/kernels.js';
import {
  conditioning,
  type FloatData,
  type FloatDType,
  isLinAlgError,
  linalg,
  randn,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { checkMatrices } from '../../src/engine/ops/check.js';
import { loadBackend, onEachBackend } from '../support/kernels.js';
import { FLOAT_DTYPES } from '../support/laws.js';
import { forSeeds } from '../support/random.js';

const WIDE = {
  float32: 'float64',
  float64: 'float64',
  complex64: 'complex128',
  complex128: 'complex128'
} as const;
const UNIT = { float32: 2 ** -23, float64: 2 ** -52, complex64: 2 ** -23, complex128: 2 ** -52 };

/** The largest magnitude. */
function largest(A: Tensor): number {
  return Array.from(A.data as FloatData).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

function expectOrthonormal(Q: Tensor, dtype: FloatDType): void {
  const wide = Q.to(WIDE[dtype]);
  const product = wide.H.matmul(wide);
  const n = product.shape[0];
  const width = dtype.startsWith('complex') ? 2 : 1;
  for (let i = 0; i < n; i++)
    product.data[i * (n + 1) * width] = Number(product.data[i * (n + 1) * width]) - 1;
  expect(largest(product)).toBeLessThan(30 * Math.max(n, 4) * UNIT[dtype]);
}

function expectDecomposed(A: Tensor): void {
  const dtype = A.dtype as FloatDType;
  for (const fullMatrices of [true, false]) {
    const { U, S, Vh } = linalg.svd(A, { fullMatrices });
    expectOrthonormal(U, dtype);
    expectOrthonormal(Vh.H, dtype);
    const k = S.shape[0];
    const values = S.data as FloatData;
    expect([...values].sort((a, b) => b - a)).toEqual([...values]);
    if (k === 0) continue;
    const scale = values[0] || 1;
    const [left, right] = [U.slice(1, 0, k), Vh.slice(0, 0, k)].map(t => t.to(WIDE[dtype]));
    const product = left.mul(S.div(scale).to(WIDE[dtype])).matmul(right);
    const wanted = A.to(WIDE[dtype]).div(scale);
    expect(largest(product.sub(wanted))).toBeLessThan(50 * Math.max(...A.shape) * UNIT[dtype]);
    const alone = linalg.svdvals(A).data as FloatData;
    alone.forEach((value, i) => {
      expect(Math.abs(value - values[i]) / scale).toBeLessThan(50 * k * UNIT[dtype]);
    });
  }
}

/** Small integers, of which rows and columns are repeated, negated, multiplied, or zero. */
function dependent(m: number, n: number, seed: number, dtype: FloatDType): Tensor {
  const A = randn(m, n, { dtype }).mul(2);
  const data = A.data as FloatData;
  for (let i = 0; i < data.length; i++) data[i] = Math.round(data[i]);
  const length = data.length / m;
  const row = (i: number) => data.subarray(i * length, (i + 1) * length);
  if (m > 1) row(m - 1).set(row(seed % (m - 1)).map(x => (seed % 3) * x));
  if (m > 3) row(m - 2).set(row(0).map(x => -x));
  if (seed % 2 === 1) {
    const width = length / n;
    for (let i = 0; i < m; i++) {
      row(i).copyWithin((n - 1) * width, 0, width);
    }
  }
  return A;
}

/** The kernels that singular values are made by, as functions of their own. */
function withThis(kernels: IKernels) {
  return {
    singularValues: kernels.singularValues?.bind(kernels),
    orthogonalize: kernels.orthogonalize.bind(kernels)
  };
}

const EQUAL_ROWS = [
  [0, 1, 1],
  [1, 1, 0],
  [0, 1, 1]
];

onEachBackend(backend => {
  describe.each(FLOAT_DTYPES)('%s', dtype => {
    it('equal rows: the singular values are what they are, and the last is 0', () => {
      const A = tensor(EQUAL_ROWS, { dtype });
      const [one, two, three] = linalg.svdvals(A).data as FloatData;
      // AᵀA has the eigenvalues 3 ± √3 and 0.
      expect(Math.abs(one / Math.sqrt(3 + Math.sqrt(3)) - 1)).toBeLessThan(4 * UNIT[dtype]);
      expect(Math.abs(two / Math.sqrt(3 - Math.sqrt(3)) - 1)).toBeLessThan(4 * UNIT[dtype]);
      expect(three).toBe(0);
      expect(linalg.cond(A).item()).toBe(Infinity);
      expect(linalg.norm(A, 'nuc').item()).toBeCloseTo(
        Math.sqrt(3 + Math.sqrt(3)) + Math.sqrt(3 - Math.sqrt(3)),
        5
      );
      expect(linalg.matrixRank(A).item()).toBe(2n);
    });

    it('vectors are orthonormal, whatever the rank', () => {
      expectDecomposed(tensor(EQUAL_ROWS, { dtype }));
      expectDecomposed(
        tensor(
          [
            [0, 1, 0],
            [1, 1, 1],
            [0, 1, 0]
          ],
          { dtype }
        )
      );
      expectDecomposed(zeros(3, 3, { dtype }));
      expectDecomposed(zeros(4, 2, { dtype }));
      expectDecomposed(zeros(3, 0, { dtype }));
      forSeeds(40, seed => {
        const [m, n] = [1 + (seed % 6), 1 + (Math.floor(seed / 3) % 6)];
        expectDecomposed(dependent(m, n, seed, dtype));
      });
    });

    it('also where no two rows are alike', () => {
      forSeeds(25, seed => {
        const [m, n, rank] = [2 + (seed % 7), 2 + (Math.floor(seed / 2) % 7), 1 + (seed % 2)];
        const A = randn(m, rank, { dtype }).matmul(randn(rank, n, { dtype }));
        expectDecomposed(A);
      });
    });

    it('also where rows and columns are of all sizes', () => {
      forSeeds(40, seed => {
        const n = 2 + (seed % 5);
        const A = randn(n + (seed % 3), n, { dtype });
        const step = dtype.endsWith('64') && dtype !== 'float64' ? 5 : dtype === 'float32' ? 5 : 60;
        const grade = (size: number, by: number) =>
          tensor(
            Array.from({ length: size }, (_, i) => 10 ** (-by * ((i * (seed % 4)) % 5))),
            { dtype }
          );
        const left = grade(A.shape[0], seed % 2 === 0 ? step : 0).reshape(-1, 1);
        expectDecomposed(A.mul(left).mul(grade(n, seed % 3 === 0 ? 0 : step)));
      });
    });

    it('batches are their members', () => {
      const data = [
        EQUAL_ROWS,
        [
          [0, 0, 0],
          [0, 0, 0],
          [0, 0, 0]
        ],
        [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 10]
        ]
      ];
      const { U, S, Vh } = linalg.svd(tensor(data, { dtype }));
      data.forEach((rows, i) => {
        const alone = linalg.svd(tensor(rows, { dtype }));
        expect(U.at<Tensor>(i).data).toEqual(alone.U.data);
        expect(S.at<Tensor>(i).data).toEqual(alone.S.data);
        expect(Vh.at<Tensor>(i).data).toEqual(alone.Vh.data);
      });
    });
  });

  it('multiples of a row or a column leave exact zeros', () => {
    expect(
      (
        linalg.svdvals(
          tensor([
            [1, 2],
            [2, 4]
          ])
        ).data as FloatData
      )[1]
    ).toBe(0);
    expect(
      (
        linalg.svdvals(
          tensor([
            [3, 1],
            [-6, -2]
          ])
        ).data as FloatData
      )[1]
    ).toBe(0);
    const ones = linalg.svdvals(tensor(new Array(5).fill([1, 1, 1, 1, 1]))).data as FloatData;
    expect(ones[0]).toBeCloseTo(5, 14);
    expect([...ones.subarray(1)]).toEqual([0, 0, 0, 0]);
    // Nearly so is something else.
    expect(
      (
        linalg.svdvals(
          tensor([
            [1, 2],
            [2, 4 + 2 ** -50]
          ])
        ).data as FloatData
      )[1]
    ).toBeGreaterThan(1e-17);
  });

  it('small values of graded matrices are right to all digits', () => {
    const close = (got: number, wanted: number) =>
      expect(Math.abs(got / wanted - 1)).toBeLessThan(1e-14);
    // σ₂ = |det|/σ₁ with σ₁ = √2 to all digits.
    for (const e of [1e-20, 1e-100, 1e-170, 1e-280]) {
      for (const rows of [
        [
          [1, e],
          [1, 2 * e]
        ],
        [
          [1, 1],
          [e, 2 * e]
        ],
        [
          [2 * e, 1],
          [e, 1]
        ]
      ]) {
        const [one, two] = linalg.svdvals(tensor(rows)).data as FloatData;
        close(one, Math.SQRT2);
        close(two, e / Math.SQRT2);
        close((linalg.svd(tensor(rows)).S.data as FloatData)[1], e / Math.SQRT2);
        close(
          (linalg.svdvals(tensor(rows, { dtype: 'complex128' })).data as FloatData)[1],
          e / Math.SQRT2
        );
      }
    }
    const far = linalg.svd(
      tensor([
        [1e300, 0],
        [0, 1e-300]
      ])
    );
    expect(far.S.toArray()).toEqual([1e300, 1e-300]);
    expect(
      linalg
        .svdvals(
          tensor([
            [1e308, 1e308],
            [1e308, -1e308]
          ])
        )
        .toArray()
    ).toEqual([expect.closeTo(1e308 * Math.SQRT2, -294), expect.closeTo(1e308 * Math.SQRT2, -294)]);
  });

  it('columns that rounding leaves a few bits of do not keep the rotations from an end', () => {
    const A = zeros(5, 4);
    const entries: [number, number][] = [
      [0, -6.97e104],
      [4, -7.74e57],
      [7, -2.21e127],
      [9, -2.07e-23],
      [10, 4.26e-15],
      [12, -2.81e-172],
      [18, -5.51e-270]
    ];
    for (const [at, value] of entries) A.data[at] = value;
    expectDecomposed(A);
    const big = [2.63, -1.03, -5.3, 1.88, 8.3, 5.21, -0.86].map(x => x * 1e146);
    expectDecomposed(
      tensor([
        [4.61e-158, -1.14e-156, -8.52e-157, 3.93e-157, 6.04e-157, -3.34e-157, -1.95e-156],
        big,
        big,
        [1.28e66, 1.3e66, -2.21e66, -3.35e66, 8.73e65, -9.51e65, 5.45e65],
        [1.38e-157, -3.42e-156, -2.56e-156, 1.18e-156, 1.81e-156, -1e-156, -5.85e-156]
      ])
    );
  });

  it('a larger matrix with columns beyond squaring', () => {
    forSeeds(2, seed => {
      const n = 40;
      const A = randn(n, n);
      const wanted = linalg.svdvals(A.slice(1, 0, n - 2)).data as FloatData;
      for (let i = 0; i < n; i++) {
        A.data[i * n + n - 1] = Number(A.data[i * n + n - 1]) * (seed === 1 ? 1e-160 : 1e-170);
        A.data[i * n + n - 2] = Number(A.data[i * n + n - 2]) * 1e-158;
      }
      const got = linalg.svdvals(A).data as FloatData;
      wanted.forEach((value, i) => {
        expect(Math.abs(got[i] - value)).toBeLessThan(1e-13 * wanted[0]);
      });
      expect(got[n - 2]).toBeLessThan(1e-14);
      if (seed === 1) expectDecomposed(A);
    });
  });

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

  it('vectors of a large matrix that falls apart, of one of low rank, and of equal values', () => {
    const n = 40;
    const halves = randn(n, n).mul(8);
    for (let i = 0; i < n * n; i++) {
      const apart = i % n < n / 2 !== i < (n * n) / 2;
      if (apart) halves.data[i] = 1e-18 * Number(halves.data[i]);
    }
    expectDecomposed(halves);
    const low = randn(n, 5).matmul(randn(5, n));
    expectDecomposed(low);
    expect(linalg.matrixRank(low).item()).toBe(5n);
    const Q = linalg.qr(randn(n, n)).Q;
    expectDecomposed(Q);
    expect(linalg.cond(Q).item()).toBeCloseTo(1, 13);
    expectDecomposed(randn(n, n).mul(1e300));
    expectDecomposed(randn(n, n).mul(1e-300));
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
