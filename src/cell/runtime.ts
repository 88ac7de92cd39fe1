/**
 * The session inside the sandbox: runs cells, one at a time, and turns what they do into outputs.
 *
 * Knows neither workers nor messages: `sandbox.worker.ts` gives it a place to send.
 */
import * as engine from '../engine/index.js';
import { GaussJordan } from '../exact/index.js';
import {
  DEFAULTS,
  type ILatexOptions,
  isOnDevice,
  latexOptions,
  readBundle,
  toBundle
} from '../latex/index.js';
import type { IMatrixEdit } from '../matrix/index.js';
import * as ambient from './ambient.js';
import { type Binding, CompileError, compile } from './compile.js';
import { installConsole } from './console.js';
import { type IShown, makeDisplay } from './display.js';
import {
  bundleOfDisplayable,
  checkedBundle,
  isDisplayable,
  type MediaBundle
} from './displayable.js';
import { type ICellSource, reportError, sourceUrl } from './errors.js';
import { makeExpr, mathjs } from './expr.js';
import { inspect } from './inspect.js';
import { Globals, Intrinsics } from './intrinsics.js';
import { CellMatrix, makeMatrix } from './matrix.js';
import { OutputQueue } from './outputs.js';
import { makeProgress } from './progress.js';
import type { IRun, Output } from './protocol.js';
import { Scope } from './scope.js';
import { type ICores, makeThreads } from './threads.js';
import { Interrupted, trackTimers, UnderWay } from './underway.js';
import { type IValue, packValue, unpackValue } from './values.js';

/** Indirect eval, by which a cell sees globals only; bound now, since a cell may replace any global. */
// biome-ignore lint/security/noGlobalEval: running the user's code is what this worker is for
const evaluate = globalThis.eval;

/** @throws CompileError for what this browser's own JavaScript lacks, though the language has it */
function evaluated(js: string): unknown {
  try {
    return evaluate(js);
  } catch (error) {
    const line = js.split('\n').findIndex(text => /\busing\s/.test(text)) + 1;
    if (!(error instanceof SyntaxError) || line === 0) throw error;
    const words =
      "This browser does not know 'using' yet.\nCall x[Symbol.dispose]() in a finally block.";
    throw new CompileError(words, line, 1);
  }
}

/** Gives functions and classes the names that cells know, which the build makes shorter. */
function named(values: object): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'function' && value.name !== name)
      Object.defineProperty(value, 'name', { configurable: true, value: name });
  }
}

export type Send = (output: Output) => void;

export class Runtime {
  readonly #scope: Scope;
  readonly #send: (output: Output | Promise<Output>) => void;
  readonly #flush: () => void;
  readonly #ungroup: () => void;
  readonly #write: (name: 'stdout' | 'stderr', text: string) => void;
  readonly #matrices = new Map<string, CellMatrix>();
  readonly #cells = new Map<number, ICellSource>();
  readonly #chooseGpu: () => Promise<void>;
  readonly #stopThreads: () => void;
  readonly #outputs: OutputQueue;
  readonly #intrinsics = new Intrinsics();
  readonly #globals: Globals;
  #current?: UnderWay;
  /** How matrices are shown where a cell does not say. */
  #format = DEFAULTS;

  /**
   * @param target the global object that cells see
   * @param chooseGpu called before a cell that may use a GPU
   * @param cores of the machine, where a session may use more than one
   */
  constructor(
    target: typeof globalThis,
    send: Send,
    chooseGpu: () => Promise<void> = () => Promise.resolve(),
    cores?: ICores
  ) {
    this.#chooseGpu = chooseGpu;
    this.#outputs = new OutputQueue(send);
    const console = installConsole(target.console, output => this.#outputs.add(output));
    const { write, flush } = console;
    this.#flush = flush;
    this.#ungroup = console.ungroup;
    this.#write = write;
    this.#send = output => {
      flush();
      this.#outputs.add(output);
    };
    const display = makeDisplay(shown => this.#display(shown));
    const clearOutput = ({ wait = false } = {}) => this.#send({ kind: 'clear', wait });
    const matrix = makeMatrix(made => this.#matrices.set(made.id, made));
    const expr = makeExpr(name => (target as unknown as Record<string, unknown>)[name]);
    const { threads, interrupt } = makeThreads(cores);
    this.#stopThreads = interrupt;
    const tools = {
      display,
      clearOutput,
      progress: makeProgress(display),
      matrix,
      expr,
      threads
    };
    Object.assign(target, ambient, tools);
    named({ ...ambient, ...tools, CellMatrix, GaussJordan });
    named(ambient.linalg);
    // mathjs takes a while to be made, and most sessions do without.
    Object.defineProperty(target, 'math', { configurable: true, enumerable: true, get: mathjs });
    this.#scope = new Scope(target);
    trackTimers(target, () => this.#current);
    this.#globals = new Globals(target);
    // A failure after the cell has ended (a timer, a forgotten promise) is told, and ends nothing.
    const tell = (event: Event, reason: unknown) => {
      event.preventDefault();
      if (reason instanceof Interrupted) return;
      write('stderr', `Uncaught ${described(reason)}\n`);
      flush();
    };
    target.addEventListener?.('unhandledrejection', event => tell(event, event.reason));
    target.addEventListener?.('error', event => tell(event, event.error ?? event.message));
  }

  /** An edit of a matrix below a cell. */
  edit(edit: IMatrixEdit): void {
    this.mend();
    try {
      this.#matrices.get(edit.matrix)?.edit(edit.entries, edit);
    } catch (error) {
      this.#write('stderr', `Uncaught ${described(error)}\n`);
    } finally {
      this.#flush();
    }
  }

  /** Of the last cell's names those that it has initialised: what later cells see of it. */
  get kept(): readonly string[] {
    return this.#scope.kept;
  }

  /** Runs one cell; the values that it gives where it ended well. */
  async run(cell: IRun): Promise<IValue[] | undefined> {
    const { count, fresh, format = DEFAULTS } = cell;
    this.mend();
    this.#ungroup();
    if (fresh) this.#clear();
    this.#scope.kept = [];
    this.#format = format;
    const current = new UnderWay();
    this.#current = current;
    try {
      return await current.wait(this.#perform(cell, current));
    } catch (error) {
      this.#fail(error, count);
      return undefined;
    } finally {
      this.#flush();
      await current.wait(this.#outputs.settled()).catch(() => undefined);
      this.#current = undefined;
    }
  }

  /**
   * Puts back what code of cells has replaced of that which the session shares with it, and says so.
   * Called wherever the session's own code goes on after such code.
   */
  mend(): void {
    const mended = this.#intrinsics.mend();
    if (!mended) return;
    const { restored, lost } = mended;
    if (restored) this.#write('stderr', `${changed(restored)}; it is restored.\n`);
    if (lost) {
      const remedy = 'it cannot be restored: restart the kernel if later cells fail';
      this.#write('stderr', `${changed(lost)}; ${remedy}.\n`);
    }
    this.#flush();
  }

  /** Forgets what cells have declared, and what they have made of the globals. */
  #clear(): void {
    this.#scope.clear();
    this.#globals.restore();
  }

  /**
   * Gives up the cell under way. Its code ends at its next `await`; what it has initialised stays.
   *
   * @param name of the error that is shown
   */
  interrupt(name: string, message: string): void {
    this.mend();
    if (!this.#current) return;
    this.#outputs.abandon();
    this.#stopThreads();
    this.#current.abandon(new Interrupted(name, message));
  }

  async #perform(
    { source, lowered, count, device, library, inputs, outputs }: IRun,
    current: UnderWay
  ): Promise<IValue[]> {
    if (device === 'webgpu' || source.includes('webgpu')) await this.#chooseGpu();
    if (device === 'webgpu') await engine.ready({ device });
    current.check();
    engine.setDefaultDevice(device);
    engine.setDefaultLibrary(library);
    for (const input of inputs) this.#scope.assign(input.name, unpackValue(input));
    const cell = this.#prepare(source, count, lowered);
    // Given up within the scope, which then keeps what is initialised, and never hears of the cell again.
    const value = await this.#scope.run(async declare => {
      try {
        return await current.wait(cell(declare, current.check));
      } finally {
        this.mend();
      }
    }, `cell[${count}]`);
    if (value !== undefined) this.#show('result', value);
    await this.#outputs.settled();
    current.check();
    return Promise.all(outputs.map(name => packValue(name, this.#lookUp(name))));
  }

  /** @throws ReferenceError for a name that no cell declared */
  #lookUp(name: string): unknown {
    if (this.#scope.has(name)) return this.#scope.read(name);
    throw new ReferenceError(`${name} is not defined, and cannot go to Python (-o ${name})`);
  }

  /** @param lowered the source without what `compile` does not know */
  #prepare(source: string, count: number, lowered = source) {
    this.#cells.set(count, { source, columnIn: () => undefined });
    const { js, columnIn } = compile(lowered);
    this.#cells.set(count, { source, columnIn });
    // The name makes the cell's frames recognisable in stack traces.
    return evaluated(`${js}\n//# sourceURL=${sourceUrl(count)}`) as (
      declare: (bindings: Binding[]) => void,
      awaited: UnderWay['check']
    ) => Promise<unknown>;
  }

  #show(kind: 'display' | 'result', value: unknown): void {
    if (isDisplayable(value)) this.#send(this.#shownByItself(kind, value, this.#format));
    else if (isOnDevice(value)) this.#send(this.#read(kind, value));
    else this.#send({ kind, data: bundleOf(value, this.#format) });
  }

  /** Shows an argument of `display`: a value, or a bundle that was made already. */
  #display({ value, data, id, format, raw }: IShown): void {
    const options = latexOptions(format ?? {}, this.#format);
    if (raw) this.#send({ kind: 'display', data: checkedBundle(value), id });
    else if (data) this.#send({ kind: 'display', data, id });
    else if (value instanceof Promise)
      this.#send(value.then(settled => this.#bundled(settled, options, id)));
    else if (isOnDevice(value) || isDisplayable(value))
      this.#send(this.#bundled(value, options, id));
    else this.#send({ kind: 'display', data: bundleOf(value, options), id });
  }

  async #bundled(value: unknown, options: ILatexOptions, id?: string): Promise<Output> {
    if (isDisplayable(value)) return this.#shownByItself('display', value, options, id);
    return {
      kind: 'display',
      data: isOnDevice(value) ? await readBundle(value, options) : bundleOf(value, options),
      id
    };
  }

  /** An output of an object that shows itself; as text, with the reason, where it fails to. */
  async #shownByItself(
    kind: 'display' | 'result',
    value: Parameters<typeof bundleOfDisplayable>[0],
    options: ILatexOptions,
    id?: string
  ): Promise<Output> {
    let data: MediaBundle;
    try {
      data = await bundleOfDisplayable(value);
    } catch (error) {
      // Straight on: the queue is at this output.
      const why = `The object's method [Symbol.for('Jupyter.display')] failed, so that the object is shown as text: ${described(error)}\n`;
      this.#outputs.pass({ kind: 'stream', name: 'stderr', text: why });
      data = bundleOf(value, options);
    }
    return kind === 'display' ? { kind, data, id } : { kind, data };
  }

  /** An output whose value must be read from the GPU. */
  async #read(kind: 'display' | 'result', value: unknown): Promise<Output> {
    return { kind, data: await readBundle(value, this.#format) };
  }

  /** The error in its own words first, then, for a singular matrix, why. */
  #fail(error: unknown, count: number): void {
    this.#send({ kind: 'error', ...reportError(error, count, this.#cells) });
    if (!isSingular(error)) return;
    try {
      this.#show('display', error);
    } catch (problem) {
      // The error itself has been said: a cell always ends.
      this.#write('stderr', `The explanation failed: ${described(problem)}\n`);
    }
  }
}

function changed(names: string): string {
  return `A cell changed ${names}, which the session itself needs`;
}

/** Also of what does not want to be looked at, as a proxy. */
function isSingular(error: unknown): boolean {
  try {
    return engine.isLinAlgError(error, 'singular');
  } catch {
    return false;
  }
}

/** A value as text, also one that does not want to be described. */
function described(value: unknown): string {
  try {
    return inspect(value);
  } catch {
    return 'a value that cannot be described';
  }
}

function bundleOf(value: unknown, options: ILatexOptions): Record<string, unknown> {
  if (value instanceof CellMatrix) return value.toBundle();
  return toBundle(value, options) ?? { 'text/plain': inspect(value) };
}
