/** Systems solved with LU factors. Source: LAPACK xGETRS. */
import type { Job } from './job.js';
import { BLOCK, exchangeRows } from './lu.js';
import { solveSystem } from './triangle.js';

export interface IFactoredSystem {
  complex: boolean;
  count: number;
  n: number;
  /** Right-hand sides. */
  k: number;
  /** From one member to the next; 0 where all share the factors. */
  nextLu: number;
  nextPivots: number;
  /** The factors given are transposed, and so is the system: Uᵀ·Lᵀ·P·X = B. */
  transposed: boolean;
}

/** @param buffers `[b, lu, pivots]`; b, n by k, becomes the solution */
export function solveFactored(
  job: Job,
  [b, lu, pivots]: readonly GPUBuffer[],
  { complex, count, n, k, nextLu, nextPivots, transposed }: IFactoredSystem
): void {
  const exchange = () =>
    exchangeRows(job, [b, pivots], {
      complex,
      count,
      columns: k,
      next: n * k,
      first: 0,
      exchanges: n,
      keep: [k, k],
      each: n,
      nextPivots,
      backwards: transposed
    });
  const system = { complex, count, n, nextT: nextLu, ld: k, columns: () => k };
  if (!transposed) exchange();
  solveSystem(job, [b, lu], BLOCK, { ...system, upper: false, unit: !transposed });
  solveSystem(job, [b, lu], BLOCK, { ...system, upper: true, unit: transposed });
  if (transposed) exchange();
}
