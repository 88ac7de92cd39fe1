import { describe, expect, it } from '@jest/globals';
import Fraction from 'fraction.js';
import { manualSeed, rand } from '../../src/engine/index.js';
import { applyOperation, reduce } from '../../src/exact/elimination.js';
import {
  exactInverse,
  fractionsOf,
  fromDouble,
  fromWritten,
  GaussJordan,
  type PivotRule
} from '../../src/exact/index.js';

const fractions = (rows: (number | string)[][]) => rows.map(row => row.map(fromWritten));
const text = (rows: readonly (readonly Fraction[])[] | undefined) =>
  rows?.map(row => row.map(x => x.toFraction()));

function product(A: readonly Fraction[][], B: readonly Fraction[][]): string[][] {
  return A.map(row =>
    B[0].map((_, j) =>
      row.reduce((sum, x, k) => sum.add(x.mul(B[k][j])), new Fraction(0)).toFraction()
    )
  );
}

function identity(n: number): string[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? '1' : '0'))
  );
}

/** Small whole numbers. */
function integers(n: number, seed: number): number[][] {
  manualSeed(seed);
  const entries = rand(n, n).toArray() as number[][];
  return entries.map(row => row.map(x => Math.floor(11 * x) - 5));
}

describe('fromWritten', () => {
  it('takes numbers as they are written', () => {
    expect(fromWritten(0.1).toFraction()).toBe('1/10');
    expect(fromWritten('-2/6').toFraction()).toBe('-1/3');
    expect(fromWritten(' 0.25 ').toFraction()).toBe('1/4');
    expect(fromWritten(1e-7).valueOf()).toBe(1e-7);
    expect(fromWritten('5.5e+21').valueOf()).toBe(5.5e21);
    expect(() => fromWritten('x')).toThrow(SyntaxError);
    expect(() => fromWritten('1/0')).toThrow(SyntaxError);
  });
});

describe('exactInverse', () => {
  it('is exact', () => {
    const { inverse, determinant } = exactInverse(
      fractions([
        [2, 1],
        [1, '1/3']
      ])
    );
    expect(text(inverse)).toEqual([
      ['-1', '3'],
      ['3', '-6']
    ]);
    expect(determinant.toFraction()).toBe('-1/3');
  });

  it('multiplies to the identity, for random matrices up to 12', () => {
    for (let seed = 1; seed <= 24; seed++) {
      const n = 1 + (seed % 12);
      const A = fractionsOf(integers(n, seed)) ?? [];
      const { inverse, determinant } = exactInverse(A);
      if (inverse) expect(product(A, inverse)).toEqual(identity(n));
      else expect(determinant.toFraction()).toBe('0');
    }
  });

  it('knows the inverse of the Hilbert matrix, whose entries are whole', () => {
    const H = Array.from({ length: 12 }, (_, i) =>
      Array.from({ length: 12 }, (_, j) => new Fraction(1, i + j + 1))
    );
    const { inverse } = exactInverse(H);
    expect(inverse?.flat().every(({ d }) => d === 1n)).toBe(true);
    expect(inverse?.[0][0].toFraction()).toBe('144');
  });

  it('has the sign of the permutation in its determinant, and none for a singular matrix', () => {
    expect(
      exactInverse(
        fractions([
          [0, 1],
          [1, 0]
        ])
      ).determinant.toFraction()
    ).toBe('-1');
    const singular = exactInverse(
      fractions([
        [3, 2, 1],
        [2, 2, 0],
        [1, 0, 1]
      ])
    );
    expect(singular.inverse).toBeUndefined();
    expect(singular.determinant.toFraction()).toBe('0');
    expect(exactInverse([]).determinant.toFraction()).toBe('1');
  });
});

describe('GaussJordan', () => {
  it.each<PivotRule>(['first', 'partial'])('ends at the inverse (%s)', pivot => {
    for (let seed = 1; seed <= 20; seed++) {
      const n = 1 + (seed % 6);
      const A = fractionsOf(integers(n, seed)) ?? [];
      const way = new GaussJordan(A, { pivot });
      // Each step is what its operation makes of the step before.
      let rows = way.start;
      for (const step of way.steps) {
        rows = applyOperation(rows, step.operation);
        expect(text(step.rows)).toEqual(text(rows));
      }
      const { inverse } = exactInverse(A);
      if (way.failedColumn === undefined) {
        expect(text(way.end.map(row => row.slice(0, n)))).toEqual(identity(n));
        expect(text(way.end.map(row => row.slice(n)))).toEqual(text(inverse));
      } else {
        expect(inverse).toBeUndefined();
        const column = way.failedColumn;
        for (const row of way.end.slice(column)) expect(row[column].toFraction()).toBe('0');
      }
    }
  });

  it('chooses pivots by the rule', () => {
    const A = fractions([
      [1, 2],
      [3, 4]
    ]);
    expect(new GaussJordan(A, {}).steps[0].operation.kind).toBe('add');
    expect(new GaussJordan(A, { pivot: 'partial' }).steps[0].operation).toEqual({
      kind: 'swap',
      row: 0,
      other: 1
    });
  });

  it('stops where a column has no pivot, though later ones have', () => {
    const way = new GaussJordan(
      fractions([
        [1, 2, 3],
        [2, 4, 7],
        [3, 6, 5]
      ]),
      {}
    );
    expect(way.failedColumn).toBe(1);
    expect(way.steps.every(({ column }) => column === 0)).toBe(true);
    expect(reduce(way.start, 3).pivots).toEqual([0, 2]);
  });
});

describe('elimination that is too long', () => {
  it.each([
    '9'.repeat(3000),
    `1/${'9'.repeat(1100)}`,
    '1e999999999',
    '-1e-999999999',
    '9^9^9',
    '1/0'
  ])('is refused before it is computed with: %.20s', text => {
    expect(() => fromWritten(text)).toThrow(/expected (?:a number|numbers|at most)/);
  });

  it('leaves all doubles as they are', () => {
    for (const x of [5e-324, -1.5e-310, Number.MAX_VALUE, 1e21, 0]) {
      expect(fromWritten(fromDouble(x).toFraction()).equals(fromDouble(x))).toBe(true);
      expect(fromWritten(x).equals(fromDouble(x))).toBe(true);
    }
    expect(fromWritten('0e5').equals(0)).toBe(true);
  });

  it('is refused where fractions grow on the way', () => {
    const wide = Array.from({ length: 12 }, (_, i) =>
      Array.from({ length: 12 }, (_, j) => new Fraction(1, 10 ** 12 - 17 * i - j * j - 1))
    );
    expect(() => new GaussJordan(wide, {})).toThrow(/hundreds of digits on the way/);
    const doubles = wide.map(row => row.map(x => fromDouble(Math.sin(Number(x.d)))));
    expect(new GaussJordan(doubles, {}).failedColumn).toBeUndefined();
  });
});
