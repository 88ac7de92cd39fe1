/** The inverse by several threads: the checks, the errors and the origin of `linalg.inv`, and a promise. */

import { hasUnevenRows, scalingsOf } from '../backends/cpu/scaling.js';
import { failureAt } from '../backends/failure.js';
import { loadedKernels } from '../backends/kernels.js';
import { type IPoolOptions, Pool } from '../backends/threads/pool.js';
import { failure } from '../backends/threads/spawn.js';
import { type IInverses, type IThresholds, isLarge, isMuch } from '../backends/threads/work.js';
import type { DType } from '../core/dtype.js';
import { singularInverse } from '../core/errors.js';
import type { IMatrices } from '../core/matrices.js';
import type { Snapshot } from '../core/storage.js';
import { matrixAt } from '../core/strided.js';
import { checkSquare, checkTensor } from '../ops/check.js';
import { rememberInverseOf } from '../ops/provenance.js';
import { type AnyDType, Tensor, type TensorLike } from '../tensor.js';
import { inv } from './inverse.js';

// Bound now: in a `%%ts` cell they are replaced by such as belong to the cell under way.
const { setTimeout, clearTimeout } = globalThis;

export interface IThreadsSetup {
  /** How many threads. */
  count: number;
  /** Loads the kernels of this thread, which does what is small. */
  load: () => Promise<void>;
  /** Called before threads are started: at the first call that needs them, and after they died. */
  prepare: () => Promise<IPoolOptions>;
  /** Compute on this thread where none can be started, instead of saying so. */
  isLenient?: boolean;
  /** Sizes from which on threads are asked; those of shared memory where absent. */
  thresholds?: IThresholds;
  /** Seconds without a call after which the threads are ended, and their memory given back. */
  rest?: number;
}

/**
 * Threads that invert; every result has the bits that `linalg.inv` gives, whatever their number.
 *
 * They are started by the first call that needs them. If one dies or does not answer, all are ended and the
 * calls under way are rejected with the reason; the next call starts new ones.
 */
export class Threads {
  readonly #setup: IThreadsSetup;
  #starting?: IStarting;
  #pool?: Pool;
  #isClosed = false;
  /** Whether it was found that none can be started here. */
  #isRefused = false;
  #busy = 0;
  #resting?: ReturnType<typeof setTimeout>;

  constructor(setup: IThreadsSetup) {
    this.#setup = setup;
  }

  /** How many there are. */
  get count(): number {
    return this.#setup.count;
  }

  /** Whether they share memory; false as long as none runs. */
  get shared(): boolean {
    return this.#pool?.shared ?? false;
  }

  /** Whether they were closed. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /** @throws RuntimeError where no thread can be started, or they were closed */
  async start(): Promise<void> {
    if (this.#isClosed) throw failure('the threads were closed');
    await this.#open().pool;
  }

  /**
   * The inverse of every matrix of A, as `linalg.inv`: a batch in pieces, a large real matrix in panels, and
   * whatever is small, or badly scaled, on this thread at once.
   * A is read at the call: what is written to it while the threads work does not matter.
   *
   * @throws as `linalg.inv`; RuntimeError where the threads were closed, or a thread died
   */
  async inv<D extends DType = AnyDType>(A: TensorLike<D>): Promise<Tensor<D>> {
    const source = checkTensor('linalg.inv', A);
    const matrices = checkSquare('linalg.inv', source);
    if (this.#isClosed) throw failure('the threads were closed');
    if (this.#isRefused || !isWorthwhile(matrices, this.#setup.thresholds))
      return this.#alone(source);
    clearTimeout(this.#resting);
    this.#busy++;
    try {
      return await this.#share(source, matrices);
    } finally {
      if (--this.#busy === 0) this.#rest();
    }
  }

  async #share(A: Tensor, { dtype, count, rows: n, data }: IMatrices): Promise<Tensor> {
    const square = { dtype, count, n, data };
    if (this.#pool) {
      const asked = this.#pool.invert(square);
      // After the threads were asked, so that they need not wait for it.
      return inverseOf(A, Tensor.snapshotOf(A), dtype, await asked);
    }
    const from = Tensor.snapshotOf(A);
    const kept = { ...square, data: data.slice() };
    const pool = await this.#openOrRefuse();
    if (pool) return inverseOf(A, from, dtype, await pool.invert(kept));
    return inv(from.lasts ? A : Tensor.own(kept.data, A.shape, dtype));
  }

  /** Undefined where there are to be no threads, and none can be started. */
  async #openOrRefuse(): Promise<Pool | undefined> {
    const starting = this.#open();
    try {
      return await starting.pool;
    } catch (error) {
      if (!this.#setup.isLenient || starting.isStopped) throw error;
      this.#isRefused = true;
      return undefined;
    }
  }

  #rest(): void {
    const { rest } = this.#setup;
    if (rest === undefined || !this.#pool) return;
    this.#resting = setTimeout(() => this.interrupt('the threads were idle'), 1000 * rest);
    (this.#resting as { unref?: () => void }).unref?.();
  }

  /** Ends the threads; what they were doing is lost. */
  close(): void {
    this.#isClosed = true;
    this.interrupt('the threads were closed');
  }

  /** Ends what they are doing, and the threads with it; the next call starts new ones. */
  interrupt(reason: string): void {
    const pool = this.#pool;
    this.#starting?.stop(reason);
    this.#starting = undefined;
    this.#pool = undefined;
    pool?.end(reason);
  }

  #open(): IStarting {
    this.#starting ??= this.#begin();
    return this.#starting;
  }

  #begin(): IStarting {
    let reason: string | undefined;
    const start = async () => {
      if (!loadedKernels()) await this.#setup.load();
      const options = await this.#setup.prepare();
      if (reason) throw failure(reason);
      const pool = await Pool.start(options, () => this.#forget(starting));
      if (reason) {
        pool.end(reason);
        throw failure(reason);
      }
      this.#pool = pool;
      return pool;
    };
    const starting: IStarting = {
      isStopped: false,
      // Never before `starting` is there.
      pool: Promise.resolve()
        .then(start)
        .catch(error => {
          this.#forget(starting);
          throw error;
        }),
      stop: why => {
        starting.isStopped = true;
        reason = why;
      }
    };
    return starting;
  }

  /** Of threads that have ended, or did not start. */
  #forget(starting: IStarting): void {
    if (this.#starting !== starting) return;
    this.#starting = undefined;
    this.#pool = undefined;
  }

  async #alone(A: Tensor): Promise<Tensor> {
    if (loadedKernels()) return inv(A);
    const own = A.clone();
    await this.#setup.load();
    return inv(own);
  }
}

/** Threads from the moment when they are asked for. */
interface IStarting {
  pool: Promise<Pool>;
  isStopped: boolean;
  /** Ends them as soon as they are there. */
  stop(reason: string): void;
}

function isWorthwhile(matrices: IMatrices, thresholds?: IThresholds): boolean {
  const { dtype, count, rows: n, data } = matrices;
  if (count !== 1) return isMuch(dtype, count, n, thresholds);
  if (!isLarge(dtype, n, thresholds)) return false;
  // Scaled first, on this thread, so that none is inverted twice.
  return !(hasUnevenRows(dtype, n, data) && scalingsOf(matrices, [0]).length > 0);
}

/** @param from A as it was read; it may have been written to since */
function inverseOf(
  A: Tensor,
  from: Snapshot,
  dtype: IMatrices['dtype'],
  { data, info }: IInverses
): Tensor {
  const member = info.findIndex(position => position !== 0);
  if (member < 0) {
    const inverse = Tensor.own(data, A.shape, dtype);
    rememberInverseOf(inverse, from);
    return inverse;
  }
  const matrix = from.lasts ? matrixAt(A, member).clone() : undefined;
  throw singularInverse('linalg.inv', failureAt(member, info[member], A.ndim, matrix));
}
