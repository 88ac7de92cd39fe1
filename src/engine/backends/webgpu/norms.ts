/** Norms and condition numbers on the GPU: those that sums of entries give. */
import { RuntimeError } from '../../core/errors.js';
import type { IMatrixShape } from '../../core/matrices.js';
import type { GpuTensor } from '../../gpu-tensor.js';
import type { INormOf, MatrixNorm } from '../device.js';
import { complexFlag, fresh, isEmpty, release, run } from './batches.js';
import { invert } from './lu.js';

/** The kind of sum that norm.wgsl takes, and whether the smallest is wanted. */
function kindOf(op: string, ord: MatrixNorm): [kind: number, smallest: number] {
  if (ord === 'fro') return [2, 0];
  const size = Math.abs(ord as number);
  if (size === 1) return [0, (ord as number) < 0 ? 1 : 0];
  if (size === Number.POSITIVE_INFINITY) return [1, (ord as number) < 0 ? 1 : 0];
  throw new RuntimeError(
    `${op}: the norm ${String(ord)} needs singular values, which are not available on 'webgpu'; use 1, Infinity or 'fro', or await A.cpu()`,
    { op, code: 'not-implemented' }
  );
}

/** 'fro', ±1 or ±Infinity of every matrix, float32. */
export function matrixNorms(A: GpuTensor, norm: INormOf, ord: MatrixNorm): GpuTensor {
  return sums(A, norm, kindOf(norm.op, ord));
}

/** The 2-norm of every row, float32. */
export function vectorNorms(A: GpuTensor, norm: INormOf, p: number): GpuTensor {
  const { op } = norm;
  if (p === 2) return sums(A, norm, [2, 0]);
  throw new RuntimeError(
    `${op}: on 'webgpu' a vector has its 2-norm alone, got p = ${p}; bring it to the CPU with await A.cpu()`,
    { op, code: 'not-implemented' }
  );
}

function sums(
  A: GpuTensor,
  { batch, count, rows, columns }: INormOf,
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

/** κ = ‖A‖·‖A⁻¹‖ of every matrix; Infinity where A is singular. */
export function conditions(
  op: string,
  A: GpuTensor,
  matrices: IMatrixShape,
  ord: MatrixNorm
): GpuTensor {
  kindOf(op, ord);
  const { inverse, info } = invert(A, matrices);
  const norm = { op, ...matrices };
  const factors = [matrixNorms(A, norm, ord), matrixNorms(inverse, norm, ord)];
  if (isEmpty(matrices)) return factors[0];
  const result = fresh(A, matrices.batch, 'float32');
  run('condition', [result, ...factors, info], [matrices.count]);
  for (const temporary of [inverse, info, ...factors]) temporary.dispose();
  return result;
}
