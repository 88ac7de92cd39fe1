/** Arithmetic on the GPU: element by element, and products of matrices. */
import type { DType } from '../../core/dtype.js';
import { RuntimeError } from '../../core/errors.js';
import { axesOf, copyWords } from '../../core/gpu/copy.js';
import { isComplexNumber, type Scalar } from '../../core/scalar.js';
import { type Shape, sizeOf } from '../../core/shape.js';
import { GpuTensor } from '../../gpu-tensor.js';
import { Tensor } from '../../tensor.js';
import type { Arithmetic, IProduct } from '../device.js';
import { asBatch, complexFlag, fresh, release, run } from './batches.js';

/** The numbers of elementwise.wgsl. */
const KINDS = { add: 0, sub: 1, mul: 2, div: 3, conj: 4 } as const;

/** The complex conjugate. */
export function conj(a: GpuTensor): GpuTensor {
  return a.dtype === 'complex64' ? combine('conj', a, a, a.shape, a.dtype) : a;
}

/** a op b in the dtype of the result, which both become first; one of the two is a tensor. */
export function arithmetic(
  kind: Arithmetic,
  left: GpuTensor | Scalar,
  right: GpuTensor | Scalar,
  shape: Shape,
  dtype: DType
): GpuTensor {
  const given = [left, right];
  const [beside] = given.filter(operand => operand instanceof GpuTensor);
  const [a, b] = given.map(operand =>
    operand instanceof GpuTensor ? operand : scalar(beside, operand)
  );
  if (a.dtype === 'int32' || b.dtype === 'int32') {
    throw new RuntimeError(
      `${kind}: arithmetic of int32 is not available on 'webgpu'; bring it to the CPU with await A.cpu()`,
      { op: kind, code: 'dtype' }
    );
  }
  const operands = [a.cast(dtype), b.cast(dtype)];
  const [x, y] = operands;
  const result = combine(kind, x, y, shape, dtype);
  const kept = given.filter(operand => operand instanceof GpuTensor);
  for (const temporary of new Set([a, b, x, y])) release(temporary, ...kept);
  return result;
}

function scalar(beside: GpuTensor, value: Scalar): GpuTensor {
  const complex = isComplexNumber(value);
  const words = complex ? [value.re, value.im] : [Number(value)];
  const source = new Tensor(Float32Array.from(words), [], complex ? 'complex64' : 'float32');
  return GpuTensor.from(beside.gpu, source);
}

function combine(
  kind: keyof typeof KINDS,
  a: GpuTensor,
  b: GpuTensor,
  shape: Shape,
  dtype: DType
): GpuTensor {
  const result = fresh(a, shape, dtype);
  const count = sizeOf(shape);
  if (count === 0) return result;
  const [x, y] = [a.expand(shape), b.expand(shape)];
  const axes = axesOf(kind, shape, x.strides, y.strides);
  const head = [count, axes.length / 3, KINDS[kind], x.offset, y.offset, 0, 0, 0];
  run('elementwise', [result, x, y], [complexFlag(dtype), ...head, ...axes]);
  return result;
}

/** The product of every pair of matrices that broadcasting makes. */
export function multiply({ dtype, sizes, batch, shape, x, y }: IProduct<GpuTensor>): GpuTensor {
  const [m, k, n] = sizes;
  const result = fresh(x, [...batch, m, n], dtype);
  if (result.numel > 0) {
    const [left, right] = [asBatch(x, batch, 2), asBatch(y, batch, 2)];
    const numbers = [complexFlag(dtype), sizeOf(batch), m, n, k, left.next, right.next];
    run('multiply', [result, left.tensor, right.tensor], numbers);
    for (const { tensor } of [left, right]) release(tensor, x, y);
  }
  return result.reshape(shape);
}

/** Tensors of one shape, joined along a new first dimension. */
export function stack(tensors: readonly GpuTensor[]): GpuTensor {
  const [first] = tensors;
  const result = fresh(first, [tensors.length, ...first.shape], first.dtype);
  tensors.forEach((item, i) => {
    copyWords(item, result.select(0, i));
  });
  return result;
}
