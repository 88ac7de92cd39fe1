/**
 * The WASM kernels against their specification: small matrices to the bit, alone and in batches, since the
 * same operations run in the same order; larger ones, which are blocked, within what theory allows.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type IKernels, UNEVEN_ROWS } from '../../src/engine/backends/kernels.js';
import { referenceKernels } from '../../src/engine/backends/reference/index.js';
import type { WasmKernels } from '../../src/engine/backends/wasm/kernels.js';
import {
  epsilon,
  eye,
  type FloatData,
  type FloatDType,
  fromData,
  linalg,
  manualSeed,
  randn,
  type Tensor,
  zeros
} from '../../src/engine/index.js';
import { loadBackend, onEachBackend } from '../support/kernels.js';
import { expectInverse, FLOAT_DTYPES, norm1 } from '../support/laws.js';
import { forSeeds } from '../support/random.js';

/** Around every edge of tiles (6 rows, 4 or 8 columns), blocks (32), strips (128) and panels (256). */
const BLOCKED_SIZES = [
  48, 49, 53, 54, 55, 63, 64, 65, 95, 96, 97, 127, 128, 129, 161, 255, 256, 257, 260
];

onEachBackend(backend => {
  let kernels: IKernels;
  beforeAll(async () => {
    kernels = await loadBackend(backend);
  });

  describe.each(FLOAT_DTYPES)('%s', dtype => {
    it.each([1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 32, 33, 47])('agrees to the bit at n = %i', n => {
      forSeeds(n < 20 ? 10 : 2, seed => {
        const a = randn(n, n, { dtype }).data as FloatData;
        if (seed % 2 === 0) repeatRow(a, n, seed);
        expectSame(dtype, n, a);
      });
    });

    it.each([1, 2, 3, 4, 5, 8, 15, 16, 17, 20])('agrees to the bit in batches at n = %i', n => {
      manualSeed(n);
      for (const count of [2, 3, 4, 5, 9]) {
        const a = randn(count, n, n, { dtype }).data as FloatData;
        repeatRow(a.subarray(0, a.length / count), n, 1);
        expectSame(dtype, n, a, count);
      }
    });

    it('agrees on NaN, Inf, zeros and tiny numbers', () => {
      const width = dtype.startsWith('complex') ? 2 : 1;
      for (const special of [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        0,
        -0,
        1e-310,
        1e-40,
        1e38,
        3e38,
        1.7e308
      ]) {
        const a = randn(5, 5, { dtype }).data as FloatData;
        a[7 * width] = special;
        expectSame(dtype, 5, a);
        a.fill(special);
        expectSame(dtype, 5, a);
      }
      expectSame(dtype, 3, zeros(3, 3, { dtype }).data as FloatData);
    });
  });

  describe.each(FLOAT_DTYPES)('%s side by side', dtype => {
    const width = dtype.startsWith('complex') ? 2 : 1;

    it.each([2, 3, 4, 5, 8])('agrees wherever the pivots are, at n = %i', n => {
      const orders = Array.from({ length: 24 }, (_, k) => orderOf(n, k));
      const a = randn(orders.length, n, n, { dtype }).data as FloatData;
      orders.forEach((order, k) => {
        // The entry that a row is chosen for stands out.
        order.forEach((row, column) => {
          a[(k * n * n + row * n + column) * width] += 16;
        });
      });
      expectSame(dtype, n, a, orders.length);
    });

    it.each([2, 3, 4, 6, 16])('agrees on pivots that tie, and on zeros, at n = %i', n => {
      manualSeed(n);
      for (const count of [2, 3, 64]) {
        const a = randn(count, n, n, { dtype }).data as FloatData;
        const whole = a.map(value => Math.round(value));
        expectSameInverses(dtype, n, whole, count);
      }
    });

    it.each([2, 3, 4, 7])(
      'agrees on members beside those of NaN, Inf and tiny ones, at n = %i',
      n => {
        const specials = [
          Number.NaN,
          Number.POSITIVE_INFINITY,
          0,
          -0,
          1e-310,
          1e-40,
          3e38,
          1.7e308
        ];
        for (let at = 0; at < n * n; at++) {
          const a = randn(specials.length, n, n, { dtype }).data as FloatData;
          specials.forEach((special, k) => {
            a[(k * n * n + at) * width] = special;
          });
          expectSame(dtype, n, a, specials.length);
        }
      }
    );
  });

  describe.each(FLOAT_DTYPES)('%s, of uneven rows', dtype => {
    it.each([
      [1, 3],
      [1, 20],
      [5, 20],
      [4, 50]
    ])('leaves out, of %i at n = %i, those and no others', (count, n) => {
      const a = randn(count, n, n, { dtype }).data as FloatData;
      const length = a.length / count;
      const uneven = count === 1 ? [0] : [1, 3];
      for (const k of uneven) {
        a.fill(1e-3, k * length, k * length + length / n);
        a[k * length] = 2e-3;
      }
      const batch = { count, rows: n, columns: n };
      const [all, some] = [false, true].map(evenOnly => {
        const [out, info] = [a.slice().fill(0), new Int32Array(count)];
        kernels.invert(dtype, batch, a, out, info, evenOnly);
        return { out, info };
      });
      expect([...some.info]).toEqual([...all.info]);
      expect([...some.info.keys()].filter(k => some.info[k] === UNEVEN_ROWS)).toEqual(uneven);
      for (let k = 0; k < count; k++) {
        if (uneven.includes(k)) continue;
        const own = (x: FloatData) => x.subarray(k * length, (k + 1) * length);
        expect(own(some.out)).toEqual(own(all.out));
      }
    });
  });

  describe.each(FLOAT_DTYPES)('%s, blocked', dtype => {
    it.each(BLOCKED_SIZES)('factors and inverts at n = %i', n => {
      manualSeed(n);
      const A = randn(n, n, { dtype });
      expectFactors(kernels, A);
      expectInverse(A, linalg.inv(A));
    });
  });

  describe.each(['float32', 'float64'] as const)('%s, blocked', dtype => {
    it('finds the zero pivots of LAPACK', () => {
      const n = 100;
      for (const column of [0, 1, 40, 63, 64, 99]) {
        const A = randn(n, n, { dtype });
        for (let i = 0; i < n; i++) A.data[i * n + column] = 0;
        expect(linalg.invEx(A).info.item()).toBe(column + 1);
      }
      expect(linalg.invEx(zeros(n, n, { dtype })).info.item()).toBe(1);
    });

    it('computes through NaN', () => {
      const A = randn(64, 64, { dtype });
      A.data[70] = Number.NaN;
      const X = linalg.inv(A).data as FloatData;
      expect(X.some(Number.isNaN)).toBe(true);
    });

    it.each([
      [24, 24, 24],
      [7, 100, 30],
      [97, 257, 5],
      [1, 300, 90],
      [130, 1100, 33]
    ])('multiplies %i by %i by %i', (m, k, n) => {
      const [A, B] = [randn(m, k, { dtype }), randn(k, n, { dtype })];
      const product = A.matmul(B);
      const exact = A.to('float64').matmul(B.to('float64'));
      const absolute = (t: Tensor) =>
        fromData(Float64Array.from(t.data as FloatData, Math.abs), t.shape);
      // Higham, section 3.5: |C − fl(C)| <= γ_k |A||B|, entry by entry.
      const bound = absolute(A).matmul(absolute(B)).data as Float64Array;
      const error = product.to('float64').sub(exact).data as Float64Array;
      const allowed = 2 * (k + 2) * epsilon(dtype);
      expect(error.every((e, i) => Math.abs(e) <= allowed * bound[i])).toBe(true);
    });
  });

  /** The same inverses where there are some, and up to the signs of zeros: those of zeros that are left out may differ. */
  function expectSameInverses(dtype: FloatDType, n: number, a: FloatData, count: number): void {
    const [wanted, got] = [referenceKernels, kernels].map(backend => {
      const [out, info] = [a.slice(), new Int32Array(count)];
      backend.invert(dtype, { count, rows: n, columns: n }, a, out, info);
      const length = a.length / count;
      for (let k = 0; k < count; k++) {
        const own = out.subarray(k * length, (k + 1) * length);
        if (info[k] > 0) own.fill(0);
      }
      return { info, out: out.map(value => value + 0) };
    });
    expect(got).toEqual(wanted);
  }

  function expectSame(dtype: FloatDType, n: number, a: FloatData, count = 1): void {
    const batch = { count, rows: n, columns: n };
    const [wanted, got] = [referenceKernels, kernels].map(backend => {
      const [out, lu, pivots] = [a.slice(), a.slice(), new Int32Array(count * n)];
      const infos = [new Int32Array(count), new Int32Array(count)];
      backend.invert(dtype, batch, a, out, infos[0]);
      backend.factor(dtype, batch, lu, pivots, infos[1]);
      return { infos, out, lu, pivots };
    });
    expect(got).toEqual(wanted);
  }
});

/** The k-th order of n rows, by the digits of k in the factorial base. */
function orderOf(n: number, k: number): number[] {
  const rest = Array.from({ length: n }, (_, row) => row);
  return Array.from(rest, (_, i) => {
    const digit = k % (n - i);
    k = Math.floor(k / (n - i));
    return rest.splice(digit, 1)[0];
  });
}

/** PA = LU with |L| <= 1, up to n·ε·‖L‖·‖U‖ (Higham, theorem 9.3), and pivots that exchange downward. */
function expectFactors(kernels: IKernels, A: Tensor): void {
  const n = A.shape[0];
  const dtype = A.dtype as FloatDType;
  const lu = A.data.slice() as FloatData;
  const pivots = new Int32Array(n);
  const info = new Int32Array(1);
  kernels.factor(dtype, { count: 1, rows: n, columns: n }, lu, pivots, info);
  expect(info[0]).toBe(0);
  const width = dtype.startsWith('complex') ? 2 : 1;
  const wide = width === 2 ? 'complex128' : 'float64';
  const [L, U] = [eye(n, { dtype: wide }), zeros(n, n, { dtype: wide })];
  const PA = A.to(wide).clone();
  lu.forEach((value, at) => {
    const [i, j] = [Math.floor(at / (n * width)), Math.floor(at / width) % n];
    (j < i ? L : U).data[at] = value;
  });
  pivots.forEach((row, k) => {
    expect(row).toBeGreaterThan(k);
    swap(PA.data as Float64Array, n, k, row - 1);
  });
  // The pivot is the largest by |re| + |im|, and so within √2 of the largest by size.
  const most = width === 2 ? Math.SQRT2 * (1 + 4 * epsilon(dtype)) : 1;
  expect(sizesOf(L.data as Float64Array, width).every(x => x <= most)).toBe(true);
  const residual = norm1(L.matmul(U).sub(PA));
  expect(residual).toBeLessThan(n * epsilon(dtype) * norm1(L) * norm1(U));
}

function sizesOf(data: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: data.length / width }, (_, at) =>
    width === 2 ? Math.hypot(data[2 * at], data[2 * at + 1]) : Math.abs(data[at])
  );
}

function swap(a: Float64Array, n: number, i: number, j: number): void {
  const length = a.length / n;
  const kept = a.slice(i * length, (i + 1) * length);
  a.copyWithin(i * length, j * length, (j + 1) * length);
  a.set(kept, j * length);
}

/** Repeats a row, so that the last pivot is zero or rounding makes it so. */
function repeatRow(a: FloatData, n: number, seed: number): void {
  const length = a.length / n;
  const from = seed % n;
  a.copyWithin((n - 1) * length, from * length, (from + 1) * length);
}

describe('the WASM memory', () => {
  it('does not grow with the number of inverses', async () => {
    const wasm = (await loadBackend('baseline')) as WasmKernels;
    const a = randn(256, 256).data as FloatData;
    const out = a.slice();
    const batch = { count: 1, rows: 256, columns: 256 };
    const info = new Int32Array(1);
    wasm.invert('float64', batch, a, out, info);
    const { memoryBytes } = wasm;
    for (let i = 0; i < 1000; i++) wasm.invert('float64', batch, a, out, info);
    expect(wasm.memoryBytes).toBe(memoryBytes);
  });

  it('holds less than three matrices beyond the input at n = 2048', async () => {
    const wasm = (await loadBackend('baseline')) as WasmKernels;
    const n = 2048;
    const a = eye(n).data as FloatData;
    wasm.invert('float64', { count: 1, rows: n, columns: n }, a, a.slice(), new Int32Array(1));
    // The copy, the inverse and the packed panels; with what receives the result, three and a little.
    expect(wasm.memoryBytes).toBeLessThan(2.2 * a.byteLength);
  });

  it('holds at most three matrices beyond the input', async () => {
    const wasm = (await loadBackend('baseline')) as WasmKernels;
    const n = 512;
    const a = eye(n).data as FloatData;
    const batch = { count: 1, rows: n, columns: n };
    wasm.invert('float64', batch, a, a.slice(), new Int32Array(1));
    expect(wasm.memoryBytes).toBeLessThan(4 * a.byteLength);
  });
});
