/** Exact inverses, ranks and fractions by primes, against elimination in fractions, and multiplied back. */
import { describe, expect, it } from '@jest/globals';
import Fraction from 'fraction.js';
import { reduce } from '../../src/exact/elimination.js';
import {
  exactInverse,
  exactRank,
  fractionsOf,
  fromDouble,
  isQuick
} from '../../src/exact/index.js';
import { fractionsOver } from '../../src/exact/integers.js';
import { generator, long } from '../support/whole.js';

type Entry = (random: () => number, i: number, j: number) => Fraction;

/** Kinds of matrices. */
const KINDS: Readonly<Record<string, Entry>> = {
  'small integers': random => new Fraction(Math.floor(199 * random()) - 99),
  sparse: random => new Fraction(random() < 0.6 ? 0 : Math.floor(9 * random()) - 4),
  fractions: random => new Fraction(long(random, 20), 1n + BigInt(Math.floor(60 * random()))),
  doubles: random => fromDouble(2 * random() - 1),
  subnormals: random => fromDouble(Math.round(100 * random()) * 5e-324),
  graded: (random, i, j) => fromDouble(random() * 2 ** (40 * i - 55 * j)),
  huge: random => new Fraction(long(random, 250)),
  'a third, and whole multiples': (random, i) =>
    new Fraction(Math.floor(3 * random()) * (i + 1), 3n)
};

function matrix(random: () => number, n: number, entry: Entry): Fraction[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => entry(random, i, j))
  );
}

/** By elimination in fractions. */
function slowInverse(A: readonly Fraction[][]): Fraction[][] | undefined {
  const n = A.length;
  const wide = A.map((row, i) => [...row, ...A.map((_, j) => new Fraction(i === j ? 1 : 0))]);
  const { rows, pivots } = reduce(wide, n);
  return pivots.length < n ? undefined : rows.map(row => row.slice(n));
}

const written = (rows: readonly (readonly Fraction[])[] | undefined) =>
  rows?.map(row => row.map(({ s, n, d }) => `${s < 0n ? '-' : ''}${n}/${d}`));

describe('exactInverse', () => {
  it.each(Object.keys(KINDS))('is what elimination in fractions finds: %s', kind => {
    const random = generator(kind.length);
    for (let n = 0; n <= 7; n++) {
      for (let k = 0; k < 3; k++) {
        const A = matrix(random, n, KINDS[kind]);
        // Of some, a row is the sum of two others.
        if (k === 2 && n > 2) A[n - 1] = A[0].map((x, j) => x.add(A[1][j]));
        const { inverse, determinant } = exactInverse(A);
        expect(written(inverse)).toEqual(written(slowInverse(A)));
        expect(determinant.equals(0)).toBe(inverse === undefined);
      }
    }
  });

  it('has the determinant', () => {
    const random = generator(1);
    for (let n = 1; n <= 13; n++) {
      // L · U of known diagonals.
      const L = matrix(random, n, (_, i, j) => new Fraction(i === j ? 1 : i > j ? i + 2 * j : 0));
      const U = matrix(random, n, (r, i, j) =>
        i > j ? new Fraction(0) : new Fraction(1 + Math.floor(50 * r()), i + 1)
      );
      const A = L.map(row =>
        U.map((_, j) => row.reduce((sum, x, k) => sum.add(x.mul(U[k][j])), new Fraction(0)))
      );
      const expected = U.reduce((product, row, i) => product.mul(row[i]), new Fraction(1));
      expect(exactInverse(A).determinant).toEqual(expected);
    }
  });

  it('is exact for 40 rows', () => {
    const n = 40;
    const A = matrix(generator(2), n, KINDS['small integers']);
    expect(isQuick(A)).toBe(true);
    const { inverse = [], determinant } = exactInverse(A);
    // In whole numbers, times the determinant.
    const adjugate = inverse.map(row => row.map(x => x.mul(determinant)));
    for (const x of adjugate.flat()) expect(x.d).toBe(1n);
    const whole = adjugate.map(row => row.map(({ s, n }) => s * n));
    A.forEach((row, i) => {
      for (let j = 0; j < n; j++) {
        const sum = row.reduce((total, x, k) => total + x.s * x.n * whole[k][j], 0n);
        expect(sum).toBe(i === j ? determinant.s * determinant.n : 0n);
      }
    });
  });
});

describe('fractionsOver', () => {
  it('has lowest terms', () => {
    const random = generator(3);
    for (let k = 0; k < 300; k++) {
      const shared = long(random, 1 + (k % 70)) || 1n;
      const denominator = shared * (long(random, 1 + (k % 9)) || 1n) ** BigInt(k % 5);
      const numerators = Array.from({ length: k % 8 }, () => {
        const x = long(random, 1 + Math.floor(90 * random()));
        return random() < 0.5 ? x : x * shared;
      });
      expect(fractionsOver(numerators, denominator)).toEqual(
        numerators.map(x => new Fraction(x, denominator))
      );
    }
  });
});

describe('isQuick', () => {
  const integers = (n: number, bits: number) =>
    matrix(generator(4), n, random => new Fraction(long(random, bits)));

  it('goes by the sizes of the numbers, not by rows alone', () => {
    expect(isQuick([])).toBe(true);
    expect(isQuick(integers(12, 53))).toBe(true);
    expect(isQuick(integers(40, 7))).toBe(true);
    expect(isQuick(matrix(generator(4), 12, KINDS.doubles))).toBe(true);
    expect(isQuick(matrix(generator(4), 40, KINDS.doubles))).toBe(false);
    expect(isQuick(integers(5, 900))).toBe(false);
    expect(isQuick(integers(40, 40))).toBe(false);
    expect(isQuick(matrix(generator(5), 200, () => new Fraction(1)))).toBe(false);
    expect(
      isQuick(matrix(generator(5), 10, (_, i, j) => new Fraction(1, 10 ** 9 + i + 10 * j)))
    ).toBe(false);
  });

  it('promises a determinant that has an approximation', () => {
    const n = 32;
    const A = matrix(generator(6), n, (_, i, j) => new Fraction(i === j ? 2 ** 26 : 1));
    expect(isQuick(A)).toBe(true);
    const { determinant, inverse = [] } = exactInverse(A);
    expect(Number.isFinite(determinant.valueOf())).toBe(true);
    expect(inverse.flat().every(x => Number.isFinite(x.valueOf()))).toBe(true);
  });
});

describe('exactRank', () => {
  it('is that of elimination in fractions, with a null space that vanishes', () => {
    const random = generator(7);
    for (let k = 0; k < 60; k++) {
      const [m, n] = [1 + Math.floor(10 * random()), 1 + Math.floor(10 * random())];
      const r = Math.floor(random() * Math.min(m, n)) + (k % 2);
      const scale = 2 ** -Math.floor(60 * random());
      const left = Array.from({ length: m * r }, () => Math.floor(15 * random()) - 7);
      const right = Array.from({ length: r * n }, () => Math.floor(4 * random()) * scale);
      const values = Array.from({ length: m }, (_, i) =>
        Array.from({ length: n }, (_, j) => {
          let sum = 0;
          for (let t = 0; t < r; t++) sum += left[i * r + t] * right[t * n + j];
          return sum;
        })
      );
      const A = fractionsOf(values) ?? [];
      const { rank, nullSpace, rowDependency } = exactRank(values) ?? {};
      expect(rank).toBe(reduce(A, n).pivots.length);
      expect(nullSpace).toHaveLength(n - (rank as number));
      for (const x of nullSpace ?? []) {
        const image = A.map(row =>
          row.reduce((sum, a, j) => sum.add(a.mul(x[j])), new Fraction(0))
        );
        expect(image.every(y => y.equals(0))).toBe(true);
        expect(x.find(y => y !== 0n)).toBeGreaterThan(0n);
      }
      expect(rowDependency === undefined).toBe(rank === m);
      for (let j = 0; rowDependency && j < n; j++) {
        const sum = rowDependency.reduce(
          (total, y, i) => total.add(A[i][j].mul(y)),
          new Fraction(0)
        );
        expect(sum.equals(0)).toBe(true);
      }
    }
  });
});
