/** The kernels of proofs: the same bits as their specification, and errors within what they promise. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type {
  IAssessment,
  IKernels,
  ITwofold,
  ProductSizes
} from '../../src/engine/backends/kernels.js';
import { referenceKernels } from '../../src/engine/backends/reference/index.js';
import { manualSeed, rand, randn } from '../../src/engine/index.js';
import { parts } from '../support/exact.js';
import { loadBackend, onEachBackend } from '../support/kernels.js';

const normals = (count: number) => randn(count, { dtype: 'float64' }).data as Float64Array;

/** Sizes of any magnitude: products whose low halves matter, and some that vanish. */
function spread(count: number, range: number): Float64Array {
  const sizes = rand(count, { dtype: 'float64' }).data as Float64Array;
  return normals(count).map((x, i) => x * 2 ** Math.round(range * (sizes[i] - 0.5)));
}

interface IInput {
  sizes: ProductSizes;
  a: Float64Array;
  x: Float64Array;
  low?: Float64Array;
}

function input(seed: number, sizes: ProductSizes, range: number, withLow: boolean): IInput {
  manualSeed(seed);
  const [m, k, n] = sizes;
  const [a, x] = [spread(m * k, range), spread(k * n, range)];
  const low = withLow ? x.map(value => value * 2 ** -54 * Math.sin(1e6 * value)) : undefined;
  return { sizes, a, x, low };
}

function start([m, , n]: ProductSizes): ITwofold {
  const high = new Float64Array(m * n);
  for (let i = 0; i < Math.min(m, n); i++) high[i * n + i] = 1;
  return { high, rest: new Float64Array(m * n), mass: new Float64Array(m * n) };
}

/** 2^SCALE times a sum of products of doubles, as a whole number. */
const SCALE = 2200;
function whole(value: number, other = 1): bigint {
  const [[p, e], [q, f]] = [parts(value), parts(other)];
  return (p * q) << BigInt(SCALE + e + f);
}

/** Whether C − A·(X + low) is within the promise of high + rest. */
function keeps({ sizes, a, x, low }: IInput, { high, rest, mass }: ITwofold): boolean {
  const [m, k, n] = sizes;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const at = i * n + j;
      let exact = whole(i === j ? 1 : 0);
      for (let p = 0; p < k; p++) {
        exact -= whole(a[i * k + p], x[p * n + j]);
        if (low) exact -= whole(a[i * k + p], low[p * n + j]);
      }
      const off = exact - whole(high[at]) - whole(rest[at]);
      const bound = whole(2.5 * 2 ** -53, mass[at]) + whole(8 * k, 2 ** -1074);
      if (off > bound || -off > bound) return false;
      if (Math.abs(rest[at]) > 2 ** -53 * Math.abs(high[at])) return false;
    }
  }
  return true;
}

const SIZES: ProductSizes[] = [
  [1, 1, 1],
  [2, 2, 2],
  [3, 3, 3],
  [4, 4, 4],
  [5, 5, 4],
  [8, 8, 4],
  [13, 13, 13]
];

onEachBackend(backend => {
  let kernels: IKernels;
  beforeAll(async () => {
    kernels = await loadBackend(backend);
  });

  describe.each([false, true])('a residual of two doubles an entry: %s', withLow => {
    it.each(SIZES)('%i x %i x %i is right to twice the precision', (...sizes) => {
      for (let seed = 1; seed <= 4; seed++) {
        const range = [0, 0, 40, 500][seed % 4];
        const given = input(seed, sizes, range, withLow);
        const [own, specified] = [start(sizes), start(sizes)];
        kernels.twofold(sizes, given.a, given.x, given.low, own);
        expect([seed, keeps(given, own)]).toEqual([seed, true]);
        referenceKernels.twofold(sizes, given.a, given.x, given.low, specified);
        expect([seed, own]).toEqual([seed, specified]);
      }
    });

    it.each([...SIZES, [40, 40, 20], [31, 31, 31]] as ProductSizes[])(
      '%i x %i x %i by slices is as right as it says',
      (...sizes) => {
        for (let seed = 1; seed <= (sizes[0] > 20 ? 1 : 4); seed++) {
          const given = input(seed, sizes, [0, 20, 60][seed % 3], withLow);
          const own = start(sizes);
          const done = kernels.sliced?.(sizes, given.a, given.x, given.low, own) ?? true;
          expect(done).toBe(true);
          if (kernels.sliced) expect([seed, keeps(given, own)]).toEqual([seed, true]);
        }
      }
    );
  });

  it('slices are not made of numbers out of range', () => {
    const sizes: ProductSizes = [2, 2, 2];
    for (const x of [1e130, 1e-130, Number.NaN, Number.POSITIVE_INFINITY]) {
      const out = start(sizes);
      const done = kernels.sliced?.(
        sizes,
        Float64Array.of(1, 0, 0, 1),
        Float64Array.of(1, x, 0, x),
        undefined,
        out
      );
      expect(done ?? false).toBe(false);
      expect(out.high).toEqual(Float64Array.of(1, 0, 0, 1));
    }
  });

  it('an overflow is seen in what comes out', () => {
    const sizes: ProductSizes = [1, 1, 1];
    const out = start(sizes);
    kernels.twofold(sizes, Float64Array.of(1e305), Float64Array.of(1e305), undefined, out);
    expect(out.high[0] + out.mass[0]).toBeNaN();
  });

  it.each([1, 2, 5, 6, 17, 33, 130])('sums for the fast proof are right at n = %i', n => {
    const sizes: ProductSizes = [n, n, n];
    const { a, x } = input(n, sizes, 0, false);
    const weights = normals(n).map(Math.abs);
    const counts = normals(n).map(Math.abs);
    const facts: IAssessment = {
      errors: new Float64Array(n),
      columns: new Float64Array(n),
      squares: new Float64Array(n),
      largest: new Float64Array(n),
      rows: new Float64Array(n)
    };
    kernels.assess?.(sizes, 0, a, x, weights, counts, facts);
    if (!kernels.assess) return;
    const exact = start(sizes);
    referenceKernels.twofold(sizes, a, x, undefined, exact);
    const sum = (term: (i: number) => number) =>
      Array.from({ length: n }, (_, i) => term(i)).reduce((p, q) => p + q, 0);
    for (let j = 0; j < n; j++) {
      const off = (i: number) => Math.abs(exact.high[i * n + j]);
      const entry = (i: number) => Math.abs(x[i * n + j]);
      const errors = sum(off);
      expect(Math.abs(facts.errors[j] - errors)).toBeLessThan(1e-13 * n * (1 + errors));
      const near = (got: number, wanted: number) =>
        expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1e-14 * n * wanted);
      near(
        facts.columns[j],
        sum(i => weights[i] * entry(i))
      );
      near(
        facts.squares[j],
        sum(i => counts[i] * entry(i) ** 2)
      );
      const length = (i: number) => Math.sqrt(sum(k => counts[k] * a[i * n + k] ** 2));
      near(
        facts.rows[j],
        sum(i => length(i) * Math.abs(x[j * n + i]))
      );
      const row = x.subarray(j * n, (j + 1) * n).map(Math.abs);
      expect(facts.largest[j]).toBe(Math.max(...row));
    }
    x[n - 1] = Number.NaN;
    kernels.assess(sizes, 0, a, x, weights, counts, facts);
    expect([facts.columns[n - 1], facts.errors[n - 1]]).toEqual([Number.NaN, Number.NaN]);
  });

  it.each([1, 2, 5, 16, 33])('what is known of A before is right at n = %i', n => {
    const a = normals(n * n);
    if (n > 2) a[n] = 0;
    const got = {
      rows: new Float64Array(n),
      columns: new Float64Array(n),
      sums: new Float64Array(n)
    };
    const least = kernels.survey?.([n, n], a, got);
    if (!kernels.survey) return;
    const sizes = Array.from(a, Math.abs);
    const column = (j: number) => sizes.filter((_, at) => at % n === j);
    expect(least).toBe(Math.min(...sizes));
    for (let j = 0; j < n; j++) {
      expect(got.rows[j]).toBe(Math.max(...sizes.slice(j * n, (j + 1) * n)));
      expect(got.columns[j]).toBe(Math.max(...column(j)));
      expect(got.sums[j]).toBeCloseTo(
        column(j).reduce((p, q) => p + q, 0),
        12
      );
    }
    a[0] = Number.NaN;
    kernels.survey([n, n], a, got);
    expect(got.sums[0]).toBeNaN();
    expect(got.rows.some(Number.isNaN)).toBe(false);
  });

  it.each([1, 2, 5, 16, 33])('bounds are their formula’s at n = %i', n => {
    const vector = () => normals(n).map(Math.abs);
    const factors = {
      entries: vector(),
      rows: vector(),
      wholes: vector(),
      near: vector(),
      far: vector(),
      reach: vector(),
      after: vector(),
      rise: 1 + 2 ** -40,
      small: 2 ** -1074
    };
    const got = new Float64Array(n * n);
    const most = kernels.bound?.([n, n], factors, got);
    if (!kernels.bound) return;
    const { entries, rows, wholes, near, far, reach, after, rise, small } = factors;
    got.forEach((value, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      const part = Math.min(entries[i] * far[j], rows[i] * reach[j]);
      const wanted = (entries[i] * near[j] + part + wholes[i] * after[j]) * rise + small;
      expect(value).toBe(wanted);
    });
    expect(most).toBe(Math.max(...got));
  });
});
