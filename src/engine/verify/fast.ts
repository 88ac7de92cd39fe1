/**
 * The fast proof: one product, E = fl(I − B·Y), and a priori bounds of its rounding.
 *
 * t_j = Σᵢ|E_ij| + γ(v_j + 1) with v = |Y|ᵀ(|B|ᵀe), β = maxⱼ t_j < 1, and |B⁻¹ − Y|_ij <= r_i·t_j/(1 − β).
 * Sources: Oishi and Rump, Numer. Math. 90 (2002); Jeannerod and Rump, SIMAX 34 (2013).
 */
import type { IKernels } from '../device.js';
import type { IProblem, IScaled } from './problem.js';
import { accumulate, identity } from './product.js';
import { largestOfRows } from './sharp.js';
import { roundings, slack, TINY, UNIT, upward } from './slack.js';

/** @returns β, and the bound where β < 1 */
export function proveFast(
  backend: IKernels,
  problem: IProblem,
  { y, blurred }: IScaled
): { beta: number; bound?: Float64Array } {
  const { size, columns } = problem;
  const e = identity(size, columns);
  const blocked = accumulate(backend, [size, size, columns], -1, problem.b, y, e);
  const sums = columnSums(problem, y, e, roundings(size, blocked));
  let beta = 0;
  // Math.max hands NaN on: one that drops it would be a false proof.
  for (let j = 0; j < columns; j++) beta = Math.max(beta, sums[j]);
  if (!(beta < 1)) return { beta };
  const rise = upward(8) / (1 - beta);
  const largest = largestOfRows(problem, y);
  const bound = new Float64Array(y.length);
  const small = (blurred ? 3 : 1) * TINY;
  for (let i = 0, at = 0; i < size; i++) {
    const row = largest[i] * rise;
    for (let j = 0; j < columns; j++, at++) {
      const value = row * sums[j] + small;
      bound[at] = value >= 0 ? value : Number.POSITIVE_INFINITY;
    }
  }
  return { beta, bound };
}

/** t_j. */
function columnSums(
  { size, columns, b, blurred }: IProblem,
  y: Float64Array,
  e: Float64Array,
  count: number
): Float64Array {
  const weights = new Float64Array(size);
  for (let i = 0, at = 0; i < size; i++) {
    for (let j = 0; j < size; j++, at++) weights[j] += Math.abs(b[at]);
  }
  const [sums, sizes, plain] = [0, 1, 2].map(() => new Float64Array(columns));
  for (let i = 0, at = 0; i < size; i++) {
    const weight = weights[i];
    for (let j = 0; j < columns; j++, at++) {
      const entry = Math.abs(y[at]);
      sums[j] += Math.abs(e[at]);
      sizes[j] += weight * entry;
      plain[j] += entry;
    }
  }
  const gamma = (count * UNIT) / (1 - count * UNIT);
  const small = 2 * size * size * TINY;
  const rise = upward(2 * size);
  return sums.map((sum, j) => {
    const blur = blurred ? 2 * size * TINY * plain[j] : 0;
    return (sum + slack(gamma * (sizes[j] + 1) + small + blur)) * rise;
  });
}
