/** Determinants from the LU factors. */
import { checkSquare, deliver } from './check.js';
import { kernels } from './device.js';
import { allocate, type FloatData, type FloatDType, isComplex, lanes } from './dtype.js';
import type { Tensor } from './tensor.js';

/**
 * The determinant of every matrix of A. Source: `torch.linalg.det`.
 *
 * The product of the pivots is kept as a mantissa and a power of two, so that it neither overflows
 * nor underflows on the way; a singular matrix gives 0.
 *
 * @param A (*, n, n); n = 0 gives 1
 * @returns (*), the dtype of A
 */
export function det(A: Tensor, options: { out?: Tensor } = {}): Tensor {
  const op = 'linalg.det';
  const { dtype, batch, count, rows: n, data } = checkSquare(op, A);
  const backend = kernels(op);
  const width = lanes(dtype);
  const result = allocate(dtype, count) as FloatData;
  const pivots = new Int32Array(n);
  for (let k = 0; k < count; k++) {
    const lu = data.slice(k * n * n * width, (k + 1) * n * n * width);
    if (n) backend.factor(dtype, n, lu, pivots);
    const [re, im] = productOfPivots(dtype, n, lu, pivots);
    result[k * width] = re;
    if (width === 2) result[k * width + 1] = im;
  }
  return deliver(op, result, batch, dtype, options.out);
}

function productOfPivots(
  dtype: FloatDType,
  n: number,
  lu: FloatData,
  pivots: Int32Array
): [number, number] {
  const complex = isComplex(dtype);
  let [re, im, exponent] = [1, 0, 0];
  for (let k = 0; k < n; k++) {
    const at = (k * n + k) * (complex ? 2 : 1);
    const sign = pivots[k] === k + 1 ? 1 : -1;
    const [pr, pi] = [sign * lu[at], complex ? sign * lu[at + 1] : 0];
    const down = exponentOf(Math.max(Math.abs(pr), Math.abs(pi)));
    const [sr, si] = [scale(pr, -down), scale(pi, -down)];
    [re, im] = complex ? [re * sr - im * si, re * si + im * sr] : [re * sr, 0];
    const shift = exponentOf(Math.max(Math.abs(re), Math.abs(im)));
    [re, im] = [scale(re, -shift), scale(im, -shift)];
    exponent += down + shift;
  }
  return [scale(re, exponent), scale(im, exponent)];
}

/** The power of two below a number; 0 for 0, Inf and NaN. */
function exponentOf(value: number): number {
  return value > 0 && Number.isFinite(value) ? Math.floor(Math.log2(value)) : 0;
}

/** value · 2^exponent, in steps that do not overflow where the result does not. */
function scale(value: number, exponent: number): number {
  let [result, rest] = [value, exponent];
  while (Math.abs(rest) > 1000 && result !== 0 && Number.isFinite(result)) {
    const step = 1000 * Math.sign(rest);
    result *= 2 ** step;
    rest -= step;
  }
  return result * 2 ** rest;
}
