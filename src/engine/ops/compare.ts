/** Comparisons, element by element. */

import { type Data, type DType, dtypeInfo, isComplex, resultType } from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { broadcastShapes, sameShape } from '../core/shape.js';
import { type Operand, Tensor, type TensorLike } from '../tensor.js';
import { checkDeviceOfOut, checkTensor } from './check.js';
import { ranked } from './elementwise.js';
import { asBits, expanded, inDType } from './expand.js';
import { finish, type IResultOptions } from './result.js';

/** Numbers of one dtype are compared; bigints with bigints. */
type Value = number | bigint;

/**
 * a = b, element by element, with broadcasting. Source: `torch.eq`.
 *
 * Operands of two dtypes are promoted as in arithmetic. NaN equals nothing.
 *
 * @param a a tensor or nested arrays, or a number
 * @returns bool
 * @throws RuntimeError where shapes do not broadcast
 */
export function eq(a: Operand, b: Operand, options: IResultOptions = {}): Tensor<'bool'> {
  return compare('eq', a, b, options, (x, y) => x === y);
}

/** a ≠ b, as `eq`. Source: `torch.ne`. */
export function ne(a: Operand, b: Operand, options: IResultOptions = {}): Tensor<'bool'> {
  return compare('ne', a, b, options, (x, y) => x !== y);
}

/** a < b, as `eq`. Source: `torch.lt`. @throws RuntimeError for complex numbers too, which have no order */
export function lt(a: Operand, b: Operand, options: IResultOptions = {}): Tensor<'bool'> {
  return compare('lt', a, b, options, (x, y) => x < y);
}

/** a ≤ b, as `lt`. Source: `torch.le`. */
export function le(a: Operand, b: Operand, options: IResultOptions = {}): Tensor<'bool'> {
  return compare('le', a, b, options, (x, y) => x <= y);
}

/** a > b, as `lt`. Source: `torch.gt`. */
export function gt(a: Operand, b: Operand, options: IResultOptions = {}): Tensor<'bool'> {
  return compare('gt', a, b, options, (x, y) => x > y);
}

/** a ≥ b, as `lt`. Source: `torch.ge`. */
export function ge(a: Operand, b: Operand, options: IResultOptions = {}): Tensor<'bool'> {
  return compare('ge', a, b, options, (x, y) => x >= y);
}

/**
 * Whether two tensors are of one shape and all their elements are equal. Source: `torch.equal`; as there, a
 * boolean, and dtypes are promoted.
 */
export function equal(a: TensorLike, b: TensorLike): boolean {
  const [x, y] = [checkTensor('equal', a, 'a'), checkTensor('equal', b, 'b')];
  return (
    sameShape(x.shape, y.shape) && Tensor.read(eq(x, y)).every((isEqual: number) => isEqual !== 0)
  );
}

type Op = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

function compare(
  op: Op,
  left: Operand,
  right: Operand,
  { out }: IResultOptions,
  holds: (x: Value, y: Value) => boolean
): Tensor {
  if (out !== undefined) checkDeviceOfOut(op, out);
  const operands = [ranked(op, left, 'a'), ranked(op, right, 'b')];
  const dtype = resultType(...operands);
  if (isComplex(dtype) && op !== 'eq' && op !== 'ne') throw noOrder(op, dtype);
  const [a, b] = operands.map(({ value }) => inDType(value, dtype));
  const shape = broadcastShapes(op, a.shape, b.shape);
  const [x, y] = [asBits(expanded(a, shape), dtype), asBits(expanded(b, shape), dtype)];
  const result = isComplex(dtype) ? compareComplex(x, y, op === 'eq') : compareReal(x, y, holds);
  return finish(result, shape, 'bool', out);
}

function compareReal(x: Data, y: Data, holds: (x: Value, y: Value) => boolean): Uint8Array {
  const result = new Uint8Array(x.length);
  for (let i = 0; i < result.length; i++) if (holds(x[i], y[i])) result[i] = 1;
  return result;
}

function compareComplex(x: Data, y: Data, wanted: boolean): Uint8Array {
  const result = new Uint8Array(x.length / 2);
  for (let i = 0; i < result.length; i++) {
    const isEqual = x[2 * i] === y[2 * i] && x[2 * i + 1] === y[2 * i + 1];
    if (isEqual === wanted) result[i] = 1;
  }
  return result;
}

function noOrder(op: string, dtype: DType): RuntimeError {
  return new RuntimeError(`"${op}_cpu" not implemented for '${dtypeInfo(dtype).scalarType}'`, {
    op,
    code: 'dtype'
  });
}
