/**
 * Tensors on the GPU. All that can be said without waiting for the device is said at once; what must wait
 * (`cpu`, `item`, `toArray`, a whole index) is a promise, as its type says.
 */
import { allocate, type Data, type DType, lanes } from './core/dtype.js';
import { RuntimeError } from './core/errors.js';
import { copyWords } from './core/gpu/copy.js';
import type { Handle, IGpu, Words } from './core/gpu/gpu.js';
import { GpuStorage } from './core/gpu/storage.js';
import type { Scalar } from './core/scalar.js';
import { type Shape, shapeText, sizeOf } from './core/shape.js';
import {
  checkOneElement,
  type IView,
  indexed,
  inferShape,
  liesInOrder,
  permuted,
  reversed,
  selected,
  sliced,
  transposed,
  wholeView
} from './core/view.js';
import { type Nested, Tensor } from './tensor.js';

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

/** A tensor on the device `'webgpu'`. Made by `A.to('webgpu')` and by `tensor`, `randn` … with `device`. */
export class GpuTensor {
  readonly device = 'webgpu';
  readonly dtype: GpuDType;
  #storage: GpuStorage;
  #view: IView;
  #origin?: { source: GpuTensor; sourceVersion: number; storage: GpuStorage; version: number };

  /** @param storage where absent, new and undefined in content */
  constructor(gpu: IGpu, shape: Shape, dtype: GpuDType, storage?: GpuStorage, view?: IView) {
    this.#storage = storage ?? new GpuStorage(gpu, sizeOf(shape) * lanes(dtype));
    this.#view = view ?? wholeView(shape);
    this.dtype = dtype;
  }

  /** A copy of a tensor of the CPU. */
  static from(gpu: IGpu, source: Tensor): GpuTensor {
    const dtype = checkGpuDType('to', source.dtype);
    const result = new GpuTensor(gpu, source.shape, dtype);
    if (source.numel > 0) gpu.write(result.handle, source.data as Words);
    return result;
  }

  get gpu(): IGpu {
    return this.#storage.gpu;
  }

  /** The buffer; of use to kernels where `isWhole`. */
  get handle(): Handle {
    return this.#storage.handle;
  }

  get shape(): Shape {
    return this.#view.shape;
  }

  get strides(): readonly number[] {
    return this.#view.strides;
  }

  get offset(): number {
    return this.#view.offset;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The number of elements. */
  get numel(): number {
    return sizeOf(this.shape);
  }

  get isContiguous(): boolean {
    return liesInOrder(this.#view);
  }

  /** Whether the elements are the buffer, from its start on and in row-major order. */
  get isWhole(): boolean {
    return this.offset === 0 && this.isContiguous;
  }

  /** This tensor, or a copy of it, as kernels want it. */
  get packed(): GpuTensor {
    return this.isWhole ? this : this.clone();
  }

  /** A copy with a buffer of its own. */
  clone(): GpuTensor {
    const copy = new GpuTensor(this.gpu, this.shape, this.dtype);
    copyWords(this, copy);
    return copy;
  }

  /** As another dtype, on the device. The imaginary part of a complex number is dropped, as in torch. */
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
    if (wanted === 'complex64')
      copyWords(GpuTensor.from(this.gpu, zero()).expand(this.shape), result);
    copyWords(this, result);
    return result;
  }

  /** A view that repeats a tensor over a larger shape: strides of 0. Source: `torch.Tensor.expand`. */
  expand(shape: Shape): GpuTensor {
    const skip = shape.length - this.ndim;
    const strides = shape.map((size, dim) =>
      dim < skip || (this.shape[dim - skip] === 1 && size !== 1) ? 0 : this.strides[dim - skip]
    );
    return this.#as({ shape, strides, offset: this.offset });
  }

  /** The same elements in another shape; one size may be -1. */
  reshape(...sizes: number[] | [Shape]): GpuTensor {
    const wanted = (Array.isArray(sizes[0]) ? sizes[0] : sizes) as number[];
    const shape = inferShape(wanted, this.numel);
    const base = this.isContiguous ? this : this.clone();
    return base.#as({ ...wholeView(shape), offset: base.offset });
  }

  /** The tensor with its last two dimensions exchanged; a view. */
  get mT(): GpuTensor {
    return this.#as(transposed(this.#view));
  }

  /** The tensor with all its dimensions reversed; a view. */
  get T(): GpuTensor {
    return this.#as(reversed(this.#view));
  }

  /** The tensor with its dimensions in another order; a view. */
  permute(...dims: number[]): GpuTensor {
    return this.#as(permuted(this.#view, dims));
  }

  /** The member `index` of dimension `dim`; a view. */
  select(dim: number, index: number): GpuTensor {
    return this.#as(selected(this.#view, dim, index));
  }

  /** The members `start` to `end` (not included) of dimension `dim`; a view. */
  slice(dim: number, start = 0, end = Number.POSITIVE_INFINITY, step = 1): GpuTensor {
    return this.#as(sliced(this.#view, dim, start, end, step));
  }

  /**
   * The sub-tensor at a partial index, at once; the element at a full one, as a promise.
   * The type is the caller's to say: `A.at<GpuTensor>(0)`.
   */
  at<R = Promise<number>>(...index: number[]): R {
    const view = this.#as(indexed(this.#view, index));
    return (index.length === this.ndim ? view.item() : view) as R;
  }

  /** The only element of a one-element tensor. */
  async item<R extends Scalar = number>(): Promise<R> {
    checkOneElement(this.numel);
    return (await this.cpu()).item<R>();
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
    const width = lanes(dtype);
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
    this.#storage.written();
    return this;
  }

  /** Makes this tensor a contiguous one of another shape, in place, as torch resizes an `out`. */
  resize(shape: Shape): this {
    this.#storage = new GpuStorage(this.gpu, sizeOf(shape) * lanes(this.dtype));
    this.#view = wholeView(shape);
    return this;
  }

  /** Frees the buffer, also under all views of it. Without it buffers are freed when they are collected. */
  dispose(): void {
    this.#storage.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /**
   * Notes that this is the inverse of `source`, as long as neither is overwritten: of its elements, and not of
   * the tensor, which may itself be an inverse.
   */
  rememberSource(source: GpuTensor): this {
    const sourceVersion = source.#storage.version;
    const [storage, { version }] = [this.#storage, this.#storage];
    this.#origin = { source: source.#as(source.#view), sourceVersion, storage, version };
    return this;
  }

  /** The tensor that this is the inverse of. */
  get inverseSource(): GpuTensor | undefined {
    if (!this.#origin) return undefined;
    const { source, sourceVersion, storage, version } = this.#origin;
    const own = this.#storage === storage && storage.version === version;
    return own && source.#storage.version === sourceVersion ? source : undefined;
  }

  toString(): string {
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

  #as(view: IView): GpuTensor {
    return new GpuTensor(this.gpu, view.shape, this.dtype, this.#storage, view);
  }
}

function zero(): Tensor {
  return new Tensor(new Float32Array(2), [], 'complex64');
}
