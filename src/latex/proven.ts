/** The proof of one inverse, as far as what is shown needs it. */
import { type IProof, linalg, type ProofStrength, type Tensor } from '../engine/index.js';

export interface IProven {
  proof: IProof;
  /** |A⁻¹ − X| is at most this, row-major; Infinity where nothing is proven. */
  bound: Float64Array;
  boundAt: (i: number, j: number) => number;
}

/**
 * @param A (n, n)
 * @param X (n, n), its inverse
 */
export function proofOf(A: Tensor, X: Tensor, strength: ProofStrength = 'auto'): IProven {
  const { bound, details } = linalg.verify(X, { A, strength });
  const radius = bound.data as Float64Array;
  const n = X.shape[0];
  return { proof: details[0], bound: radius, boundAt: (i, j) => radius[i * n + j] };
}
