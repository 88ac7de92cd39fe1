/** Powers of two: scaling by them rounds nothing. See `core/exponent.ts` of the engine. */

/** The exponent of the power of two at or below a number; 0 for 0, Inf and NaN. */
export function exponentOf(value: f64): i32 {
  if (!(value > 0 && value < Infinity)) return 0;
  const small = value < 2.2250738585072014e-308;
  // Times 2^54: subnormal numbers have fewer digits.
  const bits = reinterpret<u64>(small ? value * 18014398509481984 : value);
  return <i32>(bits >> 52) - 1023 - (small ? 54 : 0);
}

/** 2^exponent, from −1022 to 1023. */
// @ts-ignore: decorator
@inline
function power(exponent: i32): f64 {
  return reinterpret<f64>((<u64>(exponent + 1023)) << 52);
}

/** value · 2^exponent, in steps that do not overflow where the result does not, and round once. */
export function scale(value: f64, exponent: i32): f64 {
  // The rest first: a step after a subnormal result would round it again.
  value *= power(exponent % 1000);
  for (; exponent >= 1000; exponent -= 1000) value *= power(1000);
  for (; exponent <= -1000; exponent += 1000) value *= power(-1000);
  return value;
}
