/** Beside an inverse, on demand: itself refined, and every entry with the bound of its error. */
import { type Conditioning, isComplexNumber, type Scalar, type Tensor } from '../engine/index.js';
import { digitsKnown } from '../engine/internal.js';
import { exponentOf, roundAt } from './decimals.js';
import { bracket, elide, type ILatexOptions, isIndex } from './matrix.js';
import { imaginaryUnit, numberToLatex } from './number.js';
import { type IProven, REFINED } from './proven.js';
import { equationToLatex } from './rounded.js';
import { upward } from './trust.js';
import type { IRepair, ITrust } from './view.js';

/** @returns undefined where there is nothing to add */
export function moreOf(
  { source }: Conditioning,
  X: Tensor,
  trust: ITrust,
  proven: IProven,
  options: ILatexOptions
): IRepair[] | undefined {
  const more = [refined(source, trust, proven, options), bounds(X, proven.bound, options)];
  const offered = more.filter(item => item !== undefined);
  return offered.length > 0 ? offered : undefined;
}

/** X + X(I − AX), where it is proven to more digits than X. */
function refined(
  A: Tensor,
  { segments, proved }: ITrust,
  proven: IProven,
  options: ILatexOptions
): IRepair | undefined {
  if (proved.filled >= segments - 1 || proven.proof.singular) return undefined;
  const n = A.shape[0];
  const name = 'Refine';
  const code = 'linalg.invVerified(A).inverse';
  const better = proven.refined();
  if (!better && n > REFINED) {
    return {
      name,
      code: `linalg.invVerified(A, { digits: ${segments - 1} }).inverse`,
      latex: "X' = X + X (I - A X)",
      text: 'The residual I − A X is computed to twice the precision, and the refined inverse is proven anew.'
    };
  }
  if (!better) return undefined;
  const radius = better.bound.data as Float64Array;
  const digits = Math.floor(digitsKnown(better.inverse, radius));
  if (digits <= proved.filled) return undefined;
  const shown = {
    ...options,
    digits: Math.min(digits, segments),
    boundAt: (i: number, j: number) => radius[i * n + j]
  };
  const known = digits >= segments ? 'in every digit' : `to ${digits} digits`;
  const before = proved.filled === 0 ? 'in none' : `to ${proved.text}`;
  return {
    name,
    code,
    latex: equationToLatex('A^{-1}', better.inverse, shown),
    text: `Refined by the residual to twice the precision, the inverse is proven ${known}; the one above ${before}.`
  };
}

/** Rows and columns of entries with their bounds, which are wide. */
const WIDE = 5;

function bounds(X: Tensor, bound: Float64Array, { limit }: ILatexOptions): IRepair | undefined {
  const [n] = X.shape;
  if (n === 0 || !bound.every(Number.isFinite) || bound.every(radius => radius === 0))
    return undefined;
  const indices = elide(n, Math.min(limit, WIDE));
  const cells = indices.map(i =>
    indices.map(j => {
      if (isIndex(i) && isIndex(j)) return withBound(X.at<Scalar>(i, j), bound[i * n + j]);
      return isIndex(i) ? '\\cdots' : isIndex(j) ? '\\vdots' : '\\ddots';
    })
  );
  return {
    name: '± bounds',
    code: 'linalg.verify(Ainv).bound',
    latex: `A^{-1} = ${bracket(cells)}`,
    text: 'Every entry of the inverse lies within its bound: proven, not estimated.'
  };
}

/** `0.3333333333333333 \pm 1.9{\cdot}10^{-17}`; what rounding for the eye adds is in the bound. */
function withBound(value: Scalar, radius: number): string {
  const parts = isComplexNumber(value) ? [value.re, value.im] : [Number(value)];
  const [re, im] = parts.map(part => shortened(part, radius));
  const text = im ? sumToLatex(re.latex, im.latex) : re.latex;
  const off = radius + re.off + (im?.off ?? 0);
  return off === 0 ? text : `${text} \\pm ${numberToLatex(upward(off * ABOVE, 2), 2)}`;
}

/** More than the rounding of the sum of three bounds. */
const ABOVE = 1 + 2 ** -50;

function sumToLatex(re: string, im: string): string {
  if (im === '0') return re;
  const [sign, magnitude] = im.startsWith('-') ? ['-', im.slice(1)] : ['+', im];
  const imaginary = imaginaryUnit(magnitude);
  if (re === '0') return sign === '-' ? `-${imaginary}` : imaginary;
  return `${re} ${sign} ${imaginary}`;
}

/** A number by two digits more than its bound leaves, and how far that is off at most. */
function shortened(x: number, radius: number): { latex: string; off: number } {
  if (x === 0) return { latex: '0', off: 0 };
  const exponent = exponentOf(x);
  const wanted = radius === 0 ? 17 : exponent - exponentOf(radius) + 2;
  const digits = Math.min(17, Math.max(1, wanted));
  const place = exponent - digits + 1;
  // Half a unit, which may be less than any double.
  const off = roundAt(x, place).isWhole ? 0 : Math.max(10 ** place / 2, Number.MIN_VALUE);
  return { latex: numberToLatex(x, digits), off };
}
