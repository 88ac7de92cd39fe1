/**
 * The fast proof: one product, E = fl(I − B·Y), and a priori bounds of its rounding.
 *
 * t_j = Σᵢ|E_ij| + γ(v_j + 1) with v = |Y|ᵀ(|B|ᵀe), β = maxⱼ t_j < 1, and |B⁻¹ − Y|_ij <= r_i·t_j/(1 − β).
 * Sources: Oishi and Rump, Numer. Math. 90 (2002); Jeannerod and Rump, SIMAX 34 (2013).
 */
import type { IAssessment, IKernels } from '../device.js';
import type { IProblem, IScaled } from './problem.js';
import { accumulate, identity } from './product.js';
import { acrossHalves, columnSums } from './sharp.js';
import { roundings, slack, TINY, UNIT, upward } from './slack.js';

/**
 * @returns β, and, where β < 1, the bound, and the largest of it over the largest entry as long as both are in
 * the units of A
 */
export function proveFast(
  backend: IKernels,
  problem: IProblem,
  { y, blurred }: IScaled
): { beta: number; bound?: Float64Array; ratio?: number } {
  const { size, columns, scaling } = problem;
  const facts = assess(backend, problem, y);
  const sums = boundSums(problem, y, facts);
  let beta = 0;
  // Math.max hands NaN on: one that drops it would be a false proof.
  for (let j = 0; j < columns; j++) beta = Math.max(beta, sums[j]);
  if (!(beta < 1)) return { beta };
  const rise = upward(8) / (1 - beta);
  const largest = acrossHalves(problem, facts.largest);
  const bound = new Float64Array(y.length);
  const small = (blurred ? 3 : 1) * TINY;
  for (let i = 0, at = 0; i < size; i++) {
    const row = largest[i] * rise;
    for (let j = 0; j < columns; j++, at++) bound[at] = row * sums[j] + small;
  }
  if (scaling || size > columns) return { beta, bound };
  // Rounding keeps the order: the largest row and the largest column meet in the largest bound.
  const most = maximum(largest);
  return { beta, bound, ratio: (most * rise * beta + small) / most };
}

function maximum(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

/** The figures of one product. */
interface IFacts extends IAssessment {
  /** How often an entry of E was rounded. */
  count: number;
}

function assess(backend: IKernels, { size, columns, b, sums }: IProblem, y: Float64Array): IFacts {
  const weights = sums ?? columnSums(b, size);
  const facts = {
    error: new Float64Array(columns),
    product: new Float64Array(columns),
    largest: new Float64Array(size)
  };
  const count = roundings(size, backend.assess !== undefined);
  if (backend.assess) {
    backend.assess([size, size, columns], b, y, weights, facts);
    return { ...facts, count };
  }
  const e = identity(size, columns);
  accumulate(backend, [size, size, columns], -1, b, y, e);
  for (let i = 0, at = 0; i < size; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const entry = Math.abs(y[at]);
      facts.error[j] += Math.abs(e[at]);
      facts.product[j] += weights[i] * entry;
      facts.largest[i] = Math.max(facts.largest[i], entry);
    }
  }
  return { ...facts, count };
}

/** t_j. */
function boundSums(
  { size, columns, blurred }: IProblem,
  y: Float64Array,
  { error, product, count }: IFacts
): Float64Array {
  const gamma = (count * UNIT) / (1 - count * UNIT);
  const small = 2 * size * size * TINY;
  const rise = upward(2 * size);
  const blur = blurred ? columnSums(y, columns) : undefined;
  return error.map((sum, j) => {
    const own = blur ? 2 * size * TINY * (blur[j] + 1) : 0;
    return (sum + slack(gamma * (product[j] + 1) + small + own)) * rise;
  });
}
