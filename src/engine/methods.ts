/** The operators of `Tensor`, apart from the class so that no file imports in a circle. */

import { currentGpu, GpuTensor } from './backends/webgpu/index.js';
import type { DType } from './core/dtype.js';
import { isComplex } from './core/dtype.js';
import { RuntimeError } from './core/errors.js';
import { formatExact, formatTensor } from './core/format.js';
import type { Scalar } from './core/scalar.js';
import { cast } from './ops/create.js';
import { add, div, mul, type Operand, sub } from './ops/elementwise.js';
import { matmul } from './ops/matmul.js';
import { Tensor } from './tensor.js';

declare module './tensor.js' {
  interface Tensor {
    /** The matrix product with `other`, as `torch.matmul`. */
    matmul(other: Tensor): Tensor;
    add(other: Operand): Tensor;
    sub(other: Operand): Tensor;
    /** The elementwise product; for the matrix product see `matmul`. */
    mul(other: Operand): Tensor;
    div(other: Operand): Tensor;
    /** The conjugate transpose of a matrix or of a batch of them. */
    readonly H: Tensor;
    /** The complex conjugate. */
    conj(): Tensor;
    /** The same elements on another device, or as another dtype. */
    to(target: 'webgpu'): GpuTensor;
    to(target: DType | 'cpu'): Tensor;
    /** This tensor: it is on the CPU already. */
    cpu(): Tensor;
    toString(): string;
    /** A 0-dimensional tensor in a template literal is its bare number with all its digits, as in Python's f-strings. */
    [Symbol.toPrimitive](hint: string): unknown;
    /** How consoles show a tensor: as `toString`. */
    inspect(): string;
  }
}

Object.assign(Tensor.prototype, {
  matmul(this: Tensor, other: Tensor) {
    return matmul(this, other);
  },
  add(this: Tensor, other: Operand) {
    return add(this, other);
  },
  sub(this: Tensor, other: Operand) {
    return sub(this, other);
  },
  mul(this: Tensor, other: Operand) {
    return mul(this, other);
  },
  div(this: Tensor, other: Operand) {
    return div(this, other);
  },
  conj(this: Tensor) {
    return conjugate(this);
  },
  to(this: Tensor, target: string) {
    return convert(this, target);
  },
  cpu(this: Tensor) {
    return this;
  },
  toString(this: Tensor) {
    return formatTensor(this);
  },
  inspect(this: Tensor) {
    return formatTensor(this);
  },
  [Symbol.for('nodejs.util.inspect.custom')](this: Tensor) {
    return formatTensor(this);
  },
  [Symbol.toPrimitive](this: Tensor, hint: string) {
    const isNumber = this.numel === 1 && !isComplex(this.dtype);
    if (hint !== 'string' && isNumber) return this.item<Scalar>();
    // In `'A = ' + A` it is text.
    if (hint === 'number') throw noNumber(this);
    return this.ndim === 0 ? formatExact(this.item<Scalar>()) : formatTensor(this);
  }
});

/** Arithmetic and comparisons would see NaN. */
function noNumber({ numel, dtype }: Tensor): RuntimeError {
  const what = numel === 1 ? `${dtype} number` : `tensor with ${numel} elements`;
  return new RuntimeError(
    `a ${what} cannot be converted to a number: write A.add(B), A.sub(B), A.mul(2), A.matmul(B)`,
    { op: 'item', code: 'invalid-argument' }
  );
}

Object.defineProperty(Tensor.prototype, 'H', {
  get(this: Tensor) {
    return conjugate(this.mT);
  }
});

function conjugate(source: Tensor): Tensor {
  if (!isComplex(source.dtype)) return source;
  const data = Tensor.read(source).slice() as Float64Array;
  for (let i = 1; i < data.length; i += 2) data[i] = -data[i];
  return Tensor.own(data, source.shape, source.dtype);
}

function convert(source: Tensor, target: string): Tensor | GpuTensor {
  if (target === 'cpu') return source;
  if (target === 'webgpu') return GpuTensor.from(currentGpu(), source);
  return cast(source, target as DType);
}
