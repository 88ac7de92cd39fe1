/** Helpers that operations on the GPU share: fresh results, and batches that repeat. */

import { type DType, isComplex } from '../../core/dtype.js';
import type { Operation } from '../../core/gpu/gpu.js';
import type { IMatrixShape } from '../../core/matrices.js';
import { type Shape, sameShape, sizeOf } from '../../core/shape.js';
import { checkGpuDType, GpuTensor } from '../../gpu-tensor.js';

/** An undefined tensor beside another, for a result. */
export function fresh(beside: GpuTensor, shape: Shape, dtype: DType): GpuTensor {
  return new GpuTensor(beside.gpu, shape, checkGpuDType('result', dtype));
}

/** Runs an operation on whole tensors. */
export function run(
  operation: Operation,
  tensors: readonly GpuTensor[],
  numbers: readonly number[]
): void {
  tensors[0].gpu.run(
    operation,
    tensors.map(tensor => tensor.handle),
    numbers
  );
}

/** 1 for complex, as kernels are told. */
export function complexFlag(dtype: DType): 0 | 1 {
  return isComplex(dtype) ? 1 : 0;
}

/**
 * A tensor as a batch of that shape, and how far its members are apart in elements: 0 where all share one.
 * @param size elements of a member
 * @param own dimensions of a member
 */
export function asBatch(
  source: GpuTensor,
  batch: Shape,
  own: number
): { tensor: GpuTensor; next: number } {
  const ownShape = source.shape.slice(source.ndim - own);
  const have = source.shape.slice(0, source.ndim - own);
  const size = sizeOf(ownShape);
  if (sizeOf(have) === 1) return { tensor: source.packed, next: 0 };
  const whole = sameShape(have, batch) ? source : source.expand([...batch, ...ownShape]);
  return { tensor: whole.packed, next: size };
}

/**
 * Frees a tensor that was made on the way, unless its buffer is that of one that is kept: what waits for
 * the garbage collector, which knows nothing of the GPU's memory, may wait for long.
 */
export function release(temporary: GpuTensor, ...kept: readonly GpuTensor[]): void {
  if (!kept.some(({ handle }) => handle === temporary.handle)) temporary.dispose();
}

/** Whether there is nothing to compute: no members, or none with elements. */
export function isEmpty({ count, rows, columns }: IMatrixShape): boolean {
  return count * rows * columns === 0;
}
