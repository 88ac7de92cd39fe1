/**
 * κ₁ and κ₂ with the digits that are shown of them: from an inverse that is proven, and `=` where fractions say so.
 */
import Fraction from 'fraction.js';
import {
  type Conditioning,
  isComplex,
  isComplexNumber,
  LinAlgError,
  linalg,
  type Scalar,
  type Tensor
} from '../engine/index.js';
import { EXACT_LIMIT, fromDouble } from '../exact/index.js';

/** A figure, with its logarithm where a double does not hold it. */
export interface IKappa {
  value: number;
  log10: number;
}

export interface IKappas {
  two: IKappa;
  /** Undefined where no inverse is right in so many digits as the figure has. */
  one?: IKappa;
}

/** Up to here the least singular value has its first digits, however the matrix is scaled. */
const SAFE = 1e12;

/**
 * @param X the inverse, as it was computed
 * @param right an inverse that is proven in the digits of a figure: X itself, or a refined one; undefined for none
 */
export function kappasOf(quality: Conditioning, X: Tensor, right?: Tensor): IKappas {
  const { kappa1, log10Kappa1, kappa2, log10Kappa2, source } = quality;
  const byValues = { value: kappa2, log10: log10Kappa2 };
  if (!right) return { two: byValues };
  return {
    // The least singular value of A is rounding beside the largest; that of A⁻¹ is the largest.
    two: kappa2 < SAFE ? byValues : (byInverse(source, right) ?? byValues),
    one: right === X ? { value: kappa1, log10: log10Kappa1 } : byNorms(source, right)
  };
}

function byNorms(A: Tensor, X: Tensor): IKappa {
  const [a, x] = [A, X].map(M => linalg.matrixNorm(M, 1).item());
  return { value: a * x, log10: Math.log10(a) + Math.log10(x) };
}

/** ‖A‖₂·‖A⁻¹‖₂; undefined where singular values are not to be had. */
function byInverse(A: Tensor, X: Tensor): IKappa | undefined {
  try {
    const [a, x] = [A, X].map(largestSingularValue);
    const exponent = a.exponent + x.exponent;
    const value = a.value * x.value;
    const log10 = Math.log10(value) + exponent * Math.log10(2);
    return { value: value * 2 ** (exponent / 2) * 2 ** (exponent / 2), log10 };
  } catch (error) {
    if (error instanceof LinAlgError) return undefined;
    throw error;
  }
}

/** value · 2^exponent, where the value is near to one. */
function largestSingularValue(M: Tensor): { value: number; exponent: number } {
  const wide = M.to(isComplex(M.dtype) ? 'complex128' : 'float64');
  const parts = wide.data as Float64Array;
  const largest = parts.reduce((most, part) => Math.max(most, Math.abs(part)), 0);
  if (largest === 0) return { value: 0, exponent: 0 };
  const exponent = Math.max(-1000, Math.min(1000, Math.floor(Math.log2(largest))));
  const [value] = linalg.svdvals(wide.mul(2 ** -exponent)).toArray() as number[];
  return { value, exponent };
}

/** Which of the two figures, of an exact inverse, a number that is shown whole is. */
export function exactKappas(A: Tensor, X: Tensor, shown: IKappas): { one: boolean; two: boolean } {
  const [a, x] = [A, X].map(fractionsOf);
  if (!a || !x || !shown.one) return { one: false, two: false };
  const exact = norm1(a).mul(norm1(x));
  const isSame = ({ value }: IKappa) => Number.isFinite(value) && exact.equals(fromDouble(value));
  return { one: isSame(shown.one), two: isMonomial(a) && isSame(shown.two) };
}

/** The sizes of the entries, by rows; undefined of a large matrix, and where one is no fraction. */
function fractionsOf(M: Tensor): Fraction[][] | undefined {
  const [n] = M.shape;
  if (n > EXACT_LIMIT) return undefined;
  const rows: Fraction[][] = [];
  for (let i = 0; i < n; i++) {
    const row = Array.from({ length: n }, (_, j) => sizeOf(M.at<Scalar>(i, j)));
    if (row.some(size => size === undefined)) return undefined;
    rows.push(row as Fraction[]);
  }
  return rows;
}

function sizeOf(entry: Scalar): Fraction | undefined {
  if (!isComplexNumber(entry)) return fromDouble(Number(entry)).abs();
  const { re, im } = entry;
  return re === 0 || im === 0 ? fromDouble(re + im).abs() : undefined;
}

export function norm1(sizes: readonly Fraction[][]): Fraction {
  const sums = sizes.map((_, j) => sizes.reduce((sum, row) => sum.add(row[j]), new Fraction(0)));
  return sums.reduce((most, sum) => (sum.compare(most) > 0 ? sum : most), new Fraction(0));
}

/** Whether each row and each column has one entry: then κ₂ and κ₁ are the largest over the smallest of them. */
export function isMonomial(sizes: readonly Fraction[][]): boolean {
  const count = (line: readonly Fraction[]) => line.filter(size => !size.equals(0)).length;
  return sizes.every((row, i) => count(row) === 1 && count(sizes.map(other => other[i])) === 1);
}
