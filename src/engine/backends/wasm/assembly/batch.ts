/**
 * Small matrices side by side: every lane of a vector belongs to another member of the batch.
 *
 * Source: Anderson, Sheffield and Keutzer, A predictive model for solving small linear algebra problems in
 * GPU registers (2012), for the layout; the algorithms are those of `lu.ts` and `inverse.ts`, operation by
 * operation. Requires: members one after the other, row-major, complex ones interleaved (re, im).
 */
import { firstZero, FOUR, invertFour, LABELLED, LABELS, unevenFour } from './four';
import { unevenRows } from './limits';
import { columnOrder, invert } from './inverse';
import { factor } from './lu';
import { at, lanes } from './rows';

/** The largest matrix that is worked on side by side. */
export const ACROSS: i32 = 16;

/** Bytes of scratch: two matrices of vectors, complex, with pivots and orders. */
export const BATCH: usize = <usize>(4 * ACROSS * ACROSS * 16 + 2 * ACROSS * 16 + 64);

// @ts-ignore: decorator
@inline
function memberBytes<T>(n: i32, complex: bool): usize {
  return (<usize>(n * n)) * sizeof<T>() << (complex ? 1 : 0);
}

/** Bytes of a plane of n by n vectors. */
// @ts-ignore: decorator
@inline
function plane(n: i32): usize {
  return (<usize>(n * n)) << 4;
}

/** Inverts `count` members of a into x. */
export function invertBatch<T>(
  n: i32, complex: bool, count: i32, a: usize, x: usize, info: usize, work: usize
): void {
  if (n <= 4 && !complex) {
    invertTiny<T>(n, count, a, x, info, work);
    return;
  }
  for (let first = 0; first < count; first += lanes<T>()) {
    invertGroup<T>(n, complex, first, min(lanes<T>(), count - first), a, x, info, work);
  }
}

/** Inverts as many members as there are lanes, from the `first` on. */
function invertGroup<T>(
  n: i32, complex: bool, first: i32, used: i32, a: usize, x: usize, info: usize, work: usize
): void {
  const im: usize = complex ? plane(n) : 0;
  const inverse = work + 2 * plane(ACROSS);
  const pivots = inverse + 2 * plane(ACROSS);
  const order = pivots + (<usize>ACROSS << 4);
  const infos = order + (<usize>ACROSS << 4);
  const wide = infos + 16;
  const size = memberBytes<T>(n, complex);
  gather<T>(n, complex, used, a + <usize>first * size, work);
  memory.fill(infos, 0, 16);
  v128.store(wide, unevenRows<T, v128>(n, n, work, im));
  invert<T, v128>(n, n, work, im, pivots, inverse, infos, 0);
  for (let lane = 0; lane < used; lane++) {
    const from = inverse + (<usize>lane) * sizeof<T>();
    const to = x + <usize>(first + lane) * size;
    columnOrder(n, pivots + ((<usize>lane) << 2), lanes<T>(), order);
    for (let i = 0; i < n; i++) {
      if (complex) scatterComplex<T>(n, i, order, from, im, to);
      else scatter<T>(n, i, order, from, to);
    }
    const position = load<i32>(infos + ((<usize>lane) << 2));
    const note = load<i32>(at<T>(wide, lane)) != 0 ? -1 : 0;
    store<i32>(info + (<usize>(first + lane) << 2), position != 0 ? position : note);
  }
}

/** Inverts `count` real matrices of at most 4 rows. */
function invertTiny<T>(n: i32, count: i32, a: usize, x: usize, info: usize, work: usize): void {
  const inverse = work + LABELLED;
  const size = memberBytes<T>(n, false);
  memory.fill(info, 0, <usize>count << 2);
  for (let first = 0; first < count; first += lanes<T>()) {
    const used = min(lanes<T>(), count - first);
    const from = a + <usize>first * size;
    if (n == 4 && used == lanes<T>()) transposeFours<T>(from, size, 16, work, 16, lanes<T>() << 4);
    else corners<T>(n, used, from, work);
    // The rows of the identity are not the matrix's.
    const wide = n == 4 ? unevenFour<T>(work) : unevenRows<T, v128>(n, 4, work, 0);
    invertFour<T>(work, inverse);
    if (n < 4 && !isFinite<T>(n, inverse)) {
      // If Inf and NaN meet the zeros of the identity, its rows may have been chosen.
      invertGroup<T>(n, false, first, used, a, x, info, work);
      continue;
    }
    const zeros = firstZero<T>(work);
    for (let lane = 0; lane < used; lane++) {
      const to = x + <usize>(first + lane) * size;
      if (n == 4) scatterFour<T>(at<T>(inverse, lane), at<T>(work + LABELS, lane), to);
      else uncorner<T>(n, at<T>(inverse, lane), at<T>(work + LABELS, lane), to);
    }
    if (v128.any_true(v128.or(zeros, wide))) noteTiny<T>(used, zeros, wide, info + (<usize>first << 2), work);
  }
}

/** Whether the upper left corner of 4 by 4 vectors is finite in every lane. */
function isFinite<T>(n: i32, x: usize): bool {
  const zero = v128.splat<T>(<T>0);
  let sum = zero;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sum = v128.add<T>(sum, v128.mul<T>(zero, v128.load(x + (<usize>(4 * i + j) << 4))));
  }
  return !v128.any_true(v128.ne<T>(sum, zero));
}

/** Notes what is notable: a zero pivot, or −1 where the rows are uneven. */
function noteTiny<T>(used: i32, zeros: v128, wide: v128, info: usize, work: usize): void {
  v128.store(work, zeros);
  v128.store(work, wide, 16);
  for (let lane = 0; lane < used; lane++) {
    const position = <i32>load<T>(at<T>(work, lane));
    const note = load<i32>(at<T>(work + 16, lane)) != 0 ? -1 : 0;
    store<i32>(info + (<usize>lane << 2), position != 0 ? position : note);
  }
}

/** Small matrices into the upper left corners of identities; lanes without a member get the last one once more. */
function corners<T>(n: i32, used: i32, from: usize, to: usize): void {
  memory.fill(to, 0, FOUR);
  for (let i = n; i < 4; i++) v128.store(to + (<usize>(5 * i) << 4), v128.splat<T>(<T>1));
  for (let lane = 0; lane < lanes<T>(); lane++) {
    corner<T>(n, from + <usize>min(lane, used - 1) * memberBytes<T>(n, false), at<T>(to, lane));
  }
}

/** One lane of x, its columns put where they belong. */
// @ts-ignore: decorator
@inline
function scatterFour<T>(x: usize, labels: usize, to: usize): void {
  scatterColumn<T>(x, to + <usize>load<i32>(labels));
  scatterColumn<T>(x + 16, to + <usize>load<i32>(labels, 16));
  scatterColumn<T>(x + 32, to + <usize>load<i32>(labels, 32));
  scatterColumn<T>(x + 48, to + <usize>load<i32>(labels, 48));
}

// @ts-ignore: decorator
@inline
function scatterColumn<T>(x: usize, to: usize): void {
  store<T>(to, load<T>(x));
  store<T>(to + 4 * sizeof<T>(), load<T>(x, 64));
  store<T>(to + 8 * sizeof<T>(), load<T>(x, 128));
  store<T>(to + 12 * sizeof<T>(), load<T>(x, 192));
}

/**
 * 16 vectors between members and lanes, as tiles of lanes by lanes numbers: row r of a tile is \`rowFrom\`
 * bytes after its first, and tiles follow one another at \`nextFrom\`.
 */
// @ts-ignore: decorator
@inline
function transposeFours<T>(
  from: usize, rowFrom: usize, nextFrom: usize, to: usize, rowTo: usize, nextTo: usize
): void {
  for (let tile = 0; tile < 16 / lanes<T>(); tile++) {
    if (sizeof<T>() == 8) {
      const a = v128.load(from);
      const b = v128.load(from + rowFrom);
      v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
      v128.store(to + rowTo, v128.shuffle<i64>(a, b, 1, 3));
    } else {
      const a = v128.load(from);
      const b = v128.load(from + rowFrom);
      const c = v128.load(from + rowFrom + rowFrom);
      const d = v128.load(from + rowFrom + rowFrom + rowFrom);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const ef = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const gh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to + rowTo, v128.shuffle<i64>(ab, cd, 1, 3));
      v128.store(to + rowTo + rowTo, v128.shuffle<i64>(ef, gh, 0, 2));
      v128.store(to + rowTo + rowTo + rowTo, v128.shuffle<i64>(ef, gh, 1, 3));
    }
    from += nextFrom;
    to += nextTo;
  }
}

/** A small matrix into the upper left corner of one lane of 4 by 4 vectors, and back. */
function corner<T>(n: i32, from: usize, to: usize): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) store<T>(to + (<usize>(4 * i + j) << 4), load<T>(at<T>(from, i * n + j)));
  }
}

function uncorner<T>(n: i32, from: usize, labels: usize, to: usize): void {
  for (let j = 0; j < n; j++) {
    const column = to + <usize>load<i32>(labels + (<usize>j << 4));
    for (let i = 0; i < n; i++) store<T>(at<T>(column, i * n), load<T>(from + (<usize>(4 * i + j) << 4)));
  }
}

/** Factors `count` members in place. */
export function factorBatch<T>(
  n: i32, complex: bool, count: i32, a: usize, pivots: usize, info: usize, work: usize
): void {
  const im: usize = complex ? plane(n) : 0;
  const own = work + 2 * plane(ACROSS);
  const infos = own + (<usize>ACROSS << 4);
  const size = memberBytes<T>(n, complex);
  const width = complex ? 2 : 1;
  for (let first = 0; first < count; first += lanes<T>()) {
    const used = min(lanes<T>(), count - first);
    gather<T>(n, complex, used, a + <usize>first * size, work);
    memory.fill(infos, 0, 16);
    factor<T, v128>(n, n, n, work, im, own, infos, 0);
    for (let lane = 0; lane < used; lane++) {
      const from = work + (<usize>lane) * sizeof<T>();
      const to = a + <usize>(first + lane) * size;
      for (let e = 0; e < n * n; e++) {
        store<T>(at<T>(to, e * width), load<T>(from + ((<usize>e) << 4)));
        if (complex) store<T>(at<T>(to, 2 * e + 1), load<T>(from + im + ((<usize>e) << 4)));
      }
      for (let k = 0; k < n; k++) {
        const pivot = load<i32>(own + (<usize>(k * lanes<T>() + lane) << 2));
        store<i32>(pivots + (<usize>((first + lane) * n + k) << 2), pivot);
      }
      store<i32>(info + (<usize>(first + lane) << 2), load<i32>(infos + ((<usize>lane) << 2)));
    }
  }
}

/** Row i of the inverse of one lane, its columns put where they belong. */
// @ts-ignore: decorator
@inline
function scatter<T>(n: i32, i: i32, order: usize, from: usize, to: usize): void {
  const row = at<T>(to, i * n);
  let entry = from + (<usize>(i * n) << 4);
  for (let j = 0; j < n; j++) {
    store<T>(at<T>(row, load<i32>(order + ((<usize>j) << 2))), load<T>(entry));
    entry += 16;
  }
}

// @ts-ignore: decorator
@inline
function scatterComplex<T>(n: i32, i: i32, order: usize, from: usize, im: usize, to: usize): void {
  const row = at<T>(to, 2 * i * n);
  let entry = from + (<usize>(i * n) << 4);
  for (let j = 0; j < n; j++) {
    const place = at<T>(row, 2 * load<i32>(order + ((<usize>j) << 2)));
    store<T>(place, load<T>(entry));
    store<T>(place + sizeof<T>(), load<T>(entry + im));
    entry += 16;
  }
}

/** Lays members side by side; lanes without a member get the last one once more. */
function gather<T>(n: i32, complex: bool, used: i32, from: usize, to: usize): void {
  const size = memberBytes<T>(n, complex);
  const total = n * n;
  if (sizeof<T>() == 8) {
    const second = used > 1 ? from + size : from;
    if (complex) gatherPairs(total, from, second, to, to + plane(n), 16);
    else gatherPairs(total >> 1, from, second, to, to + 16, 32);
    if (complex || (total & 1) == 0) return;
    const last: usize = <usize>(total - 1);
    store<T>(to + (last << 4), load<T>(from + (last << 3)));
    store<T>(to + (last << 4) + 8, load<T>(second + (last << 3)));
    return;
  }
  const width = complex ? 2 : 1;
  for (let lane = 0; lane < lanes<T>(); lane++) {
    const member = from + <usize>min(lane, used - 1) * size;
    const place = to + (<usize>lane) * sizeof<T>();
    for (let e = 0; e < total; e++) {
      store<T>(place + ((<usize>e) << 4), load<T>(at<T>(member, e * width)));
      if (complex) store<T>(place + plane(n) + ((<usize>e) << 4), load<T>(at<T>(member, 2 * e + 1)));
    }
  }
}

/** Two members of doubles: the first and the second number of each pair go to `low` and `high`. */
function gatherPairs(count: i32, first: usize, second: usize, low: usize, high: usize, step: usize): void {
  for (let i = 0; i < count; i++) {
    const a = v128.load(first);
    const b = v128.load(second);
    v128.store(low, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(high, v128.shuffle<i64>(a, b, 1, 3));
    first += 16;
    second += 16;
    low += step;
    high += step;
  }
}
