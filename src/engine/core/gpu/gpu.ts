/**
 * The seam between tensors on the GPU and whatever runs their operations: the adapter of this thread
 * (`backends/webgpu/local/`), or one of another (`remote.ts`). Nothing here waits but `read` and `ready`.
 */

/** A buffer on the device, of 32-bit words. */
export type Handle = number;

/** The operations of a device; handles and numbers are described in `backends/webgpu/local/operations.ts`. */
export const OPERATIONS = [
  'copy',
  'elementwise',
  'multiply',
  'factor',
  'solve',
  'invert',
  'norm',
  'condition',
  'determinant',
  'heat'
] as const;
export type Operation = (typeof OPERATIONS)[number];

export type Words = Float32Array | Int32Array | Uint32Array;

/**
 * A device. Calls take effect in their order. A failure is told by the next `read` of whatever depends
 * on it, as CUDA does: absent adapters, exhausted memory, a lost device.
 */
export interface IGpu {
  /** Resolves when the device is there; rejects with a RuntimeError where there is none. */
  ready(): Promise<void>;
  /** A buffer whose content is undefined. */
  create(words: number): Handle;
  write(target: Handle, data: Words): void;
  run(operation: Operation, handles: readonly Handle[], numbers: readonly number[]): void;
  /** @throws RuntimeError for whatever went wrong on the way to this content */
  read(source: Handle, first: number, words: number): Promise<ArrayBuffer>;
  free(handle: Handle): void;
}

export interface IGpuOptions {
  /** Which adapter to prefer where a machine has two. Source: `GPURequestAdapterOptions`. */
  powerPreference?: 'low-power' | 'high-performance';
  /** Tiles that were found to be best, by the names of adapters; where absent, what the page remembers. */
  tuned?: Readonly<Record<string, ITiles>>;
  /** Told of what was found out, for a worker that cannot remember. */
  onTuned?(adapter: string, tiles: ITiles): void;
}

/** How many entries of a product a thread keeps in registers. */
export interface ITiles {
  readonly rows: number;
  readonly columns: number;
}
