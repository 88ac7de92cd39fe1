/** Tensors on the GPU. */
import { allocate, components, type DType } from './core/dtype.js';
import { RuntimeError, warnOfDiscarded } from './core/errors.js';
import { copyWords } from './core/gpu/copy.js';
import type { Handle, IGpu } from './core/gpu/gpu.js';
import { GpuStorage } from './core/gpu/storage.js';
import type { Scalar } from './core/scalar.js';
import { type Shape, sizeOf } from './core/shape.js';
import { expanded, type IView, wholeView } from './core/view.js';
import { DeviceTensor } from './device-tensor.js';
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

/** The other operand of arithmetic on the GPU. */
export type GpuOperand = GpuTensor | Scalar;

/** A tensor on the device `'webgpu'`. Made by `A.to('webgpu')` and by `tensor`, `randn` … with `device`. */
export class GpuTensor extends DeviceTensor<GpuDType, GpuStorage> {
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

  override cast(dtype: DType): GpuTensor {
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

  override async cpu(): Promise<Tensor> {
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

  override write(source: GpuTensor): this {
    copyWords(source, this);
    this.storage.written();
    return this;
  }

  /** Makes this tensor a contiguous one of another shape, in place, as torch resizes an `out`. */
  override resize(shape: Shape): this {
    this.lookAtAll(new GpuStorage(this.gpu, sizeOf(shape) * components(this.dtype)), shape);
    return this;
  }

  /** A copy on the CPU, for which one waits; or the same elements as another dtype. */
  to(target: 'cpu'): Promise<Tensor>;
  to(target: DType | 'webgpu'): GpuTensor;
  to(target: DType | 'cpu' | 'webgpu'): GpuTensor | Promise<Tensor> {
    if (target === 'cpu') return this.cpu();
    return target === 'webgpu' ? this : this.cast(target);
  }

  protected override viewed(view: IView): this {
    return new GpuTensor(this.gpu, view.shape, this.dtype, this.storage, view) as this;
  }
}

function zero(): Tensor {
  return new Tensor(new Float32Array(2), [], 'complex64');
}
