/**
 * Singular values of an upper bidiagonal matrix by the differential quotient-difference algorithm with shifts.
 *
 * Source: Fernando and Parlett, Accurate singular values and differential qd algorithms (1994); Parlett and
 * Marques, An implementation of the dqds algorithm (2000). Requires: a diagonal d whose largest number is about 1,
 * and e above it. Ensures: every singular value to high relative accuracy, down to 2^-480 of the largest.
 *
 * A matrix is a row of pairs (q, e), the squares of its diagonal and of what is above it. A transform subtracts
 * a shift from every eigenvalue of BᵀB, and works only while none of them becomes negative: a shift that was too
 * large shows in a negative d, and is taken back, since the pairs before it are kept in the other half.
 */
import { lesserAndGreater, greater } from './qr-iteration';
import { at } from './reflector';

/** Beside what is so much larger, the square of an entry counts as zero: (32ε)². */
const NEGLIGIBLE: f64 = 5.048709793414476e-29;
/** 2^240, by which numbers are multiplied: products of two squares are normal, down to those of the smallest that count. */
const SCALE: f64 = 1.7668470647783843e72;
/** The steps that one value may take. */
const STEPS: i32 = 100;

/** Scratch in bytes. */
export function dqdsBytes(n: i32): usize {
  return (<usize>(5 * n)) << 3;
}

// @ts-ignore: decorator
@inline
function pair(x: usize, index: i32): usize {
  return x + ((<usize>index) << 4);
}

/** The pairs that are valid, and room for those of the next transform. */
let now: usize = 0;
let next: usize = 0;
/** Rows [first, last] are what is worked on, shifted by the sum of `sigma` and `rest`. */
let first: i32 = 0;
let last: i32 = 0;
let sigma: f64 = 0;
let rest: f64 = 0;
/** The last three d of a transform, from the bottom up, and the least of all, without one, without two of them. */
let d0: f64 = 0;
let d1: f64 = 0;
let d2: f64 = 0;
let least0: f64 = 0;
let least1: f64 = 0;
let least2: f64 = 0;

/**
 * Writes the singular values of the matrix with diagonal d and e above it to `values`, unordered. `values` may be d.
 * @returns 0, or 1 where the iteration did not converge, or numbers are too far apart for squares
 */
export function dqds(n: i32, d: usize, e: usize, values: usize, work: usize): i32 {
  now = work;
  next = pair(now, n);
  // Of the block that ends with a row: what its eigenvalues were shifted by.
  const shifts = pair(next, n);
  for (let i = 0; i < n; i++) {
    const q = load<f64>(at(d, i)) * SCALE;
    const above = i + 1 < n ? load<f64>(at(e, i)) * SCALE : 0;
    if (isTiny(q) || isTiny(above)) return 1;
    store<f64>(pair(now, i), q * q);
    store<f64>(pair(now, i), above * above, 8);
  }
  last = n - 1;
  store<f64>(at(shifts, last), 0);
  while (last >= 0) {
    first = last;
    // NaN is not zero.
    while (first > 0 && load<f64>(pair(now, first - 1), 8) != 0) first--;
    sigma = load<f64>(at(shifts, last));
    rest = 0;
    if (finish(values, shifts)) return 1;
    now = work;
    next = pair(now, n);
  }
  return 0;
}

/** Whether the square of a number has lost digits. */
// @ts-ignore: decorator
@inline
function isTiny(value: f64): bool {
  return value != 0 && abs(value) < 1 / SCALE;
}

/** Finds the values of [first, last], or of the end of it after which it falls apart. */
function finish(values: usize, shifts: usize): i32 {
  const most = STEPS * (last - first + 1);
  split(shifts);
  let deflated = deflate(values);
  if (last < first) return 0;
  turn();
  let shift: f64 = 0;
  for (let step = 1; step <= most; step++) {
    if (!advance(shift)) return 1;
    // The part that is split off stays in the half that all began in.
    if ((step & 15) == 0) split(shifts);
    deflated = deflate(values);
    if (last < first) return 0;
    if (deflated > 0 && turn()) shift = 0;
    else shift = shiftOf(deflated);
  }
  return 1;
}

/** Takes from the end of the block what has converged. */
function deflate(values: usize): i32 {
  const before = last;
  while (last >= first) {
    const own = pair(now, last);
    if (last == first || load<f64>(own - 8) <= NEGLIGIBLE * (sigma + load<f64>(own))) {
      store<f64>(at(values, last), valueOf(load<f64>(own)));
      last--;
    } else if (last == first + 1 || load<f64>(own - 24) <= NEGLIGIBLE * sigma) {
      const lesser = lesserAndGreater(sqrt(load<f64>(own - 16)), sqrt(load<f64>(own - 8)), sqrt(load<f64>(own)));
      store<f64>(at(values, last), valueOf(lesser * lesser));
      store<f64>(at(values, last - 1), valueOf(greater * greater));
      last -= 2;
    } else break;
  }
  return before - last;
}

// @ts-ignore: decorator
@inline
function valueOf(eigenvalue: f64): f64 {
  return sqrt(sigma + (rest + eigenvalue)) / SCALE;
}

/** Sets `first` to behind the last e that is negligible; the block that ends there keeps the shift. */
function split(shifts: usize): void {
  let d = load<f64>(pair(now, first));
  for (let i = first; i < last; i++) {
    const own = pair(now, i);
    const e = load<f64>(own, 8);
    const below = load<f64>(own, 16);
    if (e <= NEGLIGIBLE * (sigma + d)) {
      store<f64>(own, 0, 8);
      store<f64>(at(shifts, i), sigma);
      first = i + 1;
      d = below;
    } else d = below * (d / (d + e));
  }
}

/** Turns the block around where its large numbers are at the end: the small ones converge there. */
function turn(): bool {
  if (!(1.5 * load<f64>(pair(now, first)) < load<f64>(pair(now, last)))) return false;
  let top = pair(now, first);
  let bottom = pair(now, last);
  while (top < bottom) {
    exchange(top, bottom);
    // Between rows: one e fewer than there are q.
    if (top + 8 < bottom - 8) exchange(top + 8, bottom - 8);
    top += 16;
    bottom -= 16;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function exchange(x: usize, y: usize): void {
  const kept = load<f64>(x);
  store<f64>(x, load<f64>(y));
  store<f64>(y, kept);
}

/** A transform by this shift, or by the largest of smaller ones that works. */
function advance(shift: f64): bool {
  for (let attempt = 0; ; attempt++) {
    const failed = transform(shift);
    if (failed < 0) break;
    if (shift == 0) return false;
    // If only the last d is negative, shift + d is hardly below the least eigenvalue.
    if (failed == last && attempt < 2) shift = max(0, (shift + d0) * (1 - 4.440892098500626e-16));
    else shift = attempt < 3 ? 0.25 * shift : 0;
  }
  exchangeHalves();
  const sum = sigma + shift;
  rest += sigma > shift ? shift - (sum - sigma) : sigma - (sum - shift);
  sigma = sum;
  return true;
}

function exchangeHalves(): void {
  const kept = now;
  now = next;
  next = kept;
}

/** @returns −1, or the row whose d became negative, or NaN */
function transform(shift: f64): i32 {
  const start = pair(now, first);
  const end = pair(now, last);
  const away = next - now;
  let d = load<f64>(start) - shift;
  // Vectors, since `pmin` is one instruction and no branch.
  let least = f64x2.splat(Infinity);
  let before = least;
  let one = least;
  let two = least;
  for (let x = start; x < end; x += 16) {
    if (!(d >= 0)) return first + <i32>((x - start) >> 4);
    const e = load<f64>(x, 8);
    const q = d + e;
    const below = load<f64>(x, 16);
    store<f64>(x + away, q);
    store<f64>(x + away, e * (below / q), 8);
    before = least;
    two = one;
    one = f64x2.splat(d);
    least = f64x2.pmin(least, one);
    // The product does not wait for q.
    d = (d * below) / q - shift;
  }
  d0 = d;
  if (!(d >= 0)) return last;
  store<f64>(end + away, d);
  store<f64>(end + away, 0, 8);
  d1 = f64x2.extract_lane(one, 0);
  d2 = f64x2.extract_lane(two, 0);
  least2 = f64x2.extract_lane(before, 0);
  least1 = f64x2.extract_lane(least, 0);
  least0 = min(least1, d);
  return -1;
}

/** A number that is hardly larger than the least eigenvalue, from the last transform; `deflated` values ended since. */
function shiftOf(deflated: i32): f64 {
  if (deflated > 2) return 0;
  const own = deflated == 0 ? d0 : deflated == 1 ? d1 : d2;
  const least = deflated == 0 ? least0 : deflated == 1 ? least1 : least2;
  const others = deflated == 0 ? least1 : deflated == 1 ? least2 : least2;
  if (own > least) return 0.25 * least;
  // An eigenvector nearly: 1 at the end, and upwards by the ratios of e and q; its Rayleigh quotient and residual.
  const share = upwards();
  if (!(share < 0.5)) return 0.25 * own;
  const quotient = own / (1 + share);
  const residual = quotient * sqrt(share);
  const gap = 0.8 * others - quotient;
  if (gap > residual) return quotient - residual * (residual / gap);
  return max(quotient - residual, 0.25 * own);
}

/** The square of the norm of that vector without its 1. */
function upwards(): f64 {
  let sum: f64 = 0;
  let part: f64 = 1;
  for (let x = pair(now, last - 1); x >= pair(now, first); x -= 16) {
    part *= load<f64>(x, 8) / load<f64>(x);
    sum += part;
    if (!(sum < 0.5) || 100 * part < sum) break;
  }
  return sum;
}
