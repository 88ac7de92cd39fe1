/** Matrix products with torch's rules for vectors, matrices and batches. */
import { checkTensor, type IShaped } from './check.js';
import { loadedKernels, type ProductSizes } from './device.js';
import { allocate, type FloatData, type FloatDType, isComplex, isFloat, lanes } from './dtype.js';
import { RuntimeError } from './errors.js';
import { rememberProduct } from './provenance.js';
import {
  broadcastShapes,
  broadcastStrides,
  rowMajor,
  shapeText,
  sizeOf,
  unravel
} from './shape.js';
import { Tensor } from './tensor.js';

/**
 * The matrix product A·B. Source: `torch.matmul`.
 *
 * A vector on the left is a row, on the right a column, and its dimension is gone from the result;
 * batch dimensions broadcast.
 *
 * @param a (*, m, k) or (k)
 * @param b (*, k, n) or (k)
 * @throws RuntimeError where the inner sizes or the dtypes differ
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const op = 'matmul';
  const [left, right] = [checkTensor(op, a, 'self'), checkTensor(op, b, 'other')];
  const { dtype, sizes, batch, shape, x, y } = checkProduct(left, right);
  const product = new Tensor(products(dtype, sizes, batch, x, y), shape, dtype);
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
  const [inner, n] = y.shape.slice(-2);
  if (k !== inner) {
    throw new RuntimeError(
      `mat1 and mat2 shapes cannot be multiplied (${m}x${k} and ${inner}x${n})`,
      { op, code: 'shape' }
    );
  }
  const batch = broadcastShapes(op, x.shape.slice(0, -2), y.shape.slice(0, -2));
  const shape = [...batch, ...(left.ndim === 1 ? [] : [m]), ...(right.ndim === 1 ? [] : [n])];
  const sizes: ProductSizes = [m, k, n];
  return { dtype, sizes, batch, shape, x, y };
}

function checkOperands(a: IShaped, b: IShaped): FloatDType {
  const op = 'matmul';
  if (a.ndim === 0 || b.ndim === 0) {
    throw new RuntimeError(
      `both arguments to matmul need to be at least 1D, but they are ${a.ndim}D and ${b.ndim}D`,
      { op, code: 'too-few-dimensions' }
    );
  }
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(
      `expected m1 and m2 to have the same dtype, but got: ${a.dtype} != ${b.dtype}`,
      { op, code: 'dtype' }
    );
  }
  if (!isFloat(a.dtype)) {
    throw new RuntimeError(
      `matmul: expected a floating point or complex dtype, got ${a.dtype} (shape ${shapeText(a.shape)}); convert with A.to('float64')`,
      { op, code: 'dtype' }
    );
  }
  return a.dtype;
}

function products(
  dtype: FloatDType,
  sizes: ProductSizes,
  batch: readonly number[],
  x: Tensor,
  y: Tensor
) {
  const [m, k, n] = sizes;
  const width = lanes(dtype);
  const count = sizeOf(batch);
  const result = allocate(dtype, count * m * n) as FloatData;
  const part = (t: Tensor, size: number) => {
    const own = t.shape.slice(0, -2);
    const strides = broadcastStrides(own, rowMajor(own), batch);
    const data = t.data as FloatData;
    return (member: readonly number[]) => {
      const at = member.reduce((sum, index, dim) => sum + index * strides[dim], 0) * size * width;
      return data.subarray(at, at + size * width);
    };
  };
  const [left, right] = [part(x, m * k), part(y, k * n)];
  for (let i = 0; i < count; i++) {
    const member = unravel(batch, i);
    multiplyInto(
      dtype,
      sizes,
      left(member),
      right(member),
      result.subarray(i * m * n * width, (i + 1) * m * n * width)
    );
  }
  return result;
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
