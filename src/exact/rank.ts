/** The exact rank and null space of a small matrix. */
import Fraction from 'fraction.js';
import { reduce } from './elimination.js';
import { fractionsOf, toIntegers } from './rational.js';

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
  if (!A) return undefined;
  const { rank, basis } = nullSpaceOf(A);
  const [dependency] = nullSpaceOf(transpose(A)).basis;
  return {
    rank,
    nullSpace: basis.map(toIntegers),
    rowDependency: dependency && toIntegers(dependency)
  };
}

function nullSpaceOf(A: readonly Fraction[][]): { rank: number; basis: Fraction[][] } {
  const columns = A[0]?.length ?? 0;
  const { rows, pivots } = reduce(A, columns);
  const free = Array.from({ length: columns }, (_, j) => j).filter(j => !pivots.includes(j));
  const basis = free.map(column => {
    const vector = Array.from({ length: columns }, () => new Fraction(0));
    vector[column] = new Fraction(1);
    pivots.forEach((pivot, i) => {
      vector[pivot] = rows[i][column].neg();
    });
    return vector;
  });
  return { rank: pivots.length, basis };
}

function transpose(A: readonly Fraction[][]): Fraction[][] {
  return (A[0] ?? []).map((_, j) => A.map(row => row[j]));
}
