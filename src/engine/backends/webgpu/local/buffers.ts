/**
 * Buffers that are used again: tensors that were disposed, and scratch. Work is ordered by the queue, so a
 * buffer may be handed on as soon as the last work that uses it is submitted.
 */

/** Bytes that are kept for later. */
const KEEP = 256 * 2 ** 20;

export class BufferPool {
  readonly #device: GPUDevice;
  readonly #usage: number;
  readonly #free = new Map<number, GPUBuffer[]>();
  #kept = 0;

  constructor(device: GPUDevice, usage: number) {
    this.#device = device;
    this.#usage = usage;
  }

  /** A buffer of at least so many bytes; what it holds is undefined. */
  take(bytes: number): GPUBuffer {
    const size = sizeClass(bytes);
    const free = this.#free.get(size)?.pop();
    if (!free) return this.#device.createBuffer({ size, usage: this.#usage });
    this.#kept -= size;
    return free;
  }

  give(buffer: GPUBuffer): void {
    if (this.#kept + buffer.size > KEEP) {
      buffer.destroy();
      return;
    }
    this.#kept += buffer.size;
    const list = this.#free.get(buffer.size) ?? [];
    list.push(buffer);
    this.#free.set(buffer.size, list);
  }
}

/** Sizes an eighth apart, so that few are different and little is wasted. */
function sizeClass(bytes: number): number {
  const step = Math.max(256, 2 ** (Math.floor(Math.log2(Math.max(bytes, 1))) - 3));
  return Math.max(256, Math.ceil(bytes / step) * step);
}
