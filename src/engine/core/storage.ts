/**
 * The elements behind tensors, and how it is noticed that they are no longer what they were.
 *
 * A write through `out` is counted. A typed array that somebody else holds (one that came by `fromData`, one
 * that `Tensor.data` handed out) may be written to unnoticed: of such, fingerprints of the bits are compared. They are
 * taken when they may be needed, and not before: of a matrix whose array nobody has, none ever is.
 */
import { components, type DType, type TypedArray } from './dtype.js';
import { blocksOf, fingerprints } from './fingerprint.js';
import { mayBePart } from './pool.js';
import { type IView, spanOf } from './view.js';

export class Storage<D extends DType = DType> {
  /** Counts the writes that went through `Tensor.write`. */
  version = 0;
  /** Whether somebody may hold the array. */
  #live: boolean;
  /** Whether a snapshot relies on what the array held before anybody had it. */
  #watched = false;
  /** The fingerprints of that. */
  #before?: number[];
  #words?: Int32Array;
  #data: TypedArray<D>;

  constructor(data: TypedArray<D>, live = true) {
    this.#data = data;
    this.#live = live;
  }

  /** Of an array that nobody else holds. */
  static own<D extends DType>(data: TypedArray<D>): Storage<D> {
    return new Storage(data, false);
  }

  /** The array, for a caller that neither keeps it nor gives it away. */
  get data(): TypedArray<D> {
    return this.#data;
  }

  /** The array, to be kept by whoever asks. */
  handOut(): TypedArray<D> {
    if (!this.#live) {
      // Of a buffer that other tensors have parts of, nobody shall have the whole.
      if (mayBePart(this.#data)) this.#data = this.#data.slice() as TypedArray<D>;
      if (this.#watched) this.#before = this.#prints(0, this.#length);
      this.#live = true;
    }
    return this.#data;
  }

  /** Notes that what words [from, to) hold matters; undefined where nobody can change it unnoticed. */
  watch(view: IView, dtype: DType): number[] | undefined {
    if (this.#live) return this.#prints(...this.#range(view, dtype));
    this.#watched = true;
    return undefined;
  }

  /** Whether the elements have the bits that they had when `watch` returned this. */
  holds(prints: number[] | undefined, view: IView, dtype: DType): boolean {
    if (!this.#live) return true;
    const [from, to] = this.#range(view, dtype);
    // Of a buffer that was given away nothing is left.
    if (to > this.#length) return false;
    const first = prints ? 0 : blocksOf(from, to)[0];
    const wanted = prints ?? this.#before;
    return this.#prints(from, to).every((print, i) => print === wanted?.[first + i]);
  }

  get #length(): number {
    return this.data.byteLength / 4;
  }

  #range(view: IView, dtype: DType): [from: number, to: number] {
    const words = (components(dtype) * this.data.BYTES_PER_ELEMENT) / 4;
    const [from, to] = spanOf(view);
    return [from * words, to * words];
  }

  #prints(from: number, to: number): number[] {
    const { buffer, byteOffset } = this.data;
    this.#words ??= new Int32Array(buffer, byteOffset, Math.floor(this.#length));
    return fingerprints(this.#words, ...blocksOf(from, to));
  }
}

/** A tensor as it was at some time: its elements, by reference, and marks that tell whether they still are. */
export class Snapshot {
  readonly #version: number;
  readonly #prints: number[] | undefined;

  constructor(
    readonly storage: Storage,
    readonly view: IView,
    readonly dtype: DType
  ) {
    this.#version = storage.version;
    this.#prints = storage.watch(view, dtype);
  }

  /** Whether nothing was written since; to the same block of another part of the storage counts too. */
  get lasts(): boolean {
    const { storage, view, dtype } = this;
    return storage.version === this.#version && storage.holds(this.#prints, view, dtype);
  }
}
