/** The module's memory: laid out anew for every call, so that nothing is ever leaked. */
import type { FloatData } from '../../core/dtype.js';
import { RuntimeError } from '../../core/errors.js';

const PAGE = 65536;
/** wasm32 addresses 4 GiB. */
const MOST = 65536 * PAGE;
/** Numbers up to which a loop copies faster than a view is made. */
const FEW = 64;

export class Heap {
  readonly #memory: WebAssembly.Memory;
  readonly #base: number;
  // Views of the whole memory; every growth detaches them.
  #f64!: Float64Array;
  #f32!: Float32Array;
  #i32!: Int32Array;

  /** @param base the first byte that is free */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#base = base;
    this.#look();
  }

  /** As `reserve`, for what has no name of its own. */
  layout(...sizes: number[]): number[] {
    return this.reserve('this operation', ...sizes);
  }

  /**
   * Addresses for blocks of these sizes, each on a 64-byte boundary; grows the memory where needed.
   * @param purpose what they are for, as the error tells
   * @param sizes in bytes, as doubles: in 32 bits their sum would wrap at 4 GiB, and pass for a small one
   * @throws RuntimeError where they do not fit
   */
  reserve(purpose: string, ...sizes: number[]): number[] {
    let end = Math.ceil(this.#base / 64) * 64;
    for (let i = 0; i < sizes.length; i++) {
      const address = end;
      end = Math.ceil((end + sizes[i]) / 64) * 64;
      sizes[i] = address;
    }
    if (end > this.#f64.byteLength) this.#grow(purpose, end);
    return sizes;
  }

  write(address: number, from: FloatData | Int32Array): void {
    const heap = this.#viewLike(from);
    heap.set(from, address / heap.BYTES_PER_ELEMENT);
  }

  /** As doubles. */
  widen(address: number, from: FloatData): void {
    const start = address / 8;
    if (from.length > FEW) this.#f64.set(from, start);
    else for (let i = 0; i < from.length; i++) this.#f64[start + i] = from[i];
  }

  read(address: number, to: FloatData): void {
    const heap = this.#viewLike(to);
    const start = address / heap.BYTES_PER_ELEMENT;
    if (to.length > FEW) to.set(heap.subarray(start, start + to.length));
    else for (let i = 0; i < to.length; i++) to[i] = heap[start + i];
  }

  doubleAt(address: number): number {
    return this.#f64[address / 8];
  }

  readIntegers(address: number, to: Int32Array, first: number, count: number): void {
    const start = address / 4;
    if (count > FEW) to.set(this.#i32.subarray(start, start + count), first);
    else for (let i = 0; i < count; i++) to[first + i] = this.#i32[start + i];
  }

  clear(address: number, bytes: number): void {
    this.#f32.fill(0, address / 4, (address + bytes) / 4);
  }

  #viewLike(array: FloatData | Int32Array): FloatData | Int32Array {
    if (array instanceof Float64Array) return this.#f64;
    return array instanceof Float32Array ? this.#f32 : this.#i32;
  }

  #look(): void {
    const { buffer } = this.#memory;
    this.#f64 = new Float64Array(buffer);
    this.#f32 = new Float32Array(buffer);
    this.#i32 = new Int32Array(buffer);
  }

  #grow(purpose: string, bytes: number): void {
    if (bytes > MOST) throw tooLarge(purpose, bytes, `WebAssembly addresses ${mebibytes(MOST)}`);
    try {
      this.#memory.grow(Math.ceil((bytes - this.#f64.byteLength) / PAGE));
    } catch (cause) {
      const given = mebibytes(this.#f64.byteLength);
      const error = tooLarge(purpose, bytes, `this host gives no more than the ${given} it gave`);
      error.cause = cause;
      throw error;
    }
    this.#look();
  }
}

function tooLarge(purpose: string, bytes: number, limit: string): RuntimeError {
  return new RuntimeError(
    `out of memory: ${purpose} takes ${mebibytes(bytes)} at once, and ${limit}; use a smaller matrix, or a dtype of half the size (float32, complex64)`,
    { op: 'wasm', code: 'device' }
  );
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
