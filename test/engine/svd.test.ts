/** Singular values and vectors of the matrices on which rounding has most to say. */
import { describe, expect, it } from '@jest/globals';
import {
  type FloatData,
  type FloatDType,
  fromData,
  linalg,
  randn,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';
import { FLOAT_DTYPES } from '../support/laws.js';
import { forSeeds } from '../support/random.js';
import { expectDecomposed, UNIT } from '../support/svd.js';

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

const EQUAL_ROWS = [
  [0, 1, 1],
  [1, 1, 0],
  [0, 1, 1]
];

onEachBackend(() => {
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

  it('vectors of values that are equal, or nearly', () => {
    forSeeds(25, seed => {
      const n = 33 + (seed % 4) * 9;
      const turn = () => linalg.qr(randn(n, n)).Q;
      expectDecomposed(turn());
      const values = Float64Array.from({ length: n }, (_, i) =>
        i < n / 2 ? 1 + 1e-13 * i : 2 + (i % 3) * 1e-12
      );
      expectDecomposed(
        turn()
          .mul(fromData(values, [n]))
          .matmul(turn())
      );
    });
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
});
