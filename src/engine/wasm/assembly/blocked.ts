/**
 * LU and inverse of real matrices, nearly all of it as products.
 *
 * Source: Toledo, Locality of reference in LU decomposition with partial pivoting (1997): recursive
 * halving of the columns, pivot rule and `info` those of LAPACK xGETRF. Triangular solves multiply by
 * the inverses of their diagonal blocks (Du Croz and Higham, Stability of methods for matrix inversion,
 * 1992). The inverse is U⁻¹·L⁻¹·P, with L⁻¹ built as the triangle that it is: 2n³ operations in all.
 * Requires: row-major, leading dimension n. Scratch as `workBytes` says.
 */
import { gemm, PACK } from './gemm';
import { factorColumns } from './real';
import { at, subtract, swapSpan } from './rows';

/** The size of the diagonal blocks that are inverted. */
const NB: i32 = 32;
/** Columns at which the recursion of the factorization ends. */
const LEAF: i32 = 16;
/** Columns of L⁻¹ that are multiplied at once, skipping the zeros above them. */
const STRIP: i32 = 128;

/** Scratch for n: pack buffers, one inverted block, and NB rows. */
export function workBytes(n: i32): usize {
  return PACK + (<usize>(NB * NB + NB * n)) * 8;
}

// @ts-ignore: decorator
@inline
function rowsBuffer(work: usize): usize {
  return work + PACK + NB * NB * 8;
}

/** Exchanges rows as pivots[from .. to) say, in columns [column, column + count). */
function swapRows<T>(
  n: i32, a: usize, pivots: usize, from: i32, to: i32, column: i32, count: i32
): void {
  for (let k = from; k < to; k++) {
    const row = load<i32>(pivots + ((<usize>k) << 2)) - 1;
    if (row != k) swapSpan<T>(at<T>(a, k * n + column), at<T>(a, row * n + column), count);
  }
}

/** Factors PA = LU; returns LAPACK's info. */
export function factorBlocked<T>(n: i32, a: usize, pivots: usize, work: usize): i32 {
  return columns<T>(n, a, pivots, 0, n, work);
}

/** Factors columns [from, to) of the rows below `from`. */
function columns<T>(n: i32, a: usize, pivots: usize, from: i32, to: i32, work: usize): i32 {
  const width = to - from;
  if (width <= LEAF) return factorColumns<T>(n, a, pivots, from, to);
  let half = width >> 1;
  if (half > NB) half = ((half + NB - 1) / NB) * NB;
  const middle = from + half;
  const first = columns<T>(n, a, pivots, from, middle, work);
  swapRows<T>(n, a, pivots, from, middle, middle, to - middle);
  solveLower<T>(n, a, from, middle, at<T>(a, from * n + middle), n, to - middle, work);
  gemm<T>(
    n - middle, to - middle, half, <T>-1,
    at<T>(a, middle * n + from), n, at<T>(a, from * n + middle), n, at<T>(a, middle * n + middle), n, work
  );
  const second = columns<T>(n, a, pivots, middle, to, work);
  swapRows<T>(n, a, pivots, middle, to, from, half);
  return first != 0 ? first : second;
}

/** Where a span of rows is halved: at a multiple of NB. */
// @ts-ignore: decorator
@inline
function middleOf(from: i32, to: i32): i32 {
  return from + (((to - from + 2 * NB - 1) / (2 * NB)) * NB);
}

/**
 * B := L⁻¹·B for rows and columns [from, to) of the unit lower triangle of a.
 * @param b row `from` of B, of which `count` columns are solved
 */
function solveLower<T>(
  n: i32, a: usize, from: i32, to: i32, b: usize, ldb: i32, count: i32, work: usize
): void {
  if (to - from <= NB) {
    for (let r = 1; r < to - from; r++) {
      for (let k = 0; k < r; k++) {
        const factor = load<T>(at<T>(a, (from + r) * n + from + k));
        subtract<T>(at<T>(b, r * ldb), at<T>(b, k * ldb), factor, count);
      }
    }
    return;
  }
  const middle = middleOf(from, to);
  const below = at<T>(b, (middle - from) * ldb);
  solveLower<T>(n, a, from, middle, b, ldb, count, work);
  gemm<T>(
    to - middle, count, middle - from, <T>-1,
    at<T>(a, middle * n + from), n, b, ldb, below, ldb, work
  );
  solveLower<T>(n, a, middle, to, below, ldb, count, work);
}

/** Inverts A into x, destroying a; returns LAPACK's info. */
export function invertBlocked<T>(n: i32, a: usize, pivots: usize, x: usize, work: usize): i32 {
  const info = factorBlocked<T>(n, a, pivots, work);
  memory.fill(x, 0, (<usize>n) * n * sizeof<T>());
  invertUnitLower<T>(n, a, 0, n, x, work);
  solveUpper<T>(n, a, 0, n, x, work);
  permuteColumns<T>(n, pivots, x, work);
  return info;
}

/** The inverse of rows and columns [from, to) of L into x, which holds zeros there. */
function invertUnitLower<T>(n: i32, a: usize, from: i32, to: i32, x: usize, work: usize): void {
  if (to - from <= NB) {
    for (let r = from; r < to; r++) {
      store<T>(at<T>(x, r * n + r), <T>1);
      for (let k = from; k < r; k++) {
        const factor = load<T>(at<T>(a, r * n + k));
        subtract<T>(at<T>(x, r * n + from), at<T>(x, k * n + from), factor, k + 1 - from);
      }
    }
    return;
  }
  const middle = middleOf(from, to);
  const below = at<T>(x, middle * n + from);
  invertUnitLower<T>(n, a, from, middle, x, work);
  // −L₂₁·X₁₁ in strips of columns: X₁₁ is a triangle, and has nothing above its strip's first row.
  for (let j = from; j < middle; j += STRIP) {
    gemm<T>(
      to - middle, min(STRIP, middle - j), middle - j, <T>-1,
      at<T>(a, middle * n + j), n, at<T>(x, j * n + j), n, at<T>(x, middle * n + j), n, work
    );
  }
  solveLower<T>(n, a, middle, to, below, n, middle - from, work);
  invertUnitLower<T>(n, a, middle, to, x, work);
}

/** x := U⁻¹·x for rows and columns [from, to) of the upper triangle of a. */
function solveUpper<T>(n: i32, a: usize, from: i32, to: i32, x: usize, work: usize): void {
  if (to - from <= NB) {
    const size = to - from;
    const rows = at<T>(x, from * n);
    const copy = rowsBuffer(work);
    const inverse = work + PACK;
    invertUpperBlock<T>(size, at<T>(a, from * n + from), n, inverse);
    memory.copy(copy, rows, (<usize>(size * n)) * sizeof<T>());
    memory.fill(rows, 0, (<usize>(size * n)) * sizeof<T>());
    gemm<T>(size, n, size, <T>1, inverse, NB, copy, n, rows, n, work);
    return;
  }
  const middle = middleOf(from, to);
  solveUpper<T>(n, a, middle, to, x, work);
  gemm<T>(
    middle - from, n, to - middle, <T>-1,
    at<T>(a, from * n + middle), n, at<T>(x, middle * n), n, at<T>(x, from * n), n, work
  );
  solveUpper<T>(n, a, from, middle, x, work);
}

/** The inverse of one diagonal block of U; a zero on the diagonal gives Inf and NaN, as it should. */
function invertUpperBlock<T>(size: i32, u: usize, ldu: i32, to: usize): void {
  memory.fill(to, 0, NB * NB * sizeof<T>());
  for (let i = size - 1; i >= 0; i--) {
    const pivot = load<T>(at<T>(u, i * ldu + i));
    store<T>(at<T>(to, i * NB + i), <T>1);
    for (let k = i + 1; k < size; k++) {
      const factor = load<T>(at<T>(u, i * ldu + k));
      subtract<T>(at<T>(to, i * NB + k), at<T>(to, k * NB + k), factor, size - k);
    }
    for (let j = i; j < size; j++) {
      const place = at<T>(to, i * NB + j);
      store<T>(place, <T>(load<T>(place) / pivot));
    }
  }
}

/** x := x·P, the exchanges of the factorization undone on the columns, row by row. */
function permuteColumns<T>(n: i32, pivots: usize, x: usize, work: usize): void {
  const order = work;
  for (let j = 0; j < n; j++) store<i32>(order + ((<usize>j) << 2), j);
  for (let k = 0; k < n; k++) {
    const row = load<i32>(pivots + ((<usize>k) << 2)) - 1;
    const kept = load<i32>(order + ((<usize>k) << 2));
    store<i32>(order + ((<usize>k) << 2), load<i32>(order + ((<usize>row) << 2)));
    store<i32>(order + ((<usize>row) << 2), kept);
  }
  const copy = rowsBuffer(work);
  for (let i = 0; i < n; i++) {
    const row = at<T>(x, i * n);
    memory.copy(copy, row, (<usize>n) * sizeof<T>());
    for (let j = 0; j < n; j++) {
      const to = load<i32>(order + ((<usize>j) << 2));
      store<T>(at<T>(row, to), load<T>(at<T>(copy, j)));
    }
  }
}
