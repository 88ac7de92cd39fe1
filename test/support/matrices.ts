/** Matrices that everyone knows. */
import { type Tensor, tensor } from '../../src/engine/index.js';

/** h_ij = 1 / (i + j − 1), counted from 1. */
export function hilbert(n: number): Tensor {
  return tensor(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => 1 / (i + j + 1)))
  );
}
