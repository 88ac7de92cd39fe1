/** The entries of a matrix, read and computed with. Pure: it runs in a worker, a cell, and Node. */
import { complex, type Tensor, tensor } from '../engine/index.js';
import { numberToText } from '../latex/index.js';
import { Explanation, type IMatrixResult } from './explain.js';
import { evaluateEntry, type IEntry } from './expression.js';
import { type Bounds, checkSize, type Precision } from './model.js';
import { typedOf } from './typed.js';

export interface IComputeOptions {
  /** Between which entries have to be. */
  bounds?: Bounds;
  /** Default: float64. */
  dtype?: Precision;
}

/** A cell that cannot be read, and why. */
export interface IProblem {
  row: number;
  column: number;
  message: string;
}

/** The entries as numbers, by rows. */
export interface IValues {
  re: number[][];
  /** Absent where all are real. */
  im?: number[][];
}

export type Computed = { problems: IProblem[] } | { result: IMatrixResult; values: IValues };

/** The entries as they were read, and what is said of them, which is computed when it is asked for. */
export type Begun = { problems: IProblem[] } | { explanation: Explanation; values: IValues };

/** All at once: as `beginMatrix`, and all that is said of it. */
export function computeMatrix(
  texts: readonly (readonly string[])[],
  options: IComputeOptions = {}
): Computed {
  const begun = beginMatrix(texts, options);
  if ('problems' in begun) return begun;
  return { result: begun.explanation.result, values: begun.values };
}

/**
 * @param texts the entries as they are written, by rows; at least one
 * @throws RangeError for more than 200 rows or columns
 */
export function beginMatrix(
  texts: readonly (readonly string[])[],
  options: IComputeOptions = {}
): Begun {
  checkSize(texts.length, texts[0].length);
  const problems: IProblem[] = [];
  const entries = texts.map((line, row) =>
    line.map((text, column): IEntry => {
      try {
        return within(evaluateEntry(text), options);
      } catch (error) {
        problems.push({ row, column, message: (error as Error).message });
        return { re: 0, im: 0 };
      }
    })
  );
  if (problems.length > 0) return { problems };
  const values = valuesOf(entries);
  const typed = typedOf(entries, tensorOf(values, options.dtype));
  return { explanation: new Explanation(typed), values };
}

/** @throws Error for what is out of bounds, or of the range of the dtype */
function within(entry: IEntry, { bounds, dtype }: IComputeOptions): IEntry {
  const isTooLarge = (x: number) => !Number.isFinite(Math.fround(x));
  if (dtype === 'float32' && [entry.re, entry.im].some(isTooLarge)) {
    throw new Error('is beyond what float32 holds');
  }
  if (!bounds) return entry;
  const [least, largest] = bounds;
  if (entry.im === 0 && entry.re >= least && entry.re <= largest) return entry;
  throw new Error(`is not between ${limitToText(least)} and ${limitToText(largest)}`);
}

/** The least or the largest entry, with all its digits: 0.9999999 is not 1. */
export function limitToText(limit: number): string {
  return Number.isFinite(limit) ? String(limit).replaceAll('-', '−') : numberToText(limit);
}

function valuesOf(entries: readonly IEntry[][]): IValues {
  const re = entries.map(row => row.map(entry => entry.re));
  const isReal = entries.flat().every(({ im }) => im === 0);
  return isReal ? { re } : { re, im: entries.map(row => row.map(({ im }) => im)) };
}

/** The matrix of these numbers, (m, n): of the complex dtype where there are imaginary parts. */
export function tensorOf({ re, im }: IValues, dtype: Precision = 'float64'): Tensor {
  const values = im ? re.map((row, i) => row.map((x, j) => complex(x, im[i][j]))) : re;
  // On the CPU, whatever new tensors of the session are on.
  const complexDtype = dtype === 'float32' ? 'complex64' : 'complex128';
  return tensor(values as number[][], { dtype: im ? complexDtype : dtype, device: 'cpu' });
}
