/** Norms on the GPU: those that sums of entries give. */

import { RuntimeError } from '../../core/errors.js';
import type { Shape } from '../../core/shape.js';
import type { GpuTensor } from '../../gpu-tensor.js';
import { checkMatrixShape } from '../../ops/check.js';
import { checkGpuOut, complexFlag, deliver, fresh, release, run } from './batches.js';

/** ±1: column sums, ±Infinity: row sums, 'fro': all elements. */
export type GpuMatrixNorm = 'fro' | number;

export interface IGpuOut {
  out?: GpuTensor;
}

/** The kind of sum that norm.wgsl takes, and whether the smallest is wanted. */
export function kindOf(op: string, ord: GpuMatrixNorm): [kind: number, smallest: number] {
  if (ord === 'fro') return [2, 0];
  if (Math.abs(ord) === 1) return [0, ord < 0 ? 1 : 0];
  if (Math.abs(ord) === Number.POSITIVE_INFINITY) return [1, ord < 0 ? 1 : 0];
  throw new RuntimeError(
    `${op}: the norm ${String(ord)} needs singular values, which are not available on 'webgpu'; use 1, Infinity or 'fro', or await A.cpu()`,
    { op, code: 'not-implemented' }
  );
}

/**
 * A norm of every matrix. Source: `torch.linalg.matrix_norm`.
 * @param A (*, m, n)
 * @param ord 'fro', ±1 or ±Infinity
 * @returns (*), float32
 */
export function matrixNorm(
  A: GpuTensor,
  ord: GpuMatrixNorm = 'fro',
  options: IGpuOut = {}
): GpuTensor {
  const op = 'linalg.matrix_norm';
  if (typeof ord === 'object') return matrixNorm(A, 'fro', ord);
  const { out } = checkOptions(op, options);
  const kind = kindOf(op, ord);
  const matrices = checkMatrixShape(op, A);
  checkGpuOut(op, 'float32', out);
  return deliver(
    norms(A, matrices.batch, [matrices.count, matrices.rows, matrices.columns], kind),
    out
  );
}

/**
 * The 2-norm of all elements; with `ord` as `matrixNorm`. Source: `torch.linalg.norm`.
 * @returns (), float32; with `ord` (*)
 */
export function norm(A: GpuTensor, ord?: GpuMatrixNorm | null, options: IGpuOut = {}): GpuTensor {
  const op = 'linalg.norm';
  if (typeof ord === 'object' && ord !== null) return norm(A, null, ord);
  checkOptions(op, options);
  if (ord !== undefined && ord !== null && (ord === 'fro' || A.ndim === 2)) {
    return matrixNorm(A, ord, options);
  }
  if (ord !== undefined && ord !== null && ord !== 2) {
    throw new RuntimeError(
      `${op}: on 'webgpu' a vector has its 2-norm alone, got ord = ${String(ord)}; bring it to the CPU with await A.cpu()`,
      { op, code: 'not-implemented' }
    );
  }
  checkGpuOut(op, 'float32', options.out);
  return deliver(norms(A, [], [1, 1, A.numel], [2, 0]), options.out);
}

/** Options that the CPU knows and the GPU does not are refused, not passed over. */
function checkOptions(op: string, options: IGpuOut): IGpuOut {
  const other = Object.keys(options).filter(name => name !== 'out');
  if (other.length === 0) return options;
  throw new RuntimeError(
    `${op}: the option ${other.join(', ')} is not available on 'webgpu'; bring the tensor to the CPU with await A.cpu()`,
    { op, code: 'not-implemented' }
  );
}

function norms(
  A: GpuTensor,
  batch: Shape,
  [count, rows, columns]: readonly [number, number, number],
  kind: readonly [number, number]
): GpuTensor {
  const result = fresh(A, batch, 'float32');
  // Of nothing the kernel makes 0, but needs something to be bound to.
  const source = A.numel > 0 ? A.packed : fresh(A, [1], A.dtype);
  if (count > 0) {
    run('norm', [result, source], [complexFlag(A.dtype), count, rows, columns, ...kind]);
  }
  release(source, A);
  return result;
}
