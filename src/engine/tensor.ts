/**
 * The tensor: elements, shape and dtype, and the views that share one storage.
 *
 * Arithmetic is in `methods.ts`, which gives this class its operators.
 */
import { allocate, copyInto, type Data, type DType, lanes } from './core/dtype.js';
import { RuntimeError } from './core/errors.js';
import { Complex, isComplexNumber, type Scalar } from './core/scalar.js';
import { checkShape, forEachOffset, type Shape, sameShape, sizeOf, unravel } from './core/shape.js';
import { Moment, Storage } from './core/storage.js';
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

export type Device = 'cpu' | 'webgpu';

/** A nested array as `toArray` gives it. */
export type Nested<T = Scalar> = T | readonly Nested<T>[];

/**
 * An n-dimensional array, as `torch.Tensor`. Made by `tensor`, `zeros`, `randn` and their like.
 *
 * Views (`T`, `mT`, `select`, `slice`) share the storage of the tensor that they come from.
 */
export class Tensor {
  readonly device = 'cpu';
  #storage: Storage;
  #view: IView;
  #contiguous = true;
  #origin: unknown;

  /** The origin that `noteOrigin` kept with a tensor. */
  static originOf(tensor: Tensor): unknown {
    return tensor.#origin;
  }

  /** Keeps with a tensor what it was computed from: a field, since a WeakMap costs more than a small inverse. */
  static noteOrigin(tensor: Tensor, origin: unknown): Tensor {
    tensor.#origin = origin;
    return tensor;
  }

  /**
   * A tensor over an array that nobody else holds, or will write to: what is derived from it need not look at
   * its bits again until `data` is handed out.
   */
  static own(data: Data, shape: Shape, dtype: DType): Tensor {
    const result = new Tensor(data, shape, dtype);
    result.#storage.keepToItself();
    return result;
  }

  /** As `data`, for a caller that neither writes to it nor keeps it. */
  static read(tensor: Tensor): Data {
    return tensor.#contiguous ? tensor.#part(tensor.#storage.data) : tensor.#packed();
  }

  /**
   * The elements of an `out` for a kernel to write to, in row-major order, and counted as written; undefined where
   * they do not lie so, are of another shape, or may be those of `source`, which the kernel reads.
   */
  static place(out: Tensor, shape: Shape, source: Tensor): Data | undefined {
    const [own, other] = [out.#storage, source.#storage];
    if (!out.#contiguous || !sameShape(out.shape, shape)) return undefined;
    if (own.data.buffer === other.data.buffer) return undefined;
    own.version++;
    return out.#part(own.data);
  }

  /** A tensor as it is now; of its elements no copy is made, and its own origin is left out. */
  static momentOf(tensor: Tensor): Moment {
    return new Moment(tensor.#storage, tensor.#view, tensor.dtype);
  }

  /** Whether a tensor is what it was at a moment of it. */
  static isStill(tensor: Tensor, moment: Moment): boolean {
    return tensor.#storage === moment.storage && moment.lasts;
  }

  /** The tensor of a moment, derived from nothing. */
  static at({ storage, view, dtype }: Moment): Tensor {
    return new Tensor(storage.data, view.shape, dtype).#look(storage, view);
  }

  constructor(
    data: Data,
    shape: Shape,
    readonly dtype: DType
  ) {
    this.#storage = new Storage(data);
    this.#view = wholeView(shape);
  }

  get shape(): Shape {
    return this.#view.shape;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The number of elements. */
  get numel(): number {
    return sizeOf(this.shape);
  }

  /** How often the storage was written to through `out`. */
  get version(): number {
    return this.#storage.version;
  }

  /** Whether the elements lie in row-major order without gaps. */
  get isContiguous(): boolean {
    return this.#contiguous;
  }

  /**
   * The elements in row-major order; complex ones interleaved (re, im).
   * The storage itself where the tensor covers it, so writing changes the tensor (and ends what is known of its
   * inverse); else a copy.
   */
  get data(): Data {
    return this.#contiguous ? this.#part(this.#storage.handOut()) : this.#packed();
  }

  /** The part of the storage that this tensor covers, where it has no gaps. */
  #part(data: Data): Data {
    const width = lanes(this.dtype);
    const start = this.#view.offset * width;
    const length = this.numel * width;
    return start === 0 && length === data.length ? data : data.subarray(start, start + length);
  }

  #packed(): Data {
    const width = lanes(this.dtype);
    const { offset, strides, shape } = this.#view;
    const { data } = this.#storage;
    const packed = allocate(this.dtype, this.numel);
    let next = 0;
    forEachOffset(shape, strides, offset, position => {
      for (let lane = 0; lane < width; lane++) packed[next++] = data[position * width + lane];
    });
    return packed;
  }

  /** Writes elements, given in row-major order, through this view, and keeps count. */
  write(source: Data): this {
    const { data } = this.#storage;
    if (this.#contiguous && data.length === source.length) {
      copyInto(data, source);
      this.#storage.version++;
      return this;
    }
    const width = lanes(this.dtype);
    let next = 0;
    forEachOffset(this.shape, this.#view.strides, this.#view.offset, position => {
      for (let lane = 0; lane < width; lane++) data[position * width + lane] = source[next++];
    });
    this.#storage.version++;
    return this;
  }

  /** Makes this tensor a contiguous one of another shape, in place, as torch resizes an `out`. */
  resize(shape: Shape): this {
    const version = this.#storage.version + 1;
    this.#storage = new Storage(allocate(this.dtype, sizeOf(shape)));
    this.#storage.keepToItself();
    this.#storage.version = version;
    this.#view = wholeView(shape);
    this.#contiguous = true;
    return this;
  }

  /** A copy with storage of its own. */
  clone(): Tensor {
    return Tensor.own(Tensor.read(this).slice(), this.shape, this.dtype);
  }

  /** The same elements in another shape; one size may be -1. A view where the tensor is contiguous. */
  reshape(...sizes: number[] | [Shape]): Tensor {
    const wanted = (Array.isArray(sizes[0]) ? sizes[0] : sizes) as number[];
    const shape = inferShape(wanted, this.numel);
    const base = this.isContiguous ? this : this.clone();
    return base.#as({ ...wholeView(shape), offset: base.#view.offset });
  }

  /** The tensor with its last two dimensions exchanged. Source: `torch.Tensor.mT`. */
  get mT(): Tensor {
    return this.#as(transposed(this.#view));
  }

  /** The tensor with all its dimensions reversed. Source: `torch.Tensor.T`. */
  get T(): Tensor {
    return this.#as(reversed(this.#view));
  }

  /** The tensor with its dimensions in another order; a view. Source: `torch.permute`. */
  permute(...dims: number[]): Tensor {
    return this.#as(permuted(this.#view, dims));
  }

  /** The member `index` of dimension `dim`, which the result lacks; negative counts from the end. */
  select(dim: number, index: number): Tensor {
    return this.#as(selected(this.#view, dim, index));
  }

  /** The members `start` to `end` (not included) of dimension `dim`, every `step`-th of them. */
  slice(dim: number, start = 0, end = Number.POSITIVE_INFINITY, step = 1): Tensor {
    return this.#as(sliced(this.#view, dim, start, end, step));
  }

  /**
   * The element at a full index, or the sub-tensor at a partial one (torch: `A[i]`).
   * The type is the caller's to say: `A.at<Complex>(0, 1)` for a complex tensor.
   */
  at<R = number>(...index: number[]): R {
    const view = this.#as(indexed(this.#view, index));
    return (index.length === this.ndim ? view.item() : view) as R;
  }

  /** The only element of a one-element tensor: number, bigint, boolean or `Complex`. */
  item<R extends Scalar = number>(): R {
    checkOneElement(this.numel);
    return this.#scalar(this.#view.offset) as R;
  }

  /** The elements as nested arrays (a bare scalar for a 0-dimensional tensor). */
  toArray(): Nested {
    const flat: Scalar[] = [];
    forEachOffset(this.shape, this.#view.strides, this.#view.offset, position => {
      flat.push(this.#scalar(position));
    });
    return this.shape.reduceRight<Nested[]>((items, size, dim) => {
      const groups = sizeOf(this.shape.slice(0, dim));
      return Array.from({ length: groups }, (_, g) => items.slice(g * size, (g + 1) * size));
    }, flat)[0];
  }

  /** The tensor that looks at this one's storage in another way. */
  #as(view: IView): Tensor {
    return new Tensor(this.#storage.data, view.shape, this.dtype).#look(this.#storage, view);
  }

  #look(storage: Storage, view: IView): this {
    this.#storage = storage;
    this.#view = view;
    this.#contiguous = liesInOrder(view);
    return this;
  }

  #scalar(position: number): Scalar {
    const { data } = this.#storage;
    if (this.dtype === 'bool') return data[position] !== 0;
    if (lanes(this.dtype) === 1) return data[position];
    return new Complex(data[2 * position] as number, data[2 * position + 1] as number);
  }
}

/** Matrix `member` of a batch, 0-based in row-major order of the batch dimensions; a view. */
export function matrixAt<T extends { shape: Shape; select(dim: number, index: number): T }>(
  batch: T,
  member: number
): T {
  return unravel(batch.shape.slice(0, -2), member).reduce(
    (view, index) => view.select(0, index),
    batch
  );
}

/**
 * Reads nested arrays: their shape, checked to be regular as torch does, and their elements.
 * @throws RuntimeError (torch: ValueError) `expected sequence of length 2 at dim 1 (got 1)`
 */
export function flatten(nested: Nested): { shape: number[]; flat: Scalar[] } {
  const shape: number[] = [];
  for (let level: Nested = nested; Array.isArray(level); level = level[0]) shape.push(level.length);
  const flat: Scalar[] = [];
  const walk = (value: Nested, dim: number): void => {
    if (dim === shape.length) {
      flat.push(checkScalar(value));
      return;
    }
    if (!Array.isArray(value) || value.length !== shape[dim]) {
      const got = Array.isArray(value) ? value.length : typeof value;
      throw new RuntimeError(
        `expected sequence of length ${shape[dim]} at dim ${dim} (got ${got})`,
        { op: 'tensor', code: 'shape' }
      );
    }
    for (const item of value) walk(item, dim + 1);
  };
  walk(nested, 0);
  return { shape: [...checkShape('tensor', shape)], flat };
}

function checkScalar(value: Nested): Scalar {
  const kind = typeof value;
  if (kind === 'number' || kind === 'bigint' || kind === 'boolean' || isComplexNumber(value)) {
    return value as Scalar;
  }
  const got = Array.isArray(value) ? 'a sequence' : `${kind} ${String(value)}`;
  throw new RuntimeError(
    `tensor: expected numbers, booleans, bigints or complex numbers ({re, im}) in a regular nest of arrays, got ${got}`,
    { op: 'tensor', code: 'invalid-argument' }
  );
}
