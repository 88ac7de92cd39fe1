/**
 * One matrix and its inverse as real numbers in double precision, of a size at which nothing overflows.
 *
 * A complex matrix is seen as the real one of twice its order, [[Re, −Im], [Im, Re]], of whose inverse the
 * left half says everything. Rows and columns are scaled by powers of two: B = R·A·C and Y = C⁻¹·X·R⁻¹.
 */
import type { IKernels, ISurvey } from '../backends/kernels.js';
import { interleave, narrow, widen } from '../core/embedding.js';
import { exponentOf, scale } from '../core/exponent.js';
import { TINY } from './slack.js';

/** A matrix, n by n, in double precision; complex ones interleaved (re, im). */
export interface ISquare {
  n: number;
  complex: boolean;
  data: Float64Array;
}

/** B·Y = I is the question. */
export interface IProblem {
  /** The rows of B, and its columns. */
  order: number;
  /** The columns of Y. */
  columns: number;
  /** B, `order` by `order`. */
  b: Float64Array;
  /** Exponents that rows and columns of A are scaled by; undefined where they are not. */
  scaling?: { rows: Int32Array; columns: Int32Array };
  /** Some entry of A did not survive scaling: B is off by up to 2⁻¹⁰⁷⁴ an entry. */
  blurred: boolean;
  /** Whether A is without Inf and NaN. */
  finite: boolean;
  /** Whether a row or a column is zero: A has no inverse. */
  zeroLine: boolean;
  /** No entry of A, or part of one, is 0. */
  dense: boolean;
  /** Σᵢ|B_ij|, where it is known already. */
  sums?: Float64Array;
}

/** An approximate inverse as a problem sees it. */
export interface IScaled {
  /** Y, `order` by `columns`. */
  y: Float64Array;
  /** Y is off by up to 2⁻¹⁰⁷⁴ an entry from X as it is. */
  blurred: boolean;
}

/** Entries of rows or columns may differ so much, and be so large, before they are scaled. */
const WIDE = 64;
const LARGE = 2 ** 300;

export function problemOf(backend: IKernels, A: ISquare): IProblem {
  const { n, complex } = A;
  const { facts, least } = survey(backend, A);
  const scaling = scalingOf(A, facts);
  const scaled = scaling ? rescale(A, scaling.rows, scaling.columns, 1) : undefined;
  const data = scaled?.data ?? A.data;
  const order = complex ? 2 * n : n;
  const b = complex ? widen(narrow(data, n), n) : data;
  const sums = scaling || complex ? undefined : facts.sums;
  // Sums hand NaN on, and may overflow where A does not.
  const finite = allFinite(facts.sums) || allFinite(A.data);
  const zeroLine = facts.rows.includes(0) || facts.columns.includes(0);
  const blurred = scaled?.blurred ?? false;
  const dense = least > 0;
  return { order, columns: n, b, scaling, blurred, finite, zeroLine, dense, sums };
}

/** A as it is, for exact arithmetic. */
export function plainProblemOf({ n, complex, data }: ISquare) {
  return { order: complex ? 2 * n : n, columns: n, b: complex ? widen(narrow(data, n), n) : data };
}

/** Back from `order` by `columns`. */
export function fromPlain(y: Float64Array, { n, complex }: ISquare): Float64Array {
  return complex ? interleave(y, n) : y;
}

/** An approximate inverse as `order` by `columns`, not scaled. */
export function plainInverse({ n, complex, data }: ISquare): Float64Array {
  return complex ? narrow(data, n) : data;
}

/** An approximate inverse, in the problem's units. */
export function scaleInverse({ scaling }: IProblem, X: ISquare): IScaled {
  const { data, blurred } = scaling
    ? rescale(X, scaling.columns, scaling.rows, -1)
    : { data: X.data, blurred: false };
  return { y: X.complex ? narrow(data, X.n) : data, blurred };
}

/** From the problem's units back to those of A; complex numbers interleaved again. */
export function unscaleInverse({ scaling, columns: n, order }: IProblem, y: Float64Array): ISquare {
  const complex = order > n;
  const square = { n, complex, data: complex ? interleave(y, n) : y };
  if (!scaling) return square;
  return { ...square, data: rescale(square, scaling.columns, scaling.rows, 1).data };
}

/** As `unscaleInverse`, of bounds, which round up. */
export function unscaleBound({ scaling, columns: n }: IProblem, bound: Float64Array): Float64Array {
  if (!scaling) return bound;
  return bound.map((value, at) => {
    if (value === 0) return 0;
    const exponent = scaling.columns[Math.floor(at / n)] + scaling.rows[at % n];
    return scale(value, exponent) + 2 * TINY;
  });
}

export function allFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i]) < Number.POSITIVE_INFINITY)) return false;
  }
  return true;
}

/** The smallest of some numbers that is not zero, in magnitude. */
export function leastOf(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (magnitude < least && magnitude > 0) least = magnitude;
  }
  return least;
}

/** Exponents that bring the largest entry of each row, and then of each column, between 1 and 2. */
function scalingOf(A: ISquare, plain: ISurvey): IProblem['scaling'] {
  if (isEven(plain.rows) && isEven(plain.columns)) return undefined;
  const { n, complex, data } = A;
  const width = complex ? 2 : 1;
  const rows = Int32Array.from(plain.rows, value => -exponentOf(value));
  const largest = new Float64Array(n);
  for (let at = 0; at < data.length; at++) {
    const entry = Math.floor(at / width);
    const magnitude = scale(Math.abs(data[at]), rows[Math.floor(entry / n)]);
    if (magnitude > largest[entry % n]) largest[entry % n] = magnitude;
  }
  return { rows, columns: Int32Array.from(largest, value => -exponentOf(value)) };
}

function survey(
  backend: IKernels,
  { n, complex, data }: ISquare
): { facts: ISurvey; least: number } {
  const facts = {
    rows: new Float64Array(n),
    columns: new Float64Array(n),
    sums: new Float64Array(n)
  };
  const least =
    complex || !backend.survey
      ? surveyPlainly(n, complex ? 1 : 0, data, facts)
      : backend.survey([n, n], data, facts);
  return { facts, least };
}

/** As `IKernels.survey`, of parts of complex numbers where `shift` is 1, by a plain loop. */
function surveyPlainly(
  n: number,
  shift: 0 | 1,
  data: Float64Array,
  { rows, columns, sums }: ISurvey
): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0, at = 0; i < n; i++) {
    for (let part = 0; part < n << shift; part++, at++) {
      const magnitude = Math.abs(data[at]);
      const j = part >> shift;
      if (magnitude > rows[i]) rows[i] = magnitude;
      if (magnitude > columns[j]) columns[j] = magnitude;
      if (magnitude < least) least = magnitude;
      sums[j] += magnitude;
    }
  }
  return least;
}

function isEven(sizes: Float64Array): boolean {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < sizes.length; i++) {
    if (sizes[i] < least) least = sizes[i];
    if (sizes[i] > most) most = sizes[i];
  }
  return most <= WIDE * least && most < LARGE && least > 1 / LARGE;
}

/** Entry (i, j) times 2^(sign·(rows[i] + columns[j])), and whether any of them lost a bit. */
function rescale(
  { n, complex, data }: ISquare,
  rows: Int32Array,
  columns: Int32Array,
  sign: 1 | -1
) {
  const width = complex ? 2 : 1;
  const result = new Float64Array(data.length);
  let blurred = false;
  for (let at = 0; at < data.length; at++) {
    const entry = Math.floor(at / width);
    const exponent = sign * (rows[Math.floor(entry / n)] + columns[entry % n]);
    result[at] = scale(data[at], exponent);
    if (scale(result[at], -exponent) !== data[at]) blurred = true;
  }
  return { data: result, blurred };
}
