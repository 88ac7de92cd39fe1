/**
 * The order of cells in a notebook that has two kernels.
 *
 * JupyterLab starts all selected cells at once and leaves their order to the kernel's queue. With a
 * second kernel that order must be kept here: a `%%ts` cell waits for all cells before it, and while
 * one is waiting or running, so does every other. Nothing is held back while no `%%ts` cell is pending.
 */

/** A cell of the queue. */
export interface ITask {
  /** Whether it must wait for every task before it, and every later one for it. */
  exclusive: boolean;
  /** Whether later tasks go on after it fails (the tag `raises-exception`). */
  mayFail: boolean;
  /** Runs the cell; rejects or gives false where it failed. */
  run: () => Promise<boolean>;
  /** Called where the task has to wait. */
  onWait: () => void;
  /** Called instead of `run` where a task before it failed. */
  onAbort: () => void;
}

export class ExecutionQueue {
  /** Settles when every task so far has ended. */
  #tail: Promise<unknown> = Promise.resolve();
  #exclusive = 0;
  /** Replaced at a failure: whatever waited before it is aborted, at once. */
  #failure = new Failure();

  /** Runs a task when its turn comes. */
  add(task: ITask): Promise<boolean> {
    const mustWait = task.exclusive || this.#exclusive > 0;
    const result = mustWait ? this.#enqueue(task) : this.#perform(task);
    const ended = result.catch(() => undefined);
    this.#tail = Promise.all([this.#tail, ended]);
    return result;
  }

  /** Aborts whatever is waiting. */
  abort(): void {
    this.#failure.happen();
    this.#failure = new Failure();
  }

  async #enqueue(task: ITask): Promise<boolean> {
    const failure = this.#failure;
    const turn = this.#tail;
    if (task.exclusive) this.#exclusive++;
    try {
      task.onWait();
      await Promise.race([turn, failure.promise]);
      if (!failure.happened) return await this.#perform(task);
      task.onAbort();
      return false;
    } finally {
      if (task.exclusive) this.#exclusive--;
    }
  }

  async #perform(task: ITask): Promise<boolean> {
    try {
      const ok = await task.run();
      if (!ok && !task.mayFail) this.abort();
      return ok;
    } catch (error) {
      if (!task.mayFail) this.abort();
      throw error;
    }
  }
}

/** A failure that may happen, to be waited for. */
class Failure {
  happened = false;
  happen!: () => void;
  readonly promise = new Promise<void>(resolve => {
    this.happen = () => {
      this.happened = true;
      resolve();
    };
  });
}
