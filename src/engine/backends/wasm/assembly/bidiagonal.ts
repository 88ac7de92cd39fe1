/**
 * Singular values of a real matrix through a bidiagonal one with the same.
 *
 * Source: Golub and Kahan (1965); LAPACK xGEBD2, with the two updates of each step and the products after
 * them in one pass over the columns (Howell, Demmel, Fulton, Hammarling and Marmol, Cache efficient
 * bidiagonalization using BLAS 2.5 operators, 2008). Requires: entries finite and at most about 1,
 * m >= n, columns one after the other. Ensures: absolute errors of a few ε·σ₁.
 */
import { bidiagonalizeComplex, complexBytes } from './bidiagonal-complex';
import { dqds, dqdsBytes } from './dqds';
import { exponent, isPlain } from './glance';
import { iterate } from './qr-iteration';
import { at, householder, SMALL, tau } from './reflector';
import { axpy, axpyDot, axpyThree, dot, first, multiply, rankTwoDots, second, third } from './vectors';

/** Scratch for n columns of m rows. */
export function bidiagonalBytes(m: i32, n: i32): usize {
  return ((<usize>(3 * n)) << 3) + complexBytes(m, n) + dqdsBytes(n);
}

/**
 * Destroys A; leaves the singular values, unordered, at the start of `work`.
 * @returns 0, or 1 where the iteration did not converge
 */
export function singularValues(m: i32, n: i32, a: usize, work: usize): i32 {
  return valuesOf(m, n, 1, a, work);
}

/** @param width 1 for real columns; 2 for complex ones, real parts before imaginary ones */
function valuesOf(m: i32, n: i32, width: i32, a: usize, work: usize): i32 {
  const values = work;
  const d = at(values, n);
  const e = at(d, n);
  const scratch = at(e, n);
  if (width == 2) bidiagonalizeComplex(m, n, a, d, e, scratch);
  else bidiagonalize(m, n, a, d, e, scratch, 0, 0);
  if (dqds(n, d, e, values, scratch) == 0) return 0;
  // The other iteration is slower, and has no range of its own.
  const info = iterate(n, d, e);
  memory.copy(values, d, (<usize>n) << 3);
  return info;
}

/**
 * As `singularValues`, divided by a power of two and descending, its exponent behind them, where A is plain.
 * @returns −1 where it is not: A is as it was
 */
export function plainValues(m: i32, n: i32, width: i32, a: usize, work: usize): i32 {
  if (!isPlain(m, n, width, a, at(work, n))) return -1;
  const info = valuesOf(m, n, width, a, work);
  sort(n, work);
  store<f64>(at(work, n), <f64>exponent);
  return info;
}

/** Largest first; they are nearly so already. */
export function sort(n: i32, values: usize): void {
  for (let i = 1; i < n; i++) {
    const own = load<f64>(at(values, i));
    let j = i;
    for (; j > 0 && load<f64>(at(values, j - 1)) < own; j--) store<f64>(at(values, j), load<f64>(at(values, j - 1)));
    store<f64>(at(values, j), own);
  }
}

/**
 * Leaves the diagonal and what is above it in d and e, and the vectors of the left reflections in A from its diagonal on.
 * @param work scratch for 2·(m + n) numbers
 * @param rows 0, or receives the vectors of the right reflections: column k from below its diagonal on, n by n
 * @param taus receives the factors, 2·n of them: of the left reflections, and of the right ones
 */
export function bidiagonalize(
  m: i32, n: i32, a: usize, d: usize, e: usize, work: usize, rows: usize, taus: usize
): void {
  // Until both are applied, A is short of left·rowᵀ + image·rightᵀ.
  const row = work;
  const right = at(row, n);
  let image = at(right, n);
  let other = at(image, m);
  memory.fill(row, 0, (<usize>(2 * n + 2 * m)) << 3);
  let left = a;
  for (let k = 0; k < n; k++) {
    const count = m - k;
    const column = at(a, k * m + k);
    if (k > 0) {
      axpy(-load<f64>(at(row, k)), left, column, count);
      axpy(-load<f64>(at(right, k)), at(image, k), column, count);
    }
    store<f64>(at(d, k), householder(count, column));
    if (rows) store<f64>(at(taus, k), tau);
    const size = n - k - 1;
    if (size == 0) {
      store<f64>(at(e, k), 0);
      return;
    }
    memory.fill(at(other, k), 0, (<usize>count) << 3);
    const next = at(a, (k + 1) * m + k);
    pass(count, size, (<usize>m) << 3, next, column, left, at(image, k), at(other, k), at(row, k + 1), at(right, k + 1));
    const place = at(right, k + 1);
    store<f64>(at(e, k), reflectRow(count, size, (<usize>m) << 3, next, column, at(other, k), at(row, k + 1), place));
    if (rows) {
      store<f64>(at(taus, n + k), tau);
      memory.copy(at(rows, k * n + k + 1), place, (<usize>size) << 3);
    }
    const kept = image;
    image = other;
    other = kept;
    left = column + 8;
  }
}

/**
 * Brings `size` columns up to date; then `row` is τ·vᵀA, `right` the first row of (I − τ·v·vᵀ)·A, and `image` is
 * more by A times that row.
 */
function pass(
  count: i32, size: i32, step: usize, a: usize, v: usize, left: usize, before: usize, image: usize,
  row: usize, right: usize
): void {
  const ratio = tau;
  let j = 0;
  for (; j + 3 <= size; j += 3) {
    updateThree(count, a, step, v, left, before, row, right, ratio);
    axpyThree(right, a, step, image, count);
    a += step + step + step;
    row += 24;
    right += 24;
  }
  for (; j < size; j++) {
    axpy(-load<f64>(row), left, a, count);
    const product = ratio * axpyDot(-load<f64>(right), before, a, v, count);
    store<f64>(row, product);
    store<f64>(right, load<f64>(a) - product);
    axpy(load<f64>(right), a, image, count);
    a += step;
    row += 8;
    right += 8;
  }
}

// @ts-ignore: decorator
@inline
function updateThree(
  count: i32, a: usize, step: usize, v: usize, left: usize, before: usize, row: usize, right: usize, ratio: f64
): void {
  rankTwoDots(row, right, left, before, a, step, v, count);
  store<f64>(row, ratio * first);
  store<f64>(row, ratio * second, 8);
  store<f64>(row, ratio * third, 16);
  store<f64>(right, load<f64>(a) - ratio * first);
  store<f64>(right, load<f64>(a + step) - ratio * second, 8);
  store<f64>(right, load<f64>(a + step + step) - ratio * third, 16);
}

/**
 * The reflection of the row: `right` becomes its vector, `image` what A·right takes, times its τ.
 * @returns the number that the row is reflected to
 */
function reflectRow(
  count: i32, size: i32, step: usize, a: usize, v: usize, image: usize, row: usize, right: usize
): f64 {
  const head = load<f64>(right);
  const beta = householder(size, right);
  if (tau == 0) {
    memory.fill(image, 0, (<usize>count) << 3);
    return beta;
  }
  const scale = tau;
  if (abs(beta) > SMALL) {
    axpy(-beta, a, image, count);
    multiply(scale / (head - beta), image, count);
  } else {
    // The row is too small to have been multiplied by without loss.
    memory.fill(image, 0, (<usize>count) << 3);
    for (let j = 0; j < size; j++) axpy(scale * load<f64>(at(right, j)), a + <usize>j * step, image, count);
  }
  axpy(-scale * dot(row, right, size), v, image, count);
  return beta;
}
