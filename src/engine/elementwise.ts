/** Elementwise arithmetic with broadcasting and torch's type promotion, and distances. */

import { cast, tensor } from './create.js';
import {
  allocate,
  type DType,
  dtypeInfo,
  type FloatData,
  getDefaultDtype,
  isComplex,
  isFloat,
  lanes,
  promote,
  realDType
} from './dtype.js';
import { RuntimeError } from './errors.js';
import { checkNormOfNothing, magnitudes, vectorNorm } from './magnitude.js';
import type { Scalar } from './scalar.js';
import {
  broadcastShapes,
  broadcastStrides,
  forEachOffset,
  rowMajor,
  sameShape,
  sizeOf
} from './shape.js';
import { Tensor } from './tensor.js';

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

export const add = (a: Operand, b: Operand) => binary('add', a, b, ADD);
export const sub = (a: Operand, b: Operand) => binary('sub', a, b, SUB);
export const mul = (a: Operand, b: Operand) => binary('mul', a, b, MUL);

/** True division: integers give the default dtype. */
export const div = (a: Operand, b: Operand) =>
  binary('div', a, b, DIV, dtype => (isFloat(dtype) ? dtype : getDefaultDtype()));

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
  return tensor(vectorNorm(magnitudes(difference.data as FloatData, isComplex(dtype)), p), {
    dtype: realDType(dtype)
  });
}

function binary(
  op: string,
  left: Operand,
  right: Operand,
  apply: BinaryFunction,
  resultDType: (promoted: DType) => DType = dtype => dtype
): Tensor {
  const [a, b] = operands(left, right);
  const dtype = resultDType(promote(a.dtype, b.dtype));
  const shape = broadcastShapes(op, a.shape, b.shape);
  const [x, y] = [a, b].map(t => expand(t, shape, isComplex(dtype)));
  const count = sizeOf(shape);
  const width = lanes(dtype);
  const out = new Float64Array(count * width);
  const pair: Pair = [0, 0];
  for (let i = 0; i < count * width; i += width) {
    apply(pair, x[i], width === 2 ? x[i + 1] : 0, y[i], width === 2 ? y[i + 1] : 0);
    out[i] = pair[0];
    if (width === 2) out[i + 1] = pair[1];
  }
  return new Tensor(store(out, dtype), shape, dtype);
}

/** A bare number takes the dtype of the tensor that it meets, as torch's Python numbers do. */
function operands(left: Operand, right: Operand): [Tensor, Tensor] {
  if (left instanceof Tensor && right instanceof Tensor) return [left, right];
  if (left instanceof Tensor) return [left, likeTensor(right as Scalar, left.dtype)];
  if (right instanceof Tensor) return [likeTensor(left, right.dtype), right];
  return [tensor(left), tensor(right)];
}

function likeTensor(value: Scalar, dtype: DType): Tensor {
  const own = tensor(value);
  const fraction = typeof value === 'number' && !Number.isInteger(value) && !isFloat(dtype);
  return isComplex(own.dtype) === isComplex(dtype) || !isComplex(own.dtype)
    ? cast(own, fraction ? getDefaultDtype() : dtype)
    : cast(own, promote(dtype, dtype === 'float32' ? 'complex64' : 'complex128'));
}

/** The elements of a tensor repeated to `shape`, in double precision, with zero imaginary parts where asked. */
function expand(source: Tensor, shape: readonly number[], complex: boolean): Float64Array {
  const data = source.data;
  const width = lanes(source.dtype);
  const step = complex ? 2 : 1;
  const whole = width === step && !(data instanceof BigInt64Array);
  if (whole && sameShape(source.shape, shape)) return new Float64Array(data as Float64Array);
  if (whole && step === 1 && source.numel === 1) {
    return new Float64Array(sizeOf(shape)).fill(Number(data[0]));
  }
  const out = new Float64Array(sizeOf(shape) * step);
  const strides = broadcastStrides(source.shape, rowMajor(source.shape), shape);
  let next = 0;
  forEachOffset(shape, strides, 0, position => {
    out[next] = Number(data[position * width]);
    if (complex && width === 2) out[next + 1] = Number(data[position * width + 1]);
    next += step;
  });
  return out;
}

function store(values: Float64Array, dtype: DType) {
  if (dtype === 'float64' || dtype === 'complex128') return values;
  const data = allocate(dtype, values.length / lanes(dtype));
  values.forEach((value, i) => {
    if (dtype === 'int64') data[i] = BigInt(Math.trunc(value));
    else data[i] = dtype === 'bool' ? Number(value !== 0) : value;
  });
  return data;
}
