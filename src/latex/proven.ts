/** The proof of one inverse, as far as what is shown needs it. */
import {
  type IProof,
  type IVerified,
  linalg,
  type ProofStrength,
  type Tensor
} from '../engine/index.js';

export interface IProven {
  proof: IProof;
  /** |A⁻¹ − X| is at most this, row-major; Infinity where nothing is proven. */
  bound: Float64Array;
  boundAt: (i: number, j: number) => number;
  /** A better inverse, and its proof; undefined where A is large, and nothing better was found. */
  refined: () => IVerified | undefined;
}

/** The largest matrix that is refined before anyone asks. */
export const REFINED = 200;

/**
 * @param A (n, n)
 * @param X (n, n), its inverse
 */
export function proofOf(A: Tensor, X: Tensor, strength: ProofStrength = 'auto'): IProven {
  const { bound, details } = linalg.verify(X, { A, strength });
  const radius = bound.data as Float64Array;
  const n = X.shape[0];
  let better: IVerified | undefined;
  const refined = () => {
    if (n > REFINED || details[0].singular) return undefined;
    better ??= linalg.invVerified(A);
    return better.proven ? better : undefined;
  };
  return {
    proof: details[0],
    bound: radius,
    boundAt: (i, j) => radius[i * n + j],
    refined
  };
}
