/** Elementwise arithmetic, its operands repeated to one shape. */
import {
  allocate,
  components,
  type Data,
  type DType,
  type FloatData,
  type FloatDType,
  isComplex,
  isInexact,
  realDType
} from '../../core/dtype.js';
import { INTEGER_OPERATIONS } from '../../core/integers.js';
import { pack } from '../../core/pack.js';
import type { Scalar } from '../../core/scalar.js';
import {
  broadcastStrides,
  forEachOffset,
  rowMajor,
  type Shape,
  sameShape,
  sizeOf
} from '../../core/shape.js';
import { Tensor } from '../../tensor.js';
import type { Arithmetic } from '../device.js';
import { cast } from './cast.js';

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

const FLOAT_OPERATIONS = { add: ADD, sub: SUB, mul: MUL, div: DIV };

/** a op b in the dtype of the result, which both become first. */
export function arithmetic(
  op: Arithmetic,
  left: Tensor | Scalar,
  right: Tensor | Scalar,
  shape: Shape,
  dtype: DType
): Tensor {
  const [a, b] = [left, right].map(operand => operandAs(operand, dtype));
  const data = isInexact(dtype)
    ? combineFloats(op, a, b, shape, dtype)
    : combineIntegers(op as keyof typeof INTEGER_OPERATIONS, a, b, shape, dtype);
  return Tensor.own(data, shape, dtype);
}

/** An operand in the dtype of the result; as it is where both are real floats, or both complex. */
function operandAs(value: Tensor | Scalar, dtype: DType): Tensor {
  if (!(value instanceof Tensor)) return Tensor.own(pack([value], dtype), [], dtype);
  return isComplex(value.dtype) === isComplex(dtype) || !isInexact(value.dtype)
    ? cast(value, dtype)
    : cast(value, isComplex(dtype) ? realDType(dtype) : dtype);
}

/** The complex conjugate; a real tensor itself. */
export function conj<D extends DType>(source: Tensor<D>): Tensor<D> {
  if (!isComplex(source.dtype)) return source;
  const copy = source.clone();
  const data: Data = Tensor.read(copy);
  for (let i = 1; i < data.length; i += 2) data[i] = -data[i];
  return copy;
}

function combineFloats(
  op: Arithmetic,
  a: Tensor,
  b: Tensor,
  shape: readonly number[],
  dtype: FloatDType
): FloatData {
  const apply = FLOAT_OPERATIONS[op];
  const [x, y] = [a, b].map(t => expand(t, shape, isComplex(dtype)));
  const width = components(dtype);
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
function expand(
  source: Tensor<FloatDType>,
  shape: readonly number[],
  complex: boolean
): Float64Array {
  const data = Tensor.read(source);
  const width = components(source.dtype);
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
