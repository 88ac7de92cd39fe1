/**
 * The session inside the sandbox: runs cells, one at a time, and turns what they do into outputs.
 *
 * Knows neither workers nor messages: `sandbox.worker.ts` gives it a place to send.
 */
import * as engine from '../engine/index.js';
import { isOnGpu, readBundle, toBundle } from '../latex/index.js';
import { type Binding, compile } from './compile.js';
import { installConsole } from './console.js';
import { type ICellSource, reportError, sourceUrl } from './errors.js';
import { inspect } from './inspect.js';
import { OutputQueue } from './outputs.js';
import type { IRun, Output } from './protocol.js';
import { Scope } from './scope.js';

/** Indirect eval, by which a cell sees globals only; bound now, since a cell may replace any global. */
// biome-ignore lint/security/noGlobalEval: running the user's code is what this worker is for
const evaluate = globalThis.eval;

export type Send = (output: Output) => void;

export class Runtime {
  readonly #scope: Scope;
  readonly #send: (output: Output | Promise<Output>) => void;
  readonly #flush: () => void;
  readonly #cells = new Map<number, ICellSource>();
  readonly #chooseGpu: () => Promise<void>;
  readonly #outputs: OutputQueue;

  /**
   * @param target the global object that cells see
   * @param chooseGpu called before a cell that may use a GPU
   */
  constructor(
    target: typeof globalThis,
    send: Send,
    chooseGpu: () => Promise<void> = () => Promise.resolve()
  ) {
    this.#chooseGpu = chooseGpu;
    this.#outputs = new OutputQueue(send);
    const { write, flush } = installConsole(target.console, output => this.#outputs.add(output));
    this.#flush = flush;
    this.#send = output => {
      flush();
      this.#outputs.add(output);
    };
    Object.assign(
      target,
      ambient(value => this.#show('display', value))
    );
    this.#scope = new Scope(target);
    // What fails after its cell has ended (a timer, a forgotten promise) is told, and ends nothing.
    const tell = (event: Event, reason: unknown) => {
      event.preventDefault();
      write('stderr', `Uncaught ${inspect(reason)}\n`);
      flush();
    };
    target.addEventListener?.('unhandledrejection', event => tell(event, event.reason));
    target.addEventListener?.('error', event => tell(event, event.error ?? event.message));
  }

  /** Runs one cell; whether it ended well. */
  async run({ source, count, fresh, device }: IRun): Promise<boolean> {
    if (fresh) this.#scope.clear();
    try {
      if (device === 'webgpu' || source.includes('webgpu')) await this.#chooseGpu();
      if (device === 'webgpu') await engine.ready({ device });
      engine.setDefaultDevice(device);
      const value = await this.#scope.run(this.#prepare(source, count));
      if (value !== undefined) this.#show('result', value);
      await this.#outputs.settled();
      return true;
    } catch (error) {
      this.#fail(error, count);
      return false;
    } finally {
      this.#flush();
      await this.#outputs.settled().catch(() => undefined);
    }
  }

  #prepare(source: string, count: number) {
    this.#cells.set(count, { source, columnIn: () => undefined });
    const { js, columnIn } = compile(source);
    this.#cells.set(count, { source, columnIn });
    // The name makes the cell's frames recognisable in stack traces.
    return evaluate(`${js}\n//# sourceURL=${sourceUrl(count)}`) as (
      declare: (bindings: Binding[]) => void
    ) => Promise<unknown>;
  }

  #show(kind: 'display' | 'result', value: unknown): void {
    if (isOnGpu(value)) this.#send(this.#read(kind, value));
    else this.#send({ kind, data: toBundle(value) ?? { 'text/plain': inspect(value) } });
  }

  /** What must be read from the GPU. */
  async #read(kind: 'display' | 'result', value: unknown): Promise<Output> {
    return { kind, data: await readBundle(value) };
  }

  /** The error in its own words first, then, for a singular matrix, why. */
  #fail(error: unknown, count: number): void {
    this.#send({ kind: 'error', ...reportError(error, count, this.#cells) });
    if (engine.isLinAlgError(error, 'singular')) this.#show('display', error);
  }
}

/** The names that every cell has: `display`, and of the engine what is for users. */
function ambient(show: (value: unknown) => void): Record<string, unknown> {
  const {
    checkSquare,
    formatNumber,
    GpuService,
    gpuConditioning,
    isTiles,
    LocalGpu,
    RemoteGpu,
    formatScalar,
    inverseSource,
    isComplexNumber,
    matrixAt,
    ready,
    recallTiles,
    rememberTiles,
    rememberInverse,
    singularValues,
    smallestDirection,
    unravel,
    useGpu,
    wasmUrl,
    ...names
  } = engine;
  const display = (...values: unknown[]) => {
    for (const value of values) show(value);
  };
  return { ...names, display };
}
