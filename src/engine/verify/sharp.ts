/**
 * The sharp proof: the residual R = I − B·Z to twice the precision, its first-order term Z·R as it is, and
 * a bound of the remainder. Z is kept as two doubles an entry, and refined until the remainder is small.
 *
 * With H the computed R and D a bound of its error: t_j = Σᵢ(|H_ij| + D_ij), β = maxⱼ t_j < 1 proves that B has
 * an inverse, and |B⁻¹ − Z − Z·H|_ij <= (|Z|·D)_ij + r_i·β·t_j/(1 − β) with r_i = maxₖ|Z_ik|.
 * Sources: Rump, Acta Numerica 19 (2010); for β >= 1 Rump, Inversion of extremely ill-conditioned matrices
 * in floating-point (JJIAM 26, 2009).
 */
import type { IKernels } from '../backends/kernels.js';
import { widen } from '../core/embedding.js';
import { type IProblem, leastOf } from './problem.js';
import { accumulate, identity } from './product.js';
import { slack, TINY, UNIT, upward } from './slack.js';

/** Y = high + low, `order` by `columns`; low, where there is one, is at most half a unit of high's last place. */
export interface IPair {
  high: Float64Array;
  low?: Float64Array;
}

/** |B⁻¹ − (high + low + step)| <= error, entry by entry. */
export interface IEnclosure extends IPair {
  step: Float64Array;
  error: Float64Array;
  beta: number;
  /** Columns of which high + low is exactly B⁻¹'s. */
  exact: boolean[];
}

/** R as it was computed. */
interface IResidual {
  h: Float64Array;
  /** |R − H| at most. */
  error: Float64Array;
  /** Of the columns. */
  sums: Float64Array;
  beta: number;
}

/** Steps of refinement, and of those that precondition. */
const STEPS = 12;
const PRECONDITIONED = 4;
/** Up to this β a step of Newton's gains a good deal. */
const NEAR = 0.5;

/** By which kernel the residual is had: `sliced` is faster for large matrices, and its own error larger. */
export type Tool = 'twofold' | 'sliced';

/**
 * Encloses the inverse, from an approximation of it; undefined where that cannot be proven.
 * @param enough the β from which on nothing is refined
 */
export function enclose(
  backend: IKernels,
  problem: IProblem,
  start: Float64Array,
  enough: number,
  tool: Tool
): IEnclosure | undefined {
  let pair: IPair | undefined = { high: start };
  let best: { pair: IPair; residual: IResidual } | undefined;
  let preconditioned = 0;
  for (let step = 0; step < STEPS && pair; step++) {
    const residual = residualOf(backend, problem, pair, tool);
    const { beta } = residual;
    if (!(beta < Number.POSITIVE_INFINITY)) break;
    if (best && !(beta < best.residual.beta) && best.residual.beta < NEAR) break;
    if (beta < (best?.residual.beta ?? 1)) best = { pair, residual };
    if (beta <= enough) break;
    if (beta < NEAR) pair = refined(problem, pair, firstOrder(backend, problem, pair, residual));
    else if (preconditioned++ < PRECONDITIONED) {
      pair = precondition(backend, problem, pair, residual.h);
    } else break;
  }
  return best && close(backend, problem, best.pair, best.residual, tool);
}

function residualOf(
  backend: IKernels,
  problem: IProblem,
  { high, low }: IPair,
  tool: Tool
): IResidual {
  const { order, columns, b, blurred } = problem;
  const h = identity(order, columns);
  const rest = new Float64Array(h.length);
  const mass = new Float64Array(h.length);
  const sizes = [order, order, columns] as const;
  const out = { high: h, rest, mass };
  const done = tool === 'sliced' && backend.sliced?.(sizes, b, high, low, out);
  if (!done) backend.twofold(sizes, b, high, low, out);
  const small = underflows(b, high, low) ? slack(8 * order * TINY) : 0;
  const blur = blurred ? columnSums(high, columns).map(sum => slack(1.1 * TINY * sum + TINY)) : [];
  const error = mass;
  const sums = new Float64Array(columns);
  for (let i = 0, at = 0; i < order; i++) {
    for (let j = 0; j < columns; j++, at++) {
      error[at] = Math.abs(rest[at]) + slack(2.5 * UNIT * mass[at]) + small + (blur[j] ?? 0);
      sums[j] += Math.abs(h[at]) + error[at];
    }
  }
  let beta = 0;
  for (let j = 0; j < columns; j++) {
    sums[j] *= upward(order);
    // Math.max hands NaN on: one that drops it would be a false proof.
    beta = Math.max(beta, sums[j]);
  }
  return { h, error, sums, beta };
}

/** Whether a product of an entry of B and one of Y may lose bits below the smallest number. */
function underflows(b: Float64Array, high: Float64Array, low?: Float64Array): boolean {
  return low !== undefined || !(leastOf(b) * leastOf(high) > 2 ** -900);
}

/** Σᵢ|value_ij|. */
export function columnSums(values: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let at = 0; at < values.length; ) {
    for (let j = 0; j < columns; j++, at++) sums[j] += Math.abs(values[at]);
  }
  return sums;
}

/** Z·H. */
function firstOrder(
  backend: IKernels,
  problem: IProblem,
  { high }: IPair,
  { h }: IResidual
): Float64Array {
  const { order, columns } = problem;
  const step = new Float64Array(h.length);
  accumulate(backend, [order, order, columns], 1, wideOf(problem, high), h, step);
  return step;
}

/** Z + step, as two doubles again. */
function refined(problem: IProblem, { high, low }: IPair, step: Float64Array): IPair {
  const sum = new Float64Array(high.length);
  const rest = new Float64Array(high.length);
  for (let i = 0; i < problem.order * problem.columns; i++) {
    const below = low ? low[i] + step[i] : step[i];
    const next = high[i] + below;
    const part = next - high[i];
    sum[i] = next;
    rest[i] = high[i] - (next - part) + (below - part);
  }
  return { high: sum, low: rest };
}

/** Z·W with W the inverse of B·Z as computed: twice the digits for another matrix as badly conditioned. */
function precondition(
  backend: IKernels,
  problem: IProblem,
  { high, low }: IPair,
  h: Float64Array
): IPair | undefined {
  const { order, columns } = problem;
  const product = identity(order, columns).map((value, at) => value - h[at]);
  const w = new Float64Array(order * order);
  const info = new Int32Array(1);
  const batch = { count: 1, rows: order, columns: order };
  backend.invert('float64', batch, wideOf(problem, product), w, info);
  if (info[0] > 0 || !w.every(Number.isFinite)) return undefined;
  const left = Float64Array.from({ length: order * columns }, (_, at) => {
    const row = Math.floor(at / columns);
    return -w[row * order + (at % columns)];
  });
  const rest = new Float64Array(left.length);
  const out = { high: new Float64Array(left.length), rest, mass: new Float64Array(left.length) };
  const sizes = [order, order, columns] as const;
  backend.twofold(sizes, wideOf(problem, high), left, undefined, out);
  if (low) accumulate(backend, sizes, -1, wideOf(problem, low), left, rest);
  return refined(problem, { high: out.high }, rest);
}

function close(
  backend: IKernels,
  problem: IProblem,
  pair: IPair,
  residual: IResidual,
  tool: Tool
): IEnclosure {
  const { order, columns } = problem;
  const { h, error: off, sums, beta } = residual;
  const step = firstOrder(backend, problem, pair, residual);
  // Of the product high·H, and of low·H, which is left out.
  const rounding = slack((order + 6) * UNIT);
  const weights = off;
  for (let at = 0; at < weights.length; at++) weights[at] += rounding * Math.abs(h[at]);
  const largest = largestOfRows(problem, pair.high);
  const error =
    tool === 'sliced'
      ? outer(largest, columnSums(weights, columns))
      : weighted(backend, problem, pair.high, weights);
  const rise = upward(2 * order);
  for (let i = 0, at = 0; i < order; i++) {
    const row = (largest[i] * beta) / (1 - beta);
    for (let j = 0; j < columns; j++, at++) error[at] = (error[at] + row * sums[j]) * rise;
  }
  const exact = Array.from(sums, sum => sum === 0);
  return { ...pair, step, error, beta, exact };
}

/** |Z|·W. */
function weighted(
  backend: IKernels,
  problem: IProblem,
  high: Float64Array,
  weights: Float64Array
): Float64Array {
  const { order, columns } = problem;
  const error = new Float64Array(weights.length);
  const sizes = wideOf(problem, high).map(Math.abs);
  accumulate(backend, [order, order, columns], 1, sizes, weights, error);
  return error;
}

/** At least |Z|·W, without a product: the largest of each row times the sum of each column. */
function outer(rows: Float64Array, columns: Float64Array): Float64Array {
  const product = new Float64Array(rows.length * columns.length);
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++, at++) product[at] = rows[i] * columns[j];
  }
  return product;
}

/** The largest entry of each row of Y in size, its right half included. */
function largestOfRows(problem: IProblem, y: Float64Array): Float64Array {
  const { order, columns } = problem;
  const largest = new Float64Array(order);
  for (let i = 0, at = 0; i < order; i++) {
    let most = 0;
    for (let j = 0; j < columns; j++, at++) most = Math.max(most, Math.abs(y[at]));
    largest[i] = most;
  }
  return acrossHalves(problem, largest);
}

/** Of the left half's rows those of the whole: the right half has the same numbers in other rows. */
export function acrossHalves({ order, columns }: IProblem, largest: Float64Array): Float64Array {
  if (order === columns) return largest;
  return largest.map((value, i) => Math.max(value, largest[(i + columns) % order]));
}

function wideOf({ order, columns }: IProblem, half: Float64Array): Float64Array {
  return order === columns ? half : widen(half, columns);
}

/** |B⁻¹ − Y| at most, entry by entry, for any Y. */
export function boundOf(
  { order, columns }: IProblem,
  enclosure: IEnclosure,
  { y, blurred }: { y: Float64Array; blurred: boolean }
): Float64Array {
  const { high, low, step, error, exact } = enclosure;
  const rise = upward(order);
  const small = slack((4 * order + 16) * TINY);
  const part = slack(3 * UNIT);
  const bound = new Float64Array(y.length);
  for (let i = 0, at = 0; i < order; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const [apart, under] = [high[at] - y[at], low ? low[at] : 0];
      const lost = part * (Math.abs(apart) + Math.abs(under) + Math.abs(step[at]));
      let sum = (Math.abs(apart + (under + step[at])) + lost + error[at]) * rise;
      if (sum !== 0 || !exact[j]) sum += small;
      if (blurred) sum += 2 * TINY;
      bound[at] = sum >= 0 ? sum : Number.POSITIVE_INFINITY;
    }
  }
  return bound;
}
