/** Whether numbers are equal but for rounding. */

import {
  type Data,
  dtypeInfo,
  type FloatData,
  type FloatDType,
  getDefaultDtype,
  isComplex,
  isInexact,
  isSingle
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { broadcastShapes } from '../core/shape.js';
import { type ICloseOptions, Tensor, type TensorLike } from '../tensor.js';
import { castBeside, checkTensor, inDTypeOf } from './check.js';
import { tensor } from './create.js';
import { asBits, expanded } from './expand.js';

const { abs, fround, hypot } = Math;

/**
 * Whether |a − b| ≤ atol + rtol·|b| for every element. Source: `torch.allclose`.
 *
 * ```ts
 * const A = randn(4, 4)
 * allclose(A.matmul(linalg.inv(A)), eye(4)) // true
 * allclose([0.1 + 0.2], [0.3]) // true
 * ```
 *
 * That two matrices are close at these tolerances says nothing about how many of their digits are right:
 * `linalg.verify` does.
 *
 * @param a any shape; a nested array becomes of the dtype of the other operand
 * @param b of a's dtype, and of a shape that broadcasts with its own
 * @returns a boolean; true where there are no elements
 * @throws RuntimeError where shapes do not broadcast, `Double did not match Float` where dtypes differ
 */
export function allclose(a: TensorLike, b: TensorLike, options: ICloseOptions = {}): boolean {
  return Tensor.read(isclose(a, b, options)).every((isClose: number) => isClose !== 0);
}

/**
 * As `allclose`, for each element. Source: `torch.isclose`. Infinity is close to itself alone; of integers the
 * tolerance is compared in the default dtype. Each step is rounded to the dtype, as there.
 * @returns bool, of the broadcast shape
 */
export function isclose(a: TensorLike, b: TensorLike, options: ICloseOptions = {}): Tensor {
  const op = 'isclose';
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  const [x, y] = pair(op, a, b);
  checkTolerances(op, { rtol, atol });
  const shape = broadcastShapes(op, x.shape, y.shape);
  const [p, q] = [expanded(x, shape), expanded(y, shape)];
  const close = isInexact(x.dtype)
    ? closeFloats(x.dtype, p, q, { rtol, atol, equalNan })
    : closeIntegers(asBits(p, x.dtype), asBits(q, x.dtype), rtol, atol);
  return Tensor.own(close, shape, 'bool');
}

/** Two tensors of one dtype. */
function pair(op: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const [x, y] = [like(op, a, b, 'a'), like(op, b, a, 'b')];
  if (x.dtype === y.dtype) return [x, y];
  const [first, second] = [x.dtype, y.dtype].map(name => dtypeInfo(name).scalarType);
  throw new RuntimeError(`${first} did not match ${second}`, { op, code: 'dtype' });
}

/** A tensor; what is none becomes of the dtype of the other operand, if that is no narrower kind of number. */
function like(op: string, value: TensorLike, other: TensorLike, name: string): Tensor {
  if (typeof value === 'number') return castBeside(other, tensor(value));
  return checkTensor(op, inDTypeOf(other, value), name);
}

function isNan(re: number, im: number): boolean {
  return Number.isNaN(re) || Number.isNaN(im);
}

function checkTolerances(op: string, tolerances: Record<string, number>): void {
  for (const [name, value] of Object.entries(tolerances)) {
    if (value >= 0) continue;
    throw new RuntimeError(`${name} must be greater than or equal to zero, but got ${value}`, {
      op,
      code: 'invalid-argument'
    });
  }
}

function closeFloats(
  dtype: FloatDType,
  a: FloatData,
  b: FloatData,
  { rtol, atol, equalNan }: Required<ICloseOptions>
): Uint8Array {
  const width = isComplex(dtype) ? 2 : 1;
  const round = isSingle(dtype) ? fround : (x: number) => x;
  const magnitude = (re: number, im: number) => (width === 2 ? round(hypot(re, im)) : abs(re));
  const [relative, absolute] = [round(rtol), round(atol)];
  const close = new Uint8Array(a.length / width);
  for (let i = 0; i < close.length; i++) {
    const at = i * width;
    const [ar, br] = [a[at], b[at]];
    const ai = width === 2 ? a[at + 1] : 0;
    const bi = width === 2 ? b[at + 1] : 0;
    const isEqual = ar === br && ai === bi;
    if (isEqual || (equalNan && isNan(ar, ai) && isNan(br, bi))) {
      close[i] = 1;
      continue;
    }
    const allowed = round(absolute + magnitude(round(relative * br), round(relative * bi)));
    const actual = magnitude(round(ar - br), round(ai - bi));
    if (Number.isFinite(actual) && actual <= allowed) close[i] = 1;
  }
  return close;
}

/** Integers and bools that differ are compared in the default dtype. */
function closeIntegers(a: Data, b: Data, rtol: number, atol: number): Uint8Array {
  const round = isSingle(getDefaultDtype()) ? fround : (x: number) => x;
  const close = new Uint8Array(a.length);
  for (let i = 0; i < close.length; i++) {
    const [x, y] = [round(Number(a[i])), round(Number(b[i]))];
    const isNear = abs(round(x - y)) <= round(atol + abs(round(rtol * y)));
    if (a[i] === b[i] || ((rtol > 0 || atol > 0) && isNear)) close[i] = 1;
  }
  return close;
}
