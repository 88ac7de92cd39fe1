/** Condition numbers on the GPU. */

import type { GpuTensor } from '../../gpu-tensor.js';
import { checkSquareShape } from '../../ops/check.js';
import { checkGpuOut, deliver, fresh, isEmpty, run } from './batches.js';
import { invEx } from './linalg.js';
import { type GpuMatrixNorm, type IGpuOut, kindOf, matrixNorm } from './norms.js';

/**
 * κ = ‖A‖·‖A⁻¹‖ of every matrix; Infinity where A is singular. Source: `torch.linalg.cond`.
 * @param A (*, n, n)
 * @param p 1, −1, Infinity, −Infinity or 'fro'; the default of the CPU, 2, needs singular values
 * @returns (*), float32
 */
export function cond(A: GpuTensor, p: GpuMatrixNorm | null = 2, { out }: IGpuOut = {}): GpuTensor {
  const op = 'linalg.cond';
  kindOf(op, p ?? 2);
  const ord = p ?? 2;
  const matrices = checkSquareShape(op, A);
  checkGpuOut(op, 'float32', out);
  const { inverse, info } = invEx(A);
  const result = fresh(A, matrices.batch, 'float32');
  const factors = [matrixNorm(A, ord), matrixNorm(inverse, ord)];
  if (isEmpty(matrices)) return deliver(factors[0], out);
  run('condition', [result, ...factors, info], [matrices.count]);
  for (const temporary of [inverse, info, ...factors]) temporary.dispose();
  return deliver(result, out);
}
