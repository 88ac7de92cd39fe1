/**
 * Threads for pages, workers and Node. In `%%ts` cells they are there, as `threads`.
 *
 * ```ts
 * import { startThreads } from 'jupyterlab-invertible/engine/threads';
 *
 * const threads = await startThreads({ count: 2 });
 * const Ainv = await threads.inv(A);
 * ```
 */
import { startBeside } from './backends/threads/beside.js';
import type { Spawn } from './backends/threads/spawn.js';
import { compileModule, type IWasmOptions } from './backends/wasm/index.js';
import { RuntimeError } from './core/errors.js';
import { Threads } from './linalg/threads.js';
import { ready } from './ready.js';

export { Threads } from './linalg/threads.js';

export interface IThreadsOptions extends IWasmOptions {
  /** How many; by default as many as the machine says that it has. */
  count?: number;
  /** Let the threads share memory: by default where that is allowed (an isolated page, Node). */
  shared?: boolean;
  /** The module that is given its memory, or its bytes; needed beside `wasm` where memory is shared. */
  sharedWasm?: BufferSource | WebAssembly.Module;
  /** Starts a worker, where the file beside this module cannot be loaded. */
  spawn?: Spawn;
  /** Seconds in which a worker answers that has nothing to compute; 30 by default. */
  patience?: number;
}

/**
 * Starts threads, with the engine where it is not loaded yet.
 * @throws RuntimeError where no worker can be started; those that could be are ended again
 */
export async function startThreads(options: IThreadsOptions = {}): Promise<Threads> {
  const count = options.count ?? (await coresOf());
  if (!Number.isInteger(count) || count < 1) {
    throw new RuntimeError(`threads: expected a count of at least 1, got ${count}`, {
      op: 'threads',
      code: 'invalid-argument'
    });
  }
  const { wasm, sharedWasm, reproducible, patience, spawn = startBeside } = options;
  const shared = (options.shared ?? canShare()) && (wasm === undefined || sharedWasm !== undefined);
  const threads = new Threads({
    count,
    load: () => ready({ wasm, reproducible }),
    prepare: async () => ({
      count,
      spawn,
      patience,
      wasm: await compileModule({ wasm, reproducible }),
      loadShared: shared
        ? () => compileModule({ wasm: sharedWasm, reproducible, shared })
        : undefined
    })
  });
  await threads.start();
  return threads;
}

function canShare(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return globalThis.crossOriginIsolated ?? true;
}

/** As many as the machine has; an old Node does not say so where pages do. */
async function coresOf(): Promise<number> {
  const count = globalThis.navigator?.hardwareConcurrency;
  if (count !== undefined) return count;
  const { availableParallelism } = await import(/* webpackIgnore: true */ 'node:os');
  return availableParallelism();
}
