/** The exact rank and null vectors of a small matrix. */
import Fraction from 'fraction.js';
import { fromDouble, toIntegers } from './rational.js';

/** Beyond this size, exact elimination is no longer immediate. */
export const EXACT_LIMIT = 12;

export interface IExactRank {
  rank: number;
  /** Integers x with A x = 0, the shortest of their direction; absent where A has full column rank. */
  nullVector?: bigint[];
  /** Integers y with yᵀ A = 0: which rows depend on which. */
  rowDependency?: bigint[];
}

/**
 * What exact arithmetic says of a matrix of doubles, by Gauss-Jordan elimination in fractions.
 * @returns undefined where the matrix is larger than 12, not finite, or spans so many magnitudes that
 *   its fractions would be unwieldy
 */
export function exactRank(rows: readonly (readonly number[])[]): IExactRank | undefined {
  const size = Math.max(rows.length, rows[0]?.length ?? 0);
  if (size > EXACT_LIMIT || !rows.flat().every(isHandy)) return undefined;
  const A = rows.map(row => row.map(fromDouble));
  const { rank, vector } = nullSpace(A);
  const { vector: dependency } = nullSpace(transpose(A));
  return {
    rank,
    nullVector: vector && toIntegers(vector),
    rowDependency: dependency && toIntegers(dependency)
  };
}

/** Zero, or a finite number between 2⁻²⁰⁰ and 2²⁰⁰. */
function isHandy(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size > 2 ** -200 && size < 2 ** 200);
}

function nullSpace(A: readonly Fraction[][]): { rank: number; vector?: Fraction[] } {
  const columns = A[0]?.length ?? 0;
  const { rows, pivots } = reducedRowEchelon(A);
  const free = Array.from({ length: columns }, (_, j) => j).find(j => !pivots.includes(j));
  if (free === undefined) return { rank: pivots.length };
  const vector = Array.from({ length: columns }, () => new Fraction(0));
  vector[free] = new Fraction(1);
  pivots.forEach((column, i) => {
    vector[column] = rows[i][free].neg();
  });
  return { rank: pivots.length, vector };
}

/** The reduced row echelon form and the columns of its pivots. */
function reducedRowEchelon(A: readonly Fraction[][]): { rows: Fraction[][]; pivots: number[] } {
  const rows = A.map(row => [...row]);
  const pivots: number[] = [];
  for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
    const top = pivots.length;
    const found = rows.findIndex((row, i) => i >= top && !isZero(row[column]));
    if (found < 0) continue;
    [rows[top], rows[found]] = [rows[found], rows[top]];
    const pivot = rows[top][column];
    rows[top] = rows[top].map(x => x.div(pivot));
    rows.forEach((row, i) => {
      if (i === top || isZero(row[column])) return;
      const factor = row[column];
      rows[i] = row.map((x, j) => x.sub(factor.mul(rows[top][j])));
    });
    pivots.push(column);
  }
  return { rows, pivots };
}

function isZero(value: Fraction): boolean {
  return value.n === 0n;
}

function transpose(A: readonly Fraction[][]): Fraction[][] {
  return (A[0] ?? []).map((_, j) => A.map(row => row[j]));
}
