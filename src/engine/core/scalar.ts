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

/** An element of a tensor. */
export type Scalar = number | bigint | boolean | { readonly re: number; readonly im: number };

export function isComplexNumber(value: unknown): value is { re: number; im: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Complex).re === 'number' &&
    typeof (value as Complex).im === 'number'
  );
}
