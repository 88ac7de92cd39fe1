/**
 * Triangular systems of one right-hand side, which blocks and tiles would spend on columns that are not there.
 *
 * Every entry subtracts its terms one after the other, ascending for L and descending for U: the bits of
 * `reference/solve.ts` at every size. Four rows at once, since a row waits for each of its own sums.
 */
import { at, divide } from './rows';

/** x := L⁻¹·x for the unit lower triangle of n rows at l. */
export function substituteLower<T>(n: i32, l: usize, ld: i32, x: usize, im: usize): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const row = at<T>(l, i * ld);
    four<T>(i, row, ld, sizeof<T>(), x, sizeof<T>(), at<T>(x, i), im);
    for (let r = 1; r < 4; r++) one<T>(r, at<T>(row, r * ld + i), sizeof<T>(), at<T>(x, i), sizeof<T>(), at<T>(x, i + r), im);
  }
  for (; i < n; i++) one<T>(i, at<T>(l, i * ld), sizeof<T>(), x, sizeof<T>(), at<T>(x, i), im);
}

/** x := U⁻¹·x for the upper triangle of n rows at u; a zero on the diagonal gives Inf and NaN. */
export function substituteUpper<T>(n: i32, u: usize, ld: i32, x: usize, im: usize): void {
  const back: usize = 0 - sizeof<T>();
  const last = at<T>(x, n - 1);
  let i = n;
  for (; i >= 4; i -= 4) {
    const top = i - 4;
    four<T>(n - i, at<T>(u, top * ld + n - 1), ld, back, last, back, at<T>(x, top), im);
    for (let r = 3; r >= 0; r--) {
      const row = at<T>(u, (top + r) * ld);
      one<T>(3 - r, at<T>(row, i - 1), back, at<T>(x, i - 1), back, at<T>(x, top + r), im);
      divide<T, T>(at<T>(x, top + r), at<T>(row, top + r), 1, im);
    }
  }
  for (i--; i >= 0; i--) {
    const row = at<T>(u, i * ld);
    one<T>(n - 1 - i, at<T>(row, n - 1), back, last, back, at<T>(x, i), im);
    divide<T, T>(at<T>(x, i), at<T>(row, i), 1, im);
  }
}

/** Entry c −= a row · x, `k` terms, which are `step` and `stepX` bytes apart. */
function one<T>(k: i32, a: usize, step: usize, x: usize, stepX: usize, c: usize, im: usize): void {
  if (im) {
    oneComplex<T>(k, a, step, x, stepX, c, im);
    return;
  }
  let sum = load<T>(c);
  for (; k > 0; k--) {
    sum = <T>(sum - <T>(load<T>(a) * load<T>(x)));
    a += step;
    x += stepX;
  }
  store<T>(c, sum);
}

function oneComplex<T>(k: i32, a: usize, step: usize, x: usize, stepX: usize, c: usize, im: usize): void {
  let re = load<T>(c);
  let imaginary = load<T>(c + im);
  for (; k > 0; k--) {
    const xr = load<T>(x);
    const xi = load<T>(x + im);
    re = <T>(re - real<T>(a, im, xr, xi));
    imaginary = <T>(imaginary - other<T>(a, im, xr, xi));
    a += step;
    x += stepX;
  }
  store<T>(c, re);
  store<T>(c + im, imaginary);
}

/** As `one`, for four rows `ld` entries apart. */
function four<T>(k: i32, a: usize, ld: i32, step: usize, x: usize, stepX: usize, c: usize, im: usize): void {
  if (im) {
    fourComplex<T>(k, a, ld, step, x, stepX, c, im);
    return;
  }
  const row = (<usize>ld) * sizeof<T>();
  const size = sizeof<T>();
  const third = row + row + row;
  let s0 = load<T>(c);
  let s1 = load<T>(c + size);
  let s2 = load<T>(c + 2 * size);
  let s3 = load<T>(c + 3 * size);
  for (; k > 0; k--) {
    const value = load<T>(x);
    s0 = <T>(s0 - <T>(load<T>(a) * value));
    s1 = <T>(s1 - <T>(load<T>(a + row) * value));
    s2 = <T>(s2 - <T>(load<T>(a + 2 * row) * value));
    s3 = <T>(s3 - <T>(load<T>(a + third) * value));
    a += step;
    x += stepX;
  }
  store<T>(c, s0);
  store<T>(c + size, s1);
  store<T>(c + 2 * size, s2);
  store<T>(c + 3 * size, s3);
}

function fourComplex<T>(k: i32, a: usize, ld: i32, step: usize, x: usize, stepX: usize, c: usize, im: usize): void {
  const row = (<usize>ld) * sizeof<T>();
  for (let r = 0; r < 4; r += 2) {
    let s0 = load<T>(c);
    let t0 = load<T>(c + im);
    let s1 = load<T>(c + sizeof<T>());
    let t1 = load<T>(c + sizeof<T>() + im);
    let from = a;
    let by = x;
    for (let p = k; p > 0; p--) {
      const xr = load<T>(by);
      const xi = load<T>(by + im);
      s0 = <T>(s0 - real<T>(from, im, xr, xi));
      t0 = <T>(t0 - other<T>(from, im, xr, xi));
      s1 = <T>(s1 - real<T>(from + row, im, xr, xi));
      t1 = <T>(t1 - other<T>(from + row, im, xr, xi));
      from += step;
      by += stepX;
    }
    store<T>(c, s0);
    store<T>(c + im, t0);
    store<T>(c + sizeof<T>(), s1);
    store<T>(c + sizeof<T>() + im, t1);
    a += 2 * row;
    c += 2 * sizeof<T>();
  }
}

/** The real part of (entry at `a`)·x. */
// @ts-ignore: decorator
@inline
function real<T>(a: usize, im: usize, xr: T, xi: T): T {
  return <T>(<T>(load<T>(a) * xr) - <T>(load<T>(a + im) * xi));
}

// @ts-ignore: decorator
@inline
function other<T>(a: usize, im: usize, xr: T, xi: T): T {
  return <T>(<T>(load<T>(a) * xi) + <T>(load<T>(a + im) * xr));
}
