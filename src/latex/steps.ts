/** Gauss–Jordan elimination as a view: each row operation named, and what it leaves. */
import type Fraction from 'fraction.js';
import {
  fromWritten,
  type GaussJordan,
  type IStep,
  isImmediate,
  type RowOperation
} from '../exact/index.js';
import { roundedFraction } from './rounded.js';
import type { IStepsView, IStepView } from './view.js';

/** Digits of an entry that is written as a decimal. */
const DIGITS = 4;

export function stepsView(elimination: GaussJordan): IStepsView {
  const { form, size, failedColumn } = elimination;
  const write = entryWriter(form);
  const cells = (rows: readonly Fraction[][]) => rows.map(row => row.map(write));
  return {
    kind: 'steps',
    split: size,
    start: cells(elimination.start),
    pivot: elimination.pivot,
    form,
    exact: elimination.start.map(row => row.map(x => x.toFraction())),
    steps: elimination.steps.map(step => stepView(step, cells(step.rows))),
    failed: failedColumn !== undefined,
    outcome: outcome(elimination)
  };
}

/** Whether these entries, as they are written, can be eliminated in a page, which waits meanwhile. */
export function isFollowed(written: readonly (readonly string[])[]): boolean {
  return isImmediate(written.map(row => row.map(fromWritten)));
}

/** How an entry is written in LaTeX. */
export function entryWriter(form: IStepsView['form']): (value: Fraction) => string {
  return form === 'decimals' ? decimalToLatex : fractionToLatex;
}

function stepView({ operation, column }: IStep, cells: string[][]): IStepView {
  const changed = operation.kind === 'swap' ? [operation.row, operation.other] : [operation.row];
  return { ...operationName(operation), text: reason(operation, column), cells, changed };
}

/** `R_2 \leftarrow R_2 - 2R_1`, in LaTeX and as text. */
export function operationName(operation: RowOperation): { latex: string; plain: string } {
  const row = `R_{${operation.row + 1}}`;
  const plain = `R${operation.row + 1}`;
  if (operation.kind === 'swap') {
    const other = operation.other + 1;
    return { latex: `${row} \\leftrightarrow R_{${other}}`, plain: `${plain} ↔ R${other}` };
  }
  const { factor } = operation;
  const magnitude = factor.abs();
  const times = magnitude.equals(1) ? '' : fractionToLatex(magnitude);
  const plainTimes = magnitude.equals(1) ? '' : `${fractionToText(magnitude)} `;
  const minus = factor.compare(0) < 0;
  if (operation.kind === 'scale') {
    return {
      latex: `${row} \\leftarrow ${minus ? '-' : ''}${times}\\,${row}`,
      plain: `${plain} ← ${minus ? '−' : ''}${plainTimes}${plain}`
    };
  }
  const other = operation.other + 1;
  return {
    latex: `${row} \\leftarrow ${row} ${minus ? '-' : '+'} ${times}\\,R_{${other}}`,
    plain: `${plain} ← ${plain} ${minus ? '−' : '+'} ${plainTimes}R${other}`
  };
}

function reason({ kind }: RowOperation, column: number): string {
  const where = `column ${column + 1}`;
  if (kind === 'swap') return `brings a pivot for ${where} to its place`;
  return kind === 'scale' ? `makes the pivot of ${where} one` : `makes a zero in ${where}`;
}

function outcome({ failedColumn, size }: GaussJordan): string {
  if (failedColumn === undefined) {
    return size === 0
      ? 'There is nothing to eliminate.'
      : 'The left half is the identity, so the right half is the inverse.';
  }
  const column = failedColumn + 1;
  const rows = column === size ? `row ${size}` : `rows ${column} to ${size}`;
  return `Column ${column} has only zeros in ${rows}: there is no pivot, and so no inverse. Rank ${failedColumn} is reached by then.`;
}

/** `-\tfrac{1}{3}`, or a whole number. */
export function fractionToLatex(value: Fraction): string {
  const sign = value.s < 0n ? '-' : '';
  return value.d === 1n ? `${sign}${value.n}` : `${sign}\\tfrac{${value.n}}{${value.d}}`;
}

/** `−1/3` */
export function fractionToText(value: Fraction): string {
  return value.toFraction().replace('-', '−');
}

function decimalToLatex(value: Fraction): string {
  return roundedFraction(value, DIGITS).latex;
}

/** All of it as plain text. */
export function stepsToText({ start, steps, outcome: end, split }: IStepsView): string {
  const show = (cells: readonly string[][]) => matrixToText(cells, split);
  const lines = steps.flatMap(({ plain, text, cells }, i) => [
    `${i + 1}. ${plain}: ${text}`,
    show(cells)
  ]);
  return [show(start), ...lines, end].join('\n');
}

function matrixToText(cells: readonly string[][], split: number): string {
  const text = cells.map(row => row.map(toPlain));
  const widths = (text[0] ?? []).map((_, j) => Math.max(...text.map(row => row[j].length)));
  return text
    .map(row => {
      const padded = row.map((cell, j) => cell.padStart(widths[j]));
      return `[${padded.slice(0, split).join(' ')} | ${padded.slice(split).join(' ')}]`;
    })
    .join('\n');
}

/** LaTeX of `fractionToLatex` and `numberToLatex`, as text. */
function toPlain(latex: string): string {
  return latex.replace(/\\tfrac\{(\d+)\}\{(\d+)\}/, '$1/$2').replace('{\\cdot}', '·');
}

/** All of it as LaTeX, for hosts that show nothing else. */
export function stepsToLatex({ start, steps, split, outcome: end }: IStepsView): string {
  const show = (cells: readonly string[][]) => augmentedToLatex(cells, split);
  const lines = steps.map(
    ({ latex, cells, text }) => `$$${latex} \\quad \\text{${text}}$$\n\n$$${show(cells)}$$`
  );
  return [`$$${show(start)}$$`, ...lines, end].join('\n\n');
}

/** [A | I] between brackets. */
export function augmentedToLatex(cells: readonly (readonly string[])[], split: number): string {
  const width = (cells[0]?.length ?? 0) - split;
  const columns = `${'r'.repeat(split)}|${'r'.repeat(width)}`;
  const body = cells.map(row => row.join(' & ')).join(' \\\\ ');
  return `\\left[\\begin{array}{${columns}} ${body} \\end{array}\\right]`;
}
