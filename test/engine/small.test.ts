/** Small matrices, which are computed beside the kernels, to the bits of the reference kernels. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { SMALL } from '../../src/engine/backends/cpu/small.js';
import { referenceKernels } from '../../src/engine/backends/reference/index.js';
import { uniform } from '../../src/engine/core/random.js';
import { fromData, linalg, manualSeed, ready, Tensor, tensor } from '../../src/engine/index.js';
import { forSeeds } from '../support/random.js';

beforeAll(() => ready());

const next = () => uniform(false);

/** Whole numbers, so that pivots tie and vanish, or any numbers, among them some that are left to the kernels. */
function matrixOf(n: number): Float64Array {
  const kind = Math.floor(next() * 6);
  return Float64Array.from({ length: n * n }, () => {
    const value = next() * 2 - 1;
    if (kind < 2) return Math.round(value * 3);
    if (kind === 2) return value * 2 ** Math.round((next() - 0.5) * 400);
    if (kind === 3 && next() < 0.1) return [Number.NaN, Infinity, 0, -0][Math.floor(next() * 4)];
    return value;
  });
}

function reference(n: number, a: Float64Array) {
  const [x, info] = [new Float64Array(n * n), new Int32Array(1)];
  referenceKernels.invert('float64', { count: 1, rows: n, columns: n }, a, x, info);
  return { x, info: info[0] };
}

describe.each(Array.from({ length: SMALL.factors + 1 }, (_, i) => i + 1))('n = %i', n => {
  const isPlain = (a: Float64Array) =>
    a.every(value => Math.abs(value) < 2 ** 50 && (value === 0 || Math.abs(value) > 2 ** -50));

  it('inverses have the bits of the reference', () => {
    forSeeds(60, () => {
      const a = matrixOf(n);
      const wanted = reference(n, a);
      // Uneven rows are scaled before.
      if (wanted.info < 0) return;
      const { inverse, info } = linalg.invEx(fromData(a, [n, n]));
      expect(info.item()).toBe(wanted.info);
      expect(Tensor.read(inverse)).toEqual(wanted.x);
      if (wanted.info === 0) expect(linalg.inv(fromData(a, [n, n])).data).toEqual(wanted.x);
      else expect(() => linalg.inv(fromData(a, [n, n]))).toThrow(`element ${wanted.info} is zero`);
    });
  });

  it('determinants and solutions have those of a batch, which the kernels compute', () => {
    forSeeds(60, () => {
      const [a, b] = [matrixOf(n), matrixOf(n)];
      const [A, B] = [fromData(a, [n, n]), fromData(b, [n, n])];
      const twice = (x: Float64Array) => fromData(Float64Array.from([...x, ...x]), [2, n, n]);
      expect(linalg.det(A).item()).toEqual(linalg.det(twice(a)).at(0));
      const [alone, together] = [linalg.solveEx(A, B), linalg.solveEx(twice(a), twice(b))];
      expect(alone.info.item()).toBe(together.info.at(0));
      if (isPlain(a) && isPlain(b)) {
        expect(alone.result.toArray()).toEqual(together.result.at<Tensor>(0).toArray());
      }
    });
  });
});

it('the sign of a zero determinant, and products beyond the doubles, are those of the kernels', () => {
  for (const rows of [
    [
      [0, 1],
      [0, -1]
    ],
    [
      [-1, 2],
      [2, -4]
    ]
  ]) {
    const twice = tensor([rows, rows]);
    expect(linalg.det(rows).item()).toEqual(linalg.det(twice).at(0));
  }
  manualSeed(1);
  const large = Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: 6 }, (_, j) => (i === j ? 2 ** 99 : 0))
  );
  expect(linalg.det(large).item()).toBe(2 ** 594);
  const beyond = Array.from({ length: 8 }, (_, i) =>
    Array.from({ length: 8 }, (_, j) => (i === j ? 2 ** -99 : 0))
  );
  expect(linalg.det(beyond).item()).toBe(2 ** -792);
  expect(linalg.slogdet(beyond).logabsdet.item()).toBeCloseTo(-792 * Math.LN2, 10);
});

it('out is filled, and may be A itself', () => {
  const A = tensor([
    [2, 1],
    [1, 1]
  ]);
  const out = tensor([[0]]);
  expect(linalg.inv(A, { out: A })).toBe(A);
  expect(A.toArray()).toEqual([
    [1, -1],
    [-1, 2]
  ]);
  expect(linalg.inv([[4]], { out }).toArray()).toEqual([[0.25]]);
});
