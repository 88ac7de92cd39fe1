/** A tensor on any device, as far as its shape and its views go: nothing here reads an element. */
import type { DType } from './dtype.js';
import { rowMajor, type Shape, sizeOf, unravel } from './shape.js';
import {
  type IView,
  indexed,
  inferShape,
  liesInOrder,
  permuted,
  reversed,
  selected,
  sliced,
  squeezed,
  transposed,
  unsqueezed,
  wholeView
} from './view.js';

export const DEVICES = ['cpu', 'webgpu', 'kernel'] as const;
export type Device = (typeof DEVICES)[number];

/**
 * Views (`T`, `mT`, `select`, `slice`) share the storage of the tensor that they come from.
 *
 * `S` is the storage, and `O` what is kept of how its elements were computed, as a device has them. They are fields of
 * this class, since each private field of a derived one makes a tensor a fifth more expensive.
 */
export abstract class Strided<D extends DType = DType, S = unknown, O = unknown> {
  abstract readonly device: Device;
  #view: IView;
  #storage: S;
  /** How the elements were computed, as far as that is kept. */
  #origin?: O = undefined;

  constructor(
    view: IView,
    readonly dtype: D,
    storage: S
  ) {
    this.#view = view;
    this.#storage = storage;
  }

  get shape(): Shape {
    return this.#view.shape;
  }

  /** In elements, one for each dimension. */
  get strides(): readonly number[] {
    return this.#view.strides;
  }

  /** The place of the first element in the storage, in elements. */
  get offset(): number {
    return this.#view.offset;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.#view.shape.length;
  }

  /** The number of elements. */
  get numel(): number {
    return sizeOf(this.#view.shape);
  }

  /** Whether the elements lie in row-major order without gaps. */
  get isContiguous(): boolean {
    return liesInOrder(this.#view);
  }

  /** The tensor with its last two dimensions exchanged; a view. Source: `torch.Tensor.mT`. */
  get mT(): this {
    return this.viewed(transposed(this.#view));
  }

  /** The tensor with all its dimensions reversed; a view. Source: `torch.Tensor.T`. */
  get T(): this {
    return this.viewed(reversed(this.#view));
  }

  /** The tensor with its dimensions in another order; a view. Source: `torch.permute`. */
  permute(...dims: number[]): this {
    return this.viewed(permuted(this.#view, dims));
  }

  /** The member `index` of dimension `dim`, which the result lacks; negative counts from the end. */
  select(dim: number, index: number): this {
    return this.viewed(selected(this.#view, dim, index));
  }

  /** The members `start` to `end` (not included) of dimension `dim`, every `step`-th of them. */
  slice(dim: number, start = 0, end = Number.POSITIVE_INFINITY, step = 1): this {
    return this.viewed(sliced(this.#view, dim, start, end, step));
  }

  /** The tensor without its dimensions of size 1, or those of them that are named; a view. */
  squeeze(dim?: number | readonly number[]): this {
    return this.viewed(squeezed(this.#view, dim));
  }

  /** The tensor with a dimension of size 1 more, before dimension `dim`; a view. */
  unsqueeze(dim: number): this {
    return this.viewed(unsqueezed(this.#view, dim));
  }

  /** The same elements in another shape; one size may be -1. A view where the tensor is contiguous. */
  reshape(...sizes: number[] | [Shape]): this {
    const wanted = (Array.isArray(sizes[0]) ? sizes[0] : sizes) as number[];
    const shape = inferShape(wanted, this.numel);
    const base = this.isContiguous ? this : this.clone();
    return base.viewed({ shape, strides: rowMajor(shape), offset: base.offset });
  }

  /** A copy with storage of its own. */
  abstract clone(): this;

  /** Makes this tensor a contiguous one of another shape, in place, as torch resizes an `out`. */
  abstract resize(shape: Shape): this;

  /** The tensor that looks at this one's storage in another way. */
  protected abstract viewed(view: IView): this;

  /** The tensor at a full or partial index. */
  protected indexed(index: readonly number[]): this {
    return this.viewed(indexed(this.#view, index));
  }

  /** How this tensor looks at its storage. */
  protected get view(): IView {
    return this.#view;
  }

  protected get storage(): S {
    return this.#storage;
  }

  protected get origin(): O | undefined {
    return this.#origin;
  }

  protected set origin(origin: O | undefined) {
    this.#origin = origin;
  }

  /** Makes this tensor look at another storage, whole. */
  protected lookAtAll(storage: S, shape: Shape): void {
    this.#storage = storage;
    this.#view = wholeView(shape);
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
