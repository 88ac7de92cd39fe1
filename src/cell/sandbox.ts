/** The host's side of the sandbox: starts the worker, runs cells in it, and ends it. */
import {
  GpuService,
  type IGpuOptions,
  type IKernelReply,
  LocalGpu,
  recallTiles,
  rememberOnce
} from '../engine/internal.js';
import type { IMatrixEdit } from '../matrix/index.js';
import { fromPacket, type IPacket } from './packet.js';
import {
  type FromSandbox,
  type IRun,
  type Output,
  parseFromSandbox,
  type ToSandbox
} from './protocol.js';
import type { Ending, Init } from './relay.js';
import type { IValue } from './values.js';
import { mayUseMathjs } from './words.js';

/** A worker, from its start to its end. */
export interface IWorkerHost {
  send(message: ToSandbox, transfer?: ArrayBuffer[]): void;
  /** @param script of a thread, a `data:` URL; absent where it cannot be had */
  lendThreads(script: string | undefined, count: number): void;
  /** @param script of a thread */
  startHelpers(script: string): void;
  /**
   * Calls back where the worker's process has ended by itself.
   * @returns what ends the watching
   */
  watch(onGone: () => void): () => void;
  dispose(): void;
}

/** Calls by which a worker is heard of. */
export interface IWorkerEvents {
  /** @returns whether something was shown of it, which takes the page some time */
  onPacket(packet: IPacket): boolean;
  /** The worker does not start. */
  onBroken(message: string): void;
  /** The worker has ended by itself, or was ended since it sent too much. */
  onEnded(why: Ending): void;
}

/** The files that the sandbox is made of. */
export interface ISandboxAssets {
  start: (init: Init, events: IWorkerEvents) => IWorkerHost;
  /** The engine. */
  wasm: ArrayBuffer;
  /** The same for threads that share memory; absent where none may. */
  sharedWasm?: ArrayBuffer;
  /** Loads the program of the sandbox's threads: a `data:` URL, as the worker's own. */
  loadThreads: () => Promise<string>;
  /** Loads mathjs, as the sandbox is given it. */
  mathjs: () => Promise<string>;
  gpu: IGpuOptions;
}

const LOST = 'The variables of earlier TypeScript cells are lost; run those cells again.';

/** Why a session ended that nobody stopped: the name of the error, and its text. */
const ENDINGS: Readonly<Record<Ending | 'gone', readonly [string, string]>> = {
  gone: [
    'OutOfMemory',
    `The cell used more memory than the browser gives it, and was ended with the process it ran in. ${LOST}`
  ],
  flood: [
    'TooMuchOutput',
    `The cell sent more messages than the page can take, and its session was ended. ${LOST}`
  ],
  closed: ['SessionClosed', `The cell closed its own session, as self.close() does. ${LOST}`]
};

/** Milliseconds in which a cell that only waits can be given up; one that computes does not answer. */
const GRACE = 500;

/** Milliseconds after which a cell says why its turn does not come. */
const PATIENCE = 10_000;
const WAITING =
  'This cell waits: something of an earlier cell is still computing (a timer, perhaps, or a promise). ' +
  'Interrupt the kernel to end it.\n';

/** How a cell ended; `stopped` where the worker was ended under it. */
export type Outcome =
  | { status: 'ok'; values: IValue[]; kept: string[] }
  | { status: 'error'; kept: string[] }
  | { status: 'stopped'; name: string; why: string };

interface IRunning {
  id: number;
  resolve: (outcome: Outcome) => void;
  hasStarted: boolean;
  /** Whether it was asked to end. */
  isInterrupted?: boolean;
}

/** The words on a cell that is interrupted: the error's name, and its text in either case. */
export interface IInterruption {
  name: string;
  /** Of one that waited. */
  kept: string;
  /** Of one that computed. */
  lost: string;
}

/** One worker, from its start to its end. Its creator disposes it. */
export class Sandbox {
  readonly #host: IWorkerHost;
  readonly #ready: Promise<void>;
  readonly #gpuOptions: IGpuOptions;
  readonly #loadThreads: () => Promise<string>;
  readonly #loadMathjs: () => Promise<string>;
  #hasMathjs = false;
  #tellReady: () => void = () => undefined;
  #tellBroken: (error: Error) => void = () => undefined;
  #gpu?: { local: LocalGpu; service: GpuService };
  /** An adapter has one name, and a sandbox one adapter. */
  readonly #remember = rememberOnce();
  #running?: IRunning;
  #nextId = 1;
  #isDisposed = false;
  /** Receives what cells ask of the Python kernel. */
  onKernel: (request: unknown) => void = () => undefined;
  /** Receives what cells show, whenever they show it. */
  onOutput: (output: Output) => void = () => undefined;

  constructor(assets: ISandboxAssets) {
    this.#gpuOptions = assets.gpu;
    this.#loadThreads = assets.loadThreads;
    this.#loadMathjs = assets.mathjs;
    this.#ready = new Promise((resolve, reject) => {
      this.#tellReady = resolve;
      this.#tellBroken = reject;
    });
    // A sandbox that nothing runs in yet may end.
    this.#ready.catch(() => undefined);
    // A copy goes: the bytes are needed again for the next worker.
    const init = {
      type: 'init',
      wasm: assets.wasm,
      sharedWasm: assets.sharedWasm,
      gpu: { ...assets.gpu, tuned: recallTiles() }
    } as const;
    this.#host = assets.start(init, {
      onPacket: packet => this.#open(packet),
      // Errors of cells are handled inside: what is told here kept the worker from starting.
      onBroken: message =>
        this.#tellBroken(new Error(message || 'the sandbox could not be started')),
      onEnded: why => this.#end(why)
    });
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Whether a cell is running. */
  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Hands over what a cell will need; to be waited for before it runs.
   * @throws where it cannot be loaded
   */
  async furnish(source: string): Promise<void> {
    if (this.#hasMathjs || !mayUseMathjs(source)) return;
    const script = await this.#loadMathjs();
    if (this.#hasMathjs || this.#isDisposed) return;
    this.#hasMathjs = true;
    this.#host.send({ type: 'mathjs', script });
  }

  /** Runs one cell; the caller waits for it before it runs the next. */
  async run(cell: Omit<IRun, 'type' | 'id'>): Promise<Outcome> {
    const id = this.#nextId++;
    const outcome = new Promise<Outcome>(resolve => {
      this.#running = { id, resolve, hasStarted: false };
    });
    const unwatch = this.#host.watch(() => this.#end('gone'));
    try {
      await Promise.race([this.#ready, outcome]);
    } catch (error) {
      this.stop(`The engine could not be loaded: ${(error as Error).message}`, 'StartError');
    }
    if (!this.#isDisposed) {
      const buffers = cell.inputs.flatMap(value => ('data' in value ? [value.data] : []));
      this.#host.send({ type: 'run', id, ...cell }, buffers);
    }
    const late = setTimeout(() => this.#sayWaiting(id), PATIENCE);
    return outcome.finally(() => {
      unwatch();
      clearTimeout(late);
    });
  }

  /** Hands over an answer of the Python kernel. */
  answer(reply: IKernelReply): void {
    if (!this.#isDisposed) this.#host.send({ type: 'kernel', reply }, reply.buffers);
  }

  /** Tells what was written in a matrix below a cell. */
  edit(edit: IMatrixEdit): void {
    if (!this.#isDisposed) this.#host.send({ type: 'edit', edit });
  }

  /**
   * Gives up the running cell where it only waits, and ends the worker where it does not answer, or at a
   * second interrupt.
   */
  interrupt({ name, kept, lost }: IInterruption): void {
    const running = this.#running;
    if (!running) return;
    if (running.isInterrupted || !running.hasStarted) {
      this.stop(lost, name);
      return;
    }
    running.isInterrupted = true;
    this.#host.send({ type: 'interrupt', id: running.id, name, message: kept });
    setTimeout(() => {
      if (this.#running === running) this.stop(lost, name);
    }, GRACE);
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
    this.#host.dispose();
    this.#gpu?.service.dispose();
    this.#gpu?.local.dispose();
  }

  /** Ends a session that ended itself: under the cell that runs, or else below the last one. */
  #end(ending: Ending | 'gone'): void {
    if (this.#isDisposed) return;
    const [name, why] = ENDINGS[ending];
    if (!this.#running)
      this.onOutput({ kind: 'stream', name: 'stderr', text: `${name}: ${why}\n` });
    this.stop(why, name);
  }

  #sayWaiting(id: number): void {
    if (this.#running?.id !== id || this.#running.hasStarted) return;
    this.onOutput({ kind: 'stream', name: 'stderr', text: WAITING });
  }

  #open(packet: IPacket): boolean {
    let isShown = false;
    for (const message of fromPacket(packet)) {
      if (this.#isDisposed) break;
      const known = parseFromSandbox(message);
      isShown ||= known?.type === 'output';
      try {
        if (known) this.#receive(known);
      } catch (error) {
        // An output that cannot be shown keeps nothing back of those after it.
        console.error(error);
      }
    }
    return isShown;
  }

  #receive(message: FromSandbox): void {
    switch (message.type) {
      case 'ready':
        this.#tellReady();
        break;
      case 'broken':
        this.#tellBroken(new Error(message.message));
        break;
      case 'output':
        this.onOutput(message.output);
        break;
      case 'gpu':
        this.#serve(message.request);
        break;
      case 'kernel':
        this.onKernel(message.request);
        break;
      case 'threads':
        void this.#lendThreads(message.count);
        break;
      case 'helpers':
        void this.#startHelpers();
        break;
      case 'tuned':
        this.#remember(message.adapter, message.tiles);
        break;
      case 'started':
        if (message.id === this.#running?.id) this.#running.hasStarted = true;
        break;
      case 'done':
        this.#finish(message);
        break;
      default:
        message satisfies never;
    }
  }

  #finish({ id, ok, values, kept }: Extract<FromSandbox, { type: 'done' }>): void {
    if (id !== this.#running?.id) return;
    this.#running.resolve(ok ? { status: 'ok', values, kept } : { status: 'error', kept });
    this.#running = undefined;
  }

  /** Each waits for the program, also those that end threads: they are heard in their order. */
  async #lendThreads(count: number): Promise<void> {
    // Without it the sandbox computes on one core.
    const script = await this.#loadThreads().catch(() => undefined);
    if (!this.#isDisposed) this.#host.lendThreads(script, count);
  }

  async #startHelpers(): Promise<void> {
    // Without it the sandbox computes on one core.
    const script = await this.#loadThreads().catch(() => undefined);
    if (script && !this.#isDisposed) this.#host.startHelpers(script);
  }

  /** The host's adapter, for a sandbox to which the browser gives none. */
  #serve(request: unknown): void {
    this.#gpu ??= this.#startGpu();
    this.#gpu.service.receive(request);
  }

  #startGpu() {
    const local = new LocalGpu(this.#gpuOptions);
    const service = new GpuService(local, (reply, transfer) => {
      if (!this.#isDisposed) this.#host.send({ type: 'gpu', reply }, transfer);
    });
    return { local, service };
  }
}
