/** Results of elementwise operations and reductions in an `out`, by torch's rules for those. */

import { cast } from '../backends/cpu/cast.js';
import { canCast, type Data, type DType, dtypeInfo } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import type { Shape } from '../core/shape.js';
import { Tensor } from '../tensor.js';
import { checkDeviceOfOut, resizeOutput } from './check.js';

export interface IResultOptions {
  /** Filled in place and returned. */
  out?: Tensor;
}

/** Checks the `out` of an elementwise operation. */
export function checkResult(op: string, dtype: DType, out?: Tensor): void {
  if (out === undefined) return;
  const to = checkDeviceOfOut(op, out).dtype;
  if (canCast(dtype, to)) return;
  const [from, got] = [dtype, to].map(name => dtypeInfo(name).scalarType);
  throw new RuntimeError(`result type ${from} can't be cast to the desired output type ${got}`, {
    op,
    code: 'dtype'
  });
}

/** A tensor of the data, or `out`, resized and filled with it, as its own dtype. */
export function finish(data: Data, shape: Shape, dtype: DType, out?: Tensor): Tensor {
  const result = Tensor.own(data, shape, dtype);
  if (out === undefined) return result;
  resizeOutput(out, shape);
  return out.write(Tensor.read(cast(result, out.dtype)));
}
