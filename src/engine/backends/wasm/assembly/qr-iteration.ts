/**
 * Singular values of an upper bidiagonal matrix by implicit QR.
 *
 * Source: Demmel and Kahan, Accurate singular values of bidiagonal matrices (1990), LAPACK xBDSQR. Ensures:
 * every singular value to high relative accuracy.
 */
import { at, LIFT, SMALL } from './reflector';
import { beginSweeps, endSweep, flushSweeps } from './sweeps';

const EPSILON: f64 = 1.1102230246251565e-16;
const TOLERANCE: f64 = 8 * EPSILON;
const TINY: f64 = 2.2250738585072014e-308;

/** The place of a sweep's rotations, four numbers a row: cosine and sine on the right, and on the left. */
let record: usize = 0;
/** Singular values that are known, in falling order, and not yet found again. */
let known: usize = 0;
let remaining: i32 = 0;
/** Sweeps since a value was found. */
let tries: i32 = 0;
/** Sweeps in which a known value is found if it is one of this block. */
const ENOUGH: i32 = 4;
/** Sweeps after which twice as much counts as zero: of equal values rounding leaves what no sweep makes smaller. */
const PATIENCE: i32 = 8;

/** Implicit QR on an upper bidiagonal matrix: diagonal d, above it e. */
export function iterate(n: i32, d: usize, e: usize): i32 {
  record = 0;
  return converge(n, d, e);
}

/**
 * As `iterate`, for vectors: `sweeps.ts` has the rotations applied.
 * @param values the singular values, which become shifts
 */
export function iterateWithVectors(n: i32, d: usize, e: usize, values: usize): i32 {
  record = beginSweeps(n);
  known = values;
  remaining = n;
  const info = converge(n, d, e);
  flushSweeps();
  return info;
}

function converge(n: i32, d: usize, e: usize): i32 {
  const threshold = smallest(n, d, e);
  let last = n - 1;
  let rounds: i32 = 0;
  const most = 100 * n + 1000;
  tries = 0;
  while (last > 0) {
    if (rounds++ > most) return 1;
    let first = last;
    // NaN is not negligible: it does not converge.
    while (first > 0 && !(abs(load<f64>(at(e, first - 1))) <= threshold)) first--;
    if (first > 0) store<f64>(at(e, first - 1), 0);
    if (first == last) {
      if (record) forget(abs(load<f64>(at(d, last))));
      last--;
      tries = 0;
    } else if (first + 1 == last && !record) {
      two(at(d, first), at(e, first));
      last -= 2;
      tries = 0;
    } else {
      block(n, d, e, first, last);
    }
  }
  if (record) return 0;
  for (let i = 0; i < n; i++) store<f64>(at(d, i), abs(load<f64>(at(d, i))));
  return 0;
}

/** The place of the known value nearest to this one. */
function nearest(value: f64): i32 {
  let best = 0;
  let apart: f64 = Infinity;
  for (let i = remaining - 1; i >= 0; i--) {
    const own = abs(load<f64>(at(known, i)) - value);
    if (own < apart) {
      apart = own;
      best = i;
    }
  }
  return best;
}

function forget(value: f64): void {
  const place = nearest(value);
  remaining--;
  for (let i = place; i < remaining; i++) store<f64>(at(known, i), load<f64>(at(known, i + 1)));
}

/** The size that counts as zero beside the smallest singular value, from a lower bound of it. */
function smallest(n: i32, d: usize, e: usize): f64 {
  let mu = abs(load<f64>(d));
  let least = mu;
  for (let i = 1; i < n && least != 0; i++) {
    mu = abs(load<f64>(at(d, i))) * (mu / (mu + abs(load<f64>(at(e, i - 1)))));
    least = min(least, mu);
  }
  return max(TOLERANCE * least / sqrt(<f64>n), 6 * <f64>n * <f64>n * TINY);
}

/** One step on rows [first, last] of which no e is negligible, or an e of them found to be so. */
function block(n: i32, d: usize, e: usize, first: i32, last: i32): void {
  // Large entries go to the top: a block turned around has the same singular values.
  if (!record && abs(load<f64>(at(d, first))) < abs(load<f64>(at(d, last)))) {
    reverse(at(d, first), at(d, last));
    reverse(at(e, first), at(e, last - 1));
  }
  const tolerance = TOLERANCE * <f64>(1 << min(tries / PATIENCE, 6));
  tries++;
  const end = at(e, last - 1);
  if (abs(load<f64>(end)) <= tolerance * abs(load<f64>(at(d, last)))) {
    store<f64>(end, 0);
    return;
  }
  let mu = abs(load<f64>(at(d, first)));
  let least = mu;
  let most = mu;
  for (let i = first; i < last; i++) {
    const size = abs(load<f64>(at(e, i)));
    if (size <= tolerance * mu) {
      store<f64>(at(e, i), 0);
      return;
    }
    most = max(most, max(size, abs(load<f64>(at(d, i + 1)))));
    mu = abs(load<f64>(at(d, i + 1))) * (mu / (mu + size));
    least = min(least, mu);
  }
  let shift: f64 = 0;
  if (<f64>n * TOLERANCE * (least / most) > EPSILON) {
    shift = lesserAndGreater(load<f64>(at(d, last - 1)), load<f64>(end), load<f64>(at(d, last)));
    if (record && remaining > 0 && tries <= ENOUGH) shift = load<f64>(at(known, nearest(shift)));
    const ratio = shift / abs(load<f64>(at(d, first)));
    if (ratio * ratio < EPSILON) shift = 0;
  }
  if (shift == 0) unshifted(d, e, first, last);
  else shifted(d, e, first, last, shift);
  if (record) record = endSweep(first, last);
}

function reverse(from: usize, to: usize): void {
  while (from < to) {
    const kept = load<f64>(from);
    store<f64>(from, load<f64>(to));
    store<f64>(to, kept);
    from += 8;
    to -= 8;
  }
}

/** The rotation that takes (f, g) to (r, 0): `cosine`, `sine` and r. */
let cosine: f64 = 1;
let sine: f64 = 0;

// @ts-ignore: decorator
@inline
function note(i: i32, side: usize): void {
  const place = record + ((<usize>i) << 5) + side;
  store<f64>(place, cosine);
  store<f64>(place, sine, 8);
}

function givens(f: f64, g: f64): f64 {
  if (g == 0) {
    cosine = 1;
    sine = 0;
    return f;
  }
  let square = f * f + g * g;
  let lift: f64 = 1;
  if (square < SMALL) {
    lift = LIFT;
    f *= lift;
    g *= lift;
    square = f * f + g * g;
  }
  const r = sqrt(square);
  cosine = f / r;
  sine = g / r;
  return r / lift;
}

/** The zero-shift sweep, which loses no relative accuracy. */
function unshifted(d: usize, e: usize, first: i32, last: i32): void {
  let c: f64 = 1;
  let oldC: f64 = 1;
  let oldS: f64 = 0;
  for (let i = first; i < last; i++) {
    const r = givens(load<f64>(at(d, i)) * c, load<f64>(at(e, i)));
    c = cosine;
    if (record) note(i, 0);
    if (i > first) store<f64>(at(e, i - 1), oldS * r);
    store<f64>(at(d, i), givens(oldC * r, load<f64>(at(d, i + 1)) * sine));
    if (record) note(i, 16);
    oldC = cosine;
    oldS = sine;
  }
  const h = load<f64>(at(d, last)) * c;
  store<f64>(at(d, last), h * oldC);
  store<f64>(at(e, last - 1), h * oldS);
}

function shifted(d: usize, e: usize, first: i32, last: i32, shift: f64): void {
  const head = load<f64>(at(d, first));
  let f = (abs(head) - shift) * (copysign<f64>(1, head) + shift / head);
  let g = load<f64>(at(e, first));
  for (let i = first; i < last; i++) {
    let r = givens(f, g);
    if (record) note(i, 0);
    if (i > first) store<f64>(at(e, i - 1), r);
    const di = load<f64>(at(d, i));
    const ei = load<f64>(at(e, i));
    const below = load<f64>(at(d, i + 1));
    f = cosine * di + sine * ei;
    const above = cosine * ei - sine * di;
    g = sine * below;
    const next = cosine * below;
    r = givens(f, g);
    if (record) note(i, 16);
    store<f64>(at(d, i), r);
    f = cosine * above + sine * next;
    store<f64>(at(d, i + 1), cosine * next - sine * above);
    if (i + 1 < last) {
      const after = load<f64>(at(e, i + 1));
      g = sine * after;
      store<f64>(at(e, i + 1), cosine * after);
    }
  }
  store<f64>(at(e, last - 1), f);
}

/** The lesser singular value of [f g; 0 h]; the greater is left in `greater`. LAPACK xLAS2. */
export let greater: f64 = 0;

export function lesserAndGreater(f: f64, g: f64, h: f64): f64 {
  const fa = abs(f);
  const ga = abs(g);
  const ha = abs(h);
  const low = min(fa, ha);
  const high = max(fa, ha);
  if (low == 0) {
    const most = max(high, ga);
    const ratio = most == 0 ? 0 : min(high, ga) / most;
    greater = most * sqrt(1 + ratio * ratio);
    return 0;
  }
  const sum = 1 + low / high;
  const difference = (high - low) / high;
  if (ga < high) {
    const square = (ga / high) * (ga / high);
    const factor = 2 / (sqrt(sum * sum + square) + sqrt(difference * difference + square));
    greater = high / factor;
    return low * factor;
  }
  const ratio = high / ga;
  if (ratio == 0) {
    greater = ga;
    return (low * high) / ga;
  }
  const one = sum * ratio;
  const other = difference * ratio;
  const factor = 1 / (sqrt(1 + one * one) + sqrt(1 + other * other));
  greater = ga / (factor + factor);
  return 2 * (low * factor * ratio);
}

/** A block of two rows, done at once. */
function two(d: usize, e: usize): void {
  const lesser = lesserAndGreater(load<f64>(d), load<f64>(e), load<f64>(d + 8));
  store<f64>(d, greater);
  store<f64>(d + 8, lesser);
  store<f64>(e, 0);
}
