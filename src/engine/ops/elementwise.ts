/**
 * Elementwise arithmetic with broadcasting and torch's type promotion, and distances.
 *
 * Both operands become of the result's dtype first: integers stay integers (int64 never passes through
 * doubles) and wrap, and of two bools the sum is "or" and the product "and".
 */

import {
  allocate,
  complexDType,
  type Data,
  type DType,
  dtypeInfo,
  type FloatData,
  type FloatDType,
  getDefaultDtype,
  type IRanked,
  isComplex,
  isFloat,
  lanes,
  realDType,
  resultType
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { INTEGER_OPERATIONS } from '../core/integers.js';
import { checkNormOfNothing, magnitudes, vectorNorm } from '../core/magnitude.js';
import { isComplexNumber, type Scalar } from '../core/scalar.js';
import {
  broadcastShapes,
  broadcastStrides,
  forEachOffset,
  rowMajor,
  sameShape,
  sizeOf
} from '../core/shape.js';
import { Tensor } from '../tensor.js';
import { cast, pack, tensor } from './create.js';

/** A pair (re, im) at which the functions below leave their result. */
type Pair = [re: number, im: number];
type BinaryFunction = (out: Pair, ar: number, ai: number, br: number, bi: number) => void;

const ADD: BinaryFunction = (out, ar, ai, br, bi) => {
  out[0] = ar + br;
  out[1] = ai + bi;
};

const SUB: BinaryFunction = (out, ar, ai, br, bi) => {
  out[0] = ar - br;
  out[1] = ai - bi;
};

const MUL: BinaryFunction = (out, ar, ai, br, bi) => {
  out[0] = ar * br - ai * bi;
  out[1] = ar * bi + ai * br;
};

/** Complex division scaled as by Smith (1962), so that it does not overflow on the way. */
const DIV: BinaryFunction = (out, ar, ai, br, bi) => {
  if (bi === 0) {
    out[0] = ar / br;
    out[1] = ai / br;
  } else if (Math.abs(br) >= Math.abs(bi)) {
    const ratio = bi / br;
    const scale = br + bi * ratio;
    out[0] = (ar + ai * ratio) / scale;
    out[1] = (ai - ar * ratio) / scale;
  } else {
    const ratio = br / bi;
    const scale = br * ratio + bi;
    out[0] = (ar * ratio + ai) / scale;
    out[1] = (ai * ratio - ar) / scale;
  }
};

export type Operand = Tensor | Scalar;

const FLOAT_OPERATIONS = { add: ADD, sub: SUB, mul: MUL, div: DIV };
type Op = keyof typeof FLOAT_OPERATIONS;

/** @throws RuntimeError where shapes do not broadcast, or a bigint is of more than 64 bits */
export const add = (a: Operand, b: Operand) => binary('add', a, b);

/** @throws RuntimeError as `add`, and where either is a bool, as in torch */
export const sub = (a: Operand, b: Operand) => binary('sub', a, b);

export const mul = (a: Operand, b: Operand) => binary('mul', a, b);

/** True division: integers give the default dtype. */
export const div = (a: Operand, b: Operand) => binary('div', a, b);

/**
 * The p-norm of A − B over all elements, as a 0-dimensional real tensor. Source: `torch.dist`.
 * @param p any number, 0 (how many differ) and ±Infinity included
 */
export function dist(a: Tensor, b: Tensor, p = 2): Tensor {
  const difference = sub(a, b);
  const { dtype } = difference;
  if (!isFloat(dtype)) {
    const got = dtypeInfo(dtype).scalarType;
    throw new RuntimeError(
      `norm(): input dtype should be either floating point or complex. Got ${got} instead.`,
      { op: 'dist', code: 'dtype' }
    );
  }
  if (difference.numel === 0) checkNormOfNothing(p);
  return tensor(vectorNorm(magnitudes(Tensor.read(difference) as FloatData, isComplex(dtype)), p), {
    dtype: realDType(dtype)
  });
}

function binary(op: Op, left: Operand, right: Operand): Tensor {
  const operands = [left, right].map(ranked);
  if (op === 'sub') refuseBool(operands);
  const promoted = resultType(...operands);
  const dtype = op === 'div' && !isFloat(promoted) ? getDefaultDtype() : promoted;
  const [a, b] = operands.map(({ value }) => asTensor(value, dtype));
  const shape = broadcastShapes(op, a.shape, b.shape);
  const data = isFloat(dtype)
    ? combineFloats(op, a, b, shape, dtype)
    : combineIntegers(op as keyof typeof INTEGER_OPERATIONS, a, b, shape, dtype);
  return Tensor.own(data, shape, dtype);
}

/** An operand, and how much it counts for the dtype of the result. */
export interface IOperand extends IRanked {
  value: Operand;
}

export function ranked(given: Operand): IOperand {
  const value = given instanceof Tensor || isScalar(given) ? given : tensor(given);
  if (value instanceof Tensor) {
    return { value, dtype: value.dtype, kind: value.ndim > 0 ? 'dimensioned' : 'scalar' };
  }
  return { value, dtype: numberDType(value), kind: 'number' };
}

/** Anything else becomes a tensor, or is refused as `tensor` refuses it. */
function isScalar(value: Operand): value is Scalar {
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

/** An operand in the dtype of the result; as it is where both are real floats, or both complex. */
function asTensor(value: Operand, dtype: DType): Tensor {
  if (!(value instanceof Tensor)) return Tensor.own(pack([value], dtype), [], dtype);
  return isComplex(value.dtype) === isComplex(dtype) || !isFloat(value.dtype)
    ? cast(value, dtype)
    : cast(value, isComplex(dtype) ? realDType(dtype as FloatDType) : dtype);
}

function combineFloats(
  op: Op,
  a: Tensor,
  b: Tensor,
  shape: readonly number[],
  dtype: FloatDType
): Data {
  const apply = FLOAT_OPERATIONS[op];
  const [x, y] = [a, b].map(t => expand(t, shape, isComplex(dtype)));
  const width = lanes(dtype);
  const out = new Float64Array(sizeOf(shape) * width);
  const pair: Pair = [0, 0];
  for (let i = 0; i < out.length; i += width) {
    apply(pair, x[i], width === 2 ? x[i + 1] : 0, y[i], width === 2 ? y[i + 1] : 0);
    out[i] = pair[0];
    if (width === 2) out[i + 1] = pair[1];
  }
  if (dtype === 'float64' || dtype === 'complex128') return out;
  return Float32Array.from(out);
}

function combineIntegers(
  op: keyof typeof INTEGER_OPERATIONS,
  a: Tensor,
  b: Tensor,
  shape: readonly number[],
  dtype: DType
): Data {
  const out = allocate(dtype, sizeOf(shape));
  const [x, y] = [a, b].map(t => repeat(t, shape));
  const { int32, int64 } = INTEGER_OPERATIONS[op];
  for (let i = 0; i < out.length; i++) {
    const [p, q] = [x[i], y[i]];
    if (dtype === 'int64') out[i] = int64(p as bigint, q as bigint);
    else if (dtype === 'int32') out[i] = int32(p as number, q as number);
    // Bools that came in bytes of their own may be other than 0 and 1.
    else out[i] = int32(Number(p !== 0), Number(q !== 0)) ? 1 : 0;
  }
  return out;
}

/** The elements of a tensor repeated to `shape`, as they are. */
function repeat(source: Tensor, shape: readonly number[]): Data {
  const data = Tensor.read(source);
  if (sameShape(source.shape, shape)) return data;
  const out = allocate(source.dtype, sizeOf(shape));
  let next = 0;
  forEachOffset(
    shape,
    broadcastStrides(source.shape, rowMajor(source.shape), shape),
    0,
    position => {
      out[next++] = data[position];
    }
  );
  return out;
}

/** The elements of a tensor repeated to `shape`, in double precision, with zero imaginary parts where asked. */
function expand(source: Tensor, shape: readonly number[], complex: boolean): Float64Array {
  const data = Tensor.read(source) as FloatData;
  const width = lanes(source.dtype);
  const step = complex ? 2 : 1;
  if (width === step && sameShape(source.shape, shape)) return new Float64Array(data);
  if (step === 1 && source.numel === 1) return new Float64Array(sizeOf(shape)).fill(data[0]);
  const out = new Float64Array(sizeOf(shape) * step);
  const strides = broadcastStrides(source.shape, rowMajor(source.shape), shape);
  let next = 0;
  forEachOffset(shape, strides, 0, position => {
    out[next] = data[position * width];
    if (complex && width === 2) out[next + 1] = data[position * width + 1];
    next += step;
  });
  return out;
}
