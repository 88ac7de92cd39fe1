/** Products of matrices, by the kernels where they pay. */
import {
  allocate,
  components,
  type Data,
  type DType,
  type FloatData,
  type FloatDType,
  isComplex,
  isInexact
} from '../../core/dtype.js';
import { multiplyInt32, multiplyInt64 } from '../../core/integers.js';
import { allocatePooled } from '../../core/pool.js';
import { broadcastStrides, rowMajor, sizeOf, unravel } from '../../core/shape.js';
import { Tensor } from '../../tensor.js';
import type { IProduct } from '../device.js';
import { loadedKernels, type ProductSizes } from '../kernels.js';

/** The product of every pair of matrices that broadcasting makes. */
export function multiplyAll({ dtype, sizes, batch, shape, x, y }: IProduct<Tensor>): Tensor {
  if (batch.length === 0) {
    const product = allocatePooled(dtype, sizes[0] * sizes[2]);
    multiplyAny(dtype, sizes, Tensor.read(x), Tensor.read(y), product);
    return Tensor.own(product, shape, dtype);
  }
  const [m, k, n] = sizes;
  const width = components(dtype);
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
  return Tensor.own(result, shape, dtype);
}

function multiplyAny(dtype: DType, sizes: ProductSizes, a: Data, b: Data, out: Data): void {
  if (isInexact(dtype)) {
    multiplyInto(dtype, sizes, a as FloatData, b as FloatData, out as FloatData);
  } else if (out instanceof BigInt64Array) {
    multiplyInt64(sizes, a as BigInt64Array, b as BigInt64Array, out);
  } else {
    multiplyInt32(sizes, a as Int32Array, b as Int32Array, out as Int32Array);
  }
}

/** Multiplications from which copying to the backend and back pays. */
const WORTHWHILE = 12 ** 3;

/** One product of an m by k and a k by n matrix, in the dtype's precision or a higher one. */
export function multiply(
  dtype: FloatDType,
  sizes: ProductSizes,
  a: FloatData,
  b: FloatData
): FloatData {
  const out = allocate(dtype, sizes[0] * sizes[2]);
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
  else if (isComplex(dtype)) out.set(productComplex(sizes, a, b));
  else if (a instanceof Float64Array && b instanceof Float64Array && out instanceof Float64Array)
    addProduct(sizes, a, b, out);
  else out.set(productReal(sizes, a, b));
}

function productReal(sizes: ProductSizes, a: FloatData, b: FloatData): Float64Array {
  const c = new Float64Array(sizes[0] * sizes[2]);
  // As doubles, so that what follows sees arrays of one kind alone, which engines compile to half the time.
  addProduct(sizes, new Float64Array(a), new Float64Array(b), c);
  return c;
}

/** C += A·B: blocks of two rows and four columns, whose sums stay in registers, and what is left, one by one. */
function addProduct(sizes: ProductSizes, a: Float64Array, b: Float64Array, c: Float64Array): void {
  const m = sizes[0];
  const k = sizes[1];
  const n = sizes[2];
  const evenRows = m - (m % 2);
  const fours = n - (n % 4);
  for (let i = 0; i < evenRows; i += 2) {
    for (let j = 0; j < fours; j += 4) addBlock(k, n, a, b, c, i, j);
  }
  for (let i = 0; i < m; i++) {
    for (let j = i < evenRows ? fours : 0; j < n; j++) {
      let sum = c[i * n + j];
      for (let p = i * k, at = j; p < (i + 1) * k; p++, at += n) sum += a[p] * b[at];
      c[i * n + j] = sum;
    }
  }
}

/** The block from row i and column j on. */
function addBlock(
  k: number,
  n: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  i: number,
  j: number
) {
  const to = i * n + j;
  const below = to + n;
  let s0 = c[to];
  let s1 = c[to + 1];
  let s2 = c[to + 2];
  let s3 = c[to + 3];
  let t0 = c[below];
  let t1 = c[below + 1];
  let t2 = c[below + 2];
  let t3 = c[below + 3];
  const end = (i + 1) * k;
  for (let p = i * k, at = j; p < end; p++, at += n) {
    const x = a[p];
    const y = a[p + k];
    const b0 = b[at];
    const b1 = b[at + 1];
    const b2 = b[at + 2];
    const b3 = b[at + 3];
    s0 += x * b0;
    s1 += x * b1;
    s2 += x * b2;
    s3 += x * b3;
    t0 += y * b0;
    t1 += y * b1;
    t2 += y * b2;
    t3 += y * b3;
  }
  c[to] = s0;
  c[to + 1] = s1;
  c[to + 2] = s2;
  c[to + 3] = s3;
  c[below] = t0;
  c[below + 1] = t1;
  c[below + 2] = t2;
  c[below + 3] = t3;
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
