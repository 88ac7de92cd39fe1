/** Square complex matrices that eigenvalues are computed of: row-major, real and imaginary parts apart. */

import { exponentOf, scale } from '../../core/exponent.js';

const { abs, max, sqrt } = Math;

export interface ISquare {
  readonly n: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export function zeroSquare(n: number): ISquare {
  return { n, re: new Float64Array(n * n), im: new Float64Array(n * n) };
}

export function identitySquare(n: number): ISquare {
  const result = zeroSquare(n);
  for (let i = 0; i < n; i++) result.re[i * n + i] = 1;
  return result;
}

/** Divides by a power of two, in place, so that the largest entry is about 1; returns its exponent. */
export function normalizeSquare({ re, im }: ISquare): number {
  let largest = 0;
  for (const part of [re, im]) {
    for (let at = 0; at < part.length; at++) largest = max(largest, abs(part[at]));
  }
  const exponent = exponentOf(largest);
  if (exponent === 0) return 0;
  for (const part of [re, im]) {
    for (let at = 0; at < part.length; at++) part[at] = scale(part[at], -exponent);
  }
  return exponent;
}

/** Gains smaller than this are not worth a scaling. */
const WORTHWHILE = 0.95;

/**
 * D⁻¹·A·D with a diagonal D of powers of two, in place, so that rows and columns are of about one size.
 * Source: LAPACK xGEBAL, its scaling alone.
 * @returns the exponents of D
 */
export function balance(A: ISquare): Int32Array {
  const exponents = new Int32Array(A.n);
  for (let again = true; again; ) {
    again = false;
    for (let i = 0; i < A.n; i++) {
      const shift = unevenness(A, i);
      if (shift === 0) continue;
      again = true;
      exponents[i] += shift;
      scaleBoth(A, i, shift);
    }
  }
  return exponents;
}

/** The exponent by which column i is to grow, and row i to shrink. */
function unevenness({ n, re, im }: ISquare, i: number): number {
  let [column, row] = [0, 0];
  for (let j = 0; j < n; j++) {
    if (j === i) continue;
    column += re[j * n + i] ** 2 + im[j * n + i] ** 2;
    row += re[i * n + j] ** 2 + im[i * n + j] ** 2;
  }
  if (column === 0 || row === 0) return 0;
  let [c, r] = [sqrt(column), sqrt(row)];
  const before = c + r;
  let shift = 0;
  for (; c < r / 2; shift++) [c, r] = [c * 2, r / 2];
  for (; c / 2 >= r; shift--) [c, r] = [c / 2, r * 2];
  return c + r < WORTHWHILE * before ? shift : 0;
}

function scaleBoth({ n, re, im }: ISquare, i: number, shift: number): void {
  for (const part of [re, im]) {
    for (let j = 0; j < n; j++) {
      part[j * n + i] = scale(part[j * n + i], shift);
      part[i * n + j] = scale(part[i * n + j], -shift);
    }
  }
}

/**
 * An order of rows and columns in which A is upper triangular at its ends, as far as exchanges make it so: what they
 * isolate are eigenvalues as they stand, which rotations would blur where there are several of one.
 * Source: LAPACK xGEBAL, its search.
 * @returns undefined where that is the order in which they are
 */
export function isolatingOrder({ n, re, im }: ISquare): number[] | undefined {
  const isEntry = (i: number, j: number) => re[i * n + j] !== 0 || im[i * n + j] !== 0;
  const rest = Array.from({ length: n }, (_, i) => i);
  // Entries of each row beside its diagonal, and of each column, in those that are left.
  const counts = { row: new Int32Array(n), column: new Int32Array(n) };
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j || !isEntry(i, j)) continue;
      counts.row[i]++;
      counts.column[j]++;
    }
  }
  const take = (at: number): number => {
    const [own] = rest.splice(at, 1);
    for (const other of rest) {
      if (isEntry(other, own)) counts.row[other]--;
      if (isEntry(own, other)) counts.column[other]--;
    }
    return own;
  };
  const lastRow = () => rest.findLastIndex(i => counts.row[i] === 0);
  const firstColumn = () => rest.findIndex(j => counts.column[j] === 0);
  const [top, bottom]: number[][] = [[], []];
  for (let at = lastRow(); at >= 0; at = lastRow()) bottom.unshift(take(at));
  for (let at = firstColumn(); at >= 0; at = firstColumn()) top.push(take(at));
  const order = [...top, ...rest, ...bottom];
  return order.every((from, to) => from === to) ? undefined : order;
}

/** Rows and columns in another order. */
export function reordered({ n, re, im }: ISquare, order: readonly number[]): ISquare {
  const result = zeroSquare(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const from = order[i] * n + order[j];
      result.re[i * n + j] = re[from];
      result.im[i * n + j] = im[from];
    }
  }
  return result;
}

/** The rows in the places that they had before `reordered`. */
export function rowsBack({ n, re, im }: ISquare, order: readonly number[]): ISquare {
  const result = zeroSquare(n);
  order.forEach((to, from) => {
    result.re.set(re.subarray(from * n, (from + 1) * n), to * n);
    result.im.set(im.subarray(from * n, (from + 1) * n), to * n);
  });
  return result;
}
