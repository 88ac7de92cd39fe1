/** LU, and what follows from it, on the GPU in single precision: inverses, systems, determinants. */
import type { IMatrixShape } from '../../core/matrices.js';
import { type Shape, sizeOf } from '../../core/shape.js';
import { matrixAt } from '../../core/strided.js';
import type { GpuTensor } from '../../gpu-tensor.js';
import { asMatrices, type IEquation, type ILuFactors } from '../device.js';
import { failureAt } from '../failure.js';
import { conj } from './arithmetic.js';
import { asBatch, complexFlag, fresh, isEmpty, release, run } from './batches.js';

/** Sizes up to which an error brings the matrix along, so that it can be explained. */
const EXPLAINED = 256;

export function invert(A: GpuTensor, matrices: IMatrixShape) {
  const { batch, count, rows: n } = matrices;
  const inverse = fresh(A, A.shape, A.dtype);
  const info = noFailures(A, batch);
  if (!isEmpty(matrices)) {
    const packed = A.packed;
    run('invert', [inverse, info, packed], [complexFlag(A.dtype), count, n]);
    release(packed, A);
  }
  return { inverse, info };
}

/** An `info` of zeros. */
function noFailures(beside: GpuTensor, batch: Shape): GpuTensor {
  const info = fresh(beside, batch, 'int32');
  if (info.numel > 0) beside.gpu.write(info.handle, new Int32Array(info.numel));
  return info;
}

/** Waits for `info`, and for the matrix that failed first, if one did and it is small enough to look at. */
export async function firstFailure(info: GpuTensor, A: GpuTensor) {
  const positions = (await info.cpu()).data;
  const member = positions.findIndex((position: number) => position !== 0);
  if (member < 0) return undefined;
  const n = A.shape[A.ndim - 1];
  const matrix = n <= EXPLAINED ? await matrixAt(A, member).cpu() : undefined;
  return failureAt(member, positions[member], A.ndim, matrix);
}

/** Factors a copy. */
export function factor(
  A: GpuTensor,
  { batch, count, rows, columns, dtype }: IMatrixShape
): ILuFactors<GpuTensor> {
  const LU = A.clone();
  const each = Math.min(rows, columns);
  const pivots = fresh(A, [...batch, each], 'int32');
  const info = noFailures(A, batch);
  if (count * each > 0) {
    run('factor', [LU, pivots, info], [complexFlag(dtype), count, rows, columns]);
  }
  return { LU, pivots, info };
}

export function solve(A: GpuTensor, matrices: IMatrixShape, equation: IEquation<GpuTensor>) {
  const { LU, pivots, info } = factor(A, matrices);
  const result = solveFactored({ LU, pivots }, { ...equation, b: asMatrices(equation) });
  for (const temporary of [LU, pivots]) temporary.dispose();
  return { result, info };
}

/** As on the CPU: X A = B is AᵀXᵀ = Bᵀ, and X Aᴴ = B is A Xᴴ = Bᴴ. */
export function solveFactored(
  { LU, pivots }: Omit<ILuFactors<GpuTensor>, 'info'>,
  { b: B, batch, left, adjoint = false }: IEquation<GpuTensor>
): GpuTensor {
  const rightHand = left ? B : adjoint ? conj(B.mT) : B.mT;
  const transposed = left === adjoint;
  const [n, k] = rightHand.shape.slice(-2);
  const x = rightHand.expand([...batch, n, k]).clone();
  if (x.numel > 0) {
    const turned = adjoint && left ? conj(LU.mT) : LU.mT;
    const factors = asBatch(transposed ? turned : LU, batch, 2);
    const own = asBatch(pivots, batch, 1);
    const head = [complexFlag(LU.dtype), sizeOf(batch), n, k];
    const numbers = [...head, factors.next, own.next, transposed ? 1 : 0];
    run('solve', [x, factors.tensor, own.tensor], numbers);
    for (const temporary of [turned, factors.tensor, own.tensor]) release(temporary, LU, pivots);
  }
  if (left) return x;
  return adjoint ? conj(x.mT) : x.mT;
}

/** Determinants, their signs and the logarithms of their sizes. */
export function determinants(A: GpuTensor, matrices: IMatrixShape) {
  const { batch, count, rows: n, dtype } = matrices;
  const { LU, pivots, info } = factor(A, matrices);
  const results = {
    det: fresh(A, batch, dtype),
    sign: fresh(A, batch, dtype),
    logabsdet: fresh(A, batch, 'float32')
  };
  if (count > 0) {
    // Of 0 by 0 the kernel makes 1, but needs something to be bound to.
    const factors = n > 0 ? [LU, pivots] : [fresh(A, [1], dtype), fresh(A, [1], 'int32')];
    run('determinant', [...Object.values(results), ...factors], [complexFlag(dtype), count, n]);
    for (const temporary of factors) release(temporary, LU, pivots);
  }
  for (const temporary of [LU, pivots, info]) temporary.dispose();
  return results;
}
