/** What exact arithmetic says beside a floating-point inverse. */
import type Fraction from 'fraction.js';
import { epsilon, type FloatDType, isComplex, type Tensor } from '../engine/index.js';
import { exactInverse, fractionsOf, type IExactInverse, isQuick } from '../exact/index.js';
import { bracket } from './matrix.js';
import { numberToLatex, numberToText } from './number.js';
import { fractionToLatex, fractionToText } from './steps.js';
import type { IExplanation } from './view.js';

/** Entries that one would write by hand: multiples of 2⁻¹⁰ below 2²⁰. Others are measured, not exact. */
const STEP = 2 ** 10;
const LARGEST = 2 ** 20;

/** The largest matrix, and the longest numerator or denominator, that are shown as fractions. */
const SHOWN = 8;
const DIGITS = 7;
/** Characters of a determinant. */
const LONGEST = 24;

/**
 * The exact inverse, where it says more than the decimals do: where it has fractions, and where floating
 * point is wrong.
 *
 * @param A the matrix
 * @param X its inverse, as it was computed
 */
export function exactReasons(A: Tensor, X: Tensor): IExplanation[] {
  if (isComplex(A.dtype)) return [];
  const values = A.toArray() as number[][];
  if (!values.flat().every(isWritten)) return [];
  const fractions = fractionsOf(values);
  const { inverse, determinant } = fractions && isQuick(fractions) ? exactInverse(fractions) : {};
  if (!inverse || !determinant) return [];
  const wrong = disagreement({ inverse, determinant }, X);
  if (wrong.length > 0) return wrong;
  const hasFractions = inverse.flat().some(({ d }) => !isDecimal(d));
  return hasFractions && exactToLatex(inverse) ? [exactly('Exactly', inverse, determinant)] : [];
}

/**
 * What floating point and exact arithmetic say of an inverse, where that is not the same.
 *
 * @param X the inverse as it was computed
 * @param info what its factorization said: LAPACK's
 */
export function disagreement(
  { inverse = [], determinant }: IExactInverse,
  X: Tensor,
  info = 0
): IExplanation[] {
  const exact = exactly('Exact says', exactToLatex(inverse) ? inverse : undefined, determinant);
  if (info > 0) return [noPivot(info), exact];
  const error = largestError(inverse.flat(), (X.toArray() as number[][]).flat());
  return error > Math.sqrt(epsilon(X.dtype as FloatDType)) ? [floating(error), exact] : [];
}

/** A matrix of fractions, where it is small enough to be read as one. */
export function exactToLatex(rows: readonly Fraction[][] | undefined): string | undefined {
  if (
    !rows ||
    rows.length > SHOWN ||
    rows.some(row => row.length > SHOWN || !row.every(isReadable))
  )
    return undefined;
  return bracket(rows.map(row => row.map(fractionToLatex)));
}

function isWritten(value: number): boolean {
  return Number.isInteger(value * STEP) && Math.abs(value) < LARGEST;
}

/** Whether a denominator has only the factors 2 and 5, and few of them: then the decimals end. */
function isDecimal(denominator: bigint): boolean {
  return 1000n % denominator === 0n;
}

function isReadable({ n, d }: Fraction): boolean {
  return String(n).length <= DIGITS && String(d).length <= DIGITS;
}

/** The largest error of an entry, relative to the largest entry. */
function largestError(exact: readonly Fraction[], computed: readonly number[]): number {
  const largest = exact.reduce((most, x) => Math.max(most, Math.abs(x.valueOf())), 0);
  return (
    exact.reduce((most, x, i) => Math.max(most, Math.abs(x.valueOf() - computed[i])), 0) / largest
  );
}

/** A determinant in so many characters that it can be read: else its first digits. */
export function determinantToText(determinant: Fraction): string {
  const text = fractionToText(determinant);
  return text.length > LONGEST ? numberToText(determinant.valueOf(), 4) : text;
}

function noPivot(info: number): IExplanation {
  return {
    label: 'Floating point says',
    latex: `u_{${info},${info}} = 0`,
    plain: `U[${info},${info}] = 0`,
    text: ': rounded, the matrix is singular'
  };
}

function floating(error: number): IExplanation {
  return {
    label: 'Floating point says',
    latex: `\\tfrac{\\max |x_{ij} - a^{-1}_{ij}|}{\\max |a^{-1}_{ij}|} = ${numberToLatex(error, 2)}`,
    plain: `the largest error is ${numberToText(error)} of the largest entry`,
    text: ': so far off is what rounding has left'
  };
}

function exactly(
  label: string,
  inverse: Fraction[][] | undefined,
  determinant: Fraction
): IExplanation {
  const isLong = fractionToText(determinant).length > LONGEST;
  const value = determinant.valueOf();
  const det = isLong
    ? `\\det A \\approx ${numberToLatex(value, 4)}`
    : `\\det A = ${fractionToLatex(determinant)}`;
  const plainDet = `det A ${isLong ? '≈' : '='} ${determinantToText(determinant)}`;
  if (!inverse) return { label, latex: det, plain: plainDet, text: '' };
  const rows = inverse.map(row => `[${row.map(fractionToText).join(', ')}]`).join(', ');
  return {
    label,
    latex: `A^{-1} = ${bracket(inverse.map(row => row.map(fractionToLatex)))}, \\quad ${det}`,
    plain: `A⁻¹ = [${rows}], ${plainDet}`,
    text: ''
  };
}
