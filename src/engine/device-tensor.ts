/**
 * Tensors on devices that are waited for. All that can be said without waiting is said at once; what must wait
 * (`cpu`, `item`, `toArray`, a whole index) is a promise, as its type says.
 */
import type { Data, DType } from './core/dtype.js';
import { RuntimeError } from './core/errors.js';
import type { Nested } from './core/nested.js';
import type { Scalar } from './core/scalar.js';
import { shapeText } from './core/shape.js';
import { type Device, Strided } from './core/strided.js';
import { checkOneElement, type IView } from './core/view.js';
import type { Tensor } from './tensor.js';

/** The elements behind one or more tensors of a device. */
export interface IDeviceStorage {
  /** How often elements were written to, through `out`. */
  readonly version: number;
  written(): void;
  dispose(): void;
}

/** The operations behind the methods of tensors on devices, each for operands of one device. */
export interface IDeviceOperations {
  add<T extends DeviceTensor>(a: T, b: T | Scalar): T;
  sub<T extends DeviceTensor>(a: T, b: T | Scalar): T;
  mul<T extends DeviceTensor>(a: T, b: T | Scalar): T;
  div<T extends DeviceTensor>(a: T, b: T | Scalar): T;
  matmul<T extends DeviceTensor>(a: T, b: T): T;
  conj<T extends DeviceTensor>(a: T): T;
}

const operations = {} as IDeviceOperations;

/** Fills in what the methods of `DeviceTensor` call. */
export function provideDeviceOperations(given: object): void {
  Object.assign(operations, given);
}

/** The tensor of which one was the inverse, with the storage that it had, as long as neither has another version. */
interface IDeviceOrigin<S> {
  source: DeviceTensor;
  sourceVersion: number;
  storage: S;
  version: number;
}

export abstract class DeviceTensor<
  D extends DType = DType,
  S extends IDeviceStorage = IDeviceStorage
> extends Strided<D, S, IDeviceOrigin<S>> {
  abstract override readonly device: Exclude<Device, 'cpu'>;

  /**
   * A copy on the CPU: waits for the device.
   * @throws RuntimeError for whatever went wrong on the way: no device, memory exhausted, device lost
   */
  abstract cpu(): Promise<Tensor>;

  /** As another dtype, on the device. The imaginary part of a complex number is dropped, with torch's warning. */
  abstract cast(dtype: DType): DeviceTensor;

  /** Writes `source`, of the same shape and dtype, through this view. */
  abstract write(source: this): this;

  /**
   * The sub-tensor at a partial index, at once; the element at a full one, as a promise.
   * The type is the caller's to say: `A.at<GpuTensor>(0)`.
   */
  at<R = Promise<number>>(...index: number[]): R {
    const view = this.indexed(index);
    return (index.length === this.ndim ? view.item() : view) as R;
  }

  /** The only element of a one-element tensor. */
  async item<R extends Scalar = number>(): Promise<R> {
    checkOneElement(this.numel);
    return (await this.cpu()).item();
  }

  /** The elements as nested arrays. */
  async toArray(): Promise<Nested> {
    return (await this.cpu()).toArray();
  }

  /** The elements in row-major order; complex ones interleaved (re, im). */
  get data(): Promise<Data> {
    return this.cpu().then(({ data }) => data);
  }

  /** Frees the elements on the device. Without it they are freed when their tensors are collected. */
  dispose(): void {
    this.storage.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /**
   * Notes that this is the inverse of `source`, as long as neither is overwritten: of its elements, and not of
   * the tensor, which may itself be an inverse.
   */
  rememberSource(source: DeviceTensor): this {
    const [storage, { version }] = [this.storage, this.storage];
    const sourceVersion = source.storage.version;
    this.origin = { source: source.viewed(source.view), sourceVersion, storage, version };
    return this;
  }

  /** The tensor that this is the inverse of. */
  get inverseSource(): this | undefined {
    if (!this.origin) return undefined;
    const { source, sourceVersion, storage, version } = this.origin;
    const own = this.storage === storage && storage.version === version;
    return own && source.storage.version === sourceVersion ? (source as this) : undefined;
  }

  /** The matrix product with `other`, as `torch.matmul`. */
  matmul(other: this): this {
    return operations.matmul(this, other);
  }

  add(other: this | Scalar): this {
    return operations.add(this, other);
  }

  sub(other: this | Scalar): this {
    return operations.sub(this, other);
  }

  /** The elementwise product; for the matrix product see `matmul`. */
  mul(other: this | Scalar): this {
    return operations.mul(this, other);
  }

  div(other: this | Scalar): this {
    return operations.div(this, other);
  }

  /** The complex conjugate. */
  conj(): this {
    return operations.conj(this);
  }

  /** The conjugate transpose of a matrix or of a batch of them. */
  get H(): this {
    return operations.conj(this.mT);
  }

  override toString(): string {
    return `tensor(shape=${shapeText(this.shape)}, dtype=${this.dtype}, device='${this.device}')`;
  }

  /** How consoles show it: as `toString`. */
  inspect(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** In `'A = ' + A` it is text; arithmetic and comparisons would see NaN. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint !== 'number') return this.toString();
    const where = this.device === 'webgpu' ? 'on the GPU' : 'in the Python kernel';
    throw new RuntimeError(
      `a tensor ${where} is no number: write A.add(B), A.mul(2), A.matmul(B)`,
      { op: 'item', code: 'device' }
    );
  }

  protected abstract override viewed(view: IView): this;
}
