/** Arithmetic on the GPU: element by element, and products of matrices. */

import { type DType, promote } from '../../core/dtype.js';
import { RuntimeError } from '../../core/errors.js';
import { axesOf, copyWords } from '../../core/gpu/copy.js';
import { isComplexNumber, type Scalar } from '../../core/scalar.js';
import { broadcastShapes, type Shape, sizeOf } from '../../core/shape.js';
import { GpuTensor } from '../../gpu-tensor.js';
import { checkStack } from '../../ops/create.js';
import { checkProduct } from '../../ops/matmul.js';
import { Tensor } from '../../tensor.js';
import { asBatch, checkGpuTensor, complexFlag, fresh, release, run } from './batches.js';
import { norm } from './norms.js';

/** The other operand of a tensor's arithmetic. */
export type GpuOperand = GpuTensor | Scalar;

/** The numbers of elementwise.wgsl. */
const KINDS = { add: 0, sub: 1, mul: 2, div: 3, conj: 4 } as const;
type Kind = keyof typeof KINDS;

export const add = (a: GpuTensor, b: GpuOperand): GpuTensor => elementwise('add', a, b);
export const sub = (a: GpuTensor, b: GpuOperand): GpuTensor => elementwise('sub', a, b);
export const mul = (a: GpuTensor, b: GpuOperand): GpuTensor => elementwise('mul', a, b);
export const div = (a: GpuTensor, b: GpuOperand): GpuTensor => elementwise('div', a, b);

/** The complex conjugate. */
export function conj(a: GpuTensor): GpuTensor {
  return a.dtype === 'complex64' ? combine('conj', a, a, a.shape, a.dtype) : a;
}

function elementwise(kind: Kind, a: GpuTensor, operand: GpuOperand): GpuTensor {
  if (isScalar(operand)) {
    const b = scalar(a, operand);
    const result = elementwise(kind, a, b);
    b.dispose();
    return result;
  }
  const b = checkGpuTensor(kind, operand);
  if (a.dtype === 'int32' || b.dtype === 'int32') {
    throw new RuntimeError(
      `${kind}: arithmetic of int32 is not available on 'webgpu'; bring it to the CPU with await A.cpu()`,
      { op: kind, code: 'dtype' }
    );
  }
  const dtype = promote(a.dtype, b.dtype);
  const shape = broadcastShapes(kind, a.shape, b.shape);
  const [x, y] = [a.cast(dtype), b.cast(dtype)];
  const result = combine(kind, x, y, shape, dtype);
  for (const temporary of [x, y]) release(temporary, a, b);
  return result;
}

function isScalar(value: GpuOperand): value is Scalar {
  return typeof value !== 'object' || isComplexNumber(value);
}

function scalar(beside: GpuTensor, value: Scalar): GpuTensor {
  const complex = isComplexNumber(value);
  const words = complex ? [value.re, value.im] : [Number(value)];
  const source = new Tensor(Float32Array.from(words), [], complex ? 'complex64' : 'float32');
  return GpuTensor.from(beside.gpu, source);
}

function combine(kind: Kind, a: GpuTensor, b: GpuTensor, shape: Shape, dtype: DType): GpuTensor {
  const result = fresh(a, shape, dtype);
  const count = sizeOf(shape);
  if (count === 0) return result;
  const [x, y] = [a.expand(shape), b.expand(shape)];
  const axes = axesOf(kind, shape, x.strides, y.strides);
  const head = [count, axes.length / 3, KINDS[kind], x.offset, y.offset, 0, 0, 0];
  run('elementwise', [result, x, y], [complexFlag(dtype), ...head, ...axes]);
  return result;
}

/** The matrix product A·B, as on the CPU. Source: `torch.matmul`. */
export function matmul(a: GpuTensor, b: GpuTensor): GpuTensor {
  const { dtype, sizes, batch, shape, x, y } = checkProduct(a, checkGpuTensor('matmul', b));
  const [m, k, n] = sizes;
  const result = fresh(a, [...batch, m, n], dtype);
  const count = sizeOf(batch);
  if (result.numel > 0) {
    const [left, right] = [asBatch(x, batch, 2), asBatch(y, batch, 2)];
    const numbers = [complexFlag(dtype), count, m, n, k, left.next, right.next];
    run('multiply', [result, left.tensor, right.tensor], numbers);
    for (const { tensor } of [left, right]) release(tensor, a, b);
  }
  return result.reshape(shape);
}

/** Tensors of one shape, joined along a new first dimension. Source: `torch.stack`. */
export function stack(tensors: readonly GpuTensor[]): GpuTensor {
  const [first] = tensors;
  checkStack(tensors.map(item => checkGpuTensor('stack', item)));
  const result = fresh(first, [tensors.length, ...first.shape], first.dtype);
  tensors.forEach((item, i) => {
    copyWords(item, result.select(0, i));
  });
  return result;
}

/** ‖A − B‖₂ of all elements. Source: `torch.dist`. */
export function dist(a: GpuTensor, b: GpuTensor, p = 2): GpuTensor {
  if (p !== 2) {
    throw new RuntimeError(
      `dist: on 'webgpu' there is the 2-norm alone, got p = ${p}; bring both tensors to the CPU with await A.cpu()`,
      { op: 'dist', code: 'not-implemented' }
    );
  }
  const difference = sub(a, checkGpuTensor('dist', b));
  const distance = norm(difference);
  difference.dispose();
  return distance;
}
