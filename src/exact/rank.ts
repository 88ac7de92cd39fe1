/** The exact rank and null space. */
import type Fraction from 'fraction.js';
import { nullSpaceOf } from '../engine/internal.js';
import { shortest, toWhole } from './integers.js';
import { fractionsOf } from './rational.js';

export interface IExactRank {
  rank: number;
  /** A basis of all x with A x = 0, in whole numbers, each the shortest of its direction. */
  nullSpace: bigint[][];
  /** Whole numbers y with yᵀ A = 0: which rows depend on which. Absent where none do. */
  rowDependency?: bigint[];
}

/**
 * The answers of exact arithmetic for a matrix of doubles.
 * @returns undefined where `fractionsOf` cannot have it
 */
export function exactRank(values: readonly (readonly number[])[]): IExactRank | undefined {
  const A = fractionsOf(values);
  return A && rankOfFractions(A);
}

/** The same of a matrix of fractions, (m, n), of whatever size one waits for. */
export function rankOfFractions(A: readonly Fraction[][]): IExactRank {
  const columns = A[0]?.length ?? 0;
  const { rows, scales } = toWhole(A);
  const nullSpace = nullSpaceOf(rows.length, columns, rows.flat()).map(shortest);
  const rank = columns - nullSpace.length;
  if (rank === rows.length) return { rank, nullSpace };
  const transposed = Array.from({ length: columns }, (_, j) => rows.map(row => row[j]));
  const [dependency] = nullSpaceOf(columns, rows.length, transposed.flat());
  // The rows were scaled.
  return { rank, nullSpace, rowDependency: shortest(dependency.map((y, i) => y * scales[i])) };
}
