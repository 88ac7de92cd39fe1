/**
 * C − A·(X + low) to about twice the precision by whole products: A and X are cut into slices of so few bits
 * that products of slices are exact in whatever order they are summed, fused or not.
 *
 * Source: Ozaki, Ogita, Oishi and Rump, Error-free transformations of matrix multiplication, Numer.
 * Algorithms 59 (2012). Six products: A₁X₁; A₁X₂ + A₂X₁; A₁X₃ + A₂(X₂ + X₃) + A₃X, of which the last three are
 * small and rounded.
 */
import { gemm, PACK } from './gemm';

/** Sizes beyond 2^±400 are left to others: nothing here may overflow, or lose bits below the least number. */
const RANGE: i32 = 400;

/** Bytes of scratch. */
export function slicedBytes(m: i32, k: i32, n: i32): usize {
  const a = <usize>m * <usize>k;
  const x = <usize>k * <usize>n;
  const c = <usize>m * <usize>n;
  return PACK + (3 * a + 4 * x + 3 * c + <usize>(m + n)) * 8;
}

/** The exponent e with |value| < 2^e; 2000 for Inf and NaN, 0 for 0. */
function above(value: f64): i32 {
  if (value == 0) return 0;
  const exponent = (<i32>(reinterpret<u64>(value) >> 52) & 0x7ff) - 1022;
  return exponent == 1025 ? 2000 : exponent;
}

// @ts-ignore: decorator
@inline
function power(exponent: i32): f64 {
  return reinterpret<f64>(<u64>(exponent + 1023) << 52);
}

/** 2^e for each row; false where one is out of range. */
function rowPowers(m: i32, k: i32, a: usize, to: usize): bool {
  for (let i = 0; i < m; i++) {
    let most: f64 = 0;
    for (let p = 0; p < k; p++, a += 8) most = max(most, abs(load<f64>(a)));
    const exponent = above(most);
    if (exponent > RANGE || exponent < -RANGE) return false;
    store<f64>(to + (<usize>i << 3), power(exponent));
  }
  return true;
}

/** 2^e for each column. */
function columnPowers(k: i32, n: i32, x: usize, to: usize): bool {
  memory.fill(to, 0, <usize>n << 3);
  for (let p = 0; p < k; p++) {
    for (let j: usize = 0; j < <usize>n << 3; j += 8, x += 8) {
      store<f64>(to + j, max(load<f64>(to + j), abs(load<f64>(x))));
    }
  }
  for (let j: usize = 0; j < <usize>n << 3; j += 8) {
    const exponent = above(load<f64>(to + j));
    if (exponent > RANGE || exponent < -RANGE) return false;
    store<f64>(to + j, power(exponent));
  }
  return true;
}

/** The multiple of `scale`/1.5 · 2⁻⁵² that is nearest to a number. */
// @ts-ignore: decorator
@inline
function cut(value: f64, scale: f64): f64 {
  return scale + value - scale;
}

/** A = A₁ + A₂ + A₃ by rows; `size` numbers from one slice to the next. */
function sliceRows(m: i32, k: i32, a: usize, powers: usize, unit: f64, next: f64, to: usize, size: usize): void {
  for (let i = 0; i < m; i++) {
    const own = load<f64>(powers + (<usize>i << 3));
    const first = own * unit;
    const second = own * next;
    for (let p = 0; p < k; p++) {
      const value = load<f64>(a);
      const high = cut(value, first);
      const rest = value - high;
      const middle = cut(rest, second);
      store<f64>(to, high);
      store<f64>(to + size, middle);
      store<f64>(to + 2 * size, rest - middle);
      a += 8;
      to += 8;
    }
  }
}

/** X = X₁ + X₂ + X₃ by columns, and X₂ + X₃. */
function sliceColumns(k: i32, n: i32, x: usize, powers: usize, unit: f64, next: f64, to: usize, size: usize): void {
  for (let p = 0; p < k; p++) {
    for (let j: usize = 0; j < <usize>n << 3; j += 8) {
      const own = load<f64>(powers + j);
      const value = load<f64>(x);
      const high = cut(value, own * unit);
      const rest = value - high;
      const middle = cut(rest, own * next);
      store<f64>(to, high);
      store<f64>(to + size, middle);
      store<f64>(to + 2 * size, rest - middle);
      store<f64>(to + 3 * size, rest);
      x += 8;
      to += 8;
    }
  }
}

/** C less three sums, `size` bytes apart. */
function combine(sums: usize, size: usize, lost: f64, high: usize, rest: usize, mass: usize): void {
  const start = load<f64>(high);
  const one = load<f64>(sums);
  const less = start - one;
  let back = less - start;
  const error = start - (less - back) - (one + back);
  const two = load<f64>(sums + size);
  const sum = less - two;
  back = sum - less;
  const errors = error + (less - (sum - back) - (two + back));
  const small = errors - load<f64>(sums + 2 * size);
  const result = sum + small;
  back = result - sum;
  store<f64>(high, result);
  store<f64>(rest, sum - (result - back) + (small - back));
  store<f64>(mass, lost + abs(errors) + abs(small));
}

/**
 * As `twofold`, with larger `mass`; |low| is at most half a unit of the last place of X.
 * @returns whether it was done: false where sizes are out of range
 * @param work `slicedBytes`
 */
export function sliced(
  m: i32, k: i32, n: i32, a: usize, x: usize, low: usize,
  high: usize, rest: usize, mass: usize, work: usize
): bool {
  const sizeA = (<usize>m * <usize>k) << 3;
  const sizeX = (<usize>k * <usize>n) << 3;
  const sizeC = (<usize>m * <usize>n) << 3;
  const slicesA = work + PACK;
  const slicesX = slicesA + 3 * sizeA;
  const first = slicesX + 4 * sizeX;
  const second = first + sizeC;
  const third = second + sizeC;
  const rows = third + sizeC;
  const columns = rows + (<usize>m << 3);
  if (!rowPowers(m, k, a, rows) || !columnPowers(k, n, x, columns)) return false;
  // 2k products of two slices fit into 53 bits.
  const bits = (53 - (32 - clz(2 * k - 1))) >> 1;
  const unit = 1.5 * power(52 - bits);
  const next = 1.5 * power(51 - 2 * bits);
  sliceRows(m, k, a, rows, unit, next, slicesA, sizeA);
  sliceColumns(k, n, x, columns, unit, next, slicesX, sizeX);
  memory.fill(first, 0, 3 * sizeC);
  gemm<f64>(m, n, k, 1, slicesA, k, slicesX, n, first, n, work);
  gemm<f64>(m, n, k, 1, slicesA, k, slicesX + sizeX, n, second, n, work);
  gemm<f64>(m, n, k, 1, slicesA + sizeA, k, slicesX, n, second, n, work);
  gemm<f64>(m, n, k, 1, slicesA, k, slicesX + 2 * sizeX, n, third, n, work);
  gemm<f64>(m, n, k, 1, slicesA + sizeA, k, slicesX + 3 * sizeX, n, third, n, work);
  gemm<f64>(m, n, k, 1, slicesA + 2 * sizeA, k, x, n, third, n, work);
  if (low) gemm<f64>(m, n, k, 1, a, k, low, n, third, n, work);
  // The rounded products: at most 3 or 4 times so many roundings of numbers that add up to so much each.
  const roundings = <f64>(min(k, 256) + (k + 255) / 256 + 1);
  const share = (low ? 17 : 10) * roundings * <f64>k * power(-2 * bits - 2);
  let p = first;
  for (let i = 0; i < m; i++) {
    const row = share * load<f64>(rows + (<usize>i << 3));
    for (let j: usize = 0; j < <usize>n << 3; j += 8) {
      combine(p, sizeC, row * load<f64>(columns + j), high, rest, mass);
      p += 8;
      high += 8;
      rest += 8;
      mass += 8;
    }
  }
  return true;
}
