/** Results of elementwise operations and reductions in an `out`, by torch's rules for those. */

import { cast } from '../backends/cpu/cast.js';
import { type Data, type DType, dtypeInfo, isComplex, isInexact } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import type { Shape } from '../core/shape.js';
import { Tensor } from '../tensor.js';
import { checkTensor, resizeOutput } from './check.js';

/**
 * Checks the `out` of an elementwise operation: of the category of the result (bool, integer, floating point,
 * complex), or a higher one. Source: `c10::canCast`.
 */
export function checkResult(op: string, dtype: DType, out?: Tensor): void {
  if (out === undefined) return;
  const to = checkTensor(op, out, 'out').dtype;
  if (isLossless(dtype, to)) return;
  const [from, got] = [dtype, to].map(name => dtypeInfo(name).scalarType);
  throw new RuntimeError(`result type ${from} can't be cast to the desired output type ${got}`, {
    op,
    code: 'dtype'
  });
}

/** Whether numbers of one dtype stay what they are in another, but for rounding. */
export function isLossless(from: DType, to: DType): boolean {
  if (isComplex(from)) return isComplex(to);
  if (isInexact(from)) return isInexact(to);
  return from === 'bool' || to !== 'bool';
}

/** A tensor of the data, or `out`, resized and filled with it, as its own dtype. */
export function finish(data: Data, shape: Shape, dtype: DType, out?: Tensor): Tensor {
  const result = Tensor.own(data, shape, dtype);
  if (out === undefined) return result;
  resizeOutput(out, shape);
  return out.write(Tensor.read(cast(result, out.dtype)));
}
