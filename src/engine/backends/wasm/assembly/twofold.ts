/**
 * C − A·(X + low) to twice the precision of a double, for proofs: two columns at a time, with the operations
 * of `reference/twofold.ts` in their order. No fused operation: products are split, so that their errors
 * are exact on every machine.
 */
import { loadPair, storePair } from './pairs';

const SPLITTER: f64 = 134217729;
/** Bytes that a row of two packed columns takes: the numbers, their two halves, and what is below them. */
const PACKED: usize = 64;

/** Bytes of scratch. */
export function twofoldBytes(m: i32, k: i32): usize {
  return (<usize>m) * (<usize>k) * 16 + (<usize>k) * PACKED;
}

/** The halves of every entry of A, one after the other. */
function splitRows(count: i32, a: usize, to: usize): void {
  for (let i = 0; i < count; i++) {
    const value = load<f64>(a);
    const factor = SPLITTER * value;
    const high = factor - (factor - value);
    store<f64>(to, high);
    store<f64>(to, value - high, 8);
    a += 8;
    to += 16;
  }
}

/** Columns j and j + 1 of X and low; zeros beyond the edge. */
function packColumns(k: i32, n: i32, j: i32, x: usize, low: usize, to: usize): void {
  const pair = j + 1 < n;
  const splitter = f64x2.splat(SPLITTER);
  const step = (<usize>n) << 3;
  let from = (<usize>j) << 3;
  for (let p = 0; p < k; p++) {
    const value = loadPair(x + from, pair);
    const factor = v128.mul<f64>(splitter, value);
    const high = v128.sub<f64>(factor, v128.sub<f64>(factor, value));
    v128.store(to, value);
    v128.store(to, high, 16);
    v128.store(to, v128.sub<f64>(value, high), 32);
    if (low) v128.store(to, loadPair(low + from, pair), 48);
    from += step;
    to += PACKED;
  }
}

/**
 * @param a,x,low m by k, k by n and k by n, row-major; low is 0 where there is none
 * @param high,rest,mass m by n; C comes in `high`
 * @param work `twofoldBytes`
 */
export function twofold(
  m: i32, k: i32, n: i32, a: usize, x: usize, low: usize,
  high: usize, rest: usize, mass: usize, work: usize
): void {
  splitRows(m * k, a, work);
  const columns = work + (<usize>m) * (<usize>k) * 16;
  for (let j = 0; j < n; j += 2) {
    packColumns(k, n, j, x, low, columns);
    for (let i = 0; i < m; i++) {
      const row = <usize>(i * k);
      const to = (<usize>(i * n + j)) << 3;
      dot(k, a + (row << 3), work + (row << 4), columns, low != 0, high + to, rest + to, mass + to, j + 1 < n);
    }
  }
}

/** Two entries. */
function dot(
  k: i32, a: usize, halves: usize, x: usize, withLow: bool,
  high: usize, rest: usize, mass: usize, pair: bool
): void {
  let sum = loadPair(high, pair);
  let errors = f64x2.splat(0);
  let lost = errors;
  let size = errors;
  const end = x + (<usize>k) * PACKED;
  while (x < end) {
    const value = v128.load64_splat(a);
    const aHigh = v128.load64_splat(halves);
    const aLow = v128.load64_splat(halves, 8);
    const xHigh = v128.load(x, 16);
    const xLow = v128.load(x, 32);
    const product = v128.mul<f64>(value, v128.load(x));
    let error = v128.sub<f64>(v128.mul<f64>(aHigh, xHigh), product);
    error = v128.add<f64>(error, v128.mul<f64>(aHigh, xLow));
    error = v128.add<f64>(error, v128.mul<f64>(aLow, xHigh));
    error = v128.add<f64>(error, v128.mul<f64>(aLow, xLow));
    const next = v128.sub<f64>(sum, product);
    const back = v128.sub<f64>(next, sum);
    let term = v128.sub<f64>(v128.sub<f64>(sum, v128.sub<f64>(next, back)), v128.add<f64>(product, back));
    term = v128.sub<f64>(term, error);
    sum = next;
    if (withLow) {
      const small = v128.mul<f64>(value, v128.load(x, 48));
      size = v128.add<f64>(size, v128.add<f64>(v128.abs<f64>(term), v128.abs<f64>(small)));
      term = v128.sub<f64>(term, small);
    }
    size = v128.add<f64>(size, v128.abs<f64>(term));
    const total = v128.add<f64>(errors, term);
    const part = v128.sub<f64>(total, errors);
    lost = v128.add<f64>(
      lost, v128.add<f64>(v128.sub<f64>(errors, v128.sub<f64>(total, part)), v128.sub<f64>(term, part))
    );
    errors = total;
    a += 8;
    halves += 16;
    x += PACKED;
  }
  errors = v128.add<f64>(errors, lost);
  const result = v128.add<f64>(sum, errors);
  const part = v128.sub<f64>(result, sum);
  storePair(high, result, pair);
  storePair(rest, v128.add<f64>(v128.sub<f64>(sum, v128.sub<f64>(result, part)), v128.sub<f64>(errors, part)), pair);
  storePair(mass, size, pair);
}
