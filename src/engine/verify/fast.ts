/**
 * The fast proof: one product, E = fl(I − B·Y), and a priori bounds of its rounding.
 *
 * With R = I − B·Y, |R − E| <= M + u/(1 − K·u)·(|B|·D·|Y| + K·I): M is what the sum itself says that it lost, the
 * p-th product of an entry is rounded D_p times before, and K is the largest of D. The sums t_j >= ‖R_j‖₁ that
 * follow prove with β = maxⱼ t_j < 1 that B has an inverse, and that B⁻¹ − Y = Y·R + Y·R·W with
 * ‖W_j‖₁ <= t_j/(1 − β). Of |Y·R| the bound F follows by r_i = maxₖ|Y_ik| and by Cauchy and Schwarz:
 *
 *   (|Y|·|B|·D·|Y|)_ij <= min(r_i·‖|B|·D·|Y_j|‖₁, (|Y|·ρ)_i·‖√D·Y_j‖₂),   ρ_k = ‖B_k·√D‖₂.
 *
 * Sources: Oishi and Rump, Numer. Math. 90 (2002); Jeannerod and Rump, SIMAX 34 (2013); Higham, Accuracy and
 * Stability of Numerical Algorithms (2002), section 3.3.
 */
import type { IAssessment, IFactors, IKernels } from '../backends/kernels.js';
import { allFinite, type IProblem, type IScaled } from './problem.js';
import { accumulate, identity } from './product.js';
import { acrossHalves, columnSums } from './sharp.js';
import { roundings, slack, TINY, UNIT, upward } from './slack.js';

/** @returns β, and, where β < 1, the bound, and the largest of it as long as it is in the units of A */
export function proveFast(
  backend: IKernels,
  problem: IProblem,
  scaled: IScaled
): { beta: number; bound?: Float64Array; most?: number } {
  const { order, columns, scaling } = problem;
  const facts = assess(backend, problem, scaled.y);
  const residual = residualOf(problem, facts, scaled.y);
  const beta = maximum(residual.sums);
  if (!(beta < 1)) return { beta };
  const factors = factorsOf(problem, facts, residual, scaled.blurred);
  const { bound, most } = boundOf(backend, problem, factors);
  return scaling || order > columns ? { beta, bound } : { beta, bound, most };
}

/** Hands NaN on, as Math.max does: a maximum that drops it would be a false proof. */
function maximum(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]);
  return most;
}

/** The figures of one product. */
interface IFacts extends IAssessment {
  /** How often the products of an entry of E were rounded. */
  counts: Float64Array;
}

function assess(backend: IKernels, problem: IProblem, y: Float64Array): IFacts {
  const { order, columns, b } = problem;
  const counts = roundings(order, backend.assess !== undefined);
  const sums = problem.sums ?? columnSums(b, order);
  const weights = counts.map((count, i) => count * sums[i]);
  const facts = {
    errors: new Float64Array(columns),
    columns: new Float64Array(columns),
    squares: new Float64Array(columns),
    largest: new Float64Array(order),
    rows: new Float64Array(order),
    counts
  };
  if (backend.assess)
    backend.assess([order, order, columns], slack(UNIT), b, y, weights, counts, facts);
  else assessPlainly(backend, problem, y, weights, facts);
  return facts;
}

/** As `IKernels.assess`, by plain loops. */
function assessPlainly(
  backend: IKernels,
  { order, columns, b }: IProblem,
  y: Float64Array,
  weights: Float64Array,
  { counts, ...out }: IFacts
): void {
  const e = identity(order, columns);
  accumulate(backend, [order, order, columns], -1, b, y, e);
  const lengths = new Float64Array(columns);
  for (let i = 0; i < order; i++) {
    const own = b.subarray(i * order, (i + 1) * order);
    const length = Math.sqrt(own.reduce((sum, value, p) => sum + counts[p] * value * value, 0));
    lengths[i % columns] = Math.max(lengths[i % columns], length);
  }
  for (let i = 0, at = 0; i < order; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const [entry, off] = [Math.abs(y[at]), Math.abs(e[at])];
      out.errors[j] += off;
      out.columns[j] += weights[i] * entry;
      out.squares[j] += counts[i] * entry * entry;
      out.largest[i] = Math.max(out.largest[i], entry);
      out.rows[i] += lengths[j] * entry;
    }
  }
}

/** Of each column of R: the least of its bounds in the sum norm, and what its entries are made of. */
interface IResidual {
  /** t_j. */
  sums: Float64Array;
  /** Σᵢ(|E_ij| + M_ij) + u/(1 − K·u)·K, with what underflows. */
  near: Float64Array;
  /** u/(1 − K·u)·‖|B|·D·|Y_j|‖₁. */
  far: Float64Array;
}

function residualOf(
  { order, columns, blurred }: IProblem,
  facts: IFacts,
  y: Float64Array
): IResidual {
  const { counts, errors } = facts;
  const unit = unitOf(facts);
  // More than all products of a column that underflow, and than what B that was rescaled takes from it.
  const blur = blurred ? columnSums(y, columns) : undefined;
  const lost = (j: number) => 2 * order * TINY * (order + (blur ? blur[j] + 1 : 0));
  const rise = upward(2 * order);
  const [near, far, sums] = [0, 1, 2].map(() => new Float64Array(columns));
  // In one plain loop: the small passes of a proof add up beside a matrix of 128 rows.
  for (let j = 0; j < columns; j++) {
    near[j] = (errors[j] + unit * counts[0] + slack(lost(j))) * rise;
    far[j] = unit * facts.columns[j] * rise;
    sums[j] = (near[j] + far[j]) * rise;
  }
  return { near, far, sums };
}

/** u/(1 − K·u). */
function unitOf({ counts }: IFacts): number {
  return slack(UNIT / (1 - counts[0] * UNIT));
}

/** F_ij + maxₖ F_ik·t_j/(1 − β), and the largest of it. */
function boundOf(
  backend: IKernels,
  problem: IProblem,
  factors: IFactors
): { bound: Float64Array; most: number } {
  const { order, columns } = problem;
  const bound = new Float64Array(order * columns);
  const most = backend.bound
    ? backend.bound([order, columns], factors, bound)
    : boundPlainly(columns, factors, bound);
  return { bound, most };
}

function factorsOf(
  problem: IProblem,
  facts: IFacts,
  { near, far, sums }: IResidual,
  blurred: boolean
): IFactors {
  const rise = upward(2 * problem.order + 16);
  const beta = maximum(sums);
  const after = sums.map(sum => (sum / (1 - beta)) * rise);
  const { rows, reach } = productsOf(problem, facts, rise);
  const entries = acrossHalves(problem, facts.largest).map(value => value * rise);
  const [nearest, farthest, longest] = [near, far, reach].map(maximum);
  const wholes = entries.map(
    (entry, i) => (entry * nearest + Math.min(entry * farthest, rows[i] * longest)) * rise
  );
  const small = (blurred ? 3 : 1) * TINY;
  return { entries, rows, wholes, near, far, reach, after, rise, small };
}

/** As `IKernels.bound`, by a plain loop. */
function boundPlainly(
  columns: number,
  { entries, rows, wholes, near, far, reach, after, rise, small }: IFactors,
  out: Float64Array
): number {
  let most = 0;
  for (let i = 0, at = 0; i < entries.length; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const part = Math.min(entries[i] * far[j], rows[i] * reach[j]);
      out[at] = (entries[i] * near[j] + part + wholes[i] * after[j]) * rise + small;
      most = Math.max(most, out[at]);
    }
  }
  return most;
}

/**
 * (|Y|·ρ)_i, of the whole row of a complex matrix, and u/(1 − K·u)·‖√D·Y_j‖₂; infinite where squares overflow,
 * so that nothing is less.
 */
function productsOf(problem: IProblem, facts: IFacts, rise: number) {
  const { order, columns } = problem;
  const unit = unitOf(facts);
  const lost = rootOf(0, order) * order;
  const largest = acrossHalves(problem, facts.largest);
  const rows = facts.rows.map((sum, i) => {
    const other = order === columns ? 0 : facts.rows[(i + columns) % order];
    return (sum + other + largest[i] * lost) * rise;
  });
  const reach = facts.squares.map(square => unit * rootOf(square, order) * rise);
  if (allFinite(rows) && allFinite(reach)) return { rows, reach };
  return { rows: rows.fill(Number.POSITIVE_INFINITY), reach: reach.fill(1) };
}

/** The root of a sum of squares, upwards; squares that are nearly 0 may have been lost on the way. */
function rootOf(squares: number, order: number): number {
  return Math.sqrt(squares + slack(2 * order * order * TINY)) * upward(2 * order);
}
