/**
 * Determinants from LU factors. The product of the pivots is kept as a mantissa and a power of two, so that it
 * neither overflows nor underflows on the way.
 */
import {
  allocate,
  components,
  type FloatData,
  type FloatDType,
  isComplex,
  realDType
} from '../../core/dtype.js';
import { exponentOf, scale } from '../../core/exponent.js';
import type { IMatrices } from '../../core/matrices.js';
import { Tensor } from '../../tensor.js';
import { type IPivots, pivotsAll } from './factor.js';
import type { IScaling } from './scaling.js';

/** The determinant of every matrix. */
export function determinants(op: string, matrices: IMatrices): Tensor {
  const { dtype, batch } = matrices;
  const values = productsOfPivots(op, matrices).map(({ re, im, exponent }) => [
    scale(re, exponent),
    scale(im, exponent)
  ]);
  return Tensor.own(packPairs(dtype, values), batch, dtype);
}

/** Sign and logarithm of the size of every determinant. */
export function signsAndLogarithms(op: string, matrices: IMatrices) {
  const { dtype, batch } = matrices;
  const real = realDType(dtype);
  const products = productsOfPivots(op, matrices);
  const sizes = products.map(({ re, im }) => Math.hypot(re, im));
  const signs = products.map(({ re, im }, i) =>
    sizes[i] === 0 ? [0, 0] : [re / sizes[i], im / sizes[i]]
  );
  const logarithms = allocate(real, products.length);
  products.forEach(({ exponent }, i) => {
    // Of a size from √½ to √2, so that the logarithm of what is about 1 keeps its digits.
    const up = sizes[i] > Math.SQRT2 ? 1 : 0;
    logarithms[i] = Math.log(sizes[i] / 2 ** up) + (exponent + up) * Math.LN2;
  });
  return {
    sign: Tensor.own(packPairs(dtype, signs), batch, dtype),
    logabsdet: Tensor.own(logarithms, batch, real)
  };
}

/** (re + im·i) · 2^exponent */
interface IProduct {
  re: number;
  im: number;
  exponent: number;
}

function productsOfPivots(op: string, matrices: IMatrices): IProduct[] {
  const { dtype, rows: n } = matrices;
  return pivotsAll(op, matrices).map(pivots => {
    const { re, im, exponent } = productOfPivots(dtype, n, pivots);
    return { re, im, exponent: exponent - (pivots.scaling ? exponentSum(pivots.scaling) : 0) };
  });
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
  const width = components(dtype);
  const data = allocate(dtype, values.length);
  values.forEach((value, i) => {
    data.set(value.slice(0, width), i * width);
  });
  return data;
}
