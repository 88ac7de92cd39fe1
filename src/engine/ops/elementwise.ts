/**
 * Elementwise arithmetic with broadcasting and torch's type promotion, and distances.
 *
 * Both operands become of the result's dtype first: integers stay integers (int64 never passes through
 * doubles) and wrap, and of two bools the sum is "or" and the product "and".
 */
import { type AnyTensor, type Arithmetic, deviceOf } from '../backends/index.js';
import {
  complexDType,
  type DType,
  dtypeInfo,
  getDefaultDtype,
  type IRanked,
  isInexact,
  resultType
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { checkNormOfNothing } from '../core/magnitude.js';
import { isComplexNumber, type Scalar } from '../core/scalar.js';
import { broadcastShapes } from '../core/shape.js';
import { Strided } from '../core/strided.js';
import type { DeviceTensor } from '../device-tensor.js';
import type { Operand, Tensor, TensorLike } from '../tensor.js';
import { checkBeside, checkOperand, checkTensor } from './check.js';
import { tensor } from './create.js';

/** Element by element; what is no tensor counts as one of no dimensions. */
interface IArithmetic {
  (a: Operand, b: Operand): Tensor;
  <T extends DeviceTensor>(a: T, b: T | Scalar): T;
}

/** @throws RuntimeError where shapes do not broadcast, or a bigint is of more than 64 bits */
export const add: IArithmetic = arithmetic('add');

/** @throws RuntimeError as `add`, and where either is a bool, as in torch */
export const sub: IArithmetic = arithmetic('sub');

export const mul: IArithmetic = arithmetic('mul');

/** True division: integers give the default dtype. */
export const div: IArithmetic = arithmetic('div');

/** The complex conjugate; a real tensor itself. Source: `torch.conj`. */
export function conj<T extends AnyTensor>(source: T): T {
  return deviceOf(source).conj(source);
}

/**
 * The p-norm of A − B over all elements, as a 0-dimensional real tensor. Source: `torch.dist`.
 * @param p any number, 0 (how many differ) and ±Infinity included
 */
export function dist<T extends DeviceTensor>(a: T, b: T, p?: number): T;
export function dist(a: TensorLike, b: TensorLike, p?: number): Tensor;
export function dist(a: TensorLike | DeviceTensor, b: TensorLike | DeviceTensor, p = 2): AnyTensor {
  const op = 'dist';
  const x = checkOperand(op, a, 'a');
  const difference = combine('sub', x, checkBeside(op, x, b, 'b'));
  const { dtype, numel } = difference;
  if (!isInexact(dtype)) {
    const got = dtypeInfo(dtype).scalarType;
    throw new RuntimeError(
      `norm(): input dtype should be either floating point or complex. Got ${got} instead.`,
      { op, code: 'dtype' }
    );
  }
  if (numel === 0) checkNormOfNothing(p);
  const whole = { op, batch: [], count: 1, rows: 1, columns: numel };
  return deviceOf(difference).vectorNorms(difference, whole, p);
}

function arithmetic(op: Arithmetic): IArithmetic {
  const apply = (a: Operand | DeviceTensor, b: Operand | DeviceTensor) => {
    if (isScalar(a)) return combine(op, a, isScalar(b) ? tensor(b) : checkOperand(op, b, 'other'));
    const left = checkOperand(op, a, 'self');
    return combine(op, left, isScalar(b) ? b : checkBeside(op, left, b, 'other'));
  };
  return apply as IArithmetic;
}

/** At least one operand is a tensor. */
function combine(op: Arithmetic, a: AnyTensor | Scalar, b: AnyTensor | Scalar): AnyTensor {
  const [left, right] = [a, b].map(rankOf);
  if (op === 'sub') refuseBool([left, right]);
  const promoted = resultType(left, right);
  const dtype = op === 'div' && !isInexact(promoted) ? getDefaultDtype() : promoted;
  const shape = broadcastShapes(op, shapeOf(a), shapeOf(b));
  const device = deviceOf((a instanceof Strided ? a : b) as AnyTensor);
  return device.arithmetic(op, a, b, shape, dtype);
}

function shapeOf(operand: AnyTensor | Scalar) {
  return operand instanceof Strided ? operand.shape : [];
}

/** An operand, and how much it counts for the dtype of the result. */
export interface IOperand extends IRanked {
  value: Tensor | Scalar;
}

/** @throws RuntimeError where it is neither a number nor what tensors are made of */
export function ranked(op: string, given: Operand, name = 'other'): IOperand {
  const value = isScalar(given) ? given : checkTensor(op, given, name);
  return { value, ...rankOf(value) };
}

/** How much an operand counts for the dtype of the result. */
export function rankOf(operand: AnyTensor | Scalar): IRanked {
  if (!(operand instanceof Strided)) return { dtype: numberDType(operand), kind: 'number' };
  return { dtype: operand.dtype, kind: operand.ndim > 0 ? 'dimensioned' : 'scalar' };
}

function isScalar(value: unknown): value is Scalar {
  return ['number', 'bigint', 'boolean'].includes(typeof value) || isComplexNumber(value);
}

/** A whole number is an integer, as Python's literals are: JavaScript tells 2 from 2.0 no better. */
function numberDType(value: Scalar): DType {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return checkBits(value);
  if (isComplexNumber(value)) return complexDType(getDefaultDtype());
  const fits = Number.isInteger(value) && Math.abs(value as number) < 2 ** 63;
  return fits ? 'int64' : getDefaultDtype();
}

function checkBits(value: bigint): DType {
  if (value >= -(2n ** 63n) && value < 2n ** 64n) return 'int64';
  throw new RuntimeError('int too big to convert', { op: 'tensor', code: 'invalid-argument' });
}

function refuseBool(operands: readonly IRanked[]): void {
  const bools = operands.filter(({ dtype }) => dtype === 'bool').length;
  if (bools === 0) return;
  const text =
    bools === 2
      ? 'with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.'
      : 'with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.';
  throw new RuntimeError(`Subtraction, the \`-\` operator, ${text}`, { op: 'sub', code: 'dtype' });
}
