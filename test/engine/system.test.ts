/** Systems and determinants whose factors stay in the kernel: the bits of those that leave it. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { EXTREME, type IKernels, type SolveMode } from '../../src/engine/backends/kernels.js';
import { referenceKernels } from '../../src/engine/backends/reference/index.js';
import {
  complex,
  type FloatData,
  type FloatDType,
  linalg,
  manualSeed,
  randn,
  stack,
  type Tensor,
  zeros
} from '../../src/engine/index.js';
import { loadBackend, onEachBackend } from '../support/kernels.js';
import { FLOAT_DTYPES } from '../support/laws.js';

/** Around the edges of blocks, and lengths of rows that are laid apart in memory. */
const SIZES = [1, 2, 3, 4, 5, 8, 17, 47, 49, 64, 100, 128];
const MODES: readonly SolveMode[] = ['plain', 'transposed', 'adjoint'];

onEachBackend(backend => {
  let kernels: IKernels;
  beforeAll(async () => {
    kernels = await loadBackend(backend);
  });

  describe.each(FLOAT_DTYPES)('%s', dtype => {
    const width = dtype.startsWith('complex') ? 2 : 1;

    function factored(n: number, a: FloatData) {
      const [lu, pivots, info] = [a.slice(), new Int32Array(n), new Int32Array(1)];
      kernels.factor(dtype, { count: 1, rows: n, columns: n }, lu, pivots, info);
      return { lu, pivots, info: info[0] };
    }

    it.each(SIZES)('a system of %i is what its factors give', n => {
      if (!kernels.system) return;
      manualSeed(n);
      for (const k of [1, 2, 5, n]) {
        for (const mode of MODES) {
          const a = randn(n, n, { dtype }).data as FloatData;
          const b = randn(n, k, { dtype }).data as FloatData;
          const [x, kept, wanted] = [b.slice(), a.slice(), b.slice()];
          const { lu, pivots, info } = factored(n, a);
          kernels.solve(dtype, { n, k, mode }, lu, pivots, wanted);
          expect(kernels.system(dtype, { n, k, mode }, a, x)).toBe(info);
          expectBits(x, wanted);
          expectBits(a, kept);
        }
      }
    });

    it.each(SIZES)('the pivots of %i are those of its factors', n => {
      if (!kernels.diagonal) return;
      manualSeed(n);
      const a = randn(n, n, { dtype }).data as FloatData;
      const { lu, pivots, info } = factored(n, a);
      const [diagonal, own, kept] = [a.slice(0, n * width), new Int32Array(n), a.slice()];
      expect(kernels.diagonal(dtype, n, a, diagonal, own)).toBe(info);
      expectBits(own, pivots);
      expectBits(a, kept);
      for (let at = 0; at < n * width; at++) {
        const [i, lane] = [Math.floor(at / width), at % width];
        expect(diagonal[at]).toBe(lu[i * (n + 1) * width + lane]);
      }
    });

    it.each(SIZES)('one right-hand side of %i has the bits of the specification', n => {
      manualSeed(n);
      const { lu, pivots } = factored(n, randn(n, n, { dtype }).data as FloatData);
      const b = randn(n, 1, { dtype }).data as FloatData;
      for (const mode of MODES) {
        const [x, wanted] = [b.slice(), b.slice()];
        kernels.solve(dtype, { n, k: 1, mode }, lu, pivots, x);
        referenceKernels.solve(dtype, { n, k: 1, mode }, lu, pivots, wanted);
        expectBits(x, wanted);
      }
    });

    it('where numbers may need scaling nothing is done', () => {
      const big = dtype === 'float32' || dtype === 'complex64' ? 2 ** 60 : 2 ** 460;
      for (const n of [1, 3, 6, 64]) {
        for (const value of [big, -big, 1 / big, Number.POSITIVE_INFINITY]) {
          for (const at of [0, n * n * width - 1]) {
            const a = randn(n, n, { dtype }).data as FloatData;
            const b = randn(n, 1, { dtype }).data as FloatData;
            const [x, pivots] = [b.slice(), new Int32Array(n)];
            a[at] = value;
            const told = kernels.system?.(dtype, { n, k: 1, mode: 'plain' }, a, x) ?? EXTREME;
            expect(told).toBe(EXTREME);
            expectBits(x, b);
            const diagonal = a.slice(0, n * width);
            const other = kernels.diagonal?.(dtype, n, a, diagonal, pivots) ?? EXTREME;
            expect(other).toBe(EXTREME);
          }
        }
      }
    });

    it('zeros and NaN need no scaling', () => {
      for (const value of [0, -0, Number.NaN]) {
        const a = randn(5, 5, { dtype }).data as FloatData;
        const b = randn(5, 1, { dtype }).data as FloatData;
        a[3] = value;
        expect(kernels.system?.(dtype, { n: 5, k: 1, mode: 'plain' }, a, b) ?? 0).toBe(0);
      }
    });

    it.each([3, 20])('members of %i rows in a batch are solved as alone', n => {
      const members = batchWithExtreme(n, dtype);
      const A = stack(members);
      const B = randn(members.length, n, 2, { dtype });
      const X = linalg.solve(A, B);
      const D = linalg.det(A);
      members.forEach((member, k) => {
        const alone = linalg.solve(member, B.select(0, k));
        expectBits(X.select(0, k).data, alone.data);
        expect(D.select(0, k).item()).toEqual(linalg.det(member).item());
        const left = linalg.solve(A, B.mT, { left: false }).select(0, k);
        expectBits(left.data, linalg.solve(member, B.mT.select(0, k), { left: false }).data);
      });
    });

    it('a singular matrix is told, though nothing is asked of it', () => {
      for (const n of [3, 20, 64]) {
        const A = zeros(n, n, { dtype });
        expect(linalg.solveEx(A, zeros(n, 0, { dtype })).info.item()).toBe(1);
        expect(linalg.solveEx(A, zeros(n, 1, { dtype })).info.item()).toBe(1);
        expect(() => linalg.solve(A, zeros(n, 1, { dtype }))).toThrow('is singular');
        expect(linalg.det(A).item()).toEqual(width === 2 ? complex(0, 0) : 0);
      }
    });

    it('what a column of the solution holds does not depend on the others', () => {
      for (const [n, k] of [
        [49, 3],
        [67, 5],
        [150, 9]
      ]) {
        const A = randn(n, n, { dtype });
        const B = randn(n, k, { dtype });
        const X = linalg.solve(A, B).data;
        const more = zeros(n, k + 8, { dtype });
        const [own, wide] = [width * k, width * (k + 8)];
        for (let i = 0; i < n; i++) {
          more.data.set(B.data.subarray(i * own, (i + 1) * own) as never, i * wide);
        }
        const Y = linalg.solve(A, more).data;
        for (let i = 0; i < n; i++) {
          expectBits(Y.slice(i * wide, i * wide + own), X.slice(i * own, (i + 1) * own));
        }
      }
    });

    it.each([47, 48, 64, 100, 150])('a row that is a third of another is found among %i', n => {
      // The third is not a number of the dtype: a product fused with what it is taken from would leave its rounding.
      const A = randn(n, n, { dtype });
      const { data } = A;
      for (let j = 0; j < width * n; j++) {
        const part = width === 2 && j % 2 === 1 ? 0 : 1 + (j % 5);
        data[5 * width * n + j] = 300 * part;
        data[7 * width * n + j] = 100 * part;
      }
      expect(linalg.solveEx(A, zeros(n, 1, { dtype })).info.item()).toBe(n);
    });
  });

  describe.each(['complex64', 'complex128'] as const)('%s, by three products', dtype => {
    /** Of a real matrix, and of i times one. */
    it.each([0, 1])('parts that are zero stay zero (part %i)', zero => {
      for (const n of [49, 130]) {
        const A = randn(n, n, { dtype });
        for (let at = zero; at < A.data.length; at += 2) A.data[at] = 0;
        const X = linalg.inv(A).data as FloatData;
        expect(X.every((x, at) => at % 2 !== zero || x === 0)).toBe(true);
      }
    });
  });
});

/** By bytes, which is quicker than entry by entry. */
function expectBits(got: ArrayBufferView, wanted: ArrayBufferView): void {
  const [a, b] = [got, wanted].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength)
  );
  expect(a.equals(b)).toBe(true);
}

/** The second member needs scaling. */
function batchWithExtreme(n: number, dtype: FloatDType): Tensor[] {
  manualSeed(n);
  const members = [0, 1, 2].map(() => randn(n, n, { dtype }));
  const far = dtype === 'float32' || dtype === 'complex64' ? 2 ** 70 : 2 ** 500;
  const { data } = members[1];
  for (let at = 0; at < data.length / n; at++) data[at] = Number(data[at]) * far;
  return members;
}
