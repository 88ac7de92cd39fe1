/** Adjugate and determinant. */
import { leastBits, minorBits } from './bounds.js';
import { costOfMinors } from './cost.js';
import { FEW, reduceWhole } from './elimination.js';
import { piecesOf } from './residues.js';
import { finish, solveSteps } from './solve.js';
import { type IScaled, type IWhole, withoutTwos } from './whole.js';

/** A⁻¹ = adjugate / det. */
export interface IAdjugate {
  det: bigint;
  /** Row-major; empty where det is 0. */
  adjugate: bigint[];
}

export interface IBudget {
  /** Milliseconds, by the estimate of `costOf`: more is not begun. No clock is read. */
  budgetMs?: number;
  /** Asked after each of the parts, of which there are many. */
  isStopped?: () => boolean;
}

/**
 * The adjugate and the determinant of a matrix of whole numbers, exact.
 *
 * det A · A⁻¹ modulo enough primes below 2²⁶ that Hadamard's bound leaves one matrix of whole numbers with these
 * residues (von zur Gathen & Gerhard, Modern Computer Algebra, section 5.5).
 *
 * @param A a square matrix; of no rows, the determinant is 1
 * @returns undefined where it would cost more than the budget, or was stopped
 */
export function adjugateOf(A: IWhole): IAdjugate;
export function adjugateOf(A: IWhole, budget: IBudget): IAdjugate | undefined;
export function adjugateOf(
  A: IWhole,
  { budgetMs = Number.POSITIVE_INFINITY, isStopped }: IBudget = {}
): IAdjugate | undefined {
  const { n } = A;
  const scaled = withoutTwos({ rows: n, columns: n, entries: A.entries });
  const { entries } = scaled.core;
  const isDear = (bits: number) => !(costOfMinors(n, n, bits, n * n) <= budgetMs);
  if (budgetMs !== Number.POSITIVE_INFINITY && isDear(leastBits(n, entries))) return undefined;
  if (n <= FEW) return eliminated(scaled);
  const pieces = piecesOf(entries);
  const bits = minorBits(pieces, n, n, n);
  if (isDear(bits)) return undefined;
  const solved = finish(solveSteps({ rows: n, columns: n, pieces, bits }, 0, n), isStopped);
  return solved && unscaled({ det: solved.det, adjugate: solved.numbers }, scaled);
}

function eliminated(scaled: IScaled): IAdjugate {
  return unscaled(byElimination(scaled.rows.length, scaled.core.entries), scaled);
}

function byElimination(n: number, entries: readonly bigint[]): IAdjugate {
  const lines = Array.from({ length: n }, (_, i) => i);
  const augmented = lines.map(i => [
    ...entries.slice(i * n, (i + 1) * n),
    ...lines.map(j => (i === j ? 1n : 0n))
  ]);
  const { rows, pivots, divisor, sign } = reduceWhole(augmented, n);
  if (pivots.length < n) return { det: 0n, adjugate: [] };
  return { det: sign * divisor, adjugate: rows.flatMap(row => row.slice(n).map(x => sign * x)) };
}

/** adj(R A C) = adj C · adj A · adj R. */
function unscaled({ det, adjugate }: IAdjugate, { rows, columns }: IScaled): IAdjugate {
  const twos = [...rows, ...columns].reduce((sum, power) => sum + power, 0);
  if (twos === 0) return { det, adjugate };
  const n = rows.length;
  return {
    det: det << BigInt(twos),
    adjugate: adjugate.map(
      (x, at) => x << BigInt(twos - columns[Math.floor(at / n)] - rows[at % n])
    )
  };
}
