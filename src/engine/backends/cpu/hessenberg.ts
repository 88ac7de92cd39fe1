/** The Hessenberg form: zeros below the first subdiagonal. */

import { exponentOf, scale } from '../../core/exponent.js';
import { type ISquare, identitySquare } from './square.js';

const { abs, hypot, max, sqrt } = Math;

/**
 * A becomes H = Zᴴ·A·Z in place, by Householder reflections. Source: LAPACK xGEHRD and xUNGHR. Of a real matrix
 * all stays real. Requires: entries of at most about 1 (`normalizeSquare`).
 * @returns Z
 */
export function toHessenberg(A: ISquare): ISquare {
  const { n } = A;
  const Z = identitySquare(n);
  for (let k = 0; k + 2 < n; k++) {
    const v = reflectorBelow(A, k);
    if (!v) continue;
    reflectRows(A, v, k);
    reflectColumns(A, v);
    reflectColumns(Z, v);
  }
  return Z;
}

/** H = I − factor·v·vᴴ, v from row `from` on. */
interface IReflection {
  from: number;
  factor: number;
  re: Float64Array;
  im: Float64Array;
}

/** The reflector that makes column k zero below its subdiagonal; undefined where it is already. */
function reflectorBelow({ n, re, im }: ISquare, k: number): IReflection | undefined {
  const from = k + 1;
  const [x, y] = [new Float64Array(n - from), new Float64Array(n - from)];
  let [largest, rest] = [0, 0];
  for (let i = from; i < n; i++) {
    [x[i - from], y[i - from]] = [re[i * n + k], im[i * n + k]];
    largest = max(largest, abs(x[i - from]), abs(y[i - from]));
  }
  // The reflection is the same for any multiple of the vector; squares of this one neither overflow nor vanish.
  const exponent = -exponentOf(largest);
  for (let i = 0; i < x.length; i++) {
    [x[i], y[i]] = [scale(x[i], exponent), scale(y[i], exponent)];
    if (i > 0) rest += x[i] ** 2 + y[i] ** 2;
  }
  if (rest === 0) return undefined;
  const head = hypot(x[0], y[0]);
  const norm = sqrt(head * head + rest);
  const [cos, sin] = head === 0 ? [1, 0] : [x[0] / head, y[0] / head];
  x[0] += cos * norm;
  y[0] += sin * norm;
  // vᴴv = 2·norm·(norm + head)
  return { from, factor: 1 / (norm * (norm + head)), re: x, im: y };
}

/** From the left, to the columns from k on. */
function reflectRows({ n, re, im }: ISquare, v: IReflection, k: number): void {
  const [sumRe, sumIm] = [new Float64Array(n), new Float64Array(n)];
  for (let i = v.from; i < n; i++) {
    const [a, b] = [v.re[i - v.from], v.im[i - v.from]];
    for (let j = k; j < n; j++) {
      const [x, y] = [re[i * n + j], im[i * n + j]];
      sumRe[j] += a * x + b * y;
      sumIm[j] += a * y - b * x;
    }
  }
  for (let i = v.from; i < n; i++) {
    const [a, b] = [v.factor * v.re[i - v.from], v.factor * v.im[i - v.from]];
    for (let j = k; j < n; j++) {
      re[i * n + j] -= a * sumRe[j] - b * sumIm[j];
      im[i * n + j] -= a * sumIm[j] + b * sumRe[j];
    }
  }
  for (let i = v.from + 1; i < n; i++) {
    re[i * n + k] = 0;
    im[i * n + k] = 0;
  }
}

/** From the right. */
function reflectColumns({ n, re, im }: ISquare, v: IReflection): void {
  for (let i = 0; i < n; i++) {
    const start = i * n + v.from;
    let [sumRe, sumIm] = [0, 0];
    for (let j = 0; j < v.re.length; j++) {
      const [x, y] = [re[start + j], im[start + j]];
      sumRe += x * v.re[j] - y * v.im[j];
      sumIm += x * v.im[j] + y * v.re[j];
    }
    sumRe *= v.factor;
    sumIm *= v.factor;
    for (let j = 0; j < v.re.length; j++) {
      re[start + j] -= sumRe * v.re[j] + sumIm * v.im[j];
      im[start + j] -= sumIm * v.re[j] - sumRe * v.im[j];
    }
  }
}
