/** The host's side of the sandbox: starts the worker, runs cells in it, and ends it. */
import {
  GpuService,
  type IGpuOptions,
  LocalGpu,
  recallTiles,
  rememberTiles
} from '../engine/index.js';
import type { IMatrixEdit } from '../matrix/index.js';
import {
  type FromSandbox,
  type IInit,
  type IRun,
  type Output,
  parseFromSandbox,
  type ToSandbox
} from './protocol.js';
import type { IValue } from './values.js';

/** A worker, from its start to its end. */
export interface IWorkerHost {
  /**
   * Calls back where the worker's process has ended by itself.
   * @returns what ends the watching
   */
  watch(onGone: () => void): () => void;
  dispose(): void;
}

/** What the sandbox is made of. */
export interface ISandboxAssets {
  /** Starts the worker; calls back where it does not start. */
  start: (init: IInit, onBroken: (message: string) => void) => IWorkerHost;
  /** The engine. */
  wasm: ArrayBuffer;
  gpu: IGpuOptions;
}

const GONE =
  'The cell used more memory than the browser gives it, and was ended with the process it ran in. ' +
  'The variables of earlier TypeScript cells are lost with it; run those cells again.';

/** How a cell ended; `stopped` where the worker was ended under it. */
export type Outcome =
  | { status: 'ok'; values: IValue[] }
  | { status: 'error' }
  | { status: 'stopped'; name: string; why: string };

interface IRunning {
  id: number;
  resolve: (outcome: Outcome) => void;
}

/** One worker, from its start to its end. Its creator disposes it. */
export class Sandbox {
  readonly #host: IWorkerHost;
  readonly #port: MessagePort;
  readonly #ready: Promise<void>;
  readonly #gpuOptions: IGpuOptions;
  #gpu?: { local: LocalGpu; service: GpuService };
  #running?: IRunning;
  #nextId = 1;
  #isDisposed = false;
  /** Receives what cells show, whenever they show it. */
  onOutput: (output: Output) => void = () => undefined;

  constructor(assets: ISandboxAssets) {
    this.#gpuOptions = assets.gpu;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    // A copy goes: the bytes are needed again for the next worker.
    const init = {
      type: 'init',
      wasm: assets.wasm,
      gpu: { ...assets.gpu, tuned: recallTiles() },
      port: port2
    } as const;
    let fail: (error: Error) => void = () => undefined;
    this.#ready = new Promise((resolve, reject) => {
      fail = reject;
      port1.onmessage = ({ data }) => {
        const message = parseFromSandbox(data);
        if (message?.type === 'ready') resolve();
        else if (message?.type === 'broken') reject(new Error(message.message));
        else if (message) this.#receive(message);
      };
    });
    // Errors of cells are handled inside: what is told here kept the worker from starting.
    this.#host = assets.start(init, message =>
      fail(new Error(message || 'the sandbox could not be started'))
    );
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Whether a cell is running. */
  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Runs one cell; the caller waits for it before it runs the next. */
  async run(cell: Omit<IRun, 'type' | 'id'>): Promise<Outcome> {
    const id = this.#nextId++;
    const outcome = new Promise<Outcome>(resolve => {
      this.#running = { id, resolve };
    });
    const unwatch = this.#host.watch(() => this.stop(GONE, 'OutOfMemory'));
    try {
      await Promise.race([this.#ready, outcome]);
    } catch (error) {
      this.stop(`The engine could not be loaded: ${(error as Error).message}`, 'StartError');
    }
    if (!this.#isDisposed) {
      const buffers = cell.inputs.flatMap(value => ('json' in value ? [] : [value.data]));
      this.#port.postMessage({ type: 'run', id, ...cell } satisfies IRun, buffers);
    }
    return outcome.finally(unwatch);
  }

  /** Tells what was written in a matrix below a cell. */
  edit(edit: IMatrixEdit): void {
    if (this.#isDisposed) return;
    this.#port.postMessage({ type: 'edit', edit } satisfies ToSandbox);
  }

  /**
   * Ends the worker at once, and with it all its variables; the running cell ends as `stopped`.
   *
   * @param name of the error that is shown
   */
  stop(why: string, name = 'Interrupted'): void {
    this.dispose();
    this.#running?.resolve({ status: 'stopped', name, why });
    this.#running = undefined;
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#port.onmessage = null;
    this.#port.close();
    this.#host.dispose();
    this.#gpu?.service.dispose();
    this.#gpu?.local.dispose();
  }

  #receive(message: FromSandbox): void {
    if (message.type === 'output') this.onOutput(message.output);
    else if (message.type === 'gpu') this.#serve(message.request);
    else if (message.type === 'tuned') rememberTiles(message.adapter, message.tiles);
    else if (message.type === 'done' && message.id === this.#running?.id) {
      const { ok, values } = message;
      this.#running.resolve(ok ? { status: 'ok', values } : { status: 'error' });
      this.#running = undefined;
    }
  }

  /** The host's adapter, for a sandbox to which the browser gives none. */
  #serve(request: unknown): void {
    this.#gpu ??= this.#startGpu();
    this.#gpu.service.receive(request);
  }

  #startGpu() {
    const local = new LocalGpu(this.#gpuOptions);
    const service = new GpuService(local, (reply, transfer) => {
      if (!this.#isDisposed) this.#port.postMessage({ type: 'gpu', reply }, transfer);
    });
    return { local, service };
  }
}
