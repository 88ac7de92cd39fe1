/**
 * Rows of numbers: what every kernel is made of.
 *
 * `T` is the precision, f32 or f64. `E` is what an entry of the matrix is: `T` itself, or `v128` where
 * every entry holds the same entry of several matrices, a batch that is worked on side by side. The same
 * algorithms serve both, with the same operations on every number, so that a member of a batch has the
 * bits of a matrix alone. A complex matrix is two planes: the imaginary parts lie `im` bytes behind the
 * real ones; `im` is 0 for real matrices. Products and sums are rounded one by one.
 */

/** Entries that one vector holds, of a row or of a batch. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return 16 / sizeof<T>();
}

/** The address of an entry. */
// @ts-ignore: decorator
@inline
export function at<E>(a: usize, index: i32): usize {
  return a + (<usize>index) * sizeof<E>();
}

/** The entry at `place` in every lane: one number for a row, or one for each member of a batch. */
// @ts-ignore: decorator
@inline
export function spread<T, E>(place: usize): v128 {
  if (isVector<E>()) return v128.load(place);
  return v128.load_splat<T>(place);
}

/** a where `mask` is set, else b; of a lane all bits are set, or none. */
// @ts-ignore: decorator
@inline
export function pick<T>(a: v128, b: v128, mask: v128): v128 {
  if (!ASC_FEATURE_RELAXED_SIMD) return v128.bitselect(a, b, mask);
  // One instruction for three. Lanes as wide as those of the mask: it may look at one bit of each.
  return sizeof<T>() == 8 ? v128.relaxed_laneselect<i64>(a, b, mask) : v128.relaxed_laneselect<i32>(a, b, mask);
}

/** c − a·b, rounded twice. */
// @ts-ignore: decorator
@inline
export function minus<T>(c: v128, a: v128, b: v128): v128 {
  return v128.sub<T>(c, v128.mul<T>(a, b));
}

/** Row y −= (entry at `factor`) · row x. */
export function subtract<T, E>(y: usize, x: usize, factor: usize, count: i32, im: usize): void {
  if (im) subtractComplex<T, E>(y, x, factor, count, im);
  else subtractReal<T, E>(y, x, factor, count);
}

function subtractReal<T, E>(y: usize, x: usize, factor: usize, count: i32): void {
  const end = at<E>(y, count);
  const wide = end - ((end - y) & 15);
  const f = spread<T, E>(factor);
  while (y < wide) {
    v128.store(y, minus<T>(v128.load(y), f, v128.load(x)));
    y += 16;
    x += 16;
  }
  if (isVector<E>()) return;
  const single = load<T>(factor);
  while (y < end) {
    store<T>(y, <T>(load<T>(y) - <T>(single * load<T>(x))));
    y += sizeof<T>();
    x += sizeof<T>();
  }
}

function subtractComplex<T, E>(y: usize, x: usize, factor: usize, count: i32, im: usize): void {
  const end = at<E>(y, count);
  const wide = end - ((end - y) & 15);
  const fr = spread<T, E>(factor);
  const fi = spread<T, E>(factor + im);
  while (y < wide) {
    const xr = v128.load(x);
    const xi = v128.load(x + im);
    const re = v128.sub<T>(v128.mul<T>(fr, xr), v128.mul<T>(fi, xi));
    const imaginary = v128.add<T>(v128.mul<T>(fr, xi), v128.mul<T>(fi, xr));
    v128.store(y, v128.sub<T>(v128.load(y), re));
    v128.store(y + im, v128.sub<T>(v128.load(y + im), imaginary));
    y += 16;
    x += 16;
  }
  if (isVector<E>()) return;
  const r = load<T>(factor);
  const i = load<T>(factor + im);
  while (y < end) {
    const xr = load<T>(x);
    const xi = load<T>(x + im);
    store<T>(y, <T>(load<T>(y) - <T>(<T>(r * xr) - <T>(i * xi))));
    store<T>(y + im, <T>(load<T>(y + im) - <T>(<T>(r * xi) + <T>(i * xr))));
    y += sizeof<T>();
    x += sizeof<T>();
  }
}

/** Row x /= (entry at `pivot`). */
export function divide<T, E>(x: usize, pivot: usize, count: i32, im: usize): void {
  const end = at<E>(x, count);
  if (im) {
    divideComplex<T, E>(x, pivot, end, im);
    return;
  }
  const wide = end - ((end - x) & 15);
  const p = spread<T, E>(pivot);
  for (; x < wide; x += 16) v128.store(x, v128.div<T>(v128.load(x), p));
  if (isVector<E>()) return;
  const single = load<T>(pivot);
  for (; x < end; x += sizeof<T>()) store<T>(x, <T>(load<T>(x) / single));
}

/** Divisors above this are quartered, and what they divide with them: Smith's sums may double them. */
// @ts-ignore: decorator
@inline
function large<T>(): T {
  return sizeof<T>() == 8 ? <T>2.2471164185778949e307 : <T>4.2535295865117308e37;
}

/**
 * Smith's method (Communications of the ACM 5, 1962, p. 435) without a branch: with p the larger and q
 * the smaller part of the divisor, everything is divided by p + q·(q / p).
 */
function divideComplex<T, E>(x: usize, pivot: usize, end: usize, im: usize): void {
  const br = spread<T, E>(pivot);
  const bi = spread<T, E>(pivot + im);
  const real = v128.ge<T>(v128.abs<T>(br), v128.abs<T>(bi));
  const most = v128.bitselect(br, bi, real);
  const isLarge = v128.gt<T>(v128.abs<T>(most), v128.splat<T>(large<T>()));
  const factor = v128.bitselect(v128.splat<T>(<T>0.25), v128.splat<T>(<T>1), isLarge);
  const larger = v128.mul<T>(most, factor);
  const smaller = v128.mul<T>(v128.bitselect(bi, br, real), factor);
  const ratio = v128.div<T>(smaller, larger);
  const scale = v128.add<T>(larger, v128.mul<T>(smaller, ratio));
  for (; x < end; x += sizeof<E>()) {
    const ar = v128.mul<T>(spread<T, E>(x), factor);
    const ai = v128.mul<T>(spread<T, E>(x + im), factor);
    const first = v128.bitselect(ar, ai, real);
    const second = v128.bitselect(ai, ar, real);
    const re = v128.div<T>(v128.add<T>(first, v128.mul<T>(second, ratio)), scale);
    const scaled = v128.mul<T>(v128.bitselect(ar, ai, real), ratio);
    const other = v128.bitselect(ai, ar, real);
    const difference = v128.bitselect(v128.sub<T>(other, scaled), v128.sub<T>(scaled, other), real);
    put<T, E>(x, re);
    put<T, E>(x + im, v128.div<T>(difference, scale));
  }
}

/** Stores what `spread` loaded. */
// @ts-ignore: decorator
@inline
export function put<T, E>(place: usize, value: v128): void {
  if (isVector<E>()) v128.store(place, value);
  else store<T>(place, v128.extract_lane<T>(value, 0));
}

/** Exchanges `count` entries. */
export function swapSpan<T, E>(x: usize, y: usize, count: i32): void {
  const end = at<E>(x, count);
  const wide = end - ((end - x) & 15);
  for (; x < wide; x += 16, y += 16) {
    const kept = v128.load(x);
    v128.store(x, v128.load(y));
    v128.store(y, kept);
  }
  for (; x < end; x += sizeof<T>(), y += sizeof<T>()) {
    const kept = load<T>(x);
    store<T>(x, load<T>(y));
    store<T>(y, kept);
  }
}

// @ts-ignore: decorator
@inline
export function pivotAt(pivots: usize, index: i32): i32 {
  return load<i32>(pivots + ((<usize>index) << 2)) - 1;
}

/**
 * Exchanges rows as pivots [from, to) say, in columns [column, column + count). The lanes of a batch
 * exchange rows of their own, and did so when they chose them.
 */
export function swapRows<T, E>(
  ld: i32, a: usize, im: usize, pivots: usize, from: i32, to: i32, column: i32, count: i32
): void {
  if (isVector<E>()) return;
  for (let k = from; k < to; k++) {
    const row = pivotAt(pivots, k);
    if (row == k) continue;
    const upper = at<E>(a, k * ld + column);
    const lower = at<E>(a, row * ld + column);
    swapSpan<T, E>(upper, lower, count);
    if (im) swapSpan<T, E>(upper + im, lower + im, count);
  }
}

/** Exchanges the first lane of x with that of y, and the second with that of z; any of them may be the same. */
export function swapPair(x: usize, y: usize, z: usize, count: i32): void {
  if (y == z) {
    swapSpan<f64, v128>(x, y, count);
    return;
  }
  const end = x + ((<usize>count) << 4);
  for (; x < end; x += 16, y += 16, z += 16) {
    const upper = v128.load(x);
    const one = v128.load(y);
    const other = v128.load(z);
    v128.store(y, v128.shuffle<i64>(upper, one, 0, 3));
    v128.store(z, v128.shuffle<i64>(other, upper, 0, 3));
    // Last, since y or z may be x.
    v128.store(x, v128.shuffle<i64>(one, other, 0, 3));
  }
}

/** Exchanges one lane of floats, as whole vectors: what is stored by halves cannot be loaded as one without waiting. */
export function swapLane<T>(x: usize, y: usize, count: i32, lane: i32): void {
  const end = x + ((<usize>count) << 4);
  const mask = i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(lane));
  for (; x < end; x += 16, y += 16) {
    const upper = v128.load(x);
    const lower = v128.load(y);
    v128.store(x, pick<T>(lower, upper, mask));
    v128.store(y, pick<T>(upper, lower, mask));
  }
}
