/**
 * The tensor on the CPU: elements, shape and dtype, and the views that share one storage.
 *
 * This class stands below the operations that compute with it, so that no file imports in a circle: its
 * methods call them through one table, which `operators.ts` fills in, as torch's dispatcher is filled in
 * by its backends.
 */
import {
  allocate,
  components,
  copyInto,
  type Data,
  type DType,
  type FloatDType,
  isComplex,
  type Promoted,
  type TypedArray
} from './core/dtype.js';
import { RuntimeError } from './core/errors.js';
import { formatExact, formatTensor } from './core/format.js';
import type { Nested, NestedArray } from './core/nested.js';
import type { Origin } from './core/origin.js';
import { Complex, type Scalar } from './core/scalar.js';
import { forEachOffset, type Shape, sizeOf } from './core/shape.js';
import { Snapshot, Storage } from './core/storage.js';
import { type Device, Strided } from './core/strided.js';
import { checkOneElement, type IView, wholeView } from './core/view.js';
import type { GpuTensor } from './gpu-tensor.js';

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

/** The operations behind the methods of `Tensor`. */
export interface ITensorOperations {
  add(a: Tensor, b: Operand): Tensor;
  sub(a: Tensor, b: Operand): Tensor;
  mul(a: Tensor, b: Operand): Tensor;
  div(a: Tensor, b: Operand): Tensor;
  matmul(a: Tensor, b: TensorLike): Tensor;
  conj(a: Tensor): Tensor;
  to(a: Tensor, target: DType | Device): Tensor | GpuTensor;
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
export class Tensor<D extends DType = AnyDType> extends Strided<D> {
  readonly device = 'cpu';
  #storage: Storage<D>;
  #origin?: Origin;

  /** How a tensor was computed, as far as `setOrigin` kept it. */
  static originOf(tensor: Tensor): Origin | undefined {
    return tensor.#origin;
  }

  /** Keeps with a tensor how it was computed: a field, since a WeakMap costs more than a small inverse. */
  static setOrigin(tensor: Tensor, origin: Origin): void {
    tensor.#origin = origin;
  }

  /**
   * A tensor over an array that nobody else holds, or will write to: what is derived from it need not look at
   * its bits again until `data` is handed out.
   */
  static own<D extends DType>(data: TypedArray<D>, shape: Shape, dtype: D): Tensor<D> {
    const result = new Tensor<D>(data, shape, dtype);
    result.#storage.keepToItself();
    return result;
  }

  /** As `data`, for a caller that neither writes to it nor keeps it. */
  static read<D extends DType>(tensor: Tensor<D>): TypedArray<D> {
    return tensor.isContiguous ? tensor.#part(tensor.#storage.data) : tensor.#packed();
  }

  /** A tensor as it is now; of its elements no copy is made, and its own origin is left out. */
  static snapshotOf(tensor: Tensor): Snapshot {
    return new Snapshot(tensor.#storage, tensor.view, tensor.dtype);
  }

  /** Whether a tensor is what it was when a snapshot of it was taken. */
  static isStill(tensor: Tensor, snapshot: Snapshot): boolean {
    return tensor.#storage === snapshot.storage && snapshot.lasts;
  }

  /** The tensor of a snapshot, derived from nothing. */
  static at({ storage, view, dtype }: Snapshot): Tensor {
    return new Tensor(storage, view, dtype);
  }

  /** @param storage the elements, or a storage that other tensors look at too, with the view of it */
  constructor(storage: TypedArray<D> | Storage<D>, shape: Shape | IView, dtype: D) {
    if (storage instanceof Storage) {
      super(shape as IView, dtype);
      this.#storage = storage;
    } else {
      super(wholeView(shape as Shape), dtype, true);
      this.#storage = new Storage(storage);
    }
  }

  /** How often the storage was written to through `out`. */
  get version(): number {
    return this.#storage.version;
  }

  /**
   * The elements in row-major order; complex ones interleaved (re, im).
   * The storage itself where the tensor covers it, so writing changes the tensor (and ends what is known of its
   * inverse); else a copy.
   */
  get data(): TypedArray<D> {
    return this.isContiguous ? this.#part(this.#storage.handOut()) : this.#packed();
  }

  /** The part of the storage that this tensor covers, where it has no gaps. */
  #part(data: TypedArray<D>): TypedArray<D> {
    const width = components(this.dtype);
    const start = this.offset * width;
    const length = this.numel * width;
    if (start === 0 && length === data.length) return data;
    return data.subarray(start, start + length) as TypedArray<D>;
  }

  #packed(): TypedArray<D> {
    const width = components(this.dtype);
    const { data } = this.#storage;
    const packed = allocate(this.dtype, this.numel);
    let next = 0;
    forEachOffset(this.shape, this.strides, this.offset, position => {
      for (let part = 0; part < width; part++) packed[next++] = data[position * width + part];
    });
    return packed;
  }

  /** Writes elements, given in row-major order, through this view, and keeps count. */
  write(source: TypedArray<D>): this {
    const { data } = this.#storage;
    if (this.isContiguous && data.length === source.length) {
      copyInto(data, source);
      this.#storage.version++;
      return this;
    }
    const width = components(this.dtype);
    let next = 0;
    forEachOffset(this.shape, this.strides, this.offset, position => {
      for (let part = 0; part < width; part++) data[position * width + part] = source[next++];
    });
    this.#storage.version++;
    return this;
  }

  /** Makes this tensor a contiguous one of another shape, in place, as torch resizes an `out`. */
  override resize(shape: Shape): this {
    const version = this.#storage.version + 1;
    this.#storage = new Storage(allocate(this.dtype, sizeOf(shape)));
    this.#storage.keepToItself();
    this.#storage.version = version;
    this.lookAtAll(shape);
    return this;
  }

  /** A copy with storage of its own. */
  override clone(): this {
    const copy = Tensor.read(this).slice() as TypedArray<D>;
    return Tensor.own(copy, this.shape, this.dtype) as this;
  }

  /**
   * The element at a full index, or the sub-tensor at a partial one (torch: `A[i]`), whose type is the
   * caller's to say: `A.at<Tensor>(0)`.
   */
  at<R = Scalar<D>>(...index: number[]): R {
    const view = this.indexed(index);
    return (index.length === this.ndim ? view.item() : view) as R;
  }

  /** The only element of a one-element tensor: number, bigint, boolean or `Complex`. */
  item(): Scalar<D> {
    checkOneElement(this.numel);
    return this.#scalar(this.offset);
  }

  /** The elements as nested arrays (a bare scalar for a 0-dimensional tensor). */
  toArray(): Nested<Scalar<D>> {
    const flat: Scalar<D>[] = [];
    forEachOffset(this.shape, this.strides, this.offset, position => {
      flat.push(this.#scalar(position));
    });
    return this.shape.reduceRight<Nested<Scalar<D>>[]>((items, size, dim) => {
      const groups = sizeOf(this.shape.slice(0, dim));
      return Array.from({ length: groups }, (_, g) => items.slice(g * size, (g + 1) * size));
    }, flat)[0];
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

  /** The same elements on another device, or as another dtype. */
  to(target: 'webgpu'): GpuTensor;
  to(target: 'cpu'): this;
  to<E extends DType>(target: E): Tensor<E>;
  to(target: DType | Device): Tensor | GpuTensor {
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

  protected override viewed(view: IView): this {
    return new Tensor(this.#storage, view, this.dtype) as this;
  }

  #scalar(position: number): Scalar<D> {
    const { data } = this.#storage;
    return scalarAt(data, position, this.dtype) as Scalar<D>;
  }
}

function scalarAt(data: Data, position: number, dtype: DType): Scalar {
  if (dtype === 'bool') return data[position] !== 0;
  if (components(dtype) === 1) return data[position];
  return new Complex(Number(data[2 * position]), Number(data[2 * position + 1]));
}

/** Arithmetic and comparisons would see NaN. */
function noNumber({ numel, dtype }: Tensor): RuntimeError {
  const what = numel === 1 ? `${dtype} number` : `tensor with ${numel} elements`;
  return new RuntimeError(
    `a ${what} cannot be converted to a number: write A.add(B), A.sub(B), A.mul(2), A.matmul(B)`,
    { op: 'item', code: 'invalid-argument' }
  );
}
