/** Powers of two: scaling by them is exact as long as the result is a normal number. */

/** The exponent of the power of two at or below a number; 0 for 0, Inf and NaN. */
export function exponentOf(value: number): number {
  return value > 0 && Number.isFinite(value) ? Math.floor(Math.log2(value)) : 0;
}

/** value · 2^exponent, in steps that do not overflow where the result does not. */
export function scale(value: number, exponent: number): number {
  let [result, rest] = [value, exponent];
  while (Math.abs(rest) > 1000 && result !== 0 && Number.isFinite(result)) {
    const step = 1000 * Math.sign(rest);
    result *= 2 ** step;
    rest -= step;
  }
  return result * 2 ** rest;
}
