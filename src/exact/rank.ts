/** The exact rank and null space of a small matrix. */
import type Fraction from 'fraction.js';
import { reduceWhole, toWhole } from './integers.js';
import { fractionsOf, shortest } from './rational.js';

export interface IExactRank {
  rank: number;
  /** A basis of all x with A x = 0, in whole numbers, each the shortest of its direction. */
  nullSpace: bigint[][];
  /** Whole numbers y with yᵀ A = 0: which rows depend on which. Absent where none do. */
  rowDependency?: bigint[];
}

/**
 * What exact arithmetic says of a matrix of doubles, by Gauss–Jordan elimination in fractions.
 * @returns undefined where `fractionsOf` cannot have it
 */
export function exactRank(values: readonly (readonly number[])[]): IExactRank | undefined {
  const A = fractionsOf(values);
  return A && rankOfFractions(A);
}

/** The same of a matrix of fractions, (m, n), of whatever size one waits for. */
export function rankOfFractions(A: readonly Fraction[][]): IExactRank {
  const nullSpace = nullSpaceOf(A);
  const [rowDependency] = nullSpaceOf(transpose(A));
  return { rank: (A[0]?.length ?? 0) - nullSpace.length, nullSpace, rowDependency };
}

function nullSpaceOf(A: readonly Fraction[][]): bigint[][] {
  const columns = A[0]?.length ?? 0;
  const { rows, pivots, divisor } = reduceWhole(toWhole(A).rows, columns);
  const free = Array.from({ length: columns }, (_, j) => j).filter(j => !pivots.includes(j));
  return free.map(column => {
    const vector = new Array<bigint>(columns).fill(0n);
    vector[column] = divisor;
    pivots.forEach((pivot, i) => {
      vector[pivot] = -rows[i][column];
    });
    return shortest(vector);
  });
}

function transpose(A: readonly Fraction[][]): Fraction[][] {
  return (A[0] ?? []).map((_, j) => A.map(row => row[j]));
}
