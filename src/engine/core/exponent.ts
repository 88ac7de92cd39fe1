/** Powers of two: scaling by them is exact as long as the result is a normal number. */

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
/** Numbers below 2^−1022 have fewer digits; times this they are like others. */
const LIFT = 54;

/**
 * The exponent of the power of two at or below a number; 0 for 0, Inf and NaN. From its bits, since
 * `Math.log2` may round up to the next.
 */
export function exponentOf(value: number): number {
  if (!(value > 0 && Number.isFinite(value))) return 0;
  const small = value < 2 ** -1022;
  double[0] = small ? value * 2 ** LIFT : value;
  return ((words[1] >> 20) & 0x7ff) - 1023 - (small ? LIFT : 0);
}

/** 2^−1000 to 2^1000: the exponentiation takes ten times as long as the product. */
const POWERS = Float64Array.from({ length: 2001 }, (_, k) => 2 ** (k - 1000));

/** value · 2^exponent, in steps that do not overflow where the result does not, and round once. */
export function scale(value: number, exponent: number): number {
  if (exponent >= -1000 && exponent <= 1000) return value * POWERS[exponent + 1000];
  // The rest first: a step after a subnormal result would round it again. And 0 · 2^1024 is not NaN.
  const step = exponent < 0 ? 2 ** -1000 : 2 ** 1000;
  let result = value * 2 ** (exponent % 1000);
  for (let left = Math.trunc(Math.abs(exponent) / 1000); left > 0 && result !== 0; left--) {
    result *= step;
  }
  return result;
}
