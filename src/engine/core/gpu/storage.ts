/** The words behind one or more tensors on the GPU: freed when disposed of, or when nobody holds them. */
import type { Handle, IGpu } from './gpu.js';

const collected = new FinalizationRegistry<{ gpu: IGpu; handle: Handle }>(({ gpu, handle }) =>
  gpu.free(handle)
);

export class GpuStorage {
  readonly gpu: IGpu;
  readonly words: number;
  #handle: Handle;
  #version = 0;

  constructor(gpu: IGpu, words: number) {
    this.gpu = gpu;
    this.words = words;
    this.#handle = gpu.create(words);
    collected.register(this, { gpu, handle: this.#handle }, this);
  }

  get handle(): Handle {
    return this.#handle;
  }

  /** Counts what was written through `out`. */
  get version(): number {
    return this.#version;
  }

  written(): void {
    this.#version++;
  }

  dispose(): void {
    collected.unregister(this);
    this.gpu.free(this.#handle);
  }
}
