/**
 * The figures of E = I − A·X that a fast proof needs, in one product: E is not kept.
 *
 * Every entry is summed over k in short runs, so that few roundings touch a product; each time a run is added to E,
 * the new |E| is added to a mass, and u times the mass bounds the roundings of E itself (running error analysis: Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.3).
 * Requires: matrices row-major, without gaps. Ensures: `roundings` of `verify/slack.ts`.
 */
import { KC, MC, MR, madd, NC, packColumns, packRows } from './gemm';
import { loadPair, storePair } from './pairs';

/** Products that are summed before they are added to E. */
const RUN: i32 = 16;
/** Columns of the register tile: two vectors. */
const NR: i32 = 4;
/** Bytes of a row of a strip. */
const ROW: usize = 64;

function padded(count: i32, step: i32): i32 {
  return ((count + step - 1) / step) * step;
}

/**
 * Of each column Σ(|E| + unit·mass), Σ weight·|X| and Σ count·X²; of each row the largest |X|, and Σⱼ|X_ij|·ρⱼ with
 * ρⱼ² = Σₖ countₖ·A_jk², of the larger of rows j and j + n where n < m.
 * @param unit a bound of the relative error of one rounding
 * @param e scratch for two matrices, whose rows and columns are padded to multiples of 6 and 4
 * @param work `PACK` bytes
 */
export function assess(
  m: i32, k: i32, n: i32, unit: f64, a: usize, x: usize, weights: usize, counts: usize,
  errors: usize, columns: usize, squares: usize, largest: usize, rows: usize, e: usize, work: usize
): void {
  residual(m, n, k, a, x, e, work);
  sumErrors(m, n, unit, e, errors);
  lengths(m, k, a, counts, work);
  for (let j = n; j < m; j++) {
    const at = work + ((<usize>(j - n)) << 3);
    store<f64>(at, max(load<f64>(at), load<f64>(work + ((<usize>j) << 3))));
  }
  measure(m, n, x, weights, counts, work, columns, squares, largest, rows);
}

/**
 * E = I − A·X and its mass, in strips of four columns: of each row four entries of E, and four of the mass, so that
 * a tile's lie together.
 */
function residual(m: i32, n: i32, k: i32, a: usize, x: usize, e: usize, work: usize): void {
  const strip = (<usize>padded(m, MR)) * ROW;
  memory.fill(e, 0, (<usize>(padded(n, NR) / NR)) * strip);
  for (let j = 0; j < n; j++) store<f64>(e + (<usize>(j / NR)) * strip + (<usize>j) * ROW + ((<usize>(j % NR)) << 3), 1);
  const packX = work + <usize>(MC * KC * 8);
  for (let j = 0; j < n; j += NC) {
    const nc = min(NC, n - j);
    for (let p = 0; p < k; p += KC) {
      const kc = min(KC, k - p);
      packColumns<f64>(kc, nc, x + ((<usize>(p * n + j)) << 3), n, packX);
      for (let i = 0; i < m; i += MC) {
        const mc = min(MC, m - i);
        packRows<f64>(mc, kc, -1, a + ((<usize>(i * k + p)) << 3), k, work);
        block(mc, nc, kc, work, packX, e + (<usize>(j / NR)) * strip + (<usize>i) * ROW, strip);
      }
    }
  }
}

function block(mc: i32, nc: i32, kc: i32, a: usize, x: usize, e: usize, strip: usize): void {
  for (let j = 0; j < nc; j += NR) {
    for (let i = 0; i < mc; i += MR) {
      tile(kc, a + ((<usize>(i * kc)) << 3), x + ((<usize>(j * kc)) << 3), e + (<usize>i) * ROW);
    }
    e += strip;
  }
}

/** The register tile, 6 rows by two vectors. */
function tile(kc: i32, a: usize, x: usize, e: usize): void {
  const stop = x + (<usize>kc) * NR * 8;
  while (x < stop) {
    const end = min(stop, x + RUN * NR * 8);
    let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
    let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
    while (x < end) {
      const x0 = v128.load(x);
      const x1 = v128.load(x, 16);
      let y = v128.load64_splat(a);
      c00 = madd<f64>(y, x0, c00);
      c01 = madd<f64>(y, x1, c01);
      y = v128.load64_splat(a, 8);
      c10 = madd<f64>(y, x0, c10);
      c11 = madd<f64>(y, x1, c11);
      y = v128.load64_splat(a, 16);
      c20 = madd<f64>(y, x0, c20);
      c21 = madd<f64>(y, x1, c21);
      y = v128.load64_splat(a, 24);
      c30 = madd<f64>(y, x0, c30);
      c31 = madd<f64>(y, x1, c31);
      y = v128.load64_splat(a, 32);
      c40 = madd<f64>(y, x0, c40);
      c41 = madd<f64>(y, x1, c41);
      y = v128.load64_splat(a, 40);
      c50 = madd<f64>(y, x0, c50);
      c51 = madd<f64>(y, x1, c51);
      a += MR * 8;
      x += NR * 8;
    }
    addRow(e, c00, c01);
    addRow(e + ROW, c10, c11);
    addRow(e + 2 * ROW, c20, c21);
    addRow(e + 3 * ROW, c30, c31);
    addRow(e + 4 * ROW, c40, c41);
    addRow(e + 5 * ROW, c50, c51);
  }
}

// @ts-ignore: decorator
@inline
function addRow(e: usize, low: v128, high: v128): void {
  const first = v128.add<f64>(v128.load(e), low);
  const second = v128.add<f64>(v128.load(e, 16), high);
  v128.store(e, first);
  v128.store(e, second, 16);
  v128.store(e, v128.add<f64>(v128.load(e, 32), v128.abs<f64>(first)), 32);
  v128.store(e, v128.add<f64>(v128.load(e, 48), v128.abs<f64>(second)), 48);
}

/** Of each column Σ(|E| + unit·mass). */
function sumErrors(m: i32, n: i32, unit: f64, e: usize, errors: usize): void {
  const units = f64x2.splat(unit);
  const past = (<usize>(padded(m, MR) - m)) * ROW;
  for (let j = 0; j < n; j += NR) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    for (let i = 0; i < m; i++) {
      low = v128.add<f64>(low, v128.add<f64>(v128.abs<f64>(v128.load(e)), v128.mul<f64>(units, v128.load(e, 32))));
      high = v128.add<f64>(high, v128.add<f64>(v128.abs<f64>(v128.load(e, 16)), v128.mul<f64>(units, v128.load(e, 48))));
      e += ROW;
    }
    e += past;
    storePair(errors, low, j + 1 < n);
    if (j + 2 < n) storePair(errors + 16, high, j + 3 < n);
    errors += NR * 8;
  }
}

/** The figures of X alone: two rows at a time, so that sums of columns are loaded and stored half as often. */
function measure(
  m: i32, n: i32, x: usize, weights: usize, counts: usize, lengths: usize,
  columns: usize, squares: usize, largest: usize, rows: usize
): void {
  const step = (<usize>n) << 3;
  const pairs = step & ~15;
  memory.fill(columns, 0, step);
  memory.fill(squares, 0, step);
  for (let i = 0; i < m; i += 2) {
    const two = i + 1 < m;
    const weight = v128.load64_splat(weights);
    const count = v128.load64_splat(counts);
    // The last row of an odd number is taken twice, and counts once.
    const nextWeight = f64x2.splat(two ? load<f64>(weights, 8) : 0);
    const nextCount = f64x2.splat(two ? load<f64>(counts, 8) : 0);
    const y = two ? x + step : x;
    let most = f64x2.splat(0), nextMost = most, sum = most, nextSum = most;
    // NaN is dropped, which the sums of columns hand on: a maximum that keeps it takes several instructions.
    for (let j: usize = 0; j < pairs; j += 16) {
      const entry = v128.abs<f64>(v128.load(x + j));
      const next = v128.abs<f64>(v128.load(y + j));
      const length = v128.load(lengths + j);
      most = f64x2.pmax(most, entry);
      nextMost = f64x2.pmax(nextMost, next);
      sum = madd<f64>(length, entry, sum);
      nextSum = madd<f64>(length, next, nextSum);
      add(columns + j, weight, entry, nextWeight, next, true);
      add(squares + j, v128.mul<f64>(count, entry), entry, v128.mul<f64>(nextCount, next), next, true);
    }
    if (pairs < step) {
      const entry = v128.abs<f64>(loadPair(x + pairs, false));
      const next = v128.abs<f64>(loadPair(y + pairs, false));
      const length = loadPair(lengths + pairs, false);
      most = f64x2.pmax(most, entry);
      nextMost = f64x2.pmax(nextMost, next);
      sum = madd<f64>(length, entry, sum);
      nextSum = madd<f64>(length, next, nextSum);
      add(columns + pairs, weight, entry, nextWeight, next, false);
      add(squares + pairs, v128.mul<f64>(count, entry), entry, v128.mul<f64>(nextCount, next), next, false);
    }
    store<f64>(largest, max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)));
    store<f64>(rows, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    if (two) {
      store<f64>(largest, max(f64x2.extract_lane(nextMost, 0), f64x2.extract_lane(nextMost, 1)), 8);
      store<f64>(rows, f64x2.extract_lane(nextSum, 0) + f64x2.extract_lane(nextSum, 1), 8);
    }
    weights += 16;
    counts += 16;
    largest += 16;
    rows += 16;
    x += 2 * step;
  }
}

// @ts-ignore: decorator
@inline
function add(to: usize, factor: v128, entry: v128, nextFactor: v128, next: v128, pair: bool): void {
  storePair(to, madd<f64>(nextFactor, next, madd<f64>(factor, entry, loadPair(to, pair))), pair);
}

/** √(Σₖ countₖ·A_jk²) of each row j. */
function lengths(m: i32, k: i32, a: usize, counts: usize, to: usize): void {
  const step = (<usize>k) << 3;
  for (let j = 0; j < m; j++) {
    let squares = f64x2.splat(0);
    for (let p: usize = 0; p < step; p += 16) {
      const pair = p + 16 <= step;
      const entry = loadPair(a + p, pair);
      squares = madd<f64>(v128.mul<f64>(loadPair(counts + p, pair), entry), entry, squares);
    }
    store<f64>(to, sqrt(f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1)));
    to += 8;
    a += step;
  }
}
