/** One matrix: the proofs in turn, the cheapest that suffices. */
import type { IKernels } from '../backends/kernels.js';
import { epsilon, type FloatDType, realDType } from '../core/dtype.js';
import { distancesTo, exactInverseOf, nearestOf } from './exact.js';
import { proveFast } from './fast.js';
import {
  allFinite,
  fromPlain,
  type IProblem,
  type IScaled,
  type ISquare,
  plainInverse,
  plainProblemOf,
  problemOf,
  scaleInverse,
  unscaleBound,
  unscaleInverse
} from './problem.js';
import { boundOf, enclose, type IEnclosure, type Tool } from './sharp.js';
import { upward } from './slack.js';
import type { IProof, ProofBy, ProofStrength } from './types.js';

/** A matrix and what its inverse was computed to be. */
export interface IMember {
  A: ISquare;
  X: ISquare;
  /** The time that exact arithmetic may take, by its own estimate (ms). */
  budgetMs: number;
}

export interface IOutcome {
  proof: IProof;
  /** n by n. */
  bound: Float64Array;
  /** No entry of A is 0, as far as the proof saw. */
  dense?: boolean;
  /** A better inverse than X, where one was asked for and found; complex numbers interleaved. */
  inverse?: Float64Array;
}

/** Multiplications up to which the sharp proof takes less than some 20 ms. */
const SHARP = 256 ** 3;
/** From here on the residual is had by slices. */
const SLICED = 80 ** 3;
/** Up to here the slower kernel is taken where slices are not enough, and slices where one product is not. */
const PATIENT = 400 ** 3;
const GIANT = 1500 ** 3;
/** The β from which on the remainder is lost beside the first-order term, and beside a unit of the last place. */
const ENOUGH = 2 ** -10;
const REFINED = 2 ** -30;

/** Whether `auto` means the sharp proof. */
export function isSharp({ A: { n, complex } }: IMember, most = SHARP): boolean {
  return n ** 3 * (complex ? 4 : 1) <= most;
}

/** How far X is from A⁻¹. */
export function proveMember(backend: IKernels, member: IMember, strength: ProofStrength): IOutcome {
  const { A, X } = member;
  if (A.n === 0) return proven('sharp', X, new Float64Array(0), 0);
  const problem = problemOf(backend, A);
  if (!problem.finite) return unproven(A.n, 'A holds Inf or NaN.');
  if (problem.zeroLine) return singular(A.n);
  const scaled = scaleInverse(problem, X);
  if (strength === 'fast' || (strength === 'auto' && !isSharp(member))) {
    const { beta, bound, most } = proveFast(backend, problem, scaled);
    if (bound) {
      const outcome = proven('fast', X, inUnitsOfA(problem, bound), beta, most);
      return { ...outcome, dense: problem.dense };
    }
    const enough = strength === 'fast' || !isSharp(member, backend.sliced ? GIANT : PATIENT);
    if (enough && allFinite(X.data)) return unproven(A.n, tooClose(beta), beta);
  }
  if (!allFinite(X.data)) return notFinite(member);
  const found = certify(backend, problem, scaled.y, ENOUGH, () => ({ ...X, ...scaled }));
  if (!found) return byExactArithmetic(member, member.budgetMs);
  const outcome = proven('sharp', X, inUnitsOfA(problem, found.bound), found.beta);
  return decided(outcome, X) ? outcome : orExactly(member, outcome);
}

/** The same where it only tells zeros from noise (ms). */
const CHEAP = 10;

/** Whether no entry may be 0 for all that is proven, unless it is proven to be 0. */
function decided({ bound }: IOutcome, { complex, data }: ISquare): boolean {
  for (let i = 0; i < bound.length; i++) {
    const magnitude = complex ? Math.hypot(data[2 * i], data[2 * i + 1]) : Math.abs(data[i]);
    if (bound[i] >= magnitude && bound[i] > 0) return false;
  }
  return true;
}

/** The proof by exact arithmetic where that costs little, since it knows zeros. */
function orExactly(member: IMember, outcome: IOutcome): IOutcome {
  const exact = byExactArithmetic(member, Math.min(CHEAP, member.budgetMs));
  return exact.proof.proven ? exact : outcome;
}

/** A better inverse than X, and how far it is from A⁻¹. */
export function refineMember(backend: IKernels, member: IMember, dtype: FloatDType): IOutcome {
  const { A, X, budgetMs } = member;
  if (A.n === 0) return proven('sharp', X, new Float64Array(0), 0);
  const problem = problemOf(backend, A);
  if (!problem.finite) return unproven(A.n, 'A holds Inf or NaN.');
  if (problem.zeroLine) return singular(A.n);
  const start = scaleInverse(problem, X).y;
  const unit = epsilon(dtype) / 2;
  const found = certify(backend, problem, start, REFINED, ({ high, low, step }) => {
    const sum = high.map((value, at) => value + ((low?.[at] ?? 0) + step[at]));
    const better = unscaleInverse(problem, sum);
    const refined = { ...better, data: rounded(better.data, dtype) };
    return { ...refined, ...scaleInverse(problem, refined) };
  });
  const refined = found && outcomeOf(problem, found);
  // To the last or last but one digit nothing is left to do.
  const full = refined && refined.proof.digits >= -Math.log10(4 * unit);
  if (full && decided(refined, found.X)) return refined;
  const exact = refineExactly(member, dtype, full ? Math.min(CHEAP, budgetMs) : budgetMs);
  return exact ?? refined ?? byExactArithmetic(member, budgetMs);
}

function outcomeOf(problem: IProblem, { X, bound, beta }: ICertified): IOutcome {
  if (!allFinite(X.data)) return unproven(X.n, NOT_FINITE, beta);
  return { ...proven('sharp', X, inUnitsOfA(problem, bound), beta), inverse: X.data };
}

/** The nearest numbers to the exact inverse, where that is to be had. */
function refineExactly({ A }: IMember, dtype: FloatDType, budgetMs: number): IOutcome | undefined {
  const exact = exactInverseOf(plainProblemOf(A), budgetMs);
  if (!exact) return undefined;
  if (exact.singular) return singular(A.n);
  const nearest = rounded(nearestOf(exact), dtype);
  if (!allFinite(nearest)) return undefined;
  const data = fromPlain(nearest, A);
  const bound = moduli(distancesTo(exact, nearest), A.n);
  return { ...proven('exact', { ...A, data }, bound, Number.NaN), inverse: data };
}

function rounded(values: Float64Array, dtype: FloatDType): Float64Array {
  return realDType(dtype) === 'float32' ? values.map(Math.fround) : values;
}

interface ICertified {
  X: ISquare;
  /** In the problem's units. */
  bound: Float64Array;
  beta: number;
}

/** Encloses A⁻¹, and bounds how far from it an inverse is that may be made of the enclosure. */
function certify(
  backend: IKernels,
  problem: IProblem,
  start: Float64Array,
  enough: number,
  choose: (enclosure: IEnclosure) => ISquare & IScaled
): ICertified | undefined {
  const work = problem.order ** 2 * problem.columns;
  const tools: Tool[] = work > SLICED && backend.sliced ? ['sliced'] : [];
  if (work <= PATIENT || tools.length === 0) tools.push('twofold');
  let found: ICertified | undefined;
  for (const tool of tools) {
    const enclosure = encloseAnyhow(backend, problem, start, enough, tool);
    if (!enclosure) continue;
    const X = choose(enclosure);
    const bound = boundOf(problem, enclosure, X);
    found = { X, bound, beta: enclosure.beta };
    // The other kernel does better where the bound is made of the error of the residual itself.
    if (largestOf(enclosure.error) < 0.25 * largestOf(bound)) break;
  }
  return found;
}

const NOT_FINITE = 'The inverse is not finite: it holds numbers beyond the range of its dtype.';

/** Of an inverse that is no inverse: perhaps there is none. */
function notFinite({ A, budgetMs }: IMember): IOutcome {
  const exact = exactInverseOf(plainProblemOf(A), budgetMs);
  return exact?.singular ? singular(A.n) : unproven(A.n, NOT_FINITE);
}

/** From X, and where that leads nowhere from an inverse of the scaled matrix. */
function encloseAnyhow(
  backend: IKernels,
  problem: IProblem,
  y: Float64Array,
  enough: number,
  tool: Tool
): IEnclosure | undefined {
  const found = enclose(backend, problem, y, enough, tool);
  if (found) return found;
  const { order, columns, b } = problem;
  const inverse = new Float64Array(order * order);
  const info = new Int32Array(1);
  backend.invert('float64', { count: 1, rows: order, columns: order }, b, inverse, info);
  if (info[0] > 0 || !allFinite(inverse)) return undefined;
  const left = new Float64Array(order * columns);
  for (let i = 0; i < order; i++) {
    left.set(inverse.subarray(i * order, i * order + columns), i * columns);
  }
  return enclose(backend, problem, left, enough, tool);
}

function byExactArithmetic({ A, X }: IMember, budgetMs: number): IOutcome {
  const exact = exactInverseOf(plainProblemOf(A), budgetMs);
  if (!exact) return unproven(A.n, tooClose(Number.NaN));
  if (exact.singular) return singular(A.n);
  return proven('exact', X, moduli(distancesTo(exact, plainInverse(X)), A.n), Number.NaN);
}

/** Bounds of an n by n matrix, of what they are in the problem's units. */
function inUnitsOfA(problem: IProblem, bound: Float64Array): Float64Array {
  return unscaleBound(problem, moduli(bound, problem.columns));
}

/** Bounds of complex numbers, of those of their parts. */
function moduli(bound: Float64Array, n: number): Float64Array {
  const count = n * n;
  if (bound.length === count) return bound;
  return Float64Array.from({ length: count }, (_, at) => {
    const [re, im] = [bound[at], bound[at + count]];
    const [most, least] = re > im ? [re, im] : [im, re];
    if (most === 0 || most === Number.POSITIVE_INFINITY) return most;
    return most * Math.sqrt(1 + (least / most) ** 2) * upward(8);
  });
}

/** @param most the largest bound, where it is known */
function proven(
  by: ProofBy,
  X: ISquare,
  bound: Float64Array,
  beta: number,
  most = largestOf(bound)
): IOutcome {
  const digits = digitsOf(most, largestOf(X.data));
  return { proof: { by, proven: true, singular: false, digits, beta }, bound };
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** Decimal digits that an error leaves of a number; a quotient of the two may underflow, and pass for exact. */
function digitsOf(error: number, magnitude: number): number {
  if (error === 0) return Number.POSITIVE_INFINITY;
  const digits = Math.log10(magnitude) - Math.log10(error);
  return Number.isNaN(digits) ? 0 : Math.max(0, digits);
}

function unproven(n: number, reason: string, beta = Number.NaN): IOutcome {
  const proof: IProof = { by: 'none', proven: false, singular: false, digits: 0, beta, reason };
  return { proof, bound: new Float64Array(n * n).fill(Number.POSITIVE_INFINITY) };
}

function singular(n: number): IOutcome {
  const reason = 'A is singular: its determinant is exactly 0.';
  const { proof, bound } = unproven(n, reason);
  return { proof: { ...proof, by: 'exact', singular: true }, bound };
}

function tooClose(beta: number): string {
  const figure = Number.isFinite(beta) ? `: β is ${beta.toPrecision(2)}, and must be below 1` : '';
  return `A is so close to singular that its inverse cannot be proven${figure}.`;
}
