/** Whole numbers as torch computes with them: exactly, and modulo 2³² or 2⁶⁴ where they do not fit. */
import { exponentOf } from './exponent.js';
import type { ProductSizes } from './matrices.js';

export interface IIntegerOperation {
  int32(a: number, b: number): number;
  int64(a: bigint, b: bigint): bigint;
}

/** Typed arrays cut these to their bits. */
export const INTEGER_OPERATIONS = {
  add: { int32: (a, b) => a + b, int64: (a, b) => a + b },
  sub: { int32: (a, b) => a - b, int64: (a, b) => a - b },
  mul: { int32: Math.imul, int64: (a, b) => a * b }
} satisfies Record<string, IIntegerOperation>;

/** The product of an m by k and a k by n matrix; 0 where k is 0. */
export function multiplyInt32(
  [m, k, n]: ProductSizes,
  a: Int32Array,
  b: Int32Array,
  out: Int32Array
): void {
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p];
      for (let j = 0; j < n; j++) out[i * n + j] += Math.imul(factor, b[p * n + j]);
    }
  }
}

/** As `multiplyInt32`. */
export function multiplyInt64(
  [m, k, n]: ProductSizes,
  a: BigInt64Array,
  b: BigInt64Array,
  out: BigInt64Array
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0n;
      for (let p = 0; p < k; p++) sum += a[i * k + p] * b[p * n + j];
      out[i * n + j] = sum;
    }
  }
}

/** The nearest float32, rounded once: by way of a double it may be rounded twice. */
export function nearestSingle(value: bigint): number {
  const double = Number(value);
  const below = BigInt.asIntN(64, value) === value ? BigInt(double) : value;
  // Rounding the double is only wrong where it lies half way between two float32 and the number does not.
  const place = double / 2 ** (exponentOf(Math.abs(double)) - 24);
  if (below === value || !Number.isInteger(place)) return Math.fround(double);
  const towards = value > below ? 1 : -1;
  return Math.fround(double * (1 + towards * Math.sign(double) * 2 ** -52));
}
