/**
 * Threads for pages, workers and Node, apart from the engine since a `%%ts` cell cannot have them.
 *
 * ```ts
 * import { startThreads } from 'jupyterlab-invertible/engine/threads';
 *
 * const threads = await startThreads({ count: 2 });
 * const Ainv = await threads.inv(A);
 * ```
 */
export { type IThreadsOptions, startThreads, Threads } from './pool.js';
