/** The outcome of a proof. */
import type { Tensor } from '../tensor.js';

/** By which argument a bound was had. */
export type ProofBy = 'sharp' | 'fast' | 'exact' | 'none';

/** How much work a proof may be: `auto` takes the sharp one where that costs less than some 20 ms. */
export type ProofStrength = 'auto' | 'sharp' | 'fast';

/** The proof of one member of a batch. */
export interface IProof {
  by: ProofBy;
  /** Whether A is proven to be invertible and the bound holds. */
  proven: boolean;
  /** Whether A is proven to be singular, by exact arithmetic. */
  singular: boolean;
  /**
   * The decimal digits proven of the largest entry, −log₁₀ of the largest bound over the largest entry, at
   * least 0; Infinity where the inverse is exact.
   */
  digits: number;
  /** The β of ‖I − A·X‖₁ <= β < 1; NaN where it was not computed. */
  beta: number;
  /** One sentence: why nothing is proven, or why there are fewer digits than were asked for. */
  reason?: string;
}

/** The result of `linalg.verify`. */
export interface IVerification {
  /** (*, n, n), float64: |A⁻¹ − inverse| <= bound, entry by entry; Infinity where nothing is proven. */
  bound: Tensor;
  /** Whether every member is proven. */
  proven: boolean;
  /** One for each member, in row-major order of the batch. */
  details: IProof[];
}

/** The result of `linalg.invVerified`. */
export interface IVerified extends IVerification {
  /** (*, n, n), the dtype of A. */
  inverse: Tensor;
}
