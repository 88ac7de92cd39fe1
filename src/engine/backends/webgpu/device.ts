/**
 * The device 'webgpu': each operation is a row of dispatches on the tensor's adapter, and waits for nothing.
 */
import type { GpuTensor } from '../../gpu-tensor.js';
import type { IDevice } from '../device.js';
import { arithmetic, conj, multiply, stack } from './arithmetic.js';
import { release } from './batches.js';
import { determinants, factor, firstFailure, invert, solve, solveFactored } from './lu.js';
import { conditions, matrixNorms, vectorNorms } from './norms.js';

export const webgpu: IDevice<GpuTensor> = {
  waits: true,
  copy(result, out) {
    out.write(result);
    release(result, out);
    return out;
  },
  cast: (source, dtype) => source.cast(dtype),
  keep: info => info,
  release: temporary => temporary.dispose(),

  arithmetic,
  conj,
  multiply,
  stack,

  invert: (_op, A, matrices) => invert(A, matrices),
  factor: (_op, A, matrices) => factor(A, matrices),
  solve: (_op, A, matrices, equation) => solve(A, matrices, equation),
  solveFactored: (_op, factors, _matrices, equation) => solveFactored(factors, equation),

  determinant(_op, A, matrices) {
    const { det, sign, logabsdet } = determinants(A, matrices);
    for (const temporary of [sign, logabsdet]) temporary.dispose();
    return det;
  },
  signAndLogarithm(_op, A, matrices) {
    const { det, ...found } = determinants(A, matrices);
    det.dispose();
    return found;
  },

  conditions,
  matrixNorms,
  vectorNorms,
  failure: firstFailure
};
