/** The operators of `GpuTensor`, apart from the class so that no file imports in a circle. */
import type { DType } from '../../core/dtype.js';
import { GpuTensor } from '../../gpu-tensor.js';
import type { Tensor } from '../../tensor.js';
import { add, conj, div, type GpuOperand, matmul, mul, sub } from './arithmetic.js';

declare module '../../gpu-tensor.js' {
  interface GpuTensor {
    /** The matrix product with `other`, as `torch.matmul`. */
    matmul(other: GpuTensor): GpuTensor;
    add(other: GpuOperand): GpuTensor;
    sub(other: GpuOperand): GpuTensor;
    /** The elementwise product; for the matrix product see `matmul`. */
    mul(other: GpuOperand): GpuTensor;
    div(other: GpuOperand): GpuTensor;
    /** The conjugate transpose of a matrix or of a batch of them. */
    readonly H: GpuTensor;
    /** The complex conjugate. */
    conj(): GpuTensor;
    /** A copy on the CPU, for which one waits; or the same elements as another dtype. */
    to(target: 'cpu'): Promise<Tensor>;
    to(target: DType | 'webgpu'): GpuTensor;
  }
}

Object.assign(GpuTensor.prototype, {
  matmul(this: GpuTensor, other: GpuTensor) {
    return matmul(this, other);
  },
  add(this: GpuTensor, other: GpuOperand) {
    return add(this, other);
  },
  sub(this: GpuTensor, other: GpuOperand) {
    return sub(this, other);
  },
  mul(this: GpuTensor, other: GpuOperand) {
    return mul(this, other);
  },
  div(this: GpuTensor, other: GpuOperand) {
    return div(this, other);
  },
  conj(this: GpuTensor) {
    return conj(this);
  },
  to(this: GpuTensor, target: DType | 'cpu' | 'webgpu') {
    if (target === 'cpu') return this.cpu();
    return target === 'webgpu' ? this : this.cast(target);
  }
});

Object.defineProperty(GpuTensor.prototype, 'H', {
  get(this: GpuTensor) {
    return conj(this.mT);
  }
});
