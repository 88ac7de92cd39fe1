/** Tensors joined along a dimension that they have; for a new one see `stack`. */

import { cast } from '../backends/cpu/cast.js';
import { allocate, canCast, components, copyInto, dtypeInfo, resultType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { type Shape, sizeOf } from '../core/shape.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { checkAxis } from './axes.js';
import { checkDeviceOfOut, checkTensor } from './check.js';
import { ranked } from './elementwise.js';
import { finish, type IResultOptions } from './result.js';

/**
 * Tensors one after the other along a dimension. Source: `torch.cat`.
 * @param tensors of one shape but for that dimension; empty ones of one dimension are passed over
 * @returns of the promoted dtype
 * @throws RuntimeError where sizes do not fit
 */
export function cat(
  tensors: readonly TensorLike[],
  dim: number | (IResultOptions & { dim?: number }) = 0,
  options: IResultOptions = {}
): Tensor {
  if (typeof dim === 'object' && dim !== null) return cat(tensors, dim.dim, dim);
  const op = 'cat';
  if (!Array.isArray(tensors) || tensors.length === 0) {
    throw new RuntimeError('torch.cat(): expected a non-empty list of Tensors', {
      op,
      code: 'invalid-argument'
    });
  }
  const items = tensors.map((item, i) => checkTensor(op, item, `tensors[${i}]`));
  const dtype = resultType(...items.map(item => ranked(op, item)));
  checkCatOut(dtype, options.out);
  const { parts, axis, shape } = checkParts(items, dim);
  const data = allocate(dtype, sizeOf(shape));
  const inner = sizeOf(shape.slice(axis + 1)) * components(dtype);
  const stride = (shape[axis] ?? 0) * inner;
  let from = 0;
  for (const part of parts) {
    const own = Tensor.read(cast(part, dtype));
    const run = part.shape[axis] * inner;
    for (let at = 0, to = from; at < own.length; at += run, to += stride) {
      copyInto(data, own.subarray(at, at + run), to);
    }
    from += run;
  }
  return finish(data, shape, dtype, options.out);
}

function checkCatOut(dtype: Tensor['dtype'], out?: Tensor): void {
  if (out === undefined || canCast(dtype, checkDeviceOfOut('cat', out).dtype)) return;
  throw new RuntimeError(
    `torch.cat(): input types can't be cast to the desired output type ${dtypeInfo(out.dtype).scalarType}`,
    { op: 'cat', code: 'dtype' }
  );
}

/** Tensors of which nothing is joined: torch takes them whatever the others are. */
function isNothing({ shape }: Tensor): boolean {
  return shape.length === 1 && shape[0] === 0;
}

function checkParts(items: readonly Tensor[], dim: number) {
  const op = 'cat';
  const bare = items.findIndex(({ ndim }) => ndim === 0);
  if (bare >= 0) {
    throw new RuntimeError(`zero-dimensional tensor (at position ${bare}) cannot be concatenated`, {
      op,
      code: 'shape'
    });
  }
  const first = items.find(item => !isNothing(item));
  // Of nothing but such torch does not ask for the dimension.
  if (first === undefined) return { parts: [], axis: 0, shape: [0] };
  const axis = checkAxis(op, first.ndim, dim);
  const parts = items.filter(item => !isNothing(item));
  items.forEach((item, i) => {
    if (!isNothing(item)) checkFits(first, item, i, axis);
  });
  const size = parts.reduce((sum, { shape }) => sum + shape[axis], 0);
  const shape: Shape = first.shape.map((own, i) => (i === axis ? size : own));
  return { parts, axis, shape };
}

function checkFits(first: Tensor, item: Tensor, position: number, axis: number): void {
  const fail = (message: string) => new RuntimeError(message, { op: 'cat', code: 'shape' });
  if (item.ndim !== first.ndim) {
    throw fail(`Tensors must have same number of dimensions: got ${first.ndim} and ${item.ndim}`);
  }
  const wrong = item.shape.findIndex((size, i) => i !== axis && size !== first.shape[i]);
  if (wrong < 0) return;
  throw fail(
    `Sizes of tensors must match except in dimension ${axis}. Expected size ${first.shape[wrong]} but got size ${item.shape[wrong]} for tensor number ${position} in the list.`
  );
}
