/**
 * An in-browser kernel whose cells run in the sandbox: what makes `%%ts` cells behave as all others.
 *
 * Being a real kernel it gets outputs, `[*]`, execution counts and timing from JupyterLab's own code.
 */
import type { KernelMessage } from '@jupyterlab/services';
import { BaseKernel, type IKernel } from '@jupyterlite/services/lib/kernel/index.js';
import { PromiseDelegate } from '@lumino/coreutils';
import {
  type ICellOptions,
  type IRun,
  type ISandboxAssets,
  type IValue,
  type Output,
  parseCell,
  programOf,
  Sandbox,
  typeOfValue,
  USAGE,
  UsageError
} from '../cell/index.js';
import { type IDocument, type ILatexOptions, MIME } from '../latex/index.js';
import { onEdit } from '../matrix/index.js';
import { CellChecker, type IChecking } from './checker.js';
import { Exchange } from './exchange.js';
import {
  BOUND,
  BROKEN,
  CHECKING,
  FETCHING,
  InterruptedError,
  KEPT,
  LOST,
  SENDING,
  STARTING
} from './interrupted.js';
import type { IArraysProgram, PythonBridge } from './python.js';
import { sanitizeBundle } from './sanitize.js';
import { ShownNames } from './shown.js';

type Reply = KernelMessage.IExecuteReplyMsg['content'];

/** How a cell ended, and what it gives to Python. */
interface IRan {
  reply: Reply;
  values: IValue[];
  /** The names that it has initialised. */
  kept: string[];
}

/** Matrices below cells that a session hears of. */
const MATRICES = 10_000;

/** The services that all kernels share. */
export interface IKernelServices {
  loadAssets: () => Promise<ISandboxAssets>;
  checking: IChecking;
  /** How matrices are shown; undefined: as they are by default. */
  format: () => ILatexOptions | undefined;
  /** The library of new tensors in Python kernels, where a cell does not say. */
  library: () => string;
  /** The Python kernel of the notebook to which the kernel of this id belongs. */
  connectPython: (id: string) => Promise<PythonBridge>;
  loadArrays: () => Promise<IArraysProgram>;
}

export class TsKernel extends BaseKernel {
  readonly #loadAssets: () => Promise<ISandboxAssets>;
  readonly #checker: CellChecker;
  readonly #format: () => ILatexOptions | undefined;
  readonly #shown = new ShownNames();
  readonly #library: () => string;
  readonly #exchange: Exchange;
  /** The matrices that this kernel's cells have shown: those of other notebooks are not its business. */
  readonly #matrices = new Set<string>();
  readonly #stopEdits = onEdit(edit => {
    if (this.#matrices.has(edit.matrix)) this.#sandbox?.edit(edit);
  });
  #sandbox?: Sandbox;
  #starting?: Promise<Sandbox>;
  #execution = new PromiseDelegate<void>();
  /** Ends what the cell under way waits for. */
  #interruption = new AbortController();

  constructor(options: IKernel.IOptions, services: IKernelServices) {
    super(options);
    this.#loadAssets = services.loadAssets;
    this.#format = services.format;
    this.#checker = new CellChecker(this.id, services.checking);
    this.#library = services.library;
    this.#exchange = new Exchange({
      connect: () => services.connectPython(this.id),
      loadArrays: services.loadArrays,
      show: (text, id) => this.#display({ kind: 'display', data: { 'text/plain': text }, id })
    });
    // It comes up while the first cell is on its way, which tells where it does not.
    this.#ready('').catch(() => undefined);
  }

  override dispose(): void {
    this.#stopEdits();
    this.#exchange.dispose();
    this.#sandbox?.dispose();
    this.#checker.dispose();
    super.dispose();
  }

  /** Resolves when a cell is executed; at once where one is. */
  get executing(): Promise<void> {
    return this.#execution.promise;
  }

  /**
   * Ends the cell under way. Variables are lost only if its own code was computing, not where it waited.
   *
   * @param why what is said under the cell, where it is not a plain interrupt
   */
  interrupt(why?: string): void {
    this.#interruption.abort(why ?? '');
    this.#exchange.interrupt();
    if (!this.#sandbox?.isBusy) return;
    if (why) this.#sandbox.stop(why);
    else
      this.#sandbox.interrupt({
        name: 'Interrupted',
        kept: `The cell was interrupted ${KEPT}`,
        lost: `The cell was interrupted. ${LOST}`
      });
  }

  override async kernelInfoRequest(): Promise<KernelMessage.IInfoReplyMsg['content']> {
    return {
      status: 'ok',
      implementation: 'invertible',
      implementation_version: '0.1.0',
      protocol_version: '5.3',
      banner: 'TypeScript (Invertible)',
      help_links: [],
      language_info: {
        name: 'typescript',
        // The compiler is loaded after the kernel; which one it is, the kernel does not know.
        version: '',
        mimetype: 'application/typescript',
        file_extension: '.ts',
        codemirror_mode: 'typescript'
      }
    };
  }

  override async executeRequest(
    content: KernelMessage.IExecuteRequestMsg['content']
  ): Promise<Reply> {
    this.#interruption = new AbortController();
    this.#shown.begin(this.#cell);
    this.#execution.resolve();
    try {
      const { options, source } = parseCell(content.code);
      if (options.help) {
        this.stream({ name: 'stdout', text: `${USAGE}\n` });
        return this.#ok();
      }
      return await this.#execute(content.code, source, options);
    } catch (error) {
      const { name, message } = error as Error;
      const shown = error instanceof UsageError ? message : `${name}: ${message}`;
      return this.#error({ name, message, traceback: [shown] });
    } finally {
      this.#shown.end();
      this.#execution = new PromiseDelegate();
    }
  }

  /** Names are checked, values fetched and types checked before anything runs; then the cell, then its gifts. */
  async #execute(code: string, source: string, options: ICellOptions): Promise<Reply> {
    const { fresh, device, timeout, outputs } = options;
    if (fresh) this.#checker.reset();
    if (device === 'kernel') await this.#orInterrupt(this.#ready(source), STARTING);
    this.#exchange.begin(source, options);
    const inputs = await this.#orInterrupt(this.#exchange.pull(options), FETCHING);
    const types = Object.fromEntries(inputs.map(value => [value.name, typeOfValue(value)]));
    const program = { ...programOf(code), inputs: types };
    const verdict = this.#checker.check(program, this.executionCount);
    const { stop, isLate, said, message } = await this.#orInterrupt(verdict, CHECKING);
    if (stop) return this.#error({ name: 'TypeCheckError', message, traceback: [said] });
    if (said) this.stream({ name: 'stderr', text: `${said}\n` });
    const lowered = await this.#orInterrupt(this.#checker.lower(source), CHECKING);
    const library = options.library ?? this.#library();
    const cell = { source, lowered, fresh, device, library, inputs, outputs };
    const { reply, values, kept } = await this.#run(cell, timeout);
    const late = isLate ? this.#checker.checkLate(program, this.executionCount) : undefined;
    this.#checker.commit(program, this.executionCount, kept);
    // A cell that failed has said enough.
    if (late && reply.status === 'ok') void this.#tell(late, this.parentHeader);
    const { signal } = this.#interruption;
    if (reply.status === 'ok' && outputs.length > 0) {
      // Not given up at an interrupt: it alone knows whether Python has the names by then.
      const bound = await this.#exchange.push(values, outputs, signal);
      if (signal.aborted) {
        const where = bound ? BOUND : SENDING;
        throw new InterruptedError(signal.reason || `The cell was interrupted ${where}`);
      }
    }
    return reply;
  }

  /** Waits, unless the cell is interrupted; what it waited for may go on. */
  #orInterrupt<T>(work: Promise<T>, where: string): Promise<T> {
    const { signal } = this.#interruption;
    return new Promise((resolve, reject) => {
      const giveUp = () =>
        reject(new InterruptedError(signal.reason || `The cell was interrupted ${where}`));
      if (signal.aborted) giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      work.then(resolve, reject);
    });
  }

  /** Says what is found of a cell that has run, below that cell; nothing waits for it. */
  async #tell(late: Promise<string>, cell: KernelMessage.IHeader | undefined): Promise<void> {
    const said = await late;
    if (said && !this.isDisposed) this.stream({ name: 'stderr', text: `${said}\n` }, cell);
  }

  async #run(cell: Omit<IRun, 'type' | 'id' | 'count'>, timeout?: number): Promise<IRan> {
    let failure: Extract<Output, { kind: 'error' }> | undefined;
    const sandbox = await this.#orInterrupt(this.#ready(cell.source), STARTING);
    sandbox.onOutput = output => {
      if (output.kind === 'error') failure = output;
      this.#publish(output);
    };
    const timer =
      timeout &&
      setTimeout(
        () =>
          sandbox.interrupt({
            name: 'Timeout',
            kept: `The cell took longer than ${timeout} s (--timeout) ${KEPT}`,
            lost: `The cell ran longer than ${timeout} s (--timeout). ${LOST}`
          }),
        timeout * 1000
      );
    const format = this.#format();
    const outcome = await sandbox.run({ ...cell, format, count: this.executionCount });
    clearTimeout(timer);
    if (outcome.status === 'ok') return { ...outcome, reply: this.#ok() };
    if (outcome.status === 'stopped') return this.#stopped(outcome.name, outcome.why);
    if (!failure) {
      sandbox.dispose();
      return this.#stopped('SessionBroken', BROKEN);
    }
    return {
      reply: this.#errorReply(failure.name, failure.message, failure.traceback),
      values: [],
      kept: outcome.kept
    };
  }

  #stopped(name: string, why: string): IRan {
    return {
      reply: this.#error({ name, message: why, traceback: [`${name}: ${why}`] }),
      values: [],
      kept: []
    };
  }

  /** The sandbox with what a cell needs. */
  async #ready(source: string): Promise<Sandbox> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    const sandbox = await this.#starting;
    await sandbox.furnish(source);
    return sandbox;
  }

  /** A sandbox, where there is none. */
  async #start(): Promise<Sandbox> {
    if (this.#sandbox && !this.#sandbox.isDisposed) return this.#sandbox;
    this.#checker.reset();
    this.#sandbox = new Sandbox(await this.#loadAssets());
    this.#exchange.attach(this.#sandbox);
    if (this.isDisposed) this.#sandbox.dispose();
    return this.#sandbox;
  }

  #publish(output: Output): void {
    if (output.kind === 'display' || output.kind === 'result') this.#note(output.data[MIME]);
    switch (output.kind) {
      case 'stream':
        this.stream({ name: output.name, text: output.text });
        break;
      case 'display':
        this.#display(output);
        break;
      case 'clear':
        this.#shown.forget(this.#cell);
        this.clearOutput({ wait: output.wait });
        break;
      case 'result':
        this.publishExecuteResult({
          data: sanitizeBundle(output.data),
          metadata: {},
          execution_count: this.executionCount
        });
        break;
      case 'error':
        this.publishExecuteError({
          ename: output.name,
          evalue: output.message,
          traceback: output.traceback
        });
        break;
    }
  }

  /** Remembers a matrix that can be written in. */
  #note(document: unknown): void {
    const { view } = (document ?? {}) as Partial<IDocument>;
    if (view?.kind !== 'matrix') return;
    this.#matrices.add(view.id);
    // The oldest is forgotten first.
    for (const id of this.#matrices) if (this.#matrices.size > MATRICES) this.#matrices.delete(id);
  }

  #display({ data, id }: Extract<Output, { kind: 'display' }>): void {
    const content = { data: sanitizeBundle(data), metadata: {} };
    if (id === undefined) {
      this.displayData(content);
      return;
    }
    const named = { ...content, transient: { display_id: id } };
    if (this.#shown.has(id, this.#cell)) this.updateDisplayData(named);
    else this.displayData(named);
  }

  /** As JupyterLab names it; undefined elsewhere. */
  get #cell(): unknown {
    return this.parent?.metadata.cellId;
  }

  #ok(): Reply {
    return { status: 'ok', execution_count: this.executionCount, user_expressions: {} };
  }

  #error({ name, message, traceback }: Omit<Extract<Output, { kind: 'error' }>, 'kind'>): Reply {
    this.publishExecuteError({ ename: name, evalue: message, traceback });
    return this.#errorReply(name, message, traceback);
  }

  #errorReply(ename: string, evalue: string, traceback: string[]): Reply {
    return { status: 'error', execution_count: this.executionCount, ename, evalue, traceback };
  }

  override async completeRequest(
    content: KernelMessage.ICompleteRequestMsg['content']
  ): Promise<KernelMessage.ICompleteReplyMsg['content']> {
    const { cursor_pos } = content;
    return {
      status: 'ok',
      matches: [],
      cursor_start: cursor_pos,
      cursor_end: cursor_pos,
      metadata: {}
    };
  }

  override async inspectRequest(): Promise<KernelMessage.IInspectReplyMsg['content']> {
    return { status: 'ok', found: false, data: {}, metadata: {} };
  }

  override async isCompleteRequest(): Promise<KernelMessage.IIsCompleteReplyMsg['content']> {
    return { status: 'unknown' };
  }

  override async commInfoRequest(): Promise<KernelMessage.ICommInfoReplyMsg['content']> {
    return { status: 'ok', comms: {} };
  }

  // This kernel asks for no input and opens no comms.
  override inputReply(): void {}
  override async commOpen(): Promise<void> {}
  override async commMsg(): Promise<void> {}
  override async commClose(): Promise<void> {}
}
