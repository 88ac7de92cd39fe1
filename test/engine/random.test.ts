/** Seeded numbers: seeds that tell themselves apart, and the distributions that are promised. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type FloatData, manualSeed, rand, randn } from '../../src/engine/index.js';

/** Nine standard errors of a χ² with k degrees of freedom: mean k, variance 2k. */
const tooFar = (k: number) => k + 9 * Math.sqrt(2 * k);

/** Σ (count − expected)² / expected of numbers of [0, 1) in equal boxes. */
function chiSquare(values: readonly number[], boxes: number): number {
  const counts = new Array<number>(boxes).fill(0);
  for (const value of values) counts[Math.floor(value * boxes)]++;
  const expected = values.length / boxes;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const product = mean(x.map((value, i) => (value - mx) * (y[i] - my)));
  const spread = (values: readonly number[], m: number) =>
    Math.sqrt(mean(values.map(value => (value - m) ** 2)));
  return product / (spread(x, mx) * spread(y, my));
}

const numbers = (data: unknown) => Array.from(data as FloatData);

const SEEDS = Array.from({ length: 4000 }, (_, seed) => seed);

/** Draw `index` of each seed. */
function draws(make: (count: number) => { data: unknown }, index: number, seeds = SEEDS) {
  return seeds.map(seed => {
    manualSeed(seed);
    return numbers(make(index + 1).data)[index];
  });
}

describe('seeds', () => {
  it.each([0, 1, 2, 7])('give draw %i uniformly over seeds', index => {
    const first = draws(count => rand(count), index);
    expect(chiSquare(first, 50)).toBeLessThan(tooFar(49));
    // The low digits too.
    expect(
      chiSquare(
        first.map(value => (value * 2 ** 30) % 1),
        50
      )
    ).toBeLessThan(tooFar(49));
  });

  it.each([0, 1, 2])('give draw %i of randn mean 0 and variance 1', index => {
    const x = draws(count => randn(count), index);
    const mean = x.reduce((a, b) => a + b, 0) / x.length;
    const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(x.length));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / x.length));
  });

  it.each([
    ['neighbours', (seed: number) => seed + 1],
    ['opposites', (seed: number) => -seed - 1],
    ['powers of two', (seed: number) => seed + 2 ** 20],
    ['seeds beyond 32 bits', (seed: number) => seed + 2 ** 32]
  ])('of %s have nothing to do with one another', (_, other) => {
    for (const index of [0, 1, 5]) {
      const [x, y] = [SEEDS, SEEDS.map(other)].map(seeds =>
        draws(count => rand(count), index, seeds)
      );
      expect(Math.abs(correlation(x, y))).toBeLessThan(5 / Math.sqrt(x.length));
    }
  });

  it('are all of the 64 bits that torch takes', () => {
    const first = (seed: number | bigint) => {
      manualSeed(seed);
      return rand(1).item();
    };
    const seeds = [0, 1, -1, 2 ** 31, 2 ** 32, 2 ** 53, 2n ** 53n + 1n, 1e19, 2n ** 64n - 2n];
    expect(new Set(seeds.map(first)).size).toBe(seeds.length);
    // torch: a negative seed stands for itself plus 2⁶⁴, and int() cuts a fraction off.
    expect(first(-5)).toBe(first(2n ** 64n - 5n));
    expect(first(-(2n ** 63n))).toBe(first(2n ** 63n));
    expect(first(7)).toBe(first(7n));
    expect(first(1.7)).toBe(first(1));
  });

  it.each([2n ** 64n, -(2n ** 63n) - 1n, 2 ** 64, 1e20, -1e300])(
    'refuse %s as torch does',
    seed => {
      expect(() => manualSeed(seed)).toThrow('Overflow when unpacking long long');
    }
  );

  it.each([Number.NaN, Infinity, undefined, null, '5', {}])('refuse %s', seed => {
    manualSeed(3);
    const wanted = rand(2).toArray();
    manualSeed(3);
    expect(() => manualSeed(seed as number)).toThrow('expected an integer as the seed');
    // A refused call changes nothing.
    expect(rand(2).toArray()).toEqual(wanted);
  });
});

describe('numbers', () => {
  beforeEach(() => manualSeed(20261129));

  it.each(['float32', 'float64'] as const)('of rand are in [0, 1) in %s', dtype => {
    const x = numbers(rand(200_000, { dtype }).data);
    expect(x.every(value => value >= 0 && value < 1)).toBe(true);
    expect(chiSquare(x, 1000)).toBeLessThan(tooFar(999));
    // Every multiple of 2⁻²⁴ is a float32 below 1.
    if (dtype === 'float32') expect(x.every(value => Number.isInteger(value * 2 ** 24))).toBe(true);
    else expect(x.some(value => !Number.isInteger(value * 2 ** 52))).toBe(true);
  });

  it('of one sequence do not depend on one another', () => {
    const x = numbers(rand(100_000).data);
    for (const lag of [1, 2, 3, 17]) {
      const far = correlation(x.slice(lag), x.slice(0, -lag));
      expect(Math.abs(far)).toBeLessThan(5 / Math.sqrt(x.length));
    }
    const pairs = x.flatMap((value, i) => (i % 2 ? [] : [Math.floor(value * 32) + x[i + 1]]));
    expect(
      chiSquare(
        pairs.map(value => value / 32),
        1024
      )
    ).toBeLessThan(tooFar(1023));
  });

  it.each(['complex64', 'complex128'] as const)(
    'of %s have variance 1, half in each part',
    dtype => {
      const z = numbers(randn(100_000, { dtype }).data);
      const [re, im] = [0, 1].map(part => z.filter((_, i) => i % 2 === part));
      for (const part of [re, im]) {
        const square = part.reduce((sum, value) => sum + value * value, 0) / part.length;
        expect(Math.abs(square - 0.5)).toBeLessThan(
          (5 * 0.5 * Math.SQRT2) / Math.sqrt(part.length)
        );
      }
      expect(Math.abs(correlation(re, im))).toBeLessThan(5 / Math.sqrt(re.length));
    }
  );

  it('of randn are finite and normal', () => {
    const x = numbers(randn(200_000).data);
    expect(x.every(Number.isFinite)).toBe(true);
    // Φ by the error function of Abramowitz and Stegun, 7.1.26, to 1.5·10⁻⁷.
    expect(
      chiSquare(
        x.map(value => Math.min(Math.max(phi(value), 0), 1 - 1e-12)),
        200
      )
    ).toBeLessThan(tooFar(199));
  });
});

/** The share of the normal distribution below x. */
function phi(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const weights = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const erf = 1 - weights.reduce((sum, weight) => (sum + weight) * t, 0) * Math.exp((-x * x) / 2);
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}
