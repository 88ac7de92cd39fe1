/** Matrices in LaTeX: aligned, elided when large, a common power of ten taken out when it helps. */
import type { DType, Scalar, Shape, Tensor } from '../engine/index.js';
import { chooseFormat, type IBounded, type IDialect, LATEX } from './format.js';

export interface ILatexOptions {
  /** Significant digits of the largest entry. */
  digits: number;
  /** Rows or columns beyond which a matrix is elided. */
  limit: number;
  /**
   * How far the entry in row i and column j is off at most: |shown − truth|, of a complex one of both parts.
   * Digits beyond that are not shown, an entry that may be zero as `\approx 0`, and one of which no digit is
   * proven in grey. Absent: the entries are the truth.
   */
  boundAt?: (i: number, j: number) => number;
}

export const DEFAULTS: ILatexOptions = { digits: 4, limit: 8 };

/** The range of each option: as many digits as a double has, and a matrix that has a place for its dots. */
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
  readonly dtype?: DType;
  at<R = number>(...index: number[]): R;
}

/** A scalar, a vector (as a row) or a matrix; no batch. */
export function tensorToLatex(source: Tensor, options: ILatexOptions = DEFAULTS): string {
  return matrixToLatex(asEntries(source), options);
}

export function matrixToLatex(source: IEntries, options: ILatexOptions): string {
  return latexOf(writtenMatrix(source, options, LATEX));
}

/** A scalar as it is, and a vector as a row. */
export function asEntries(source: Tensor | IEntries): IEntries {
  return 'ndim' in source && source.ndim === 1 ? source.reshape(1, source.shape[0]) : source;
}

/** A matrix as it is shown. */
export interface IWrittenMatrix {
  shape: Shape;
  /** The power of ten that is taken out, or 0. */
  common: number;
  /** By rows; a scalar is one cell. */
  cells: string[][];
  /** Whether anything that is shown is not all of its number. */
  isRounded: boolean;
}

/** The entries that are shown, in a dialect. */
export function writtenMatrix(
  source: IEntries,
  { digits, limit, boundAt }: ILatexOptions,
  dialect: IDialect
): IWrittenMatrix {
  const { shape, dtype } = source;
  const isScalar = shape.length === 0;
  const [rows, columns] = isScalar ? [1, 1] : shape;
  const entryAt = (i: number, j: number): IBounded => ({
    value: isScalar ? source.at<Scalar>() : source.at<Scalar>(i, j),
    ...(boundAt && { bound: boundAt(i, j) })
  });
  const rowIndices = elide(rows, limit);
  const columnIndices = elide(columns, limit);
  const entries = rowIndices
    .filter(isIndex)
    .flatMap(i => columnIndices.filter(isIndex).map(j => entryAt(i, j)));
  const isSingle = dtype === 'float32' || dtype === 'complex64';
  const isInteger = dtype === 'int32';
  const format = chooseFormat(entries, { digits, dialect, isSingle, isOwn: isScalar, isInteger });
  let isRounded = false;
  const cells = rowIndices.map(i =>
    columnIndices.map(j => {
      if (!isIndex(i) || !isIndex(j)) return dialect.dots(!isIndex(i), !isIndex(j));
      const written = format.write(entryAt(i, j));
      isRounded ||= written.isRounded;
      return written.text;
    })
  );
  return { shape, common: format.common, cells, isRounded };
}

/** A matrix that was written in LaTeX's dialect. */
export function latexOf({ shape, common, cells }: IWrittenMatrix): string {
  if (shape.length === 0) return cells[0][0];
  const [rows, columns] = shape;
  if (rows === 0 || columns === 0) return `\\left[\\ \\right]_{${rows} \\times ${columns}}`;
  return (common === 0 ? '' : `10^{${common}} \\times `) + bracket(cells);
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
