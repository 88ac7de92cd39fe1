/** An array of the Python kernel behind a tensor: given up when disposed of, or when nobody holds it. */
import type { IKernel, KernelHandle } from './kernel.js';

/** One write through a view is one to all that look at the same elements. */
interface IWrites {
  count: number;
}

const collected = new FinalizationRegistry<{ kernel: IKernel; handle: KernelHandle }>(give =>
  free(give)
);

function free({ kernel, handle }: { kernel: IKernel; handle: KernelHandle }): void {
  kernel.post({ do: 'free', in: [handle] });
}

export class KernelStorage {
  readonly kernel: IKernel;
  readonly handle: KernelHandle;
  readonly #writes: IWrites;

  /** @param handle where absent, a new one, which a request is still to fill */
  constructor(kernel: IKernel, handle = kernel.newHandle(), writes: IWrites = { count: 0 }) {
    this.kernel = kernel;
    this.handle = handle;
    this.#writes = writes;
    collected.register(this, { kernel, handle }, this);
  }

  /** A new handle, for an array that looks at the same elements. */
  view(): KernelStorage {
    return new KernelStorage(this.kernel, undefined, this.#writes);
  }

  /** Counts what was written through `out`. */
  get version(): number {
    return this.#writes.count;
  }

  written(): void {
    this.#writes.count++;
  }

  /** Views of the array keep its elements. */
  dispose(): void {
    collected.unregister(this);
    free(this);
  }
}
