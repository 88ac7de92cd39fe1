/** Doubles as whole numbers of 2⁻¹⁰⁷⁴, so that sums and products are exact. */

const bits = new DataView(new ArrayBuffer(8));

/** value · 2¹⁰⁷⁴. */
export function wholeOf(value: number): bigint {
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const size = exponent === 0 ? fraction : (fraction + 2n ** 52n) << BigInt(exponent - 1);
  return word >> 63n === 1n ? -size : size;
}

/** whole · 2^−down as a double: to some 2⁻⁶⁰ of it, which is all that a test needs. */
export function doubleOf(whole: bigint, down = 1074): number {
  const size = whole < 0n ? -whole : whole;
  const extra = Math.max(0, size.toString(2).length - 64);
  let value = Number(whole >> BigInt(extra));
  let exponent = extra - down;
  for (; exponent < -500 && value !== 0; exponent += 500) value *= 2 ** -500;
  for (; exponent > 500 && Number.isFinite(value); exponent -= 500) value *= 2 ** 500;
  return value * 2 ** exponent;
}

/** x·y exactly, as a whole number of 2⁻²¹⁴⁸. */
export function exactDot(x: ArrayLike<number>, y: ArrayLike<number>): bigint {
  let sum = 0n;
  for (let i = 0; i < x.length; i++) sum += wholeOf(x[i]) * wholeOf(y[i]);
  return sum;
}
