/** Rank and null space. */
import { minorBits } from './bounds.js';
import { FEW, reduceWhole } from './elimination.js';
import { inverseModulo, primeAt, reduce } from './primes.js';
import { type Pieces, piecesOf, residuesOf } from './residues.js';
import { finish, type ISolved, solveSteps } from './solve.js';
import { type IMatrix, withoutTwos } from './whole.js';

/** The rank of a matrix of whole numbers, exact. */
export function rankOf(rows: number, columns: number, entries: readonly bigint[]): number {
  return columns - nullSpaceOf(rows, columns, entries).length;
}

/**
 * A basis of all x with A x = 0, in whole numbers: of each column without a pivot, in order, an x that is not zero
 * there, and zero in all other such columns.
 *
 * The columns that have a pivot, and enough rows, are found modulo a prime; the rest is solved exactly, and
 * multiplied back: a prime that has misled is seen, and the next one taken.
 *
 * @param entries row-major
 */
export function nullSpaceOf(rows: number, columns: number, entries: readonly bigint[]): bigint[][] {
  const { core, columns: twos } = withoutTwos({ rows, columns, entries });
  const isSmall = Math.max(rows, columns) <= FEW;
  const basis = isSmall ? byElimination(core) : byPrimes(core);
  const most = twos.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return basis;
  return basis.map(x => x.map((value, j) => value << BigInt(most - twos[j])));
}

function byPrimes(A: IMatrix): bigint[][] {
  const { rows, columns, entries } = A;
  const pieces = piecesOf(entries);
  for (let index = 0; ; index++) {
    const p = primeAt(index);
    const pivots = pivotsOf(residuesOf(pieces, p), rows, columns, p);
    // A minor that is not zero modulo p is not zero.
    if (pivots.columns.length === columns) return [];
    const free = freeOf(pivots.columns, columns);
    const solved = solveFor(A, pieces, pivots, free);
    if (solved && isNull(A, pivots, free, solved)) return basisOf(columns, pivots, free, solved);
  }
}

function byElimination({ rows, columns, entries }: IMatrix): bigint[][] {
  const A = Array.from({ length: rows }, (_, i) => entries.slice(i * columns, (i + 1) * columns));
  const reduced = reduceWhole(A, columns);
  return freeOf(reduced.pivots, columns).map(column => {
    const vector = new Array<bigint>(columns).fill(0n);
    vector[column] = reduced.divisor;
    reduced.pivots.forEach((pivot, i) => {
      vector[pivot] = -reduced.rows[i][column];
    });
    return vector;
  });
}

interface IPivots {
  rows: number[];
  columns: number[];
}

/** Gaussian elimination modulo p: the columns with a pivot, and of which rows the pivots are. */
function pivotsOf(M: Float64Array, rows: number, columns: number, p: number): IPivots {
  const reciprocal = 1 / p;
  const order = Array.from({ length: rows }, (_, i) => i);
  const found: number[] = [];
  for (let j = 0; j < columns && found.length < rows; j++) {
    const k = found.length;
    const at = order.findIndex((i, place) => place >= k && M[i * columns + j] !== 0);
    if (at < 0) continue;
    [order[k], order[at]] = [order[at], order[k]];
    found.push(j);
    const top = order[k] * columns;
    const inverse = inverseModulo(M[top + j], p);
    for (let i = k + 1; i < rows; i++) {
      const row = order[i] * columns;
      const factor = reduce(M[row + j] * inverse, p, reciprocal);
      if (factor === 0) continue;
      for (let t = j; t < columns; t++) {
        M[row + t] = reduce(M[row + t] - factor * M[top + t], p, reciprocal);
      }
    }
  }
  return { columns: found, rows: order.slice(0, found.length) };
}

function freeOf(pivots: readonly number[], columns: number): number[] {
  const isPivot = new Set(pivots);
  return Array.from({ length: columns }, (_, j) => j).filter(j => !isPivot.has(j));
}

/** The columns without a pivot as combinations of those with one, times a determinant. */
function solveFor(
  A: IMatrix,
  pieces: Pieces,
  pivots: IPivots,
  free: number[]
): ISolved | undefined {
  const rank = pivots.rows.length;
  const order = [...pivots.columns, ...free];
  const chosen = pieces.map(piece =>
    Float64Array.from({ length: rank * A.columns }, (_, at) => {
      const row = pivots.rows[Math.floor(at / A.columns)];
      return piece[row * A.columns + order[at % A.columns]];
    })
  );
  const bits = minorBits(chosen, rank, A.columns, rank);
  const system = { rows: rank, columns: A.columns, pieces: chosen, bits };
  return finish(solveSteps(system, rank, A.columns));
}

/** Whether all rows vanish on the solutions, and each free column depends on those before it alone. */
function isNull(A: IMatrix, pivots: IPivots, free: number[], { det, numbers }: ISolved): boolean {
  const chosen = new Set(pivots.rows);
  return free.every((column, k) => {
    const weights = pivots.columns.map((_, t) => numbers[t * free.length + k]);
    if (pivots.columns.some((pivot, t) => pivot > column && weights[t] !== 0n)) return false;
    for (let i = 0; i < A.rows; i++) {
      if (chosen.has(i)) continue;
      const row = i * A.columns;
      const sum = weights.reduce(
        (total, weight, t) => total + weight * A.entries[row + pivots.columns[t]],
        0n
      );
      if (sum !== det * A.entries[row + column]) return false;
    }
    return true;
  });
}

function basisOf(columns: number, pivots: IPivots, free: number[], { det, numbers }: ISolved) {
  return free.map((column, k) => {
    const vector = new Array<bigint>(columns).fill(0n);
    vector[column] = det;
    pivots.columns.forEach((pivot, t) => {
      vector[pivot] = -numbers[t * free.length + k];
    });
    return vector;
  });
}
