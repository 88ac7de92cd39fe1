/** Whole numbers by primes, against fraction-free elimination, and multiplied back. */
import { describe, expect, it } from '@jest/globals';
import { minorBits } from '../../src/engine/backends/exact/bounds.js';
import { reduceWhole } from '../../src/engine/backends/exact/elimination.js';
import { gaussJordan } from '../../src/engine/backends/exact/kernel.js';
import { inverseModulo, primeAt, reduce } from '../../src/engine/backends/exact/primes.js';
import { piecesOf, residuesOf } from '../../src/engine/backends/exact/residues.js';
import { type IWhole, split, withoutTwos } from '../../src/engine/backends/exact/whole.js';
import {
  adjugateOf,
  costOf,
  costOfDoubles,
  costOfMinors,
  nullSpaceOf,
  rankOf,
  wholeOf
} from '../../src/engine/internal.js';
import { generator, long } from '../support/whole.js';

function matrix(random: () => number, rows: number, columns: number, bits: number, zeros = 0) {
  return Array.from({ length: rows * columns }, () => (random() < zeros ? 0n : long(random, bits)));
}

function product(A: readonly bigint[], B: readonly bigint[], n: number, m: number, k: number) {
  return Array.from({ length: n * k }, (_, at) => {
    const [i, j] = [Math.floor(at / k), at % k];
    let sum = 0n;
    for (let t = 0; t < m; t++) sum += A[i * m + t] * B[t * k + j];
    return sum;
  });
}

function rowsOf(entries: readonly bigint[], columns: number): bigint[][] {
  return Array.from({ length: entries.length / columns }, (_, i) =>
    entries.slice(i * columns, (i + 1) * columns)
  );
}

function determinantOf(entries: readonly bigint[], n: number): bigint {
  const { pivots, divisor, sign } = reduceWhole(rowsOf(entries, n), n);
  return pivots.length < n ? 0n : sign * divisor;
}

/** Whether it is the adjugate, and the determinant. */
function expectAdjugate(n: number, entries: readonly bigint[]): void {
  const { det, adjugate } = adjugateOf({ n, entries });
  expect(det).toBe(determinantOf(entries, n));
  if (det === 0n) {
    expect(adjugate).toEqual([]);
    return;
  }
  const expected = Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? det : 0n));
  expect(product(entries, adjugate, n, n, n)).toEqual(expected);
}

/** The estimate of the bound that the proof takes. */
function costOfWhole({ n, entries: all }: IWhole): number {
  const { entries } = withoutTwos({ rows: n, columns: n, entries: all }).core;
  return costOfMinors(n, n, minorBits(piecesOf(entries), n, n, n), n * n);
}

describe('arithmetic modulo a prime', () => {
  it('takes the primes below 2²⁶, the largest first', () => {
    expect([0, 1, 2].map(primeAt)).toEqual([67108859, 67108837, 67108819]);
    const many = Array.from({ length: 2000 }, (_, i) => primeAt(i));
    expect(many).toEqual([...new Set(many)].sort((a, b) => b - a));
    for (const p of many.filter((_, i) => i % 100 === 0)) {
      let divisor = 2;
      while (divisor * divisor <= p && p % divisor !== 0) divisor++;
      expect(divisor * divisor).toBeGreaterThan(p);
    }
    expect(many[1999]).toBeGreaterThan(2 ** 25);
  });

  it('reduces exactly up to 2⁵³', () => {
    const random = generator(1);
    for (let k = 0; k < 400; k++) {
      const p = primeAt(k % 100);
      const x = Math.floor((random() - 0.5) * 2 ** (54 * random()));
      const r = reduce(x, p, 1 / p);
      expect((BigInt(x) - BigInt(r)) % BigInt(p)).toBe(0n);
      expect(Math.abs(r)).toBeLessThanOrEqual(p / 2 + 1);
      const multiple = reduce(p * Math.floor(random() * 2 ** 27), p, 1 / p);
      expect(multiple === 0).toBe(true);
      if (r !== 0) expect(reduce(inverseModulo(r, p) * r, p, 1 / p)).toBe(1);
    }
  });

  it('finds the residues of numbers of any length', () => {
    const random = generator(2);
    const entries = [0, 1, 25, 26, 27, 50, 51, 52, 53, 64, 700].flatMap(bits => [
      1n << BigInt(bits),
      -(1n << BigInt(bits)) + 1n,
      long(random, bits + 1)
    ]);
    for (const numbers of [entries, entries.slice(0, 12)]) {
      for (const p of [primeAt(0), primeAt(77)]) {
        residuesOf(piecesOf(numbers), p).forEach((r, i) => {
          expect((numbers[i] - BigInt(r)) % BigInt(p)).toBe(0n);
        });
      }
    }
  });

  it('solves in place, by whatever pivots', () => {
    const random = generator(3);
    const p = primeAt(0);
    for (let k = 0; k < 60; k++) {
      const n = 1 + (k % 11);
      const columns = n + (k % 3);
      const entries = matrix(random, n, columns, 20, k % 2 ? 0.6 : 0);
      const start = residuesOf(piecesOf(entries), p);
      const M = Float64Array.from(start);
      const det = gaussJordan(M, n, columns, p);
      const B = rowsOf(entries, columns).flatMap(row => row.slice(0, n));
      expect((determinantOf(B, n) - BigInt(det)) % BigInt(p)).toBe(0n);
      if (det === 0) continue;
      const back = product(B, Array.from(M, BigInt), n, n, columns);
      back.forEach((x, at) => {
        const [i, j] = [Math.floor(at / columns), at % columns];
        const expected = j < n ? BigInt(i === j) : entries[at];
        expect((x - expected) % BigInt(p)).toBe(0n);
      });
    }
  });
});

describe('adjugateOf', () => {
  it('agrees with elimination of whole numbers', () => {
    const random = generator(4);
    for (let k = 0; k < 300; k++) {
      const n = k % 13;
      expectAdjugate(n, matrix(random, n, n, 1 + Math.floor(2 ** (9 * random())), (k % 4) / 5));
    }
    expectAdjugate(20, matrix(random, 20, 20, 7));
  });

  it('knows the smallest', () => {
    expect(adjugateOf({ n: 0, entries: [] })).toEqual({ det: 1n, adjugate: [] });
    expect(adjugateOf({ n: 1, entries: [-7n] })).toEqual({ det: -7n, adjugate: [1n] });
    expect(adjugateOf({ n: 1, entries: [0n] })).toEqual({ det: 0n, adjugate: [] });
  });

  it('proves that a determinant is zero', () => {
    const random = generator(5);
    for (let k = 0; k < 60; k++) {
      const n = 1 + (k % 12);
      const rank = Math.floor(random() * n);
      const bits = 1 + Math.floor(random() * 90);
      const A = product(matrix(random, n, rank, bits), matrix(random, rank, n, 9), n, rank, n);
      expect(adjugateOf({ n, entries: A })).toEqual({ det: 0n, adjugate: [] });
    }
  });

  it('is not misled by primes that divide the determinant', () => {
    const n = 7;
    const [p, q] = [primeAt(0), primeAt(1)].map(BigInt);
    for (const diagonal of [[p], [q, p], [p * q * q], [p, p, p, q, q, q, p * q]]) {
      const entries = Array.from({ length: n * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        return i === j ? (diagonal[i] ?? 1n) : i > j ? BigInt(i * j + 1) : 0n;
      });
      expectAdjugate(n, entries);
    }
  });

  it('reaches Hadamard’s bound', () => {
    let H = [[1n]];
    while (H.length < 16)
      H = [...H.map(r => [...r, ...r]), ...H.map(r => [...r, ...r.map(x => -x)])];
    for (const scale of [1n, 3n ** 33n, -(2n ** 52n) + 1n]) {
      expectAdjugate(
        16,
        H.flat().map(x => x * scale)
      );
    }
    expectAdjugate(
      8,
      Array.from({ length: 64 }, (_, at) => (at % 9 === 0 ? 2n ** 1000n - 1n : 0n))
    );
  });

  it('works on short numbers where powers of two stand in front of rows and columns', () => {
    const random = generator(6);
    const n = 9;
    const core = matrix(random, n, n, 12);
    const entries = core.map((x, at) => x << BigInt(150 * Math.floor(at / n) + 111 * (at % n)));
    const found = withoutTwos({ rows: n, columns: n, entries });
    expect(found.core.entries.every(x => x < 1n << 24n && x > -1n << 24n)).toBe(true);
    expectAdjugate(n, entries);
    expect(nullSpaceOf(n, n, entries)).toEqual([]);
    const wide = entries.slice(n);
    const [x] = nullSpaceOf(n - 1, n, wide);
    expect(product(wide, x, n - 1, n, 1)).toEqual(new Array(n - 1).fill(0n));
    expect(costOfWhole({ n, entries })).toBeLessThan(2 * costOfWhole({ n, entries: core }));
  });

  it('may be refused, and stopped', () => {
    const entries = matrix(generator(7), 12, 12, 60);
    expect(adjugateOf({ n: 12, entries }, { budgetMs: 0 })).toBeUndefined();
    // Refused by lengths alone, and as it would be by the bound of Hadamard.
    const random = generator(70);
    for (const [n, bits] of [
      [6, 8],
      [9, 300],
      [20, 1]
    ]) {
      const whole = { n, entries: matrix(random, n, n, bits) };
      const cost = costOfWhole(whole);
      expect(adjugateOf(whole, { budgetMs: cost })?.adjugate).toHaveLength(n * n);
      expect(adjugateOf(whole, { budgetMs: cost * 0.99 })).toBeUndefined();
      expect(adjugateOf(whole, { budgetMs: cost / 10 })).toBeUndefined();
    }
    let asked = 0;
    expect(adjugateOf({ n: 12, entries }, { isStopped: () => ++asked === 3 })).toBeUndefined();
    expect(asked).toBe(3);
    const all = adjugateOf({ n: 12, entries }, { budgetMs: 1e6, isStopped: () => false });
    expect(all).toEqual(adjugateOf({ n: 12, entries }));
  });
});

describe('nullSpaceOf and rankOf', () => {
  it('agree with elimination of whole numbers', () => {
    const random = generator(8);
    for (let k = 0; k < 200; k++) {
      const [rows, columns] = [Math.floor(random() * 12), Math.floor(random() * 12)];
      const rank = Math.floor(random() * 10);
      const bits = 1 + Math.floor(random() * 60);
      const left = matrix(random, rows, rank, bits, 0.3);
      const A = product(left, matrix(random, rank, columns, 4, 0.4), rows, rank, columns);
      const { pivots } = reduceWhole(
        Array.from({ length: rows }, (_, i) => A.slice(i * columns, (i + 1) * columns)),
        columns
      );
      expect(rankOf(rows, columns, A)).toBe(pivots.length);
      const basis = nullSpaceOf(rows, columns, A);
      const free = Array.from({ length: columns }, (_, j) => j).filter(j => !pivots.includes(j));
      expect(basis).toHaveLength(free.length);
      basis.forEach((x, i) => {
        expect(product(A, x, rows, columns, 1).every(y => y === 0n)).toBe(true);
        // Of the other columns without a pivot none, and of those with one only those before it.
        const others = x.filter((_, j) => j !== free[i] && (j > free[i] || !pivots.includes(j)));
        expect(x[free[i]]).not.toBe(0n);
        expect(others.every(y => y === 0n)).toBe(true);
      });
    }
  });

  it('see through primes that hide rank', () => {
    const [p, q] = [primeAt(0), primeAt(1)].map(BigInt);
    const n = 8;
    const entries = Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return i === j && i < n - 1 ? [p, 1n, q, p * q, 1n, 1n, 1n][i] : 0n;
    });
    expect(rankOf(n, n, entries)).toBe(7);
    expect(
      nullSpaceOf(n, n, entries)[0]
        .map(x => x !== 0n)
        .lastIndexOf(true)
    ).toBe(7);
    // Modulo p the second column has the pivot of the first.
    const wide = entries.map((x, at) => (at === 1 ? 1n : x));
    expect(rankOf(n, n, wide)).toBe(7);
    const misled = [p, 1n, 0n, 0n, 0n, 0n];
    const rows = [...misled, ...misled.map(x => 2n * x), ...misled.map(() => 0n)];
    const six = nullSpaceOf(3, 6, rows);
    expect(six[0].map(x => x !== 0n)).toEqual([true, true, false, false, false, false]);
    expect(six).toHaveLength(5);
  });
});

describe('wholeOf', () => {
  it('is exact of every double', () => {
    const random = generator(9);
    const bits = new DataView(new ArrayBuffer(8));
    const doubles = [0, -0, 1, -1.5, 0.1, 5e-324, -1.5e-310, Number.MAX_VALUE, 2 ** -1022];
    while (doubles.length < 100) {
      bits.setUint32(0, Math.floor(random() * 2 ** 32));
      bits.setUint32(4, random() < 0.3 ? 0 : Math.floor(random() * 2 ** 32));
      const x = bits.getFloat64(0);
      if (Number.isFinite(x)) doubles.push(x);
    }
    for (const x of doubles) {
      const { mantissa, exponent } = split(x);
      // Two factors, since a power of two alone may be no double.
      const half = Math.trunc(exponent / 2);
      expect(mantissa * 2 ** half * 2 ** (exponent - half)).toBe(x === 0 ? 0 : x);
      expect(x === 0 || mantissa % 2 !== 0).toBe(true);
    }
    const { whole, exponent } = wholeOf(doubles, 10);
    expect(exponent).toBe(-1074);
    doubles.forEach((x, i) => {
      const parts = split(x);
      expect(whole.entries[i]).toBe(
        BigInt(parts.mantissa) << BigInt(x === 0 ? 0 : parts.exponent + 1074)
      );
    });
  });

  it('takes the power of two that all have', () => {
    expect(wholeOf([0.5, 6, 0, -0.25], 2)).toEqual({
      whole: { n: 2, entries: [2n, 24n, 0n, -1n] },
      exponent: -2
    });
    expect(wholeOf([0], 1)).toEqual({ whole: { n: 1, entries: [0n] }, exponent: 0 });
    expect(wholeOf([], 0)).toEqual({ whole: { n: 0, entries: [] }, exponent: 0 });
    expect(() => wholeOf([Number.NaN], 1)).toThrow(RangeError);
    expect(() => wholeOf([Number.NEGATIVE_INFINITY], 1)).toThrow(RangeError);
  });
});

describe('the estimate', () => {
  it('grows with rows and bits, and takes n = 40 of small integers as quick', () => {
    expect(costOf(40, 7)).toBeLessThan(100);
    expect(costOf(12, 53)).toBeLessThan(100);
    expect(costOf(40, 2100)).toBeGreaterThan(100);
    expect(costOf(200, 7)).toBeGreaterThan(100);
    for (const n of [1, 4, 10, 40]) {
      expect(costOf(n + 1, 30)).toBeGreaterThan(costOf(n, 30));
      expect(costOf(n, 1000)).toBeGreaterThan(costOf(n, 30));
    }
    expect(costOf(0, 1)).toBeLessThan(1);
    const square = (n: number, entry: (i: number, j: number) => number) =>
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
    expect(costOfDoubles([])).toBe(0);
    expect(costOfDoubles([[]])).toBe(0);
    expect(costOfDoubles([[Number.NaN]])).toBe(Number.POSITIVE_INFINITY);
    expect(costOfDoubles([[1, Number.POSITIVE_INFINITY]])).toBe(Number.POSITIVE_INFINITY);
    expect(costOfDoubles(square(400, () => 0))).toBe(Number.POSITIVE_INFINITY);
    // Gradings of rows and columns cost nothing; others do.
    const cost = costOfDoubles(square(20, (i, j) => ((i * j) % 7) + 1));
    expect(
      costOfDoubles(square(20, (i, j) => (((i * j) % 7) + 1) * 2 ** (50 * i - 45 * j)))
    ).toBeLessThan(2 * cost);
    expect(costOfDoubles(square(20, (i, j) => 2 ** ((i * j * 37) % 900)))).toBeGreaterThan(
      20 * cost
    );
  });
});
