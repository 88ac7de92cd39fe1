import { describe, expect, it } from '@jest/globals';
import { TwofoldSum, twoProduct, twoSum } from '../../src/engine/core/twofold.js';
import { randn } from '../../src/engine/index.js';
import { doubleOf, exactDot, wholeOf } from '../support/dyadic.js';
import { forSeeds } from '../support/random.js';

/** Doubles of all signs, whose exponents spread over ±`spread`. */
function numbers(count: number, spread: number): Float64Array {
  const [x, e] = [randn(count).data, randn(count).data] as Float64Array[];
  return x.map((value, i) => value * 2 ** Math.round(e[i] * spread));
}

describe('error-free transformations', () => {
  it('lose nothing', () => {
    forSeeds(50, () => {
      const [a, b] = [numbers(100, 60), numbers(100, 60)];
      a.forEach((x, i) => {
        const [sum, left] = twoSum(x, b[i]);
        expect(sum).toBe(x + b[i]);
        expect(wholeOf(sum) + wholeOf(left)).toBe(wholeOf(x) + wholeOf(b[i]));
        const [product, rest] = twoProduct(x, b[i]);
        expect(product).toBe(x * b[i]);
        expect((wholeOf(product) + wholeOf(rest)) << 1074n).toBe(wholeOf(x) * wholeOf(b[i]));
      });
    });
  });

  it('sum products that cancel', () => {
    forSeeds(50, () => {
      const half = numbers(20, 8);
      const other = numbers(20, 8);
      // x·y is about ε of its terms.
      const x = Float64Array.from([...half, ...half, 1]);
      const y = Float64Array.from([...other, ...other.map(value => -value), 1e-15]);
      y[25] += y[25] * 2 ** -50;
      const exact = doubleOf(exactDot(x, y), 2148);
      const terms = x.reduce((sum, value, i) => sum + Math.abs(value * y[i]), 0);
      const bound = 2 ** -52 * Math.abs(exact) + (x.length * 2 ** -53) ** 2 * terms;
      expect(bound).toBeLessThan(1e-15 * terms);
      const sum = new TwofoldSum();
      x.forEach((value, i) => {
        sum.addProduct(value, y[i]);
      });
      expect(Math.abs(sum.value - exact)).toBeLessThanOrEqual(bound);
    });
  });

  it('take a number away before they round', () => {
    const sum = new TwofoldSum();
    sum.addProduct(1 + 2 ** -40, 1 - 2 ** -40);
    expect(sum.value).toBe(1);
    expect(sum.minus(1)).toBe(-(2 ** -80));
    sum.add(2 ** -90);
    expect(sum.minus(4, 2)).toBe(4 * (2 ** -90 - 2 ** -80));
    sum.clear();
    expect(sum.value).toBe(0);
  });
});
