/**
 * Two questions about an inverse, never mixed: is the arithmetic right (proved), and how many digits stay if the
 * entries of A are themselves rounded (an estimate by |A⁻¹||A||A⁻¹|·u). No sentence follows from κ alone.
 */
import {
  type Conditioning,
  digitsKnown,
  epsilon,
  type FloatDType,
  linalg,
  roundingEffect,
  type Tensor
} from '../engine/index.js';
import { LATEX, TEXT } from './format.js';
import { numberToLatex, numberToText } from './number.js';
import type { IProven } from './proven.js';
import { roundedNumber } from './rounded.js';
import type { IBar, IFact, ITrust } from './view.js';

const EXACTLY = 'every digit, exactly';
/** The name of the figure that bounds the error. */
const BOUND = 'error';

/** The answers to both questions, with the figures that stand beside them. */
export function trustOf(quality: Conditioning, X: Tensor, proven: IProven): ITrust {
  const bars = barsOf(quality.source, X, proven, quality.kappa2);
  const { singular, proven: isProven } = proven.proof;
  const isExact = bars.proved.text === EXACTLY;
  const facts = [
    kappaFact('₂', quality.kappa2, quality.log10Kappa2, { singular, isExact }),
    ...kappa1Facts(quality, bars, proven, { singular, isExact }),
    residualFact(quality.residual, isExact)
  ];
  if (isProven) facts.push(boundFact(largestOf(proven.bound)));
  return { ...bars, facts };
}

interface IKnown {
  /** A is proven to have no inverse. */
  singular: boolean;
  /** The inverse is exact, and figures that are not rounded are what they are. */
  isExact: boolean;
}

/** κ₁, of an inverse that has the digits which the figure has: X where it is right, else a refined one. */
function kappa1Facts(
  { source, kappa1, log10Kappa1 }: Conditioning,
  { proved }: Omit<ITrust, 'facts'>,
  proven: IProven,
  known: IKnown
): IFact[] {
  if (known.singular || proved.filled > FEW) {
    return [kappaFact('₁', kappa1, log10Kappa1, known)];
  }
  const better = proven.refined();
  if (!better) return [];
  const norm = (M: Tensor) => linalg.matrixNorm(M, 1).item();
  const value = norm(source) * norm(better.inverse);
  return [kappaFact('₁', value, Math.log10(value), known)];
}

/** Digits of a figure. */
const FEW = 2;

/** `κ₂(A) ≈ 31`; of a singular matrix Infinity, whatever was computed; also what a double cannot hold. */
function kappaFact(
  index: '₁' | '₂',
  value: number,
  log10: number,
  { singular, isExact }: IKnown
): IFact {
  const name = `κ${index}(A)`;
  const latex = `\\kappa_${index === '₁' ? 1 : 2}(A)`;
  if (singular) return fact(name, latex, Number.POSITIVE_INFINITY, true);
  if (value < Number.POSITIVE_INFINITY || !Number.isFinite(log10)) {
    return fact(name, latex, value, isExact);
  }
  const exponent = Math.floor(log10);
  const mantissa = roundedNumber(10 ** (log10 - exponent), FEW).text;
  return {
    name,
    relation: '≈',
    value: TEXT.scientific(mantissa, exponent),
    latex: `${latex} \\approx ${LATEX.scientific(mantissa, exponent)}`
  };
}

/**
 * Both bars.
 * @param kappa2 κ₂(A), where it is known
 */
export function barsOf(A: Tensor, X: Tensor, proven: IProven, kappa2 = 0): Omit<ITrust, 'facts'> {
  const segments = segmentsOf(X.dtype as FloatDType);
  const proved = provedBar(segments, X, proven);
  // An inverse that is wrong says nothing of how the right one moves.
  const reference = (proved.filled <= FEW && proven.refined()?.inverse) || X;
  return {
    segments,
    proved,
    rounded: roundedBar(segments, A, reference, kappa2)
  };
}

/** The decimal digits of a dtype: 16 or 7. */
function segmentsOf(dtype: FloatDType): number {
  return Math.round(-Math.log10(epsilon(dtype) / 2));
}

function provedBar(segments: number, X: Tensor, { proof, bound }: IProven): IBar {
  if (!proof.proven)
    return { filled: 0, text: proof.singular ? 'there is no inverse' : 'not proven' };
  const digits = digitsKnown(X, bound);
  if (digits === Number.POSITIVE_INFINITY) return { filled: segments, text: EXACTLY };
  const filled = Math.max(0, Math.min(segments, Math.floor(digits)));
  return { filled, text: filled === segments ? 'every digit' : digitsText(filled) };
}

/** An estimate to first order: a twentieth of a digit less is the same. */
const SLACK = 0.05;

function roundedBar(segments: number, A: Tensor, X: Tensor, kappa2: number): IBar {
  const digits = digitsKnown(X, roundingEffect(A, X)) + SLACK;
  const filled = Math.max(0, Math.min(segments, Math.floor(digits)));
  const stay = filled === 1 ? '1 digit stays' : `${filled} digits stay`;
  const isScaling = filled >= segments - 2 && kappa2 >= 10 ** (segments / 2);
  if (!isScaling) return { filled, text: filled === segments ? 'every digit stays' : stay };
  // Of an invertible matrix it is finite, though doubles end.
  const kappa = Number.isFinite(kappa2) ? `κ₂ = ${numberToText(kappa2)}` : 'κ₂ over 10³⁰⁸';
  return { filled, text: `${stay}: ${kappa} comes from scaling alone` };
}

/** The same of an inverse that is shown as exact arithmetic has it, whatever floating point computes. */
export function provedExactly(trust: ITrust): ITrust {
  return {
    ...trust,
    proved: { filled: trust.segments, text: EXACTLY },
    facts: trust.facts.filter(({ name }) => name !== BOUND)
  };
}

function digitsText(digits: number): string {
  return digits === 1 ? '1 digit' : `${digits} digits`;
}

/** Bars of an inverse that is too large to be read where it is shown. */
export function unprovenBars(X: Pick<Tensor, 'dtype'>, text: string) {
  const segments = segmentsOf(X.dtype as FloatDType);
  const bar: IBar = { filled: 0, text };
  return { segments, proved: bar, rounded: bar };
}

function largestOf(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

export function residualFact(residual: number, isExact = false): IFact {
  return fact('‖A⁻¹A − I‖', '\\lVert A^{-1}A - I \\rVert', residual, isExact);
}

/** Of no entry is the error larger: a promise, so it is rounded upward. */
function boundFact(bound: number): IFact {
  const value = upward(bound, 2);
  return {
    name: BOUND,
    relation: '≤',
    value: numberToText(value),
    latex: `\\max_{ij} |x_{ij} - a^{-1}_{ij}| \\le ${numberToLatex(value, 2)}`
  };
}

/**
 * A figure with two digits.
 * @param isExact whether what was computed is what it stands for: `=` where it is not rounded either, else `≈`
 */
export function fact(name: string, latex: string, value: number, isExact = false): IFact {
  const { text, isRounded } = roundedNumber(value, FEW);
  const isEqual = isExact && !isRounded;
  return {
    name,
    ...(!isEqual && { relation: '≈' }),
    value: text,
    latex: `${latex} ${isEqual ? '=' : '\\approx'} ${numberToLatex(value, FEW)}`
  };
}

/** The least number of so many digits that is not less than `value`, which is not negative. */
export function upward(value: number, digits: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return value;
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const whole = Math.round(Number(mantissa) * 10 ** (digits - 1));
  const shifted = (k: number) => Number(`${k}e${Number(exponent) - digits + 1}`);
  return shifted(whole) >= value ? shifted(whole) : shifted(whole + 1);
}

/** `proved: 9 of 16 digits; if A is rounded: 6 digits stay` */
export function trustText({ segments, proved, rounded }: ITrust): string {
  const of = /^\d+ digits?$/.test(proved.text)
    ? `${proved.filled} of ${segments} digits`
    : proved.text;
  return `proved: ${of}; if A is rounded: ${rounded.text}`;
}

/** Both answers in one sentence, for those who hear them. */
export function trustSentence({ segments, proved, rounded }: ITrust): string {
  const right = /^(not|there)/.test(proved.text)
    ? 'The inverse is not proven to be right'
    : proved.filled === segments
      ? `The inverse is proven right for A as it is written, in ${proved.text}`
      : `The inverse is proven right for A as it is written, to ${proved.text}`;
  if (rounded.text.startsWith('not')) return `${right}.`;
  if (rounded.filled === segments) return `${right}; rounding A in its last digit changes none.`;
  return `${right}; rounding A in its last digit changes it from digit ${rounded.filled + 1} on.`;
}

/** `κ₂(A) = 1.5·10¹⁰` */
export function factToText({ name, relation, value }: Omit<IFact, 'latex'>): string {
  return `${name} ${relation ?? '='} ${value}`;
}
