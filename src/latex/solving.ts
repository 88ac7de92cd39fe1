/** A word to whoever inverts only to multiply. */
import type { Tensor } from '../engine/index.js';
import { systemOf } from '../engine/internal.js';

/** Source: Higham, Accuracy and Stability of Numerical Algorithms, section 14.1. */
const NOTE =
  'This is inv(A)·b. linalg.solve(A, b) gives it with less work, and as a rule with a smaller residual.';

/**
 * Says that a system was solved by an inverse. Nothing is computed for it.
 *
 * @returns undefined for a tensor that was not got so
 */
export function solvingNote(x: Tensor): string | undefined {
  return systemOf(x) && NOTE;
}
