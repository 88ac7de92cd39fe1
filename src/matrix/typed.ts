/** One snapshot of a matrix: its entries as they are typed, and as the computer stores them. */
import Fraction from 'fraction.js';
import {
  epsilon,
  type FloatDType,
  isComplex,
  isComplexNumber,
  type Scalar,
  type Tensor
} from '../engine/index.js';
import {
  EXACT_LIMIT,
  exactInverse,
  fractionsOf,
  fromDouble,
  type IExactInverse,
  type IExactRank,
  isImmediate,
  isQuick,
  nearestDouble,
  rankOfFractions
} from '../exact/index.js';
import type { IEntry } from './expression.js';

export interface ITyped {
  /** By rows. */
  readonly entries: readonly (readonly IEntry[])[];
  /** As they are stored, (m, n). */
  readonly stored: Tensor;
  /** As fractions; undefined where one of them is irrational or complex. */
  readonly fractions?: Fraction[][];
  /** Whether each is stored as it is typed: 0.5 is, 0.1 is not. Not asked of more than 64 rows or columns. */
  readonly isStored: boolean;
}

/** Rows or columns up to which entries are compared with what is stored. */
const ASKED = 64;

/** @param stored the same entries as a tensor */
export function typedOf(entries: readonly (readonly IEntry[])[], stored: Tensor): ITyped {
  const fractions = fractionsOfAll(entries);
  const isAsked = Math.max(...stored.shape) <= ASKED;
  const isStored =
    isAsked && entries.every((row, i) => row.every((entry, j) => isHeld(entry, stored.at(i, j))));
  return { entries, stored, ...(fractions && { fractions }), isStored };
}

function fractionsOfAll(entries: readonly (readonly IEntry[])[]): Fraction[][] | undefined {
  const fractions: Fraction[][] = [];
  for (const row of entries) {
    const line = row.flatMap(({ exact }) => (exact ? [exact] : []));
    if (line.length < row.length) return undefined;
    fractions.push(line);
  }
  return fractions;
}

/** Whether an entry is stored as it is typed. */
export function isHeld({ exact, gaussian }: IEntry, stored: Scalar): boolean {
  const { re, im } = isComplexNumber(stored) ? stored : { re: Number(stored), im: 0 };
  const typed = gaussian ?? (exact && { re: exact, im: new Fraction(0) });
  const isSame = (x: Fraction, value: number) =>
    Number.isFinite(value) && x.equals(fromDouble(value));
  return typed !== undefined && isSame(typed.re, re) && isSame(typed.im, im);
}

/** The exact figures of a matrix. */
export interface IExactAnswer extends Partial<IExactInverse> {
  /** Of what it speaks. */
  fractions: Fraction[][];
  rows: number;
  columns: number;
  rank: number;
  /** Of one that has no inverse. */
  dependencies?: IExactRank;
}

/** Of the entries as they are typed; undefined where not all are rational, or it would take too long. */
export function answerToTyped({ fractions }: ITyped): IExactAnswer | undefined {
  return fractions && answerTo(fractions);
}

/** Of the entries as they are stored; undefined where it would take too long. */
export function answerToStored({ stored }: ITyped): IExactAnswer | undefined {
  if (isComplex(stored.dtype) || Math.max(...stored.shape) > EXACT_LIMIT) return undefined;
  const fractions = fractionsOf(stored.toArray() as number[][]);
  return fractions && answerTo(fractions);
}

function answerTo(fractions: Fraction[][]): IExactAnswer | undefined {
  const [rows, columns] = [fractions.length, fractions[0].length];
  const isSmall = Math.max(rows, columns) <= EXACT_LIMIT;
  const isDone = isSmall ? isImmediate(fractions) : rows === columns && isQuick(fractions);
  if (!isDone) return undefined;
  const solved = rows === columns ? exactInverse(fractions) : undefined;
  if (solved?.inverse) return { fractions, rows, columns, rank: rows, ...solved };
  const dependencies = rankOfFractions(fractions);
  return { fractions, rows, columns, rank: dependencies.rank, dependencies, ...solved };
}

/** Whether what is typed and what is stored have different ranks, or inverses that differ in half of the digits. */
export function areApart(typed: IExactAnswer, stored: IExactAnswer, { dtype }: Tensor): boolean {
  if (typed.rank !== stored.rank) return true;
  if (!typed.inverse || !stored.inverse) return false;
  const [exact, other] = [typed.inverse, stored.inverse].map(inverse =>
    inverse.flat().map(nearestDouble)
  );
  const largest = exact.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const apart = exact.reduce((most, x, i) => Math.max(most, Math.abs(x - other[i])), 0);
  // Not a number where both overflow: nothing says then that they are the same.
  return !(apart <= Math.sqrt(epsilon(dtype as FloatDType)) * largest);
}
