/** The page's side of the worker that computes what widgets show: one for all of them, started with the first. */
import type { Computed, FromWorker, IComputeOptions, INumbers, ToWorker } from '../matrix/index.js';

/** Addresses of the worker's script and of the engine. */
export interface ISolverAssets {
  script: string;
  wasm: string;
}

/** More than anything takes that a widget asks (ms): a worker that is silent for longer is started anew. */
const PATIENCE = 30_000;

type Entries = readonly (readonly string[])[];

interface IPending {
  question: ToWorker;
  resolve(computed: Computed): void;
  reject(error: Error): void;
  onNumbers(numbers: INumbers): void;
}

export class MatrixSolver {
  readonly #assets: ISolverAssets;
  readonly #pending = new Map<number, IPending>();
  #worker?: Worker;
  #lastId = 0;

  constructor(assets: ISolverAssets) {
    this.#assets = assets;
  }

  /**
   * @param onNumbers called with the inverse, before all else is known
   * @param unwanted ends the computation: whoever waits behind it goes on in a new worker
   * @throws where the worker cannot be started
   */
  compute(
    entries: Entries,
    options: IComputeOptions,
    onNumbers: (numbers: INumbers) => void,
    unwanted?: AbortSignal
  ): Promise<Computed> {
    const worker = this.#start();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.#break('the computation took too long'), PATIENCE);
      const answered =
        <T>(tell: (value: T) => void) =>
        (value: T) => {
          clearTimeout(late);
          tell(value);
        };
      const question: ToWorker = { type: 'compute', id, entries, options };
      this.#pending.set(id, {
        question,
        resolve: answered(resolve),
        reject: answered(reject),
        onNumbers
      });
      unwanted?.addEventListener('abort', () => this.#abandon(id), { once: true });
      worker.postMessage(question);
    });
  }

  /** Nothing else stops a proof that is under way. */
  #abandon(id: number): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    this.#worker?.terminate();
    this.#worker = undefined;
    pending.reject(new Error('the computation was given up'));
    for (const { question } of this.#pending.values()) this.#start().postMessage(question);
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = startWorker(this.#assets.script);
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'broken') this.#break(data.message);
      else if (data.type === 'numbers') this.#pending.get(data.id)?.onNumbers(data.numbers);
      else {
        this.#pending.get(data.id)?.resolve(data.computed);
        this.#pending.delete(data.id);
      }
    };
    worker.onerror = event => {
      event.preventDefault();
      this.#break(event.message || 'the worker could not be started');
    };
    const wasm = new URL(this.#assets.wasm, location.href).href;
    worker.postMessage({ type: 'init', wasm } satisfies ToWorker);
    return worker;
  }

  /** The next question starts a new worker. */
  #break(message: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#pending.values()) reject(new Error(message));
    this.#pending.clear();
  }
}

/** Through a function, so that no bundler recognises the pattern and makes a classic worker of it. */
function startWorker(url: string): Worker {
  return new Worker(url, { type: 'module', name: 'invertible-matrix' });
}
