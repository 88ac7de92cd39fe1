/** Determinants from the LU factors. */

import { type IPivots, pivotsAll } from '../backends/cpu/factor.js';
import type { IScaling } from '../backends/cpu/scaling.js';
import {
  allocate,
  type FloatData,
  type FloatDType,
  isComplex,
  lanes,
  realDType
} from '../core/dtype.js';
import { exponentOf, scale } from '../core/power.js';
import { checkOut, checkSquare, deliver } from '../ops/check.js';
import type { Tensor } from '../tensor.js';

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
  const { dtype, batch, products } = productsOfPivots(op, A);
  checkOut(op, dtype, options.out);
  const values = products.map(({ re, im, exponent }) => [scale(re, exponent), scale(im, exponent)]);
  return deliver(op, packPairs(dtype, values), batch, dtype, options.out);
}

/** The result of `slogdet`, by torch's names. */
export interface ISlogdet {
  /** (*), the dtype of A: of magnitude 1, or 0 where A is singular. */
  sign: Tensor;
  /** (*), real: the natural logarithm of |det A|, or −Infinity. */
  logabsdet: Tensor;
}

/**
 * The sign and the logarithm of the determinant, for those that are too large or too small for a
 * number. Source: `torch.linalg.slogdet`.
 * @param A (*, n, n); n = 0 gives sign 1 and logarithm 0
 */
export function slogdet(
  A: Tensor,
  options: { out?: { sign: Tensor; logabsdet: Tensor } } = {}
): ISlogdet {
  const op = 'linalg.slogdet';
  const { dtype, batch, products } = productsOfPivots(op, A);
  const real = realDType(dtype);
  checkOut(op, dtype, options.out?.sign);
  checkOut(op, real, options.out?.logabsdet);
  const sizes = products.map(({ re, im }) => Math.hypot(re, im));
  const signs = products.map(({ re, im }, i) =>
    sizes[i] === 0 ? [0, 0] : [re / sizes[i], im / sizes[i]]
  );
  const logs = allocate(real, products.length) as FloatData;
  products.forEach(({ exponent }, i) => {
    // Of a size from √½ to √2, so that the logarithm of what is about 1 keeps its digits.
    const up = sizes[i] > Math.SQRT2 ? 1 : 0;
    logs[i] = Math.log(sizes[i] / 2 ** up) + (exponent + up) * Math.LN2;
  });
  return {
    sign: deliver(op, packPairs(dtype, signs), batch, dtype, options.out?.sign),
    logabsdet: deliver(op, logs, batch, real, options.out?.logabsdet)
  };
}

/** (re + im·i) · 2^exponent */
interface IProduct {
  re: number;
  im: number;
  exponent: number;
}

function productsOfPivots(op: string, A: Tensor) {
  const matrices = checkSquare(op, A);
  const { dtype, batch, rows: n } = matrices;
  const products = pivotsAll(op, matrices).map(pivots => {
    const { re, im, exponent } = productOfPivots(dtype, n, pivots);
    return { re, im, exponent: exponent - (pivots.scaling ? exponentSum(pivots.scaling) : 0) };
  });
  return { dtype, batch, products };
}

/** The determinant of R·C is 2 to this. */
function exponentSum({ rows, columns }: IScaling): number {
  return [...rows, ...columns].reduce((sum, exponent) => sum + exponent, 0);
}

function productOfPivots(dtype: FloatDType, n: number, { diagonal, pivots }: IPivots): IProduct {
  const complex = isComplex(dtype);
  let [re, im, exponent] = [1, 0, 0];
  for (let k = 0; k < n; k++) {
    const at = complex ? 2 * k : k;
    const sign = pivots[k] === k + 1 ? 1 : -1;
    const [pr, pi] = [sign * diagonal[at], complex ? sign * diagonal[at + 1] : 0];
    const down = exponentOf(Math.max(Math.abs(pr), Math.abs(pi)));
    const [sr, si] = [scale(pr, -down), scale(pi, -down)];
    [re, im] = complex ? [re * sr - im * si, re * si + im * sr] : [re * sr, 0];
    const shift = exponentOf(Math.max(Math.abs(re), Math.abs(im)));
    [re, im] = [scale(re, -shift), scale(im, -shift)];
    exponent += down + shift;
  }
  return { re, im, exponent };
}

/** Numbers, or pairs of them for a complex dtype, as the data of a tensor. */
function packPairs(dtype: FloatDType, values: readonly number[][]): FloatData {
  const width = lanes(dtype);
  const data = allocate(dtype, values.length) as FloatData;
  values.forEach((value, i) => {
    data.set(value.slice(0, width), i * width);
  });
  return data;
}
