/** The elements of a tensor on the CPU: reading, writing, and what is remembered of them. */
import { allocate, components, copyInto, type Data, type DType, type TypedArray } from './dtype.js';
import type { Nested } from './nested.js';
import type { Origin } from './origin.js';
import { Complex, type Scalar } from './scalar.js';
import { forEachOffset, type Shape, sameShape, sizeOf } from './shape.js';
import { Snapshot, Storage } from './storage.js';
import { Strided } from './strided.js';
import { checkOneElement, type IView, isWhole, wholeView } from './view.js';

export abstract class Elements<D extends DType> extends Strided<D, Storage<D>, Origin> {
  /** How a tensor was computed, as far as `setOrigin` kept it. */
  static originOf(tensor: Elements<DType>): Origin | undefined {
    return tensor.origin;
  }

  /** Keeps with a tensor how it was computed: a field, since a WeakMap costs more than a small inverse. */
  static setOrigin(tensor: Elements<DType>, origin: Origin): void {
    tensor.origin = origin;
  }

  /** As `data`, for a caller that neither writes to it nor keeps it. */
  static read<D extends DType>(tensor: Elements<D>): TypedArray<D> {
    const { data } = tensor.storage;
    if (isWhole(tensor.view)) return data;
    return tensor.isContiguous ? tensor.#part(data) : tensor.#packed();
  }

  /** A tensor as it is now; of its elements no copy is made, and its own origin is left out. */
  static snapshotOf(tensor: Elements<DType>): Snapshot {
    return new Snapshot(tensor.storage, tensor.view, tensor.dtype);
  }

  /** Whether a tensor is what it was when a snapshot of it was taken. */
  static isStill(tensor: Elements<DType>, snapshot: Snapshot): boolean {
    return tensor.storage === snapshot.storage && snapshot.lasts;
  }

  /** @param storage the elements, or a storage that other tensors look at too, with the view of it */
  constructor(storage: TypedArray<D> | Storage<D>, shape: Shape | IView, dtype: D) {
    if (storage instanceof Storage) super(shape as IView, dtype, storage);
    else super(wholeView(shape as Shape), dtype, new Storage(storage));
  }

  get device(): 'cpu' {
    return 'cpu';
  }

  /** How often the storage was written to through `out`. */
  get version(): number {
    return this.storage.version;
  }

  /**
   * The elements in row-major order; complex ones interleaved (re, im).
   * The storage itself where the tensor covers it, so writing changes the tensor (and ends what is known of its
   * inverse); else a copy.
   */
  get data(): TypedArray<D> {
    return this.isContiguous ? this.#part(this.storage.handOut()) : this.#packed();
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
    const { data } = this.storage;
    const packed = allocate(this.dtype, this.numel);
    let next = 0;
    forEachOffset(this.shape, this.strides, this.offset, position => {
      for (let part = 0; part < width; part++) packed[next++] = data[position * width + part];
    });
    return packed;
  }

  /**
   * The elements for a kernel to write to, counted as written; undefined where they do not lie in row-major order,
   * are of another shape, or may be those of `source`, which the kernel reads.
   */
  static place<D extends DType>(
    out: Elements<D>,
    shape: Shape,
    source: Elements<DType>
  ): TypedArray<D> | undefined {
    const { data } = out.storage;
    if (!out.isContiguous || !sameShape(out.shape, shape)) return undefined;
    if (overlap(data, source.storage.data)) return undefined;
    out.storage.version++;
    return out.#part(data);
  }

  /** Writes elements, given in row-major order, through this view, and keeps count. */
  write(source: TypedArray<D>): this {
    const { data } = this.storage;
    if (this.isContiguous && data.length === source.length) {
      copyInto(data, source);
      this.storage.version++;
      return this;
    }
    const width = components(this.dtype);
    let next = 0;
    forEachOffset(this.shape, this.strides, this.offset, position => {
      for (let part = 0; part < width; part++) data[position * width + part] = source[next++];
    });
    this.storage.version++;
    return this;
  }

  /** Makes this tensor a contiguous one of another shape, in place, as torch resizes an `out`. */
  override resize(shape: Shape): this {
    const version = this.storage.version + 1;
    const storage = Storage.own(allocate(this.dtype, sizeOf(shape)));
    storage.version = version;
    this.lookAtAll(storage, shape);
    return this;
  }

  /** A copy with storage of its own. */
  override clone(): this {
    const storage = Storage.own(Elements.read(this).slice() as TypedArray<D>);
    return this.over(storage, wholeView(this.shape));
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

  /** A tensor of the same class over a storage. */
  protected abstract over(storage: Storage<D>, view: IView): this;

  protected override viewed(view: IView): this {
    return this.over(this.storage, view);
  }

  #scalar(position: number): Scalar<D> {
    const { data } = this.storage;
    return scalarAt(data, position, this.dtype) as Scalar<D>;
  }
}

/** Whether two arrays have memory in common. */
function overlap(a: Data, b: Data): boolean {
  const starts = a.byteOffset < b.byteOffset + b.byteLength;
  return a.buffer === b.buffer && starts && b.byteOffset < a.byteOffset + a.byteLength;
}

function scalarAt(data: Data, position: number, dtype: DType): Scalar {
  if (dtype === 'bool') return data[position] !== 0;
  if (components(dtype) === 1) return data[position];
  return new Complex(Number(data[2 * position]), Number(data[2 * position + 1]));
}
