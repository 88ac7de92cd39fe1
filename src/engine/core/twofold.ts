/**
 * Sums and products to twice the working precision, by error-free transformations of doubles.
 *
 * Source: Dekker, A floating-point technique for extending the available precision, Numer. Math. 18 (1971);
 * Knuth, The Art of Computer Programming, vol. 2, section 4.2.2; Ogita, Rump and Oishi, Accurate sum and dot
 * product, SIAM J. Sci. Comput. 26 (2005), algorithm 5.3 (Dot2).
 */

import { scale } from './exponent.js';

/** A number and what rounding took from it. */
export type Twofold = readonly [value: number, error: number];

/** a + b, and what is missing: their sum is a + b exactly, unless it overflows. */
export function twoSum(a: number, b: number): Twofold {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

/** 2²⁷ + 1 splits 53 bits into two halves whose products are exact. */
const SPLITTER = 134217729;

/** a·b, and what is missing; exact for |a|, |b| <= 2⁹⁹⁵ and 2⁻⁹⁶⁸ <= |a·b| <= 2¹⁰²¹, or a zero. */
export function twoProduct(a: number, b: number): Twofold {
  const product = a * b;
  const wideA = SPLITTER * a;
  const highA = wideA - (wideA - a);
  const lowA = a - highA;
  const wideB = SPLITTER * b;
  const highB = wideB - (wideB - b);
  const lowB = b - highB;
  return [product, lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB)];
}

/**
 * A sum of numbers and products, as if it were made in twice the working precision and rounded at the end:
 * |value − s| <= u|s| + γ² Σ|terms|, with γ = n·u/(1 − n·u) for n terms.
 */
export class TwofoldSum {
  #high = 0;
  #low = 0;

  clear(): void {
    this.#high = 0;
    this.#low = 0;
  }

  add(value: number): void {
    const sum = twoSum(this.#high, value);
    this.#high = sum[0];
    this.#low += sum[1];
  }

  addProduct(a: number, b: number): void {
    const product = twoProduct(a, b);
    const sum = twoSum(this.#high, product[0]);
    this.#high = sum[0];
    this.#low += sum[1] + product[1];
  }

  /** The sum times 2^exponent, less a number that is taken away before anything is rounded. */
  minus(less: number, exponent = 0): number {
    const sum = twoSum(scale(this.#high, exponent), -less);
    return sum[0] + (sum[1] + scale(this.#low, exponent));
  }

  get value(): number {
    return this.#high + this.#low;
  }
}
