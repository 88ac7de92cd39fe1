/** Functions of each element. */

import { cast } from '../backends/cpu/cast.js';
import {
  allocate,
  type Data,
  dtypeInfo,
  type FloatData,
  type FloatDType,
  getDefaultDtype,
  isComplex,
  isInexact,
  realDType
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { magnitudes } from '../core/magnitude.js';
import { Tensor, type TensorLike } from '../tensor.js';
import { checkDeviceOfOut, checkTensor } from './check.js';
import { checkResult, finish, type IResultOptions } from './result.js';

const { abs: magnitude, cos, exp: power, hypot, max, sin, sqrt: root } = Math;

/**
 * The absolute values; of complex numbers their moduli. Source: `torch.abs`.
 * @param A any shape; bools are refused, as in torch
 * @returns real; integers stay integers, of which the least has no absolute value and stays what it is
 */
export function abs(A: TensorLike, { out }: IResultOptions = {}): Tensor {
  const op = 'abs';
  const source = checkTensor(op, A);
  const { dtype, shape } = source;
  if (dtype === 'bool') {
    throw new RuntimeError(`"abs_cpu" not implemented for 'Bool'`, { op, code: 'dtype' });
  }
  if (!isComplex(dtype) && out !== undefined && checkDeviceOfOut(op, out).dtype !== dtype) {
    const [wanted, got] = [dtype, out.dtype].map(name => dtypeInfo(name).scalarType);
    throw new RuntimeError(`Found dtype ${got} but expected ${wanted}`, { op, code: 'dtype' });
  }
  const result = isInexact(dtype) ? realDType(dtype) : dtype;
  checkResult(op, result, out);
  return finish(absolute(source), shape, result, out);
}

function absolute(source: Tensor): Data {
  const { dtype } = source;
  const data = Tensor.read(source);
  if (data instanceof BigInt64Array) return data.map(value => (value < 0n ? -value : value));
  const values: FloatData = data;
  if (!isComplex(dtype)) return values.map(magnitude);
  const result = allocate(realDType(dtype), values.length / 2);
  result.set(magnitudes(values, true));
  return result;
}

/**
 * The square roots; of a negative real number NaN, of a complex one the root whose real part is not negative.
 * Source: `torch.sqrt`.
 * @returns of integers and bools the default dtype
 */
export function sqrt(A: TensorLike, options: IResultOptions = {}): Tensor {
  return map('sqrt', A, options, root, rootOfComplex);
}

/** e to the power of each element. Source: `torch.exp`; for a matrix's own exponential see `linalg.matrixExp`. */
export function exp(A: TensorLike, options: IResultOptions = {}): Tensor {
  return map('exp', A, options, power, powerOfComplex);
}

type Complex = readonly [re: number, im: number];

function map(
  op: string,
  A: TensorLike,
  { out }: IResultOptions,
  real: (x: number) => number,
  complex: (re: number, im: number) => Complex
): Tensor {
  const given = checkTensor(op, A);
  const dtype = isInexact(given.dtype) ? given.dtype : getDefaultDtype();
  checkResult(op, dtype, out);
  const source = Tensor.read<FloatDType>(cast(given, dtype));
  const data = allocate(dtype, given.numel);
  if (isComplex(dtype)) {
    for (let at = 0; at < data.length; at += 2) {
      [data[at], data[at + 1]] = complex(source[at], source[at + 1]);
    }
  } else {
    for (let at = 0; at < data.length; at++) data[at] = real(source[at]);
  }
  return finish(data, given.shape, dtype, out);
}

/** Source: C99 csqrt, annex G; halved or lifted before where the modulus overflows or underflows. */
function rootOfComplex(re: number, im: number): Complex {
  if (re === 0 && im === 0) return [0, im];
  if (magnitude(im) === Number.POSITIVE_INFINITY) return [magnitude(im), im];
  const largest = max(magnitude(re), magnitude(im));
  if (largest > 2 ** 1000 && largest !== Number.POSITIVE_INFINITY) {
    return times(rootOfComplex(re / 16, im / 16), 4);
  }
  if (largest < 2 ** -960) return times(rootOfComplex(re * 2 ** 100, im * 2 ** 100), 2 ** -50);
  const part = root((hypot(re, im) + magnitude(re)) / 2);
  const other = magnitude(im) / (2 * part);
  const isNegative = im < 0 || Object.is(im, -0);
  const [x, y] = re >= 0 ? [part, other] : [other, part];
  return [x, isNegative ? -y : y];
}

function times([re, im]: Complex, factor: number): Complex {
  return [re * factor, im * factor];
}

function powerOfComplex(re: number, im: number): Complex {
  const length = power(re);
  // Without the sine, which of 0 times Infinity would make NaN.
  if (im === 0) return [length, im];
  if (length === 0) return [0, 0];
  if (length < Number.POSITIVE_INFINITY) return [length * cos(im), length * sin(im)];
  // The modulus may overflow where a part of the result does not.
  const half = power(re / 2);
  return [half * cos(im) * half, half * sin(im) * half];
}
