/** Matrix products with torch's rules for vectors, matrices and batches. */

import { loadedKernels, type ProductSizes } from '../backends/kernels.js';
import {
  allocate,
  type Data,
  type DType,
  dtypeInfo,
  type FloatData,
  type FloatDType,
  isComplex,
  isFloat,
  lanes
} from '../core/dtype.js';
import { RuntimeError } from '../core/errors.js';
import { multiplyInt32, multiplyInt64 } from '../core/integers.js';
import { broadcastShapes, broadcastStrides, rowMajor, sizeOf, unravel } from '../core/shape.js';
import { Tensor } from '../tensor.js';
import { checkTensor, type IShaped } from './check.js';
import { rememberProduct } from './provenance.js';

/**
 * The matrix product A·B. Source: `torch.matmul`.
 *
 * A vector on the left is a row, on the right a column, and its dimension is gone from the result;
 * batch dimensions broadcast. Integers are multiplied exactly, and wrap where they do not fit.
 *
 * @param a (*, m, k) or (k)
 * @param b (*, k, n) or (k)
 * @throws RuntimeError where the inner sizes or the dtypes differ, and for bool
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const op = 'matmul';
  const [left, right] = [checkTensor(op, a, 'self'), checkTensor(op, b, 'other')];
  const { dtype, sizes, batch, shape, x, y } = checkProduct(left, right);
  const product = Tensor.own(products(dtype, sizes, batch, x, y), shape, dtype);
  return rememberProduct(product, left, right);
}

/** A factor of a product, on whatever device. */
interface IFactor<T> extends IShaped {
  reshape(...sizes: number[]): T;
}

/** Checks that two tensors can be multiplied; vectors become a row and a column. */
export function checkProduct<T extends IFactor<T>>(left: T, right: T) {
  const op = 'matmul';
  const dtype = checkOperands(left, right);
  const x = left.ndim === 1 ? left.reshape(1, left.shape[0]) : left;
  const y = right.ndim === 1 ? right.reshape(right.shape[0], 1) : right;
  const [m, k] = x.shape.slice(-2);
  const n = y.shape[y.ndim - 1];
  const way = routine(left, right);
  // Torch folds a batch into one matrix where it can, and tells of that matrix.
  if (way !== 'bmm') checkInner(way, left, right);
  const batch = broadcastShapes(op, x.shape.slice(0, -2), y.shape.slice(0, -2));
  if (k !== y.shape[y.ndim - 2]) {
    const count = sizeOf(batch);
    throw new RuntimeError(
      `Expected size for first two dimensions of batch2 tensor to be: [${count}, ${k}] but got: [${count}, ${y.shape[y.ndim - 2]}].`,
      { op, code: 'shape' }
    );
  }
  const shape = [...batch, ...(left.ndim === 1 ? [] : [m]), ...(right.ndim === 1 ? [] : [n])];
  const sizes: ProductSizes = [m, k, n];
  return { dtype, sizes, batch, shape, x, y };
}

/** The routines among which torch chooses, each with words of its own for what does not fit. */
type Routine = 'dot' | 'addmv' | 'addmm' | 'bmm';

function routine(a: IShaped, b: IShaped): Routine {
  if (b.ndim > 2) return 'bmm';
  if (b.ndim === 2) return 'addmm';
  return a.ndim === 1 ? 'dot' : 'addmv';
}

function checkInner(way: Exclude<Routine, 'bmm'>, a: IShaped, b: IShaped): void {
  const k = a.shape[a.ndim - 1];
  const [inner, n] = b.shape;
  if (k === inner) return;
  const rows = sizeOf(a.shape.slice(0, -1));
  const messages = {
    dot: `inconsistent tensor size, expected tensor [${k}] and src [${inner}] to have the same number of elements, but got ${k} and ${inner} elements respectively`,
    addmv: `size mismatch, got input (${rows}), mat (${rows}x${k}), vec (${inner})`,
    addmm: `mat1 and mat2 shapes cannot be multiplied (${rows}x${k} and ${inner}x${n})`
  };
  throw new RuntimeError(messages[way], { op: 'matmul', code: 'shape' });
}

function checkOperands(a: IShaped, b: IShaped): DType {
  const op = 'matmul';
  if (a.ndim === 0 || b.ndim === 0) {
    throw new RuntimeError(
      `both arguments to matmul need to be at least 1D, but they are ${a.ndim}D and ${b.ndim}D`,
      { op, code: 'too-few-dimensions' }
    );
  }
  const way = routine(a, b);
  if (a.dtype === 'bool' && (b.dtype === 'bool' || way === 'bmm')) {
    const kernels = { dot: 'dot', addmv: 'addmv_impl_cpu', addmm: 'addmm_impl_cpu_', bmm: 'bmm' };
    throw new RuntimeError(`"${kernels[way]}" not implemented for 'Bool'`, { op, code: 'dtype' });
  }
  if (a.dtype === b.dtype) return a.dtype;
  const [x, y] = [dtypeInfo(a.dtype), dtypeInfo(b.dtype)];
  const messages = {
    dot: `dot : expected both vectors to have same dtype, but found ${x.scalarType} and ${y.scalarType}`,
    addmv: `addmv input tensors must have the same dtype, but got ${y.scalarType}, ${x.scalarType}, and ${y.scalarType}`,
    addmm: `expected m1 and m2 to have the same dtype, but got: ${x.cppName} != ${y.cppName}`,
    bmm: `expected scalar type ${x.scalarType} but found ${y.scalarType}`
  };
  throw new RuntimeError(messages[way], { op, code: 'dtype' });
}

function products(
  dtype: DType,
  sizes: ProductSizes,
  batch: readonly number[],
  x: Tensor,
  y: Tensor
) {
  const [m, k, n] = sizes;
  const width = lanes(dtype);
  const count = sizeOf(batch);
  const result = allocate(dtype, count * m * n);
  const part = (t: Tensor, size: number) => {
    const own = t.shape.slice(0, -2);
    const strides = broadcastStrides(own, rowMajor(own), batch);
    const data = Tensor.read(t);
    return (member: readonly number[]) => {
      const at = member.reduce((sum, index, dim) => sum + index * strides[dim], 0) * size * width;
      return data.subarray(at, at + size * width);
    };
  };
  const [left, right] = [part(x, m * k), part(y, k * n)];
  for (let i = 0; i < count; i++) {
    const member = unravel(batch, i);
    const out = result.subarray(i * m * n * width, (i + 1) * m * n * width);
    multiplyAny(dtype, sizes, left(member), right(member), out);
  }
  return result;
}

function multiplyAny(dtype: DType, sizes: ProductSizes, a: Data, b: Data, out: Data): void {
  if (isFloat(dtype)) {
    multiplyInto(dtype, sizes, a as FloatData, b as FloatData, out as FloatData);
  } else if (out instanceof BigInt64Array) {
    multiplyInt64(sizes, a as BigInt64Array, b as BigInt64Array, out);
  } else {
    multiplyInt32(sizes, a as Int32Array, b as Int32Array, out as Int32Array);
  }
}

/** Multiplications from which copying to the backend and back pays. */
const WORTHWHILE = 24 ** 3;

/** One product of an m by k and a k by n matrix, in the dtype's precision or a higher one. */
export function multiply(
  dtype: FloatDType,
  sizes: ProductSizes,
  a: FloatData,
  b: FloatData
): FloatData {
  const out = allocate(dtype, sizes[0] * sizes[2]) as FloatData;
  multiplyInto(dtype, sizes, a, b, out);
  return out;
}

/** By the backend's own product where it has one and the matrices are large enough for it. */
function multiplyInto(
  dtype: FloatDType,
  sizes: ProductSizes,
  a: FloatData,
  b: FloatData,
  out: FloatData
): void {
  const backend = loadedKernels();
  const worthwhile = sizes[0] * sizes[1] * sizes[2] >= WORTHWHILE;
  if (backend?.multiply && worthwhile) backend.multiply(dtype, sizes, a, b, out);
  else out.set(isComplex(dtype) ? productComplex(sizes, a, b) : productReal(sizes, a, b));
}

function productReal([m, k, n]: ProductSizes, a: FloatData, b: FloatData): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p];
      for (let j = 0; j < n; j++) c[i * n + j] += factor * b[p * n + j];
    }
  }
  return c;
}

function productComplex([m, k, n]: ProductSizes, a: FloatData, b: FloatData): Float64Array {
  const c = new Float64Array(2 * m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const re = a[2 * (i * k + p)];
      const im = a[2 * (i * k + p) + 1];
      for (let j = 0; j < n; j++) {
        const at = 2 * (i * n + j);
        const from = 2 * (p * n + j);
        c[at] += re * b[from] - im * b[from + 1];
        c[at + 1] += re * b[from + 1] + im * b[from];
      }
    }
  }
  return c;
}
