/**
 * Gauss–Jordan elimination in fractions, one row operation at a time.
 *
 * Source: the textbook method (Strang, Introduction to Linear Algebra, section 2.5). Nothing is rounded:
 * a pivot is zero only where it is zero.
 */
import Fraction from 'fraction.js';

/** An operation on a row; rows are counted from 0. */
export type RowOperation =
  | { kind: 'swap'; row: number; other: number }
  | { kind: 'scale'; row: number; factor: Fraction }
  /** row ← row + factor · other */
  | { kind: 'add'; row: number; other: number; factor: Fraction };

/** Which row gives the pivot: the first that can, or the one with the largest entry. */
export type PivotRule = 'first' | 'partial';

export interface IStep {
  operation: RowOperation;
  /** The column whose pivot it is for. */
  column: number;
  /** All rows, after the operation. */
  rows: readonly Fraction[][];
}

/** The result of elimination. */
export interface IEchelon {
  rows: readonly Fraction[][];
  /** The columns that have a pivot. */
  pivots: number[];
}

const ZERO = new Fraction(0);
const ONE = new Fraction(1);

/** Rows after an operation; those that it leaves alone are the same arrays. */
export function applyOperation(
  rows: readonly Fraction[][],
  operation: RowOperation
): readonly Fraction[][] {
  const { row } = operation;
  const next = [...rows];
  if (operation.kind === 'swap') {
    [next[row], next[operation.other]] = [rows[operation.other], rows[row]];
  } else if (operation.kind === 'scale') {
    next[row] = rows[row].map(x => x.mul(operation.factor));
  } else {
    const other = rows[operation.other];
    next[row] = rows[row].map((x, j) => x.add(operation.factor.mul(other[j])));
  }
  return next;
}

/**
 * Brings rows to reduced echelon form.
 *
 * @param columns how many columns from the left are to have pivots: those of A in [A | I]
 */
export function* eliminate(
  start: readonly Fraction[][],
  columns: number,
  rule: PivotRule = 'first'
): Generator<IStep, IEchelon> {
  let rows = start;
  const pivots: number[] = [];
  for (let column = 0; column < columns && pivots.length < rows.length; column++) {
    const top = pivots.length;
    const found = findPivot(rows, top, column, rule);
    if (found === undefined) continue;
    for (const operation of clear(rows, top, found, column)) {
      rows = applyOperation(rows, operation);
      yield { operation, column, rows };
    }
    pivots.push(column);
  }
  return { rows, pivots };
}

/** The operations that bring a pivot to its place, make it one, and the rest of its column zero. */
function* clear(
  rows: readonly Fraction[][],
  top: number,
  found: number,
  column: number
): Generator<RowOperation> {
  if (found !== top) yield { kind: 'swap', row: top, other: found };
  const pivot = rows[found][column];
  if (!pivot.equals(ONE)) yield { kind: 'scale', row: top, factor: ONE.div(pivot) };
  for (let row = 0; row < rows.length; row++) {
    // A row that was swapped away is at the pivot's old place.
    const entry = rows[row === found ? top : row][column];
    if (row === top || isZero(entry)) continue;
    yield { kind: 'add', row, other: top, factor: entry.neg() };
  }
}

function findPivot(
  rows: readonly Fraction[][],
  top: number,
  column: number,
  rule: PivotRule
): number | undefined {
  let best: number | undefined;
  for (let row = top; row < rows.length; row++) {
    const entry = rows[row][column];
    if (isZero(entry)) continue;
    if (rule === 'first') return row;
    if (best === undefined || entry.abs().compare(rows[best][column].abs()) > 0) best = row;
  }
  return best;
}

/** All of elimination at once: its steps, and what it comes to. */
export function reduce(
  rows: readonly Fraction[][],
  columns: number,
  rule?: PivotRule
): IEchelon & { steps: IStep[] } {
  const steps: IStep[] = [];
  const generator = eliminate(rows, columns, rule);
  for (;;) {
    const { done, value } = generator.next();
    if (done) return { ...value, steps };
    steps.push(value);
  }
}

/** [A | I] */
export function augment(A: readonly Fraction[][]): Fraction[][] {
  return A.map((row, i) => [...row, ...A.map((_, j) => (i === j ? ONE : ZERO))]);
}

export function isZero(value: Fraction): boolean {
  return value.n === 0n;
}
