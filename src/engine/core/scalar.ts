import type { DType } from './dtype.js';

/** A complex number as plain data; mathjs's `Complex` has the same fields and is accepted wherever this is. */
export class Complex {
  constructor(
    readonly re: number,
    readonly im: number
  ) {}

  toString(): string {
    const sign = this.im < 0 || Object.is(this.im, -0) ? '-' : '+';
    return `${this.re}${sign}${Math.abs(this.im)}i`;
  }
}

/** Builds a complex number: `complex(1, -2)` is 1 − 2i. */
export function complex(re: number, im = 0): Complex {
  return new Complex(re, im);
}

interface IScalars {
  float32: number;
  float64: number;
  complex64: Complex;
  complex128: Complex;
  int32: number;
  int64: bigint;
  bool: boolean;
}

/** An element of a tensor of dtype D: number, bigint, boolean or `Complex`, which `{re, im}` is too. */
export type Scalar<D extends DType = DType> = IScalars[D];

export function isComplexNumber(value: unknown): value is { re: number; im: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Complex).re === 'number' &&
    typeof (value as Complex).im === 'number'
  );
}
