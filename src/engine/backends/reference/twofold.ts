/**
 * C − A·(X + low) to twice the precision of a double: the specification of the kernel.
 *
 * Source: Ogita, Rump and Oishi, Accurate sum and dot product, SISC 26 (2005), algorithm 5.3 (Dot2), whose
 * errors are here summed with their own errors, and their sizes with them, for a bound as one goes.
 */
import type { ITwofold, ProductSizes } from '../kernels.js';

/** Veltkamp's factor: it cuts 53 bits into 26 and 26. */
const SPLITTER = 2 ** 27 + 1;

/**
 * @param sizes A is m by k; X, low and C are k by n and m by n
 * @param out C comes in `high`; what `ITwofold` says goes out
 */
export function twofold(
  sizes: ProductSizes,
  a: Float64Array,
  x: Float64Array,
  low: Float64Array | undefined,
  out: ITwofold
): void {
  const [m, k, n] = sizes;
  const [aHigh, aLow] = split(a);
  const [xHigh, xLow] = split(x);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = out.high[i * n + j];
      let [rest, lost, mass] = [0, 0, 0];
      for (let p = 0; p < k; p++) {
        const [at, from] = [i * k + p, p * n + j];
        const product = a[at] * x[from];
        let error = aHigh[at] * xHigh[from] - product;
        error += aHigh[at] * xLow[from];
        error += aLow[at] * xHigh[from];
        error += aLow[at] * xLow[from];
        const next = sum - product;
        const back = next - sum;
        let term = sum - (next - back) - (product + back) - error;
        sum = next;
        if (low) {
          const small = a[at] * low[from];
          mass += Math.abs(term) + Math.abs(small);
          term -= small;
        }
        mass += Math.abs(term);
        const total = rest + term;
        const part = total - rest;
        lost += rest - (total - part) + (term - part);
        rest = total;
      }
      rest += lost;
      const high = sum + rest;
      const part = high - sum;
      out.high[i * n + j] = high;
      out.rest[i * n + j] = sum - (high - part) + (rest - part);
      out.mass[i * n + j] = mass;
    }
  }
}

/** Two halves of 26 bits that add up to each number. */
function split(values: Float64Array): [high: Float64Array, low: Float64Array] {
  const high = new Float64Array(values.length);
  const low = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const factor = SPLITTER * values[i];
    high[i] = factor - (factor - values[i]);
    low[i] = values[i] - high[i];
  }
  return [high, low];
}
