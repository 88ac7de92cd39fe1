/** The figures of a matrix: exact where exact arithmetic knows them, and never rounded without a word. */
import Fraction from 'fraction.js';
import {
  type Conditioning,
  isComplex,
  linalg,
  type Scalar,
  type Tensor,
  tensor
} from '../engine/index.js';
import { fromDouble, nearestDouble } from '../exact/index.js';
import {
  determinantText,
  type IRoundedText,
  roundedNumber,
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

/** Of a square matrix. */
export function factsOf(
  A: Tensor,
  X: Tensor,
  quality: Conditioning | undefined,
  exact?: IExactAnswer
): IFigure[] {
  const n = A.shape[0];
  const kappas = kappasOf(quality, exact);
  const residual = kappas && quality && Number.isFinite(quality.residual) ? quality : undefined;
  return [
    figure('κ₂', kappas ? kappaText(kappas[0], exact) : whole('∞')),
    figure('κ₁', kappas ? kappaText(kappas[1], exact) : whole('∞')),
    figure('det', determinantOf(A, exact)),
    rankFact(A, exact),
    ...(residual ? [figure('‖A⁻¹A − I‖', roundedNumber(residual.residual, FEW))] : []),
    ...(exact?.inverse && n > 0 ? errorOf(X, exact.inverse) : [])
  ];
}

export function factToText({ name, value }: IFigure): string {
  return /[≈≤]$/.test(name) ? `${name} ${value}` : `${name} = ${value}`;
}

/** The exact rank; else that of torch, by the threshold n·ε·σ₁, which is said where it is not full. */
export function rankFact(A: Tensor, exact?: IExactAnswer): IFigure {
  const full = Math.min(...A.shape);
  const rank = exact?.rank ?? Number(linalg.matrixRank(A).item<bigint>());
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

/** κ₂ and κ₁; undefined of a singular matrix. */
function kappasOf(
  quality: Conditioning | undefined,
  exact?: IExactAnswer
): readonly [number, number] | undefined {
  if (!exact) return quality && [quality.kappa2, quality.kappa1];
  const { inverse, fractions } = exact;
  if (!inverse) return undefined;
  const kappa = (order: number) => {
    const [[a, i], [b, j]] = [normOf(fractions, order), normOf(inverse, order)];
    return a * b * 2 ** (i + j);
  };
  return [kappa(2), kappa(1)];
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

function determinantOf(A: Tensor, exact?: IExactAnswer): IRoundedText {
  if (exact?.determinant) return determinantText(exact.determinant);
  // A floating-point number is no proof, however few digits it has.
  return { ...roundedScalar(linalg.det(A).item<Scalar>(), DIGITS), isRounded: true };
}

/** By how much the entries that floating point computes are off, at most. */
function errorOf(X: Tensor, inverse: readonly Fraction[][]): IFigure[] {
  if (isComplex(X.dtype)) return [];
  const computed = (X.toArray() as number[][]).flat();
  const error = inverse
    .flat()
    .reduce((most, x, i) => Math.max(most, Math.abs(distance(x, computed[i]))), 0);
  return Number.isFinite(error) ? [figure('largest error', roundedNumber(error, FEW))] : [];
}

/** A fraction minus a double, rounded once. */
function distance(x: Fraction, computed: number): number {
  return Number.isFinite(computed) ? nearestDouble(x.sub(fromDouble(computed))) : Number.NaN;
}

/** Of an invertible matrix it is finite, though doubles end. */
function kappaText(kappa: number, exact?: IExactAnswer): IRoundedText {
  if (exact && kappa === Number.POSITIVE_INFINITY) return { text: 'over 10³⁰⁸', isRounded: false };
  return roundedNumber(kappa, FEW);
}

function whole(text: string): IRoundedText {
  return { text, isRounded: false };
}

function figure(name: string, { text, isRounded }: IRoundedText): IFigure {
  return { name: isRounded ? `${name} ≈` : name, value: text };
}
