/** `threads` of cells: the inverse by all cores, of which cells know one function and their number. */
import type { DType, Tensor, TensorLike } from '../engine/index.js';
import { type IThreadsSetup, Threads } from '../engine/internal.js';

/** The cores of this machine, for matrices that are worth it. */
export interface ICellThreads {
  /** How many compute: as many as the machine has, and 8 at most. */
  readonly count: number;
  /**
   * The inverse as `linalg.inv(A)`, to the same bits, by all cores: `const X = await threads.inv(A)`. It pays for
   * real matrices of 1024 rows or more, and for large batches of 16 rows or more (in Node earlier); what is small
   * is computed at once.
   */
  inv<D extends DType>(A: TensorLike<D>): Promise<Tensor<D>>;
}

/** More would want more memory than they save time. */
const MOST = 8;
/** Seconds after which idle workers are ended. */
const REST = 60;

/** How a session starts threads: on how many cores, and with what. */
export interface ICores {
  count: number;
  thresholds?: IThreadsSetup['thresholds'];
  prepare: (count: number) => Promise<Omit<Awaited<ReturnType<IThreadsSetup['prepare']>>, 'count'>>;
}

/** @param cores absent where a session has one */
export function makeThreads(cores?: ICores): { threads: ICellThreads; interrupt: () => void } {
  // A host may tell no number.
  const count = Math.min(MOST, Math.max(1, Math.floor(cores?.count ?? 1) || 1));
  const own = new Threads({
    count,
    load: () => Promise.resolve(),
    prepare: async () => {
      if (!cores || count === 1) throw new Error('there is one core');
      return { ...(await cores.prepare(count)), count };
    },
    thresholds: cores?.thresholds,
    isLenient: true,
    rest: REST
  });
  const threads = Object.freeze({ count, inv: <D extends DType>(A: TensorLike<D>) => own.inv(A) });
  return { threads, interrupt: () => own.interrupt('interrupted') };
}
