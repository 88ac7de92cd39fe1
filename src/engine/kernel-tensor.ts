/** Tensors in the notebook's Python kernel. */
import { components, type DType, dtypeInfo, isComplex, type TypedArray } from './core/dtype.js';
import { RuntimeError, warnOfDiscarded } from './core/errors.js';
import type { IHeldArray, IKernel, IKernelPlace, KernelHandle } from './core/kernel/kernel.js';
import { stepsOf } from './core/kernel/steps.js';
import { KernelStorage } from './core/kernel/storage.js';
import type { Scalar } from './core/scalar.js';
import { type Shape, sizeOf } from './core/shape.js';
import { expanded, type IView, inferShape, wholeView } from './core/view.js';
import { DeviceTensor } from './device-tensor.js';
import { Tensor } from './tensor.js';

/** The other operand of arithmetic in the kernel. */
export type KernelOperand = KernelTensor | Scalar;

/**
 * A tensor on the device `'kernel'`: its elements stay in the notebook's Python kernel, as an array of NumPy, torch,
 * CuPy, JAX or Dask. Made by `%%ts -i A --device kernel`, by `fromKernel('A')`, by `A.to('kernel')`, and by `tensor`,
 * `randn` … with `device`.
 *
 * Each view is an array of its own there: a view where the library has views.
 */
export class KernelTensor<D extends DType = DType> extends DeviceTensor<D, KernelStorage> {
  readonly device = 'kernel';
  /** The library that holds the elements, and where. */
  readonly place: IKernelPlace;

  /** @param storage where absent, a new one, which a request is still to fill */
  constructor(
    kernel: IKernel,
    shape: Shape,
    dtype: D,
    place: IKernelPlace,
    storage = new KernelStorage(kernel)
  ) {
    super(wholeView(shape), dtype, storage);
    this.place = place;
  }

  /** One that the kernel holds already, under a handle that nobody else has. */
  static held(kernel: IKernel, { handle, shape, dtype, ...place }: IHeldArray): KernelTensor {
    return new KernelTensor(kernel, shape, dtype, place, new KernelStorage(kernel, handle));
  }

  /** A copy of a tensor of the CPU. */
  static from(kernel: IKernel, source: Tensor, place: IKernelPlace): KernelTensor {
    const { shape, dtype } = source;
    const result = new KernelTensor(kernel, shape, dtype, place);
    const data = Tensor.read(source).slice();
    const request = { do: 'write', out: [result.handle], shape, dtype, ...written(place) };
    kernel.post(request, data.buffer as ArrayBuffer);
    return result;
  }

  get kernel(): IKernel {
    return this.storage.kernel;
  }

  /** The array in the kernel. */
  get handle(): KernelHandle {
    return this.storage.handle;
  }

  /** A tensor beside this one, of the same library, that a request is still to fill. */
  beside<E extends DType>(shape: Shape, dtype: E): KernelTensor<E> {
    return new KernelTensor(this.kernel, shape, dtype, this.place);
  }

  override clone(): this {
    const copy = this.beside(this.shape, this.dtype);
    this.kernel.post({ do: 'copy', in: [this.handle], out: [copy.handle] });
    return copy as this;
  }

  override cast(dtype: DType): KernelTensor {
    if (dtype === this.dtype) return this;
    if (isComplex(this.dtype) && !isComplex(dtype)) warnOfDiscarded();
    const result = this.beside(this.shape, dtype);
    this.kernel.post({ do: 'cast', in: [this.handle], out: [result.handle], dtype });
    return result;
  }

  /** A view that repeats a tensor over a larger shape. Source: `torch.Tensor.expand`. */
  expand(shape: Shape): this {
    return this.viewed(expanded(this.view, shape));
  }

  /** The same elements in another shape; one size may be -1. A view where the library makes one. */
  override reshape(...sizes: number[] | [Shape]): this {
    const wanted = (Array.isArray(sizes[0]) ? sizes[0] : sizes) as number[];
    const shape = inferShape(wanted, this.numel);
    return this.lookedAt('reshape', shape, { shape });
  }

  override async cpu(): Promise<Tensor<D>> {
    const { shape, dtype } = this;
    const { buffers } = await this.kernel.ask({ do: 'read', in: [this.handle] });
    const [buffer] = buffers;
    if (buffer?.byteLength !== sizeOf(shape) * bytesOf(dtype)) {
      throw new RuntimeError(
        `cpu: expected the ${shape.join(' by ')} elements of a tensor from Python, got ${buffer?.byteLength ?? 'no'} bytes; run the cells that made it again`,
        { op: 'cpu', code: 'device' }
      );
    }
    const data = new (dtypeInfo(dtype).array)(buffer) as TypedArray<D>;
    return Tensor.own(data, shape, dtype);
  }

  override write(source: this): this {
    this.kernel.post({ do: 'assign', in: [source.handle, this.handle] });
    this.storage.written();
    return this;
  }

  override resize(shape: Shape): this {
    const storage = new KernelStorage(this.kernel);
    const { dtype } = this;
    const request = { do: 'make', kind: 'zeros', out: [storage.handle], shape, dtype };
    this.kernel.post({ ...request, ...written(this.place) });
    this.lookAtAll(storage, shape);
    return this;
  }

  /** A copy on the CPU, for which one waits; or the same elements as another dtype, in the kernel. */
  to(target: 'cpu'): Promise<Tensor<D>>;
  to(target: 'kernel'): this;
  to<E extends DType>(target: E): KernelTensor<E>;
  to(target: DType | 'cpu' | 'kernel'): KernelTensor | Promise<Tensor> {
    if (target === 'cpu') return this.cpu();
    return target === 'kernel' ? this : this.cast(target);
  }

  protected override viewed(view: IView): this {
    const { shape } = view;
    // Of no elements strides say nothing: those of no slice have any shape without elements.
    if (sizeOf(shape) === 0) return this.empty().lookedAt('reshape', shape, { shape });
    return this.lookedAt('view', shape, stepsOf(this.shape, view));
  }

  /** None of the elements. */
  private empty(): this {
    const source = this.ndim > 0 ? this : this.reshape(1);
    if (source.numel === 0) return source;
    const shape = source.shape.map(() => 0);
    const index = shape.map(() => [0, 0, 1]);
    const order = [...shape.keys()];
    return source.lookedAt('view', shape, { index, order, shape, expanded: shape });
  }

  private lookedAt(how: 'view' | 'reshape', shape: Shape, steps: object): this {
    const storage = this.storage.view();
    this.kernel.post({ do: how, in: [this.handle], out: [storage.handle], ...steps });
    return new KernelTensor(this.kernel, shape, this.dtype, this.place, storage) as never;
  }
}

/** A place as requests write it. */
export function written({ library, where }: IKernelPlace) {
  return { library, where: where ?? null };
}

function bytesOf(dtype: DType): number {
  return dtypeInfo(dtype).array.BYTES_PER_ELEMENT * components(dtype);
}
