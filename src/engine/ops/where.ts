/** Elements chosen by a condition. */

import { allocate, components, dtypeInfo, resultType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { checkRange, numberName } from '../core/pack.js';
import { broadcastShapes, unravel } from '../core/shape.js';
import { type Operand, Tensor, type TensorLike } from '../tensor.js';
import { checkDeviceOfOut, checkTensor } from './check.js';
import { ranked } from './elementwise.js';
import { expanded, inDType } from './expand.js';
import { finish, type IResultOptions } from './result.js';

/**
 * The elements of `a` where the condition holds, else those of `b`. Source: `torch.where`.
 *
 * ```ts
 * where(A.gt(0), A, 0)
 * ```
 *
 * @param condition bool; shapes broadcast
 * @param a a tensor, nested arrays or a number
 * @returns of the promoted dtype
 */
export function where(
  condition: TensorLike,
  a: Operand,
  b: Operand,
  options?: IResultOptions
): Tensor;
/**
 * The places of the elements that are not zero: for each dimension one list of indices.
 * @returns as many tensors as there are dimensions, int64
 */
export function where(condition: TensorLike): Tensor[];
export function where(
  condition: TensorLike,
  a?: Operand,
  b?: Operand,
  { out }: IResultOptions = {}
): Tensor | Tensor[] {
  const op = 'where';
  const mask = checkTensor(op, condition, 'condition');
  if (a === undefined && b === undefined) return places(mask);
  const operands = [ranked(op, a as Operand, 'a'), ranked(op, b as Operand, 'b')];
  if (mask.dtype !== 'bool') {
    throw new RuntimeError(
      `where expected condition to be a boolean tensor, but got a tensor with dtype ${dtypeInfo(mask.dtype).scalarType}`,
      { op, code: 'dtype' }
    );
  }
  const dtype = resultType(...operands);
  if (out !== undefined && checkDeviceOfOut(op, out).dtype !== dtype) {
    const [wanted, got] = [dtype, out.dtype].map(name => dtypeInfo(name).scalarType);
    throw new RuntimeError(`Expected out type to be ${wanted} but got ${got}`, {
      op,
      code: 'dtype'
    });
  }
  for (const { value } of operands) {
    if (!(value instanceof Tensor)) checkRange(op, value, dtype, numberName(dtype));
  }
  const [x, y] = operands.map(({ value }) => inDType(value, dtype));
  const shape = broadcastShapes(op, broadcastShapes(op, mask.shape, x.shape), y.shape);
  const [chosen, yes, no] = [mask, x, y].map(item => expanded(item, shape));
  const width = components(dtype);
  const data = allocate(dtype, chosen.length);
  for (let at = 0; at < data.length; at++) {
    data[at] = chosen[Math.floor(at / width)] === 0 ? no[at] : yes[at];
  }
  return finish(data, shape, dtype, out);
}

function places(mask: Tensor): Tensor[] {
  const data = Tensor.read(mask);
  const width = components(mask.dtype);
  // Of a number without dimensions the place is the first of one.
  const shape = mask.ndim === 0 ? [1] : mask.shape;
  const found = Array.from({ length: data.length / width }, (_, k) => k)
    .filter(k =>
      data
        .subarray(k * width, (k + 1) * width)
        .some((value: number | bigint) => Number(value) !== 0)
    )
    .map(k => unravel(shape, k));
  return shape.map((_, dim) =>
    Tensor.own(
      BigInt64Array.from(found, index => BigInt(index[dim])),
      [found.length],
      'int64'
    )
  );
}
