/** Matrices in LaTeX: aligned, elided when large, a common power of ten taken out when it helps. */
import { isComplexNumber, type Scalar, type Shape, type Tensor } from '../engine/index.js';
import { numberToLatex, scalarToLatex } from './number.js';

export interface ILatexOptions {
  /** Significant digits of the largest entry. */
  digits: number;
  /** Rows or columns beyond which a matrix is elided. */
  limit: number;
}

export const DEFAULTS: ILatexOptions = { digits: 4, limit: 8 };

/** What each option may be: as many digits as a double has, and a matrix that has a place for its dots. */
const RANGES = { digits: [1, 17], limit: [3, 200] } as const;

/**
 * Options with some of them replaced.
 * @throws RangeError for what is out of its range
 */
export function latexOptions(given: Partial<ILatexOptions>, base = DEFAULTS): ILatexOptions {
  const options = { ...base };
  for (const name of ['digits', 'limit'] as const) {
    const value = given[name];
    if (value === undefined) continue;
    const [least, largest] = RANGES[name];
    if (!Number.isInteger(value) || value < least || value > largest) {
      throw new RangeError(
        `display: ${name} must be a whole number from ${least} to ${largest}, got ${value}`
      );
    }
    options[name] = value;
  }
  return options;
}

/** A matrix of which the entries that are shown are at hand. */
export interface IEntries {
  readonly shape: Shape;
  at<R = number>(...index: number[]): R;
}

/** A scalar, a vector (as a row) or a matrix; no batch. */
export function tensorToLatex(source: Tensor, options: ILatexOptions = DEFAULTS): string {
  if (source.ndim === 0) return scalarToLatex(source.item<Scalar>(), options.digits);
  return matrixToLatex(source.ndim === 1 ? source.reshape(1, source.shape[0]) : source, options);
}

export function matrixToLatex(source: IEntries, options: ILatexOptions): string {
  const [rows, columns] = source.shape;
  if (rows === 0 || columns === 0) return `\\left[\\ \\right]_{${rows} \\times ${columns}}`;
  const rowIndices = elide(rows, options.limit);
  const columnIndices = elide(columns, options.limit);
  const entries = rowIndices
    .filter(isIndex)
    .map(i => columnIndices.filter(isIndex).map(j => source.at<Scalar>(i, j)));
  const { factor, write } = chooseFormat(entries.flat(), options.digits);
  const body = rowIndices.map(i =>
    columnIndices.map(j => (isIndex(i) && isIndex(j) ? write(source.at<Scalar>(i, j)) : dots(i, j)))
  );
  return factor + bracket(body);
}

/** Cells in square brackets, aligned at the right, where the decimals line up. */
export function bracket(cells: readonly (readonly string[])[]): string {
  const columns = 'r'.repeat(cells[0]?.length ?? 0);
  const body = cells.map(row => row.join(' & ')).join(' \\\\ ');
  return `\\left[\\begin{array}{${columns}} ${body} \\end{array}\\right]`;
}

type Index = number | 'dots';

export function isIndex(index: Index): index is number {
  return index !== 'dots';
}

/** The indices to show: all, or the first ones, dots, and the last two. */
export function elide(size: number, limit: number): Index[] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (size <= limit) return all;
  const tail = Math.min(2, limit - 2);
  return [...all.slice(0, limit - tail - 1), 'dots', ...all.slice(size - tail)];
}

function dots(i: Index, j: Index): string {
  if (!isIndex(i) && !isIndex(j)) return '\\ddots';
  return isIndex(i) ? '\\cdots' : '\\vdots';
}

interface IFormat {
  /** `10^{5} \times ` or nothing. */
  factor: string;
  write: (value: Scalar) => string;
}

/**
 * One format for all entries: whole numbers as they are; else a fixed number of decimals, enough for
 * two digits of the smallest; and where the entries span too many magnitudes for that, each its own.
 */
function chooseFormat(entries: readonly Scalar[], digits: number): IFormat {
  const parts = entries.flatMap(numbersOf);
  const sizes = parts.map(Math.abs).filter(x => x > 0 && Number.isFinite(x));
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = sizes.reduce((a, b) => Math.min(a, b), largest);
  const asIs: IFormat = { factor: '', write: value => scalarToLatex(value, 7) };
  if (sizes.length === 0 || (sizes.every(Number.isInteger) && largest < 1e6)) return asIs;
  const exponent = Math.floor(Math.log10(largest));
  const common = exponent >= 4 || exponent <= -3 ? exponent : 0;
  const forLargest = digits - 1 - (exponent - common);
  const forSmallest = 1 - Math.floor(Math.log10(smallest)) + common;
  const decimals = Math.max(0, forLargest, Math.min(forSmallest, forLargest + 2));
  if (forSmallest > decimals + 1)
    return { factor: '', write: value => scalarToLatex(value, digits) };
  const fixed = (x: number) => toFixed(x, common, decimals);
  return {
    factor: common === 0 ? '' : `10^{${common}} \\times `,
    write: value => writeFixed(value, fixed)
  };
}

function numbersOf(value: Scalar): number[] {
  if (typeof value === 'number') return [value];
  return isComplexNumber(value) ? [value.re, value.im] : [];
}

/** x / 10^common with a fixed number of decimals; an exact zero stays a bare 0, which says more. */
function toFixed(x: number, common: number, decimals: number): string {
  if (!Number.isFinite(x)) return numberToLatex(x, 1);
  if (x === 0) return '0';
  const scaled = common > 0 ? x / 10 ** common : x * 10 ** -common;
  return scaled.toFixed(decimals);
}

function writeFixed(value: Scalar, fixed: (x: number) => string): string {
  if (typeof value === 'number') return fixed(value);
  if (!isComplexNumber(value)) return String(value);
  const im = fixed(value.im);
  return `${fixed(value.re)} ${im.startsWith('-') ? '-' : '+'} ${im.replace(/^-/, '')}i`;
}
