/** The figures of a matrix: exact where exact arithmetic knows them, and never rounded without a word. */
import Fraction from 'fraction.js';
import {
  type Conditioning,
  epsilon,
  type FloatDType,
  isComplex,
  isComplexNumber,
  linalg,
  type Tensor,
  tensor
} from '../engine/index.js';
import { fromDouble, nearestDouble } from '../exact/index.js';
import {
  determinantText,
  type IRoundedText,
  type ITrust,
  isMonomial,
  isWhole,
  norm1,
  roundedFigure,
  roundedFraction,
  roundedScalar
} from '../latex/index.js';
import type { IExactAnswer } from './typed.js';

/** A figure: its name, and `≈` behind that where the value is rounded. */
export interface IFigure {
  name: string;
  value: string;
}

/** Digits of a determinant, and of the other figures. */
const DIGITS = 4;
const FEW = 2;

/**
 * Of a square matrix.
 * @param quality of the inverse as it was computed; undefined where what is stored has none
 * @param trust what is said of that inverse, whose figures stand where exact arithmetic has none
 */
export function factsOf(
  A: Tensor,
  X: Tensor,
  quality: Conditioning | undefined,
  trust?: ITrust,
  exact?: IExactAnswer
): IFigure[] {
  const residual = (exact ? exact.inverse && quality : quality)?.residual ?? Number.NaN;
  const error = exact?.inverse && A.shape[0] > 0 ? errorOf(X, exact.inverse) : undefined;
  return [
    ...(exact ? exactKappas(exact) : kappasOf(quality, trust)),
    ...determinantOf(A, X, exact),
    rankFact(A, exact),
    ...(Number.isFinite(residual) ? [residualFact(residual, error?.value === '0')] : []),
    ...(error ? [error] : [])
  ];
}

export function factToText({ name, value }: IFigure): string {
  return /[≈≤]$/.test(name) ? `${name} ${value}` : `${name} = ${value}`;
}

/** The exact rank; else that of torch, by the threshold n·ε·σ₁, which is said where it is not full. */
export function rankFact(A: Tensor, exact?: IExactAnswer): IFigure {
  const full = Math.min(...A.shape);
  const rank = exact?.rank ?? Number(linalg.matrixRank(A).item());
  return {
    name: exact || rank === full ? 'rank' : 'numerical rank',
    value: `${rank} of ${full}`
  };
}

/**
 * Singular values, the largest first: zero where exact arithmetic says so, and the small ones of an invertible
 * matrix as the inverses of its exact inverse's large ones, which rounding spares.
 */
export function sigmaOf(A: Tensor, exact?: IExactAnswer): number[] {
  if (!exact) return linalg.svdvals(A).toArray() as number[];
  const large = svdvalsOf(exact.fractions).map((value, k) => (k < exact.rank ? value : 0));
  if (!exact.inverse || large.length === 0) return large;
  const small = svdvalsOf(exact.inverse)
    .map(value => 1 / value)
    .reverse();
  const middle = Math.sqrt(large[0]) * Math.sqrt(small[small.length - 1]);
  const sigma: number[] = [];
  large.forEach((value, k) => {
    const better = value > middle ? value : small[k];
    sigma.push(Math.min(better, sigma[k - 1] ?? better));
  });
  return sigma;
}

function svdvalsOf(rows: readonly Fraction[][]): number[] {
  const [scaled, exponent] = scaledTensor(rows);
  return (linalg.svdvals(scaled).toArray() as number[]).map(value => value * 2 ** exponent);
}

/** κ₂ and κ₁ by floating point, as far as they are known. */
function kappasOf(quality: Conditioning | undefined, trust?: ITrust): IFigure[] {
  // A pivot that is zero in floating point is no proof.
  if (!quality)
    return INFINITE.map(({ name, value }) => figure(name, { text: value, isRounded: true }));
  const kappas = trust?.facts.filter(({ name }) => name.startsWith('κ')) ?? [];
  return kappas.map(({ name, relation, value }) =>
    figure(name.replace('(A)', ''), { text: value, isRounded: relation === '≈' })
  );
}

const INFINITE: IFigure[] = ['κ₂', 'κ₁'].map(name => ({ name, value: '∞' }));

/** The same by fractions: κ₁ as it is, and κ₂ by the largest singular values of A and A⁻¹, which rounding spares. */
function exactKappas({ fractions, inverse }: IExactAnswer): IFigure[] {
  if (!inverse) return INFINITE;
  const [a, x] = [fractions, inverse].map(rows => rows.map(row => row.map(entry => entry.abs())));
  const one = norm1(a).mul(norm1(x));
  const text = roundedFraction(one, FEW);
  const known = { ...text, isRounded: !isWhole(one, text) };
  if (isMonomial(a)) return [figure('κ₂', known), figure('κ₁', known)];
  const [[value, i], [other, j]] = [fractions, inverse].map(rows => normOf(rows, 2));
  const log10 = Math.log10(value * other) + (i + j) * Math.log10(2);
  return [about('κ₂', value * other * 2 ** (i + j), FEW, log10), figure('κ₁', known)];
}

/** A norm of a matrix of fractions, as a number near to one times a power of two. */
function normOf(rows: readonly Fraction[][], order: number): [number, number] {
  const [scaled, exponent] = scaledTensor(rows);
  return [linalg.norm(scaled, order).item(), exponent];
}

/** A matrix of fractions, whose entries may be beyond doubles, as a tensor times a power of two. */
function scaledTensor(rows: readonly Fraction[][]): [Tensor, number] {
  const sizes = rows.flat().flatMap(({ n, d }) => (n === 0n ? [] : [lengthOf(n) - lengthOf(d)]));
  const exponent = sizes.reduce((most, size) => Math.max(most, size), sizes[0] ?? 0);
  const factor = new Fraction(2n ** BigInt(Math.abs(exponent)));
  const scaled = rows.map(row => row.map(x => (exponent < 0 ? x.mul(factor) : x.div(factor))));
  return [nearestTensor(scaled), exponent];
}

function lengthOf(value: bigint): number {
  return value.toString(2).length;
}

/** The tensor nearest to a matrix of fractions. */
export function nearestTensor(rows: readonly Fraction[][], dtype: Tensor['dtype'] = 'float64') {
  return tensor(
    rows.map(row => row.map(nearestDouble)),
    { dtype, device: 'cpu' }
  );
}

function determinantOf(A: Tensor, X: Tensor, exact?: IExactAnswer): IFigure[] {
  if (exact?.determinant) return [figure('det', determinantText(exact.determinant))];
  // A floating-point number is no proof, however few digits it has.
  const det = linalg.det(A).item();
  const digits = Math.min(DIGITS, digitsOfDeterminant(A, X));
  if (isComplexNumber(det)) {
    if (!Number.isFinite(det.re) || !Number.isFinite(det.im)) return [];
    // Minus zero is no number to be shown.
    const near = { re: det.re + 0, im: det.im + 0 };
    const { text } = digits < 1 ? whole('0') : roundedScalar(near, digits);
    return [figure('det', { text, isRounded: true })];
  }
  if (digits < 1) return [about('det', 0)];
  const magnitude = Math.abs(Number(det));
  if (magnitude >= LEAST[A.dtype as 'float32' | 'float64'] && Number.isFinite(magnitude)) {
    return [about('det', Number(det), digits)];
  }
  // Beyond what the dtype holds: its logarithm has it.
  const { sign, logabsdet } = linalg.slogdet(A);
  const log10 = logabsdet.item() / Math.LN10;
  if (!Number.isFinite(log10)) return [about('det', Number(det))];
  return [about('det', sign.item() * Infinity, FEW, log10)];
}

/** From here on a number has all its digits. */
const LEAST = { float32: 2 ** -126, float64: 2 ** -1022 };

/**
 * Digits of the determinant that the rounding of its entries and of elimination leaves: to first order a change
 * of A by a share u of each entry changes it by u·Σ|a_ij||x_ji| of its size.
 */
function digitsOfDeterminant(A: Tensor, X: Tensor): number {
  const n = A.shape[0];
  const [a, x] = [A, X].map(sizesOf);
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += a[i * n + j] * x[j * n + i];
  const share = 4 * n * epsilon(A.dtype as FloatDType) * sum;
  // The determinant is zero where elimination found a zero pivot, whatever X holds.
  return Number.isFinite(share) && share > 0 ? Math.floor(-Math.log10(share)) : DIGITS;
}

function sizesOf(M: Tensor): Float64Array {
  const data = M.data as Float64Array;
  if (!isComplex(M.dtype)) return data.map(Math.abs);
  return Float64Array.from({ length: data.length / 2 }, (_, k) =>
    Math.hypot(data[2 * k], data[2 * k + 1])
  );
}

/** By how much the entries that floating point computes are off, at most. */
function errorOf(X: Tensor, inverse: readonly Fraction[][]): IFigure | undefined {
  if (isComplex(X.dtype)) return undefined;
  const computed = (X.toArray() as number[][]).flat();
  if (!computed.every(Number.isFinite)) return undefined;
  const error = inverse
    .flat()
    .map((x, i) => x.sub(fromDouble(computed[i])).abs())
    .reduce((most, off) => (off.compare(most) > 0 ? off : most));
  const text = roundedFraction(error, FEW);
  return figure('largest error', { ...text, isRounded: !isWhole(error, text) });
}

/** 0 where the inverse that was computed is exact, and the entries that were typed are what the computer stores. */
function residualFact(residual: number, isExact: boolean): IFigure {
  const name = '‖A⁻¹A − I‖';
  return isExact && residual === 0 ? figure(name, whole('0')) : about(name, residual);
}

/** A figure that was computed, which is no proof. */
function about(name: string, value: number, digits = FEW, log10?: number): IFigure {
  return figure(name, { text: roundedFigure(value + 0, digits, log10).text, isRounded: true });
}

function whole(text: string): IRoundedText {
  return { text, isRounded: false };
}

function figure(name: string, { text, isRounded }: IRoundedText): IFigure {
  return { name: isRounded ? `${name} ≈` : name, value: text };
}
