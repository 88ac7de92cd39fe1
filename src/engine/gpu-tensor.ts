/**
 * Tensors on the GPU. All that can be said without waiting for the device is said at once; what must wait
 * (`cpu`, `item`, `toArray`, a whole index) is a promise, as its type says.
 */
import { allocate, components, type Data, type DType } from './core/dtype.js';
import { RuntimeError, warnOfDiscarded } from './core/errors.js';
import { copyWords } from './core/gpu/copy.js';
import type { Handle, IGpu } from './core/gpu/gpu.js';
import { GpuStorage } from './core/gpu/storage.js';
import type { Nested } from './core/nested.js';
import type { Scalar } from './core/scalar.js';
import { type Shape, shapeText, sizeOf } from './core/shape.js';
import { Strided } from './core/strided.js';
import { checkOneElement, expanded, type IView, wholeView } from './core/view.js';
import { Tensor } from './tensor.js';

/** The dtypes of a GPU: floats, and the integers of `info` and `pivots`. */
export type GpuDType = 'float32' | 'complex64' | 'int32';

const HELD: readonly DType[] = ['float32', 'complex64', 'int32'];

/** Checks a dtype: no browser's GPU computes in double precision, and it is never emulated in silence. */
export function checkGpuDType(op: string, dtype: DType): GpuDType {
  if (HELD.includes(dtype)) return dtype as GpuDType;
  const instead = dtype === 'complex128' ? 'complex64' : 'float32';
  throw new RuntimeError(
    `${op}: the device 'webgpu' has no ${dtype}; convert first, with A.to('${instead}'), or stay on 'cpu'`,
    { op, code: 'dtype' }
  );
}

/** The operations behind the methods of `GpuTensor`. */
export interface IGpuOperations {
  add(a: GpuTensor, b: GpuOperand): GpuTensor;
  sub(a: GpuTensor, b: GpuOperand): GpuTensor;
  mul(a: GpuTensor, b: GpuOperand): GpuTensor;
  div(a: GpuTensor, b: GpuOperand): GpuTensor;
  matmul(a: GpuTensor, b: GpuTensor): GpuTensor;
  conj(a: GpuTensor): GpuTensor;
}

const operations = {} as IGpuOperations;

/** Fills in what the methods of `GpuTensor` call. */
export function provideGpuOperations(given: IGpuOperations): void {
  Object.assign(operations, given);
}

/** The other operand of arithmetic on the GPU. */
export type GpuOperand = GpuTensor | Scalar;

/** The tensor of which one was the inverse, with the storage that it had, as long as neither has another version. */
interface IGpuOrigin {
  source: GpuTensor;
  sourceVersion: number;
  storage: GpuStorage;
  version: number;
}

/** A tensor on the device `'webgpu'`. Made by `A.to('webgpu')` and by `tensor`, `randn` … with `device`. */
export class GpuTensor extends Strided<GpuDType, GpuStorage, IGpuOrigin> {
  readonly device = 'webgpu';

  /** @param storage where absent, new and undefined in content */
  constructor(gpu: IGpu, shape: Shape, dtype: GpuDType, storage?: GpuStorage, view?: IView) {
    const own = storage ?? new GpuStorage(gpu, sizeOf(shape) * components(dtype));
    super(view ?? wholeView(shape), dtype, own);
  }

  /** A copy of a tensor of the CPU. */
  static from(gpu: IGpu, source: Tensor): GpuTensor {
    const dtype = checkGpuDType('to', source.dtype);
    const result = new GpuTensor(gpu, source.shape, dtype);
    if (source.numel > 0) gpu.write(result.handle, Tensor.read(source));
    return result;
  }

  get gpu(): IGpu {
    return this.storage.gpu;
  }

  /** The buffer; of use to kernels where `isWhole`. */
  get handle(): Handle {
    return this.storage.handle;
  }

  /** Whether the elements are the buffer, from its start on and in row-major order. */
  get isWhole(): boolean {
    return this.offset === 0 && this.isContiguous;
  }

  /** This tensor, or a copy of it, as kernels want it. */
  get packed(): this {
    return this.isWhole ? this : this.clone();
  }

  /** A copy with a buffer of its own. */
  override clone(): this {
    const copy = new GpuTensor(this.gpu, this.shape, this.dtype);
    copyWords(this, copy);
    return copy as this;
  }

  /** As another dtype, on the device. The imaginary part of a complex number is dropped, with torch's warning. */
  cast(dtype: DType): GpuTensor {
    const wanted = checkGpuDType('to', dtype);
    if (wanted === this.dtype) return this;
    if (wanted === 'int32' || this.dtype === 'int32') {
      throw new RuntimeError(
        `to: int32 and floating point are not converted on the device 'webgpu'; convert on the CPU: (await A.cpu()).to('${dtype}')`,
        { op: 'to', code: 'dtype' }
      );
    }
    const result = new GpuTensor(this.gpu, this.shape, wanted);
    // Whether anything is lost is known to the device alone.
    if (wanted === 'float32') warnOfDiscarded();
    if (wanted === 'complex64')
      copyWords(GpuTensor.from(this.gpu, zero()).expand(this.shape), result);
    copyWords(this, result);
    return result;
  }

  /** A view that repeats a tensor over a larger shape: strides of 0. Source: `torch.Tensor.expand`. */
  expand(shape: Shape): this {
    return this.viewed(expanded(this.view, shape));
  }

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

  /**
   * A copy on the CPU: waits for the device.
   * @throws RuntimeError for whatever went wrong on the way: no adapter, memory exhausted, device lost
   */
  async cpu(): Promise<Tensor> {
    const { shape, dtype } = this;
    if (this.numel === 0) return Tensor.own(allocate(dtype, 0), shape, dtype);
    const width = components(dtype);
    const base = this.isContiguous ? this : this.clone();
    const words = this.numel * width;
    const buffer = await base.gpu.read(base.handle, base.offset * width, words);
    if (base !== this) base.dispose();
    const data = dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
    return Tensor.own(data, shape, dtype);
  }

  /** Writes `source`, of the same shape and dtype, through this view. */
  write(source: GpuTensor): this {
    copyWords(source, this);
    this.storage.written();
    return this;
  }

  /** Makes this tensor a contiguous one of another shape, in place, as torch resizes an `out`. */
  override resize(shape: Shape): this {
    this.lookAtAll(new GpuStorage(this.gpu, sizeOf(shape) * components(this.dtype)), shape);
    return this;
  }

  /** Frees the buffer, also under all views of it. Without it buffers are freed when they are collected. */
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
  rememberSource(source: GpuTensor): this {
    const sourceVersion = source.storage.version;
    const [storage, { version }] = [this.storage, this.storage];
    this.origin = { source: source.viewed(source.view), sourceVersion, storage, version };
    return this;
  }

  /** The tensor that this is the inverse of. */
  get inverseSource(): GpuTensor | undefined {
    if (!this.origin) return undefined;
    const { source, sourceVersion, storage, version } = this.origin;
    const own = this.storage === storage && storage.version === version;
    return own && source.storage.version === sourceVersion ? source : undefined;
  }

  /** The matrix product with `other`, as `torch.matmul`. */
  matmul(other: GpuTensor): GpuTensor {
    return operations.matmul(this, other);
  }

  add(other: GpuOperand): GpuTensor {
    return operations.add(this, other);
  }

  sub(other: GpuOperand): GpuTensor {
    return operations.sub(this, other);
  }

  /** The elementwise product; for the matrix product see `matmul`. */
  mul(other: GpuOperand): GpuTensor {
    return operations.mul(this, other);
  }

  div(other: GpuOperand): GpuTensor {
    return operations.div(this, other);
  }

  /** The complex conjugate. */
  conj(): GpuTensor {
    return operations.conj(this);
  }

  /** The conjugate transpose of a matrix or of a batch of them. */
  get H(): GpuTensor {
    return operations.conj(this.mT);
  }

  /** A copy on the CPU, for which one waits; or the same elements as another dtype. */
  to(target: 'cpu'): Promise<Tensor>;
  to(target: DType | 'webgpu'): GpuTensor;
  to(target: DType | 'cpu' | 'webgpu'): GpuTensor | Promise<Tensor> {
    if (target === 'cpu') return this.cpu();
    return target === 'webgpu' ? this : this.cast(target);
  }

  override toString(): string {
    return `tensor(shape=${shapeText(this.shape)}, dtype=${this.dtype}, device='webgpu')`;
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
    throw new RuntimeError(
      'a tensor on the GPU is no number: write A.add(B), A.mul(2), A.matmul(B)',
      {
        op: 'item',
        code: 'device'
      }
    );
  }

  protected override viewed(view: IView): this {
    return new GpuTensor(this.gpu, view.shape, this.dtype, this.storage, view) as this;
  }
}

function zero(): Tensor {
  return new Tensor(new Float32Array(2), [], 'complex64');
}
