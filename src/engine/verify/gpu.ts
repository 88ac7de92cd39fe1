/** How far to trust an inverse on the GPU: figures computed there, of which a few numbers are read. */

import { decimalDigits } from '../backends/cpu/condition.js';
import { complexFlag, fresh, run } from '../backends/webgpu/batches.js';
import { epsilon, type FloatDType } from '../core/dtype.js';
import { GpuTensor } from '../gpu-tensor.js';
import { matrixNorm, norm } from '../linalg/norms.js';
import { eye } from '../ops/create.js';
import { sub } from '../ops/elementwise.js';
import { matmul } from '../ops/matmul.js';

export interface IDeviceConditioning {
  kappa1: number;
  kappaInf: number;
  /** 1/κ₁; 0 where the inverse is not finite. */
  rcond: number;
  illConditioned: boolean;
  digits: number;
  /** About how many of them are lost: log₁₀ κ₁, an upper bound of what κ₂ would say. */
  digitsLost: number;
  /** ‖XA − I‖ in the Frobenius norm, in the precision of X. */
  residual: number;
  epsilon: number;
  /** The largest |XA − I| of each block of so many rows and columns, row-major. */
  block: number;
  errors: Float32Array;
}

/**
 * @param inverse (n, n), of `source`
 * @param cells into how many blocks along an edge the error is gathered, at most
 */
export async function gpuConditioning(
  inverse: GpuTensor,
  source: GpuTensor,
  cells: number
): Promise<IDeviceConditioning> {
  const [n] = inverse.shape;
  const product = matmul(inverse, source);
  const identity = GpuTensor.from(inverse.gpu, eye(n, { dtype: inverse.dtype }));
  const difference = sub(product, identity);
  const block = Math.max(1, Math.ceil(n / cells));
  const edge = Math.ceil(n / block);
  const heat = fresh(inverse, [edge, edge], 'float32');
  run('heat', [heat, product], [complexFlag(inverse.dtype), n, block, edge]);
  // Multiplied here, in double precision: κ of single precision overflows where no norm does.
  const kappa = async (p: number) => {
    const norms = [source, inverse].map(matrices => matrixNorm(matrices, p));
    const [a, x] = await Promise.all(norms.map(norm => norm.item()));
    for (const norm of norms) norm.dispose();
    return a * x;
  };
  const [kappa1, kappaInf, residual, errors] = await Promise.all([
    kappa(1),
    kappa(Number.POSITIVE_INFINITY),
    norm(difference).item(),
    heat.data as Promise<Float32Array>
  ]);
  for (const temporary of [product, identity, difference, heat]) temporary.dispose();
  const digits = decimalDigits(inverse.dtype as FloatDType);
  const eps = epsilon(inverse.dtype as FloatDType);
  const rcond = Number.isFinite(kappa1) ? 1 / kappa1 : 0;
  const digitsLost = Math.min(Math.max(Math.log10(kappa1), 0), digits);
  return {
    kappa1,
    kappaInf,
    rcond,
    illConditioned: rcond < n * eps,
    digits,
    digitsLost: Number.isNaN(digitsLost) ? digits : digitsLost,
    residual,
    epsilon: eps,
    block,
    errors
  };
}
