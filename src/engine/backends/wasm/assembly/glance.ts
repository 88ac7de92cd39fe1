/**
 * A look at a matrix before its singular values are computed: whether rows and columns are each of about one size,
 * and none is zero or a multiple of another. See `cpu/proportional.ts`, which has the last word on the others.
 */
import { exponentOf, scale } from './exponent';
import { at } from './reflector';

/** Of larger ratios the smaller singular values are found by rotations. */
const EVEN: f64 = 64;
/** Quotients of multiples differ by less. */
const NEAR: f64 = 1e-15;

/**
 * Divides A by the power of two of its largest entry, where it is plain.
 * @param width 1 for real columns; 2 for complex ones, real parts before imaginary ones
 * @param work scratch for max(n, m·width) numbers
 * @returns whether it is; its exponent is in `exponent` then
 */
export function isPlain(m: i32, n: i32, width: i32, a: usize, work: usize): bool {
  const size = m * width;
  memory.fill(work, 0, (<usize>size) << 3);
  let least: f64 = Infinity;
  let most: f64 = 0;
  // NaN and Inf become NaN in it.
  let sum: f64 = 0;
  for (let j = 0; j < n; j++) {
    let own: f64 = 0;
    for (let i = 0; i < size; i++) {
      const value = abs(load<f64>(at(a, j * size + i)));
      if (value > own) own = value;
      if (value > load<f64>(at(work, i))) store<f64>(at(work, i), value);
      sum += value - value;
    }
    if (own < least) least = own;
    if (own > most) most = own;
  }
  if (sum != 0 || !(most <= EVEN * least) || !(most > 0)) return false;
  for (let i = 0; i < m; i++) {
    let own = load<f64>(at(work, i));
    if (width == 2) own = max(own, load<f64>(at(work, m + i)));
    if (!(most <= EVEN * own)) return false;
  }
  if (hasMultiples(m, n, size, 1, width, m, a, work) || hasMultiples(n, m, 1, size, width, m, a, work)) return false;
  exponent = exponentOf(most);
  if (exponent != 0) for (let i = 0; i < n * size; i++) store<f64>(at(a, i), scale(load<f64>(at(a, i)), -exponent));
  return true;
}

export let exponent: i32 = 0;

/** Whether two of `count` lines, `apart` from one another, may be multiples; `step` leads along a line. */
function hasMultiples(
  length: i32, count: i32, apart: i32, step: i32, width: i32, m: i32, a: usize, work: usize
): bool {
  if (length == 1) return count > 1;
  // The quotient of the first two entries is the same for multiples, but for rounding. Complex ones are all compared.
  for (let j = 0; j < count; j++) {
    const x = at(a, j * apart);
    store<f64>(at(work, j), width == 1 ? load<f64>(at(x, step)) / load<f64>(x) : NaN);
  }
  for (let p = 0; p < count; p++) {
    const own = load<f64>(at(work, p));
    const near = NEAR * abs(own);
    for (let q = p + 1; q < count; q++) {
      // NaN, of zeros, is near to all.
      if (abs(own - load<f64>(at(work, q))) > near) continue;
      if (mayBeMultiple(at(a, p * apart), at(a, q * apart), length, step, width, m)) return true;
    }
  }
  return false;
}

/** Products that are equal round to the same. */
function mayBeMultiple(x: usize, y: usize, length: i32, step: i32, width: i32, m: i32): bool {
  if (width == 2) return mayBeMultipleComplex(x, y, length, step, m);
  const a = load<f64>(x);
  const b = load<f64>(y);
  for (let i = step; i < length * step; i += step) {
    if (a * load<f64>(at(y, i)) != load<f64>(at(x, i)) * b) return false;
  }
  return true;
}

function mayBeMultipleComplex(x: usize, y: usize, length: i32, step: i32, m: i32): bool {
  const half = (<usize>m) << 3;
  const a = load<f64>(x);
  const b = load<f64>(x + half);
  const c = load<f64>(y);
  const d = load<f64>(y + half);
  for (let i = step; i < length * step; i += step) {
    const e = load<f64>(at(x, i));
    const f = load<f64>(at(x, i) + half);
    const g = load<f64>(at(y, i));
    const h = load<f64>(at(y, i) + half);
    const apart = abs(a * g - b * h - (e * c - f * d)) + abs(a * h + b * g - (e * d + f * c));
    const one = (abs(a) + abs(b)) * (abs(g) + abs(h));
    const other = (abs(e) + abs(f)) * (abs(c) + abs(d));
    if (apart > 3.552713678800501e-15 * (one + other)) return false;
  }
  return true;
}
