/** One matrix: the proofs in turn, the cheapest that suffices. */
import type { IKernels } from '../device.js';
import { type FloatDType, realDType } from '../dtype.js';
import { proveExact } from './exact.js';
import { proveFast } from './fast.js';
import {
  allFinite,
  type IProblem,
  type ISquare,
  plainInverse,
  plainProblemOf,
  problemOf,
  scaleInverse,
  unscaleBound,
  unscaleInverse
} from './problem.js';
import { boundOf, enclose, type IEnclosure } from './sharp.js';
import { upward } from './slack.js';
import type { IProof, ProofBy, ProofStrength } from './types.js';

/** A matrix and what its inverse was computed to be. */
export interface IMember {
  A: ISquare;
  X: ISquare;
}

export interface IOutcome {
  proof: IProof;
  /** n by n. */
  bound: Float64Array;
  /** A better inverse than X, where one was asked for and found; complex numbers interleaved. */
  inverse?: Float64Array;
}

/** Multiplications up to which the sharp proof takes less than some 20 ms. */
const SHARP = 200 ** 3;
/** Up to here it is tried where the fast one did not suffice. */
const PATIENT = 400 ** 3;
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
  const problem = problemOf(A);
  if (!problem.finite) return unproven(A.n, 'A holds Inf or NaN.');
  const scaled = scaleInverse(problem, X);
  if (strength === 'fast' || (strength === 'auto' && !isSharp(member))) {
    const { beta, bound, ratio } = proveFast(backend, problem, scaled);
    if (bound) return proven('fast', X, inUnitsOfA(problem, bound), beta, ratio);
    const enough = strength === 'fast' || !isSharp(member, PATIENT);
    if (enough && allFinite(X.data)) return unproven(A.n, tooClose(beta), beta);
  }
  if (!allFinite(X.data)) return notFinite(member);
  const enclosure = encloseAnyhow(backend, problem, scaled.y, ENOUGH);
  if (!enclosure) return byExactArithmetic(member);
  const bound = inUnitsOfA(problem, boundOf(problem, enclosure, scaled));
  return proven('sharp', X, bound, enclosure.beta);
}

/** A better inverse than X, and how far it is from A⁻¹. */
export function refineMember(backend: IKernels, member: IMember, dtype: FloatDType): IOutcome {
  const { A, X } = member;
  if (A.n === 0) return proven('sharp', X, new Float64Array(0), 0);
  const problem = problemOf(A);
  if (!problem.finite) return unproven(A.n, 'A holds Inf or NaN.');
  if (!allFinite(X.data)) return notFinite(member);
  const enclosure = encloseAnyhow(backend, problem, scaleInverse(problem, X).y, REFINED);
  if (!enclosure) return byExactArithmetic(member);
  const { high, low, step } = enclosure;
  const sum = high.map((value, at) => value + ((low?.[at] ?? 0) + step[at]));
  const better = unscaleInverse(problem, sum);
  const data = realDType(dtype) === 'float32' ? better.data.map(Math.fround) : better.data;
  if (!allFinite(data)) return unproven(A.n, NOT_FINITE, enclosure.beta);
  const refined = { ...better, data };
  const bound = boundOf(problem, enclosure, scaleInverse(problem, refined));
  const outcome = proven('sharp', refined, inUnitsOfA(problem, bound), enclosure.beta);
  return { ...outcome, inverse: data };
}

const NOT_FINITE = 'The inverse is not finite: it holds numbers beyond the range of its dtype.';

/** Of an inverse that is no inverse: perhaps there is none. */
function notFinite({ A, X }: IMember): IOutcome {
  const exact = proveExact(plainProblemOf(A), plainInverse(X));
  return exact?.singular ? singular(A.n) : unproven(A.n, NOT_FINITE);
}

/** From X, and where that leads nowhere from an inverse of the scaled matrix. */
function encloseAnyhow(
  backend: IKernels,
  problem: IProblem,
  y: Float64Array,
  enough: number
): IEnclosure | undefined {
  const found = enclose(backend, problem, y, enough);
  if (found) return found;
  const { size, columns, b } = problem;
  const inverse = new Float64Array(size * size);
  const info = new Int32Array(1);
  backend.invert('float64', { count: 1, rows: size, columns: size }, b, inverse, info);
  if (info[0] > 0 || !allFinite(inverse)) return undefined;
  const left = new Float64Array(size * columns);
  for (let i = 0; i < size; i++) {
    left.set(inverse.subarray(i * size, i * size + columns), i * columns);
  }
  return enclose(backend, problem, left, enough);
}

function byExactArithmetic({ A, X }: IMember): IOutcome {
  const exact = proveExact(plainProblemOf(A), plainInverse(X));
  if (!exact) return unproven(A.n, tooClose(Number.NaN));
  if (exact.singular) return singular(A.n);
  return proven('exact', X, moduli(exact.bound, A.n), Number.NaN);
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

/** @param ratio the largest bound over the largest entry, where it is known */
function proven(
  by: ProofBy,
  X: ISquare,
  bound: Float64Array,
  beta: number,
  ratio = largestOf(bound) / largestOf(X.data)
): IOutcome {
  const digits = digitsOf(ratio);
  return { proof: { by, proven: true, singular: false, digits, beta }, bound };
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > largest) largest = size;
  }
  return largest;
}

/** Decimal digits that a relative error leaves. */
function digitsOf(ratio: number): number {
  if (ratio === 0 || Number.isNaN(ratio)) return ratio === 0 ? Number.POSITIVE_INFINITY : 0;
  return Math.max(0, -Math.log10(ratio));
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
