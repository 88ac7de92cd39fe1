import { describe, expect, it } from '@jest/globals';
import { manualSeed, rand } from '../../src/engine/index.js';
import { exactRank, fromDouble } from '../../src/exact/index.js';

describe('fromDouble', () => {
  it('gives the fraction that the double is, not the decimal that it was written as', () => {
    expect(fromDouble(0.5).toFraction()).toBe('1/2');
    expect(fromDouble(-3).toFraction()).toBe('-3');
    expect(fromDouble(0.1).toFraction()).toBe('3602879701896397/36028797018963968');
    expect(Number(fromDouble(5e-324).d)).toBe(Infinity);
    expect(() => fromDouble(Number.NaN)).toThrow(RangeError);
  });
});

describe('exactRank', () => {
  it('finds rank, null vector and dependent rows', () => {
    expect(
      exactRank([
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9]
      ])
    ).toEqual({
      rank: 2,
      nullSpace: [[1n, -2n, 1n]],
      rowDependency: [1n, -2n, 1n]
    });
    expect(
      exactRank([
        [0, 0],
        [0, 0]
      ])
    ).toMatchObject({
      rank: 0,
      nullSpace: [
        [1n, 0n],
        [0n, 1n]
      ]
    });
    expect(
      exactRank([
        [2, 1],
        [1, 1]
      ])
    ).toEqual({ rank: 2, nullSpace: [] });
  });

  it('sees what decimals hide: 0.1, 0.2, 0.3 are no multiples of each other', () => {
    expect(
      exactRank([
        [0.1, 0.3],
        [0.2, 0.6]
      ])?.rank
    ).toBe(1);
    expect(
      exactRank([
        [0.1, 0.3],
        [1, 3]
      ])?.rank
    ).toBe(2);
  });

  it('proves its null vectors, for random singular integer matrices', () => {
    for (let seed = 1; seed <= 100; seed++) {
      manualSeed(seed);
      const n = 3 + (seed % 4);
      const A = (rand(n, n).toArray() as number[][]).map(row =>
        row.map(x => Math.floor(20 * x) - 10)
      );
      A[n - 1] = A[0].map((x, j) => x + A[1][j]);
      const { rank, nullSpace, rowDependency } = exactRank(A) ?? { rank: n, nullSpace: [] };
      expect(nullSpace).toHaveLength(n - rank);
      expect(rank).toBeLessThan(n);
      for (const row of A) {
        expect(row.reduce((sum, x, j) => sum + x * Number(nullSpace[0]?.[j]), 0)).toBe(0);
      }
      for (let j = 0; j < n; j++) {
        expect(A.reduce((sum, row, i) => sum + row[j] * Number(rowDependency?.[i]), 0)).toBe(0);
      }
    }
  });

  it('declines what would take long, and nothing else', () => {
    const matrix = (n: number, entry: (i: number, j: number) => number) =>
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
    expect(exactRank(matrix(400, () => 0))).toBeUndefined();
    expect(exactRank(matrix(60, (i, j) => Math.sin(i * 60 + j)))).toBeUndefined();
    // Magnitudes that no scaling of rows and columns evens out.
    const uneven = matrix(20, (i, j) => ((i + j) % 2 ? 1e300 : 1e-300));
    expect(exactRank(uneven)).toBeUndefined();
    expect(exactRank([[Number.POSITIVE_INFINITY]])).toBeUndefined();
    expect(exactRank([[1, Number.NaN]])).toBeUndefined();
    expect(exactRank(matrix(13, () => 0))?.rank).toBe(0);
    expect(exactRank(matrix(40, (i, j) => (i < 39 ? (i * i + 7 * j * j) % 11 : j)))?.rank).toBe(7);
    expect(exactRank(matrix(30, (i, j) => (i === j ? 2 ** (60 * i - 900) : 0)))?.rank).toBe(30);
    expect(
      exactRank([
        [1e300, 0],
        [0, 1e-300]
      ])?.rank
    ).toBe(2);
    // Uneven rows and columns, which powers of two even out. Rows of i and −i have the same sum.
    const graded = matrix(40, (i, j) => ((i * j) % 7) * 2 ** (40 * (i - 20) - 5 * j));
    expect(exactRank(graded)?.rank).toBe(4);
    expect(exactRank([])).toEqual({ rank: 0, nullSpace: [] });
  });
});
