/**
 * Two questions about an inverse, never mixed: is the arithmetic right (proved), and how many digits stay if the
 * entries of A are themselves rounded (an estimate by |A⁻¹||A||A⁻¹|·u). No sentence follows from κ alone.
 */
import { type Conditioning, epsilon, type FloatDType, type Tensor } from '../engine/index.js';
import { digitsKnown, roundingEffect } from '../engine/internal.js';
import { exactKappas, type IKappa, type IKappas, kappasOf } from './kappa.js';
import { numberToLatex, numberToText } from './number.js';
import type { IProven } from './proven.js';
import { roundedFigure, roundedNumber } from './rounded.js';
import type { IBar, IFact, ITrust } from './view.js';

const EXACTLY = 'every digit, exactly';
/** The name of the figure that bounds the error. */
const BOUND = 'error';

/** The answers to both questions, with the figures that stand beside them. */
export function trustOf(quality: Conditioning, X: Tensor, proven: IProven): ITrust {
  const { source, residual } = quality;
  const segments = segmentsOf(X.dtype as FloatDType);
  const proved = provedBar(segments, X, proven);
  const better = betterOf(proved, proven);
  const kappas = kappasOf(quality, X, proved.filled > FEW ? X : better);
  const rounded = proven.proof.singular
    ? { filled: 0, text: stayText(0) }
    : roundedBar(segments, source, referenceOf(X, proved, better), kappas.two.value);
  const isExact = proved.text === EXACTLY;
  const facts = [
    ...kappaFacts(kappas, proven.proof.singular, isExact && exactKappas(source, X, kappas)),
    residualFact(residual, isExact && residual === 0)
  ];
  if (proven.proof.proven) facts.push(boundFact(largestOf(proven.bound)));
  // Of a matrix that holds Inf or NaN there is no residual.
  return { segments, proved, rounded, facts: Number.isNaN(residual) ? facts.slice(0, 1) : facts };
}

/** Digits of a figure, and of an inverse from which it may be computed one more. */
const FEW = 2;

/** The refined inverse, where X is not right in more digits than a figure has. */
function betterOf(proved: IBar, proven: IProven): Tensor | undefined {
  return proved.filled > FEW ? undefined : proven.refined()?.inverse;
}

/** An inverse that is right at least in its first digit: how a wrong one moves says nothing of A⁻¹. */
function referenceOf(X: Tensor, proved: IBar, better?: Tensor): Tensor | undefined {
  return better ?? (proved.filled > 0 ? X : undefined);
}

const NAMES = { one: ['κ₁(A)', '\\kappa_1(A)'], two: ['κ₂(A)', '\\kappa_2(A)'] } as const;

/** `κ₂(A) ≈ 31`; of a singular matrix Infinity, whatever was computed. */
function kappaFacts(
  { one, two }: IKappas,
  isSingular: boolean,
  isEqual: false | { one: boolean; two: boolean }
): IFact[] {
  const infinite = { value: Number.POSITIVE_INFINITY, log10: Number.POSITIVE_INFINITY };
  const figure = (of: 'one' | 'two', kappa: IKappa) => {
    const [name, latex] = NAMES[of];
    if (isSingular) return fact(name, latex, infinite.value, true);
    return fact(name, latex, kappa.value, isEqual ? isEqual[of] : false, kappa.log10);
  };
  return [figure('two', two), ...(one || isSingular ? [figure('one', one ?? infinite)] : [])];
}

/** Both bars, of an inverse of which no figure is known. */
export function barsOf(A: Tensor, X: Tensor, proven: IProven): Omit<ITrust, 'facts'> {
  const segments = segmentsOf(X.dtype as FloatDType);
  const proved = provedBar(segments, X, proven);
  const reference = referenceOf(X, proved, betterOf(proved, proven));
  return { segments, proved, rounded: roundedBar(segments, A, reference) };
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

/**
 * @param X `referenceOf` an inverse
 * @param kappa2 κ₂(A), where it is known
 */
function roundedBar(segments: number, A: Tensor, X?: Tensor, kappa2 = 0): IBar {
  if (!X) return { filled: 0, text: 'not known' };
  const [a, x] = balanced(A, X);
  const digits = digitsKnown(x, roundingEffect(a, x)) + SLACK;
  const filled = Math.max(0, Math.min(segments, Math.floor(digits)));
  const stay = stayText(filled);
  // Rows and columns can be scaled so that κ is at most n·10^lost (Bauer): a hundredth, or less, of what it is.
  const lost = Math.max(1, segments - filled);
  const isScaling = lost <= 2 && kappa2 >= 10 ** (segments / 2);
  const isAlone = isScaling && kappa2 >= 100 * A.shape[0] * 10 ** lost;
  if (!isAlone) return { filled, text: filled === segments ? 'every digit stays' : stay };
  // Of an invertible matrix it is finite, though doubles end.
  const kappa = Number.isFinite(kappa2) ? `≈ ${roundedFigure(kappa2, FEW).text}` : 'over 10³⁰⁸';
  return { filled, text: `${stay}: κ₂ ${kappa} comes from scaling alone` };
}

/** Beyond these magnitudes the product |A⁻¹||A||A⁻¹| may overflow. */
const LARGE = 2 ** 800;
const DOWN = 2 ** -200;

/** Both, scaled so that their product is not beyond doubles: digits are the same. */
function balanced(A: Tensor, X: Tensor): [A: Tensor, X: Tensor] {
  const largest = ({ data }: Tensor) =>
    (data as Float64Array).reduce((most, part) => Math.max(most, Math.abs(part)), 0);
  const isLarge = largest(X) > LARGE && largest(A) < LARGE;
  return isLarge ? [A.mul(1 / DOWN), X.mul(DOWN)] : [A, X];
}

function stayText(digits: number): string {
  return digits === 1 ? '1 digit stays' : `${digits} digits stay`;
}

/** Whether how many digits stay is known: of an inverse that is not proven it is not. */
export function isKnown({ text }: IBar): boolean {
  return !text.startsWith('not');
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

/**
 * Bars of an inverse of which only the largest share of an error is known, if any: what rounding A does would take as long
 * to find out as the inverse.
 */
export function barsOfShare(X: Pick<Tensor, 'dtype'>, share?: number) {
  const segments = segmentsOf(X.dtype as FloatDType);
  const rounded: IBar = { filled: 0, text: 'not known' };
  if (share === undefined) return { segments, proved: { filled: 0, text: 'not proven' }, rounded };
  const digits = 0 - Math.log10(share);
  const filled = Math.max(0, Math.min(segments, Math.floor(digits)));
  const proved: IBar = { filled, text: filled === segments ? 'every digit' : digitsText(filled) };
  return { segments, proved, rounded };
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
export function boundFact(bound: number): IFact {
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
 * @param log10 of it, where it may be beyond a double
 */
export function fact(
  name: string,
  latex: string,
  value: number,
  isExact = false,
  log10?: number
): IFact {
  const isEqual = isExact && !roundedNumber(value, FEW).isRounded;
  const figure = isEqual
    ? { text: numberToText(value, FEW), latex: numberToLatex(value, FEW) }
    : roundedFigure(value, FEW, log10);
  return {
    name,
    ...(!isEqual && { relation: '≈' }),
    value: figure.text,
    latex: `${latex} ${isEqual ? '=' : '\\approx'} ${figure.latex}`
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

/**
 * Both answers in one sentence, for those who hear them.
 * @param asGiven of which A it speaks, where the inverse is not exact
 */
export function trustSentence(trust: ITrust, asGiven = 'as it is written'): string {
  const { segments, proved, rounded } = trust;
  const given = proved.text === EXACTLY ? 'as it is written' : asGiven;
  const right = `The inverse is ${rightText(trust, given)}`;
  if (!isKnown(rounded)) return `${right}.`;
  if (rounded.filled === segments) return `${right}; rounding A in its last digit changes none.`;
  return `${right}; rounding A in its last digit changes it from digit ${rounded.filled + 1} on.`;
}

/** `proven right for A as it is written, to 9 digits` */
export function rightText({ proved }: Pick<ITrust, 'proved'>, given = 'as it is written'): string {
  if (/^(not|there)/.test(proved.text)) return 'not proven to be right';
  if (proved.filled === 0) return 'not proven to be right in any digit';
  const digits = /^\d/.test(proved.text) ? `to ${proved.text}` : `in ${proved.text}`;
  return `proven right for A ${given}, ${digits}`;
}

/** `κ₂(A) = 1.5·10¹⁰` */
export function factToText({ name, relation, value }: Omit<IFact, 'latex'>): string {
  return `${name} ${relation ?? '='} ${value}`;
}
