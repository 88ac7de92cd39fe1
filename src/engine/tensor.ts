/**
 * The tensor on the CPU: elements, shape and dtype, and the views that share one storage.
 *
 * This class stands below the operations that compute with it, so that no file imports in a circle: its
 * methods call them through one table, which `operators.ts` fills in, as torch's dispatcher is filled in
 * by its backends.
 */
import {
  type DType,
  type FloatDType,
  isComplex,
  type Promoted,
  type TypedArray
} from './core/dtype.js';
import { Elements } from './core/elements.js';
import { RuntimeError } from './core/errors.js';
import { formatExact, formatTensor } from './core/format.js';
import type { NestedArray } from './core/nested.js';
import type { Scalar } from './core/scalar.js';
import type { Shape } from './core/shape.js';
import { type Snapshot, Storage } from './core/storage.js';
import type { Device } from './core/strided.js';
import { type IView, wholeView } from './core/view.js';
import type { DeviceTensor } from './device-tensor.js';
import type { GpuTensor } from './gpu-tensor.js';
import type { KernelTensor } from './kernel-tensor.js';

/** A tensor of any dtype. */
// biome-ignore lint/suspicious/noExplicitAny: as NumPy's `ndarray[Any]`: whoever does not say which dtype may do all
export type AnyDType = any;

/** Anything that gives its elements as nested arrays: a mathjs matrix. */
export interface IHasToArray {
  toArray(): readonly unknown[];
}

/** A tensor, or whatever one is made of where a tensor is expected: nested arrays, a mathjs matrix. */
export type TensorLike<D extends DType = AnyDType> = Tensor<D> | NestedArray | IHasToArray;

/** The other operand of arithmetic. */
export type Operand<D extends DType = AnyDType> = TensorLike<D> | Scalar;

/** The dimensions of a reduction; none, or an empty list, stand for all of them. */
export type Dims = number | readonly number[] | null;

export interface IExtremeOptions {
  /** In the place of the argument of that name. */
  dim?: Dims;
  /** Leave the dimensions that are reduced in the result, with size 1. */
  keepdim?: boolean;
  out?: Tensor;
}

export interface ISumOptions<D extends DType = DType> extends IExtremeOptions {
  /** Convert before adding, and give a result of this dtype. */
  dtype?: D;
}

export interface IArgmaxOptions extends IExtremeOptions {
  /** One dimension; none stands for all elements in row-major order. */
  dim?: number | null;
}

export interface ICloseOptions {
  /** Tolerance beside |b|; default 1e-5. */
  rtol?: number;
  /** Tolerance beside 0; default 1e-8. */
  atol?: number;
  /** NaN counts as close to NaN; default false. */
  equalNan?: boolean;
}

/** The operations behind the methods of `Tensor`. */
export interface ITensorOperations {
  add(a: Tensor, b: Operand): Tensor;
  sub(a: Tensor, b: Operand): Tensor;
  mul(a: Tensor, b: Operand): Tensor;
  div(a: Tensor, b: Operand): Tensor;
  matmul(a: Tensor, b: TensorLike): Tensor;
  conj(a: Tensor): Tensor;
  inverse(A: Tensor): Tensor;
  det(A: Tensor): Tensor;
  trace(A: Tensor): Tensor;
  abs(a: Tensor): Tensor;
  sqrt(a: Tensor): Tensor;
  exp(a: Tensor): Tensor;
  sum(a: Tensor, dim?: Dims | ISumOptions, options?: ISumOptions): Tensor;
  mean(a: Tensor, dim?: Dims | ISumOptions, options?: ISumOptions): Tensor;
  amax(a: Tensor, dim?: Dims | IExtremeOptions, options?: IExtremeOptions): Tensor;
  amin(a: Tensor, dim?: Dims | IExtremeOptions, options?: IExtremeOptions): Tensor;
  argmax(
    a: Tensor,
    dim?: number | null | IArgmaxOptions,
    options?: IArgmaxOptions
  ): Tensor<'int64'>;
  triu(a: Tensor, diagonal?: number): Tensor;
  tril(a: Tensor, diagonal?: number): Tensor;
  dot(a: Tensor, b: TensorLike): Tensor;
  outer(a: Tensor, b: TensorLike): Tensor;
  eq(a: Tensor, b: Operand): Tensor<'bool'>;
  ne(a: Tensor, b: Operand): Tensor<'bool'>;
  lt(a: Tensor, b: Operand): Tensor<'bool'>;
  le(a: Tensor, b: Operand): Tensor<'bool'>;
  gt(a: Tensor, b: Operand): Tensor<'bool'>;
  ge(a: Tensor, b: Operand): Tensor<'bool'>;
  equal(a: Tensor, b: TensorLike): boolean;
  allclose(a: Tensor, b: TensorLike, options?: ICloseOptions): boolean;
  to(a: Tensor, target: DType | Device): Tensor | DeviceTensor;
}

const operations = {} as ITensorOperations;

/** Fills in what the methods of `Tensor` call. */
export function provideOperations(given: ITensorOperations): void {
  Object.assign(operations, given);
}

/** The dtype of a tensor's arithmetic with a number, which leaves what is inexact as it is. */
type WithNumber<D extends DType> = [D] extends [FloatDType] ? D : AnyDType;

/**
 * An n-dimensional array, as `torch.Tensor`. Made by `tensor`, `zeros`, `randn` and their like.
 *
 * Views (`T`, `mT`, `select`, `slice`) share the storage of the tensor that they come from.
 */
export class Tensor<D extends DType = AnyDType> extends Elements<D> {
  /**
   * A tensor over an array that nobody else holds, or will write to: what is derived from it need not look at
   * its bits again until `data` is handed out.
   */
  static own<D extends DType>(data: TypedArray<D>, shape: Shape, dtype: D): Tensor<D> {
    return new Tensor(Storage.own(data), wholeView(shape), dtype);
  }

  /** The tensor of a snapshot, derived from nothing. */
  static at({ storage, view, dtype }: Snapshot): Tensor {
    return new Tensor(storage, view, dtype);
  }

  /** The matrix product with `other`, as `torch.matmul`. */
  matmul(other: TensorLike): Tensor<D> {
    return operations.matmul(this, other);
  }

  add<E extends DType>(other: Tensor<E>): Tensor<Promoted<D, E>>;
  add(other: number | bigint | boolean): Tensor<WithNumber<D>>;
  add(other: Operand): Tensor;
  add(other: Operand): Tensor {
    return operations.add(this, other);
  }

  sub<E extends DType>(other: Tensor<E>): Tensor<Promoted<D, E>>;
  sub(other: number | bigint | boolean): Tensor<WithNumber<D>>;
  sub(other: Operand): Tensor;
  sub(other: Operand): Tensor {
    return operations.sub(this, other);
  }

  /** The elementwise product; for the matrix product see `matmul`. */
  mul<E extends DType>(other: Tensor<E>): Tensor<Promoted<D, E>>;
  mul(other: number | bigint | boolean): Tensor<WithNumber<D>>;
  mul(other: Operand): Tensor;
  mul(other: Operand): Tensor {
    return operations.mul(this, other);
  }

  /** The elementwise quotient; of integers in the default dtype. */
  div<E extends DType>(other: Tensor<E>): Tensor<Promoted<D, E>>;
  div(other: number | bigint | boolean): Tensor<WithNumber<D>>;
  div(other: Operand): Tensor;
  div(other: Operand): Tensor {
    return operations.div(this, other);
  }

  /** The complex conjugate. */
  conj(): Tensor<D> {
    return operations.conj(this);
  }

  /** The conjugate transpose of a matrix or of a batch of them. */
  get H(): Tensor<D> {
    return operations.conj(this.mT);
  }

  /** The inverse of every matrix. Source: `torch.linalg.inv`. */
  inverse(): Tensor<D> {
    return operations.inverse(this);
  }

  /** The determinant of every matrix. Source: `torch.linalg.det`. */
  det(): Tensor<D> {
    return operations.det(this);
  }

  /** The sum of a matrix's diagonal. Source: `torch.trace`. */
  trace(): Tensor {
    return operations.trace(this);
  }

  abs(): Tensor {
    return operations.abs(this);
  }

  sqrt(): Tensor {
    return operations.sqrt(this);
  }

  exp(): Tensor {
    return operations.exp(this);
  }

  /** The sum of all elements, or over dimensions. Source: `torch.sum`. */
  sum(dim?: Dims | ISumOptions, options?: ISumOptions): Tensor {
    return operations.sum(this, dim, options);
  }

  /** The mean of all elements, or over dimensions. Source: `torch.mean`. */
  mean<E extends DType = D>(dim?: Dims | ISumOptions<E>, options?: ISumOptions<E>): Tensor<E> {
    return operations.mean(this, dim, options);
  }

  /** The largest element, of all or over dimensions. Source: `torch.amax`. */
  amax(dim?: Dims | IExtremeOptions, options?: IExtremeOptions): Tensor<D> {
    return operations.amax(this, dim, options);
  }

  /** The least element, of all or over dimensions. Source: `torch.amin`. */
  amin(dim?: Dims | IExtremeOptions, options?: IExtremeOptions): Tensor<D> {
    return operations.amin(this, dim, options);
  }

  /** The place of the largest element, among all or along a dimension. Source: `torch.argmax`. */
  argmax(dim?: number | null | IArgmaxOptions, options?: IArgmaxOptions): Tensor<'int64'> {
    return operations.argmax(this, dim, options);
  }

  /** The upper triangle of every matrix. Source: `torch.triu`. */
  triu(diagonal = 0): Tensor<D> {
    return operations.triu(this, diagonal);
  }

  /** The lower triangle of every matrix. Source: `torch.tril`. */
  tril(diagonal = 0): Tensor<D> {
    return operations.tril(this, diagonal);
  }

  /** The product of two vectors. Source: `torch.dot`. */
  dot(other: TensorLike): Tensor<D> {
    return operations.dot(this, other);
  }

  /** The products of all pairs of two vectors' elements. Source: `torch.outer`. */
  outer(other: TensorLike): Tensor {
    return operations.outer(this, other);
  }

  /** Element by element whether they are equal. Source: `torch.eq`. */
  eq(other: Operand): Tensor<'bool'> {
    return operations.eq(this, other);
  }

  ne(other: Operand): Tensor<'bool'> {
    return operations.ne(this, other);
  }

  lt(other: Operand): Tensor<'bool'> {
    return operations.lt(this, other);
  }

  le(other: Operand): Tensor<'bool'> {
    return operations.le(this, other);
  }

  gt(other: Operand): Tensor<'bool'> {
    return operations.gt(this, other);
  }

  ge(other: Operand): Tensor<'bool'> {
    return operations.ge(this, other);
  }

  /** Whether shapes and all elements are equal. Source: `torch.equal`. */
  equal(other: TensorLike): boolean {
    return operations.equal(this, other);
  }

  /** Whether all elements are equal but for rounding. Source: `torch.allclose`. */
  allclose(other: TensorLike, options?: ICloseOptions): boolean {
    return operations.allclose(this, other, options);
  }

  /** The same elements on another device, or as another dtype: of complex numbers the real parts, with torch's warning. */
  to(target: 'webgpu'): GpuTensor;
  to(target: 'kernel'): KernelTensor<D>;
  to(target: 'cpu'): this;
  to<E extends DType>(target: E): Tensor<E>;
  to(target: DType | Device): Tensor | DeviceTensor {
    return operations.to(this, target);
  }

  /** This tensor: it is on the CPU already. */
  cpu(): this {
    return this;
  }

  override toString(): string {
    return formatTensor(this);
  }

  /** How consoles show a tensor: as `toString`. */
  inspect(): string {
    return formatTensor(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return formatTensor(this);
  }

  /** A 0-dimensional tensor in a template literal is its bare number with all its digits, as in Python's f-strings. */
  [Symbol.toPrimitive](hint: string): Scalar | string {
    const isNumber = this.numel === 1 && !isComplex(this.dtype);
    if (hint !== 'string' && isNumber) return this.item();
    // In `'A = ' + A` it is text.
    if (hint === 'number') throw noNumber(this);
    return this.ndim === 0 ? formatExact(this.item()) : formatTensor(this);
  }

  protected override over(storage: Storage<D>, view: IView): this {
    return new Tensor(storage, view, this.dtype) as this;
  }
}

/** Arithmetic and comparisons would see NaN. */
function noNumber({ numel, dtype }: Tensor): RuntimeError {
  const what = numel === 1 ? `${dtype} number` : `tensor with ${numel} elements`;
  return new RuntimeError(
    `a ${what} cannot be converted to a number: write A.add(B), A.sub(B), A.mul(2), A.matmul(B)`,
    { op: 'item', code: 'invalid-argument' }
  );
}
