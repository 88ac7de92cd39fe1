/** Numbers as they are typed: which double each becomes, and which of them are exact. */
import { describe, expect, it } from '@jest/globals';
import Fraction from 'fraction.js';
import { fromDouble, nearestDouble } from '../../src/exact/index.js';
import { evaluateEntry } from '../../src/matrix/expression.js';

/** Doubles of random bits, by xorshift: subnormals and the largest among them. */
function* doubles(count: number, seed = 88172645463325252n): Generator<number> {
  const view = new DataView(new ArrayBuffer(8));
  let state = seed;
  for (let i = 0; i < count; ) {
    state = BigInt.asUintN(64, state ^ (state << 13n));
    state ^= state >> 7n;
    state = BigInt.asUintN(64, state ^ (state << 17n));
    // Each tenth is a subnormal, each third about one.
    const subnormal = i % 10 === 0 ? state & 0x800fffffffffffffn : state;
    const near = i % 3 === 0 ? (state & 0x800fffffffffffffn) | 0x3fe0000000000000n : subnormal;
    view.setBigUint64(0, near);
    const value = view.getFloat64(0);
    if (!Number.isFinite(value)) continue;
    i++;
    yield value;
  }
}

describe('a double that is typed with its digits', () => {
  it('is that double', () => {
    expect(evaluateEntry('0.46023167337858045').re).toBe(0.46023167337858045);
    const edges = [
      Number.MAX_VALUE,
      Number.MIN_VALUE,
      2 ** -1022,
      2 ** -1022 - 2 ** -1074,
      3 * 2 ** -1074,
      2 ** 53 + 2,
      1e21,
      1e-7,
      123456789012345680000
    ];
    for (const value of [...edges, ...edges.map(x => -x), ...doubles(3000)]) {
      expect(evaluateEntry(String(value)).re).toBe(value);
    }
  });

  it('is the nearest to its fraction, over 10⁵ random bit patterns', () => {
    let wrong = 0;
    for (const value of doubles(100_000)) {
      const text = value.toString();
      const exact = fractionOf(text);
      if (!Object.is(nearestDouble(exact), value + 0)) wrong++;
    }
    expect(wrong).toBe(0);
  });

  it('is rounded to even between two doubles', () => {
    const half = (value: number, ulp: number) => fromDouble(value).add(fromDouble(ulp).div(2));
    expect(nearestDouble(half(1, 2 ** -52))).toBe(1);
    expect(nearestDouble(half(1 + 2 ** -52, 2 ** -52))).toBe(1 + 2 ** -51);
    expect(nearestDouble(half(0, 2 ** -1074))).toBe(0);
    expect(nearestDouble(half(2 ** -1074, 2 ** -1074))).toBe(2 ** -1073);
    expect(nearestDouble(half(2 ** -1022, 2 ** -1074))).toBe(2 ** -1022);
    expect(nearestDouble(half(Number.MAX_VALUE, 2 ** 971))).toBe(Number.POSITIVE_INFINITY);
    expect(nearestDouble(new Fraction(10n ** 400n, 10n ** 399n + 1n))).toBe(10);
    expect(nearestDouble(new Fraction(-1, 3))).toBe(-1 / 3);
  });
});

/** A decimal with an exponent as the fraction that it is. */
function fractionOf(text: string): Fraction {
  const [mantissa, exponent = '0'] = text.split('e');
  const power = new Fraction(10n ** BigInt(Math.abs(Number(exponent))));
  return Number(exponent) < 0
    ? new Fraction(mantissa).div(power)
    : new Fraction(mantissa).mul(power);
}

describe('an entry is exact', () => {
  it.each([
    ['1e3', '1000'],
    ['1.5e-7', '3/20000000'],
    ['2e-20 * 1e20', '2'],
    ['0.09^(1/2)', '3/10'],
    ['sqrt(4) + 1', '3'],
    ['1.00000000000000000001', '100000000000000000001/100000000000000000000'],
    ['10^15 + 1/3', '3000000000000001/3']
  ])('where decimals and rational operations say so: %s', (text, exact) => {
    expect(evaluateEntry(text).exact?.toFraction()).toBe(exact);
  });

  it.each([
    '0.3^(1/3)+1',
    'sqrt(2)',
    'sqrt(2)^2',
    'sqrt(0.5)',
    '8^(1/3) + pi',
    'cos(0)',
    'exp(0)',
    'log(e)',
    '0.1 * e',
    '2^0.3',
    'sin(pi/6)',
    '1/3 + i'
  ])('and not because a short fraction rounds to it: %s', text => {
    expect(evaluateEntry(text).exact).toBeUndefined();
  });

  it('unless it would be too long', () => {
    expect(evaluateEntry('1e-300000000')).toEqual({ re: 0, im: 0 });
    expect(evaluateEntry('5e-324').exact?.d).toBe(2n * 10n ** 323n);
    expect(evaluateEntry('1e-500')).toEqual({ re: 0, im: 0 });
  });
});
