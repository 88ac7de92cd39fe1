/** Exact arithmetic's answers beside a floating-point inverse. */
import type Fraction from 'fraction.js';
import { epsilon, type FloatDType, isComplex, type Tensor, tensor } from '../engine/index.js';
import {
  EXACT_LIMIT,
  exactInverse,
  fractionsOf,
  type IExactInverse,
  isQuick,
  nearestDouble
} from '../exact/index.js';
import { bracket, DEFAULTS, tensorToLatex } from './matrix.js';
import { numberToLatex, numberToText } from './number.js';
import { equationToText, type IRoundedText, roundedFraction } from './rounded.js';
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
  // Of a larger one no fraction is shown, and the proof says how far floating point is off.
  if (A.shape[0] > EXACT_LIMIT) return [];
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
 * Answers of floating point and of exact arithmetic for an inverse, where they differ.
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
  // NaN is no agreement.
  return error <= Math.sqrt(epsilon(X.dtype as FloatDType)) ? [] : [floating(error), exact];
}

/** The exact figures of a matrix, square where it has a determinant. */
interface IAnswer {
  rank: number;
  rows: number;
  columns: number;
  determinant?: Fraction;
  inverse?: Fraction[][];
}

/** The two answers, where what is typed and what the computer stores have different ones. */
export function typedAndStored(typed: IAnswer, stored: IAnswer): IExplanation[] {
  const digits = digitsApart(typed, stored);
  return [
    answerLine('What you typed', typed, digits),
    answerLine('What the computer stores', stored, digits)
  ];
}

/** Digits of an entry with which two inverses are seen to be two; the usual ones where no double tells them apart. */
function digitsApart(typed: IAnswer, stored: IAnswer): number {
  const { digits } = DEFAULTS;
  const [A, B] = [typed, stored].map(({ inverse = [] }) => inverse.flat().map(nearestDouble));
  const isApart = (few: number) => A.some((x, i) => x.toPrecision(few) !== B[i]?.toPrecision(few));
  for (let few = digits; few <= 17; few++) if (isApart(few)) return few;
  return digits;
}

function answerLine(label: string, answer: IAnswer, digits: number): IExplanation {
  const { rank, rows, columns, determinant, inverse } = answer;
  if (!determinant || !inverse) {
    const det = determinant ? ['\\det A = 0, \\quad ', 'det A = 0, '] : ['', ''];
    return {
      label,
      latex: `${det[0]}\\operatorname{rank} A = ${rank}`,
      plain: `${det[1]}rank A = ${rank}`,
      text: ` of ${Math.min(rows, columns)}${determinant ? ': no inverse' : ''}`
    };
  }
  if (exactToLatex(inverse)) return exactly(label, inverse, determinant);
  const values = inverse.map(row => row.map(nearestDouble));
  if (rows > SHOWN || !values.flat().every(Number.isFinite)) {
    return exactly(label, undefined, determinant);
  }
  const nearest = tensor(values, { dtype: 'float64', device: 'cpu' });
  const { latex, plain } = exactly(label, undefined, determinant);
  const options = { ...DEFAULTS, digits };
  return {
    label,
    latex: `A^{-1} \\approx ${tensorToLatex(nearest, options)}, \\quad ${latex}`,
    plain: `${equationToText('A⁻¹', nearest, options).replace(' = ', ' ≈ ')}, ${plain}`,
    text: ''
  };
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
  const largest = exact.reduce((most, x) => Math.max(most, Math.abs(nearestDouble(x))), 0);
  if (largest === 0) return 0;
  return (
    exact.reduce((most, x, i) => Math.max(most, Math.abs(nearestDouble(x) - computed[i])), 0) /
    largest
  );
}

/** A determinant: whole, or where it is too long to be read by its first digits. */
export function determinantText(determinant: Fraction): IRoundedText {
  const text = fractionToText(determinant);
  if (text.length <= LONGEST) return { text, isRounded: false };
  return { text: roundedFraction(determinant, 4).text, isRounded: true };
}

function noPivot(info: number): IExplanation {
  return {
    label: 'Floating point says',
    latex: `u_{${info},${info}} = 0`,
    plain: `U[${info},${info}] = 0`,
    text: ': rounded, the matrix is singular'
  };
}

/** @param error relative to the largest entry; NaN and Inf where an inverse is beyond the range of its dtype */
function floating(error: number): IExplanation {
  const label = 'Floating point says';
  if (!Number.isFinite(error)) {
    return {
      label,
      latex: '\\max |x_{ij}| = \\infty',
      plain: 'the inverse is not finite',
      text: ': an entry is beyond what its dtype holds'
    };
  }
  return {
    label,
    latex: `\\tfrac{\\max |x_{ij} - a^{-1}_{ij}|}{\\max |a^{-1}_{ij}|} \\approx ${numberToLatex(error, 2)}`,
    plain: `the largest error is about ${numberToText(error)} of the largest entry`,
    text: ': so far off is what rounding has left'
  };
}

function exactly(
  label: string,
  inverse: Fraction[][] | undefined,
  determinant: Fraction
): IExplanation {
  const { text, isRounded } = determinantText(determinant);
  const det = isRounded
    ? `\\det A \\approx ${roundedFraction(determinant, 4).latex}`
    : `\\det A = ${fractionToLatex(determinant)}`;
  const plainDet = `det A ${isRounded ? '≈' : '='} ${text}`;
  if (!inverse) return { label, latex: det, plain: plainDet, text: '' };
  const rows = inverse.map(row => `[${row.map(fractionToText).join(', ')}]`).join(', ');
  return {
    label,
    latex: `A^{-1} = ${bracket(inverse.map(row => row.map(fractionToLatex)))}, \\quad ${det}`,
    plain: `A⁻¹ = [${rows}], ${plainDet}`,
    text: ''
  };
}
