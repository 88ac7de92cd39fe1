/** Why a matrix is singular: pivot, rank, which rows depend on which, and what is sent to zero. */
import {
  epsilon,
  type FloatDType,
  isComplex,
  isComplexNumber,
  LinAlgError,
  linalg,
  type Scalar,
  type Tensor
} from '../engine/index.js';
import { checkSquare, singularValues, smallestDirection } from '../engine/internal.js';
import { exactRank, type IExactRank } from '../exact/index.js';
import { bracket } from './matrix.js';
import { numberToLatex, numberToText, scalarToLatex, scalarToText } from './number.js';
import { repairsOf } from './repairs.js';
import type { IExplanation, ISingularView } from './view.js';

/** Integers longer than this are no explanation; decimals are shown instead. */
const READABLE = 10_000n;

/** The view of a `LinAlgError` that says `singular`: why there is no inverse, and what can be done instead. */
export function singularView({ matrix, message, pivot }: LinAlgError): ISingularView {
  if (!matrix) return { kind: 'singular', message, why: [] };
  const repairs = repairsOf(matrix);
  return {
    kind: 'singular',
    message,
    why: explainSingular(matrix, pivot),
    ...(repairs.length > 0 && { repairs })
  };
}

/**
 * A matrix that is singular as it is typed, though not as it is rounded: 1/3 is no double.
 *
 * @param X what floating point takes for its inverse
 * @param typed what exact arithmetic says of it
 */
export function exactlySingular(A: Tensor, X: Tensor, typed?: IExactRank): ISingularView {
  const repairs = repairsOf(A);
  return {
    kind: 'singular',
    message: 'The determinant is exactly zero: this matrix has no inverse.',
    why: [noise(X), zeroDeterminant(), ...explainSingular(A, undefined, typed)],
    ...(repairs.length > 0 && { repairs })
  };
}

/** The noise that floating point takes for an inverse. */
export function noise(X: Tensor): IExplanation {
  const largest = linalg.norm(X, Number.POSITIVE_INFINITY).item();
  return {
    label: 'Floating point says',
    latex: `\\lVert A^{-1} \\rVert_\\infty \\approx ${numberToLatex(largest, 2)}`,
    plain: `‖A⁻¹‖∞ ≈ ${numberToText(largest)}`,
    text: ': an inverse, and a huge one'
  };
}

export function zeroDeterminant(): IExplanation {
  return {
    label: 'Exact says',
    latex: '\\det A = 0',
    plain: 'det A = 0',
    text: ': there is none'
  };
}

/**
 * The account of a singular matrix, in reading order.
 *
 * @param pivot of LAPACK, where it found one that is zero
 * @param typed what exact arithmetic says of the entries as they are typed; else it is asked of those that are
 *   stored
 */
export function explainSingular(
  matrix: Tensor,
  pivot?: number,
  typed?: IExactRank
): IExplanation[] {
  const pivots = pivot === undefined ? [] : [pivotReason(pivot)];
  const notFinite = notFiniteReason(matrix);
  if (notFinite) return [...pivots, notFinite];
  const exact =
    typed ?? (isComplex(matrix.dtype) ? undefined : exactRank(matrix.toArray() as number[][]));
  const dependency = exact?.rowDependency && rowsReason(exact.rowDependency);
  return [
    ...pivots,
    ...ifConverged(() => rankReason(matrix, exact)),
    ...(dependency ? [dependency] : []),
    ...ifConverged(() => lostReason(matrix, exact))
  ];
}

/** A reason that needs singular values; none where they are not to be had. */
function ifConverged(reason: () => IExplanation): IExplanation[] {
  try {
    return [reason()];
  } catch (error) {
    if (error instanceof LinAlgError) return [];
    throw error;
  }
}

/** The first entry that is NaN or Inf, of which neither rank nor null space is known; undefined where all are finite. */
function notFiniteReason(matrix: Tensor): IExplanation | undefined {
  const [rows, columns] = matrix.shape;
  for (let at = 0; at < rows * columns; at++) {
    const [i, j] = [Math.floor(at / columns), at % columns];
    const entry = matrix.at<Scalar>(i, j);
    if (isFiniteScalar(entry)) continue;
    return {
      label: 'Not finite',
      latex: `a_{${i + 1},${j + 1}} = ${scalarToLatex(entry, 4)}`,
      plain: `A[${i + 1},${j + 1}] = ${scalarToText(entry, 4)}`,
      text: ': such a matrix has no rank'
    };
  }
  return undefined;
}

function isFiniteScalar(entry: Scalar): boolean {
  if (!isComplexNumber(entry)) return Number.isFinite(entry);
  return Number.isFinite(entry.re) && Number.isFinite(entry.im);
}

function pivotReason(pivot: number): IExplanation {
  return {
    label: 'Pivot',
    latex: `u_{${pivot}${pivot > 9 ? ',' : ''}${pivot}} = 0`,
    plain: `U[${pivot},${pivot}] = 0`,
    text: `: elimination finds nothing to divide by in column ${pivot}`
  };
}

/** The rank: exact where fractions decide it, else numerical, by torch's threshold n·ε·σ₁. */
function rankReason(matrix: Tensor, exact?: IExactRank): IExplanation {
  const n = matrix.shape[0];
  if (exact && exact.rank < n) {
    return {
      label: 'Rank',
      latex: `\\operatorname{rank} A = ${exact.rank}`,
      plain: `rank A = ${exact.rank}`,
      text: ` of ${n}, in exact arithmetic`
    };
  }
  const values = singularValues(checkSquare('rank', matrix), 0);
  const threshold = n * epsilon(matrix.dtype as FloatDType) * (values[0] ?? 0);
  const rank = values.filter(value => value > threshold).length;
  const text = exact
    ? ` of ${n} in working precision; exactly it is ${exact.rank}: rounding alone makes it singular`
    : ` of ${n}, in working precision`;
  const latex = `\\operatorname{rank} A = ${rank}`;
  return { label: 'Rank', latex, plain: `rank A = ${rank}`, text };
}

/** Which row is a combination of the others: row₃ = row₁ + row₂. */
function rowsReason(dependency: readonly bigint[]): IExplanation | undefined {
  if (!isReadable(dependency)) return undefined;
  const last = dependency.findLastIndex(y => y !== 0n);
  const scale = dependency[last];
  const others = dependency.slice(0, last).map((y, i) => ({ i, times: -y }));
  const terms = others.filter(({ times }) => times !== 0n);
  const equation = (row: (i: number) => string, write: typeof term) => {
    const right = terms.map(({ i, times }, k) => write(times, scale, row(i), k === 0)).join(' ');
    return `${row(last)} = ${right || '0'}`;
  };
  return {
    label: 'Why',
    latex: equation(i => `\\text{row}_{${i + 1}}`, term),
    plain: equation(i => `row ${i + 1}`, plainTerm),
    text: terms.length ? ': this row says nothing new' : ': a row of zeros says nothing'
  };
}

/** `+ 2\,x`, `- \tfrac{1}{2}\,x`, or `x`: (times / scale) · x as a term of a sum. */
function term(times: bigint, scale: bigint, x: string, first: boolean): string {
  const { sign, num, den } = quotient(times, scale);
  const factor = den === 1n ? `${num}\\,` : `\\tfrac{${num}}{${den}}\\,`;
  return signed(sign, first) + (num === den ? '' : factor) + x;
}

/** The same as plain text: `+ 2 x`, `- 1/2 x`. */
function plainTerm(times: bigint, scale: bigint, x: string, first: boolean): string {
  const { sign, num, den } = quotient(times, scale);
  const factor = den === 1n ? `${num} ` : `${num}/${den} `;
  return signed(sign, first) + (num === den ? '' : factor) + x;
}

function signed(sign: '-' | '+', first: boolean): string {
  return first ? sign.replace('+', '') : `${sign} `;
}

function quotient(times: bigint, scale: bigint): { sign: '-' | '+'; num: bigint; den: bigint } {
  const [p, q] = [abs(times), abs(scale)];
  const divisor = gcd(p, q);
  return { sign: times < 0n !== scale < 0n ? '-' : '+', num: p / divisor, den: q / divisor };
}

/** Vectors of a basis that are shown. */
const SHOWN = 4;

/** @param isFull of a matrix that has an inverse, though rounding hides it */
function lostText(directions: number, isFull: boolean): string {
  if (isFull) return ': so little is left of this direction that rounding loses it';
  return directions === 1
    ? ': this direction is sent to zero, and nothing brings it back'
    : ': these directions, and all between them, are sent to zero, and nothing brings them back';
}

/** A basis of what A sends to zero: whole numbers where exact arithmetic proves them, else one direction. */
function lostReason(matrix: Tensor, exact?: IExactRank): IExplanation {
  const basis = exact?.nullSpace ?? [];
  const isExact = basis.length > 0 && basis.length <= SHOWN && basis.every(isReadable);
  const vectors = isExact ? basis.map(vector => vector.map(String)) : [numericNullVector(matrix)];
  const rows = vectors[0].map((_, i) => vectors.map(vector => vector[i]));
  const plain = vectors
    .map(vector => `[${vector.join(', ').replace('\\vdots', '…')}]ᵀ`)
    .join(', A ');
  return {
    label: 'Lost',
    latex: `A ${bracket(rows)} ${isExact ? '=' : '\\approx'} 0`,
    plain: `A ${plain} ${isExact ? '=' : '≈'} 0`,
    text: lostText(vectors.length, exact?.rank === matrix.shape[0])
  };
}

/** The last right singular vector, its largest entry scaled to 1, elided beyond eight entries. */
function numericNullVector(matrix: Tensor): string[] {
  const smallest = smallestDirection(checkSquare('null vector', matrix), 0);
  const width = isComplex(matrix.dtype) ? 2 : 1;
  const entries = Array.from({ length: smallest.length / width }, (_, i) => ({
    re: smallest[i * width],
    im: width === 2 ? smallest[i * width + 1] : 0
  }));
  const modulus = (z: { re: number; im: number }) => Math.hypot(z.re, z.im);
  const peak = entries.reduce((a, b) => (modulus(b) > modulus(a) * (1 + 1e-9) ? b : a));
  const norm = modulus(peak) ** 2;
  const shown = entries.map(({ re, im }) => {
    const quotient = {
      re: tidy((re * peak.re + im * peak.im) / norm),
      im: tidy((im * peak.re - re * peak.im) / norm)
    };
    return scalarToLatex(width === 2 ? quotient : quotient.re, 4);
  });
  return shown.length <= 8 ? shown : [...shown.slice(0, 5), '\\vdots', ...shown.slice(-2)];
}

/** Rounds away what the iteration left of a zero. */
function tidy(value: number): number {
  return Math.abs(value) < 1e-12 ? 0 : value;
}

function isReadable(integers: readonly bigint[]): boolean {
  return integers.length <= 8 && integers.every(x => abs(x) < READABLE);
}

function abs(x: bigint): bigint {
  return x < 0n ? -x : x;
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}
