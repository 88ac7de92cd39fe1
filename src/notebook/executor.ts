/** Runs the cells of notebooks: `%%ts` cells in the browser, all others as JupyterLab does. */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { ICodeCellModel } from '@jupyterlab/cells';
import { type INotebookCellExecutor, type INotebookModel, runCell } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import type { IKernelSpecs } from '@jupyterlite/services';
import { isTsCell, programOf } from '../cell/index.js';
import type { IGpuOptions } from '../engine/internal.js';
import { LanguageClient } from '../language/index.js';
import type { ILatexOptions } from '../latex/index.js';
import { languageAssets } from './assets.js';
import type { CheckMode } from './checker.js';
import { ExecutionQueue, type ITask } from './queue.js';
import type { ISessionOptions, TsSession } from './session.js';
import { KERNEL_NAME, KERNEL_SPEC } from './spec.js';

type RunOptions = INotebookCellExecutor.IRunCellOptions;

/** The state that one notebook has of its own. */
interface INotebookState {
  queue: ExecutionQueue;
  session?: Promise<TsSession>;
  /** Of its `%%ts` cells, since the first of them. */
  kernel?: Kernel.IKernelConnection;
  /** The `%%ts` cell that runs. */
  running?: Promise<boolean>;
}

export class TsCellExecutor implements INotebookCellExecutor {
  readonly #states = new WeakMap<INotebookModel, INotebookState>();
  /** The compiler, which knows of cells without running them; loaded when it is first wanted. */
  readonly language = new LanguageClient(languageAssets());
  readonly #preloadDrawing: () => Promise<unknown>;
  /** Read when a worker is started. */
  gpu: IGpuOptions = {};
  /** How matrices are shown; undefined: as they are by default. */
  format?: ILatexOptions;
  /** The effect of a type error. */
  check: CheckMode = 'error';
  /** The library of new tensors in the Python kernel, where a cell does not say. */
  library = 'numpy';
  /** The options that all kernels are given. */
  readonly #sessions: ISessionOptions = {
    gpu: () => this.gpu,
    checking: { client: this.language, mode: () => this.check },
    format: () => this.format,
    library: () => this.library
  };

  /** @param preloadDrawing loads what outputs are drawn by */
  constructor(preloadDrawing: () => Promise<unknown>) {
    this.#preloadDrawing = preloadDrawing;
  }

  runCell = (options: RunOptions): Promise<boolean> => {
    const { cell, notebook } = options;
    if (cell.model.type !== 'code') return runCell(options);
    const source = cell.model.sharedModel.getSource();
    const exclusive = isTsCell(source) && !isOurs(options.sessionContext?.session?.kernel);
    const model = cell.model as ICodeCellModel;
    const task: ITask = {
      exclusive,
      mayFail: hasTag(model, 'raises-exception'),
      run: async () => {
        // The cell may have been deleted while it waited.
        if (cell.isDisposed) return false;
        const running = exclusive ? this.#track(this.#runTs(options), notebook) : runCell(options);
        const hasRun = await running;
        this.#lookAhead(options);
        return hasRun;
      },
      onWait: () => {
        model.executionState = 'running';
      },
      onAbort: () => {
        if (!model.isDisposed) model.executionState = 'idle';
      }
    };
    return this.#state(notebook).queue.add(task);
  };

  /**
   * Fetches what a first cell needs, when one is likely to run.
   * @param isStarted whether its worker is started too
   */
  async prepare(isStarted: boolean): Promise<void> {
    try {
      const session = import('./session.js');
      const { prepareSandbox } = await import('./files.js');
      await Promise.all([session, prepareSandbox(isStarted), this.#preloadDrawing()]);
    } catch {
      // A cell that runs tells of it.
    }
  }

  /** Offers TypeScript as the kernel of whole notebooks; nothing is loaded before one is started. */
  offerKernel(specs: Pick<IKernelSpecs, 'register'>): void {
    specs.register({
      spec: KERNEL_SPEC,
      create: async options => {
        const { createKernel } = await import('./session.js');
        return createKernel(options, this.#sessions);
      }
    });
  }

  /**
   * Ends the running cell of a notebook, if it is TypeScript, and does not run what waits behind it.
   *
   * @param own the notebook's own kernel
   */
  async interrupt(
    notebook: INotebookModel,
    own: Kernel.IKernelConnection | null | undefined
  ): Promise<void> {
    const state = this.#states.get(notebook);
    state?.queue.abort();
    if (state?.running) await (await state.session)?.interrupt(state.running);
    if (isOurs(own)) (await import('./session.js')).interruptKernel(own.id);
  }

  /** Forgets the variables of a notebook's `%%ts` cells. */
  async reset(notebook: INotebookModel): Promise<void> {
    const state = this.#states.get(notebook);
    state?.queue.abort();
    await (await state?.session)?.reset(state?.running);
  }

  /** The name of a notebook's cells to the language service. */
  languageSession(
    notebook: INotebookModel,
    own: Kernel.IKernelConnection | null | undefined
  ): string {
    if (isOurs(own)) return own.id;
    const kernel = this.#states.get(notebook)?.kernel;
    return kernel && !kernel.isDisposed ? kernel.id : 'none';
  }

  /** Ends the worker of a notebook that is closed. */
  release(notebook: INotebookModel): void {
    void this.#states.get(notebook)?.session?.then(session => session.dispose());
    this.#states.delete(notebook);
  }

  async #runTs(options: RunOptions): Promise<boolean> {
    const state = this.#state(options.notebook);
    state.session ??= this.#startSession();
    const session = await state.session;
    session.python = options.sessionContext;
    state.kernel = await session.kernel;
    return runCell({ ...options, sessionContext: browserSession(state.kernel) });
  }

  /** Has the next cell checked while nobody waits, so that it need not wait for its check when it runs. */
  #lookAhead({ cell, notebook, sessionContext }: RunOptions): void {
    if (!this.language.isReady || this.check === 'off' || notebook.isDisposed) return;
    const own = sessionContext?.session?.kernel;
    const cells = [...notebook.cells];
    const next = cells.slice(cells.indexOf(cell.model) + 1).find(({ type }) => type === 'code');
    const source = next?.sharedModel.getSource();
    if (source === undefined || !(isOurs(own) || isTsCell(source))) return;
    const session = this.languageSession(notebook, own);
    void this.language
      .ask({ type: 'check', session, cell: programOf(source) })
      .catch(() => undefined);
  }

  /** Remembers what runs, for as long as it runs. */
  async #track(running: Promise<boolean>, notebook: INotebookModel): Promise<boolean> {
    const state = this.#state(notebook);
    state.running = running;
    try {
      return await running;
    } finally {
      state.running = undefined;
    }
  }

  /** Loaded with the first `%%ts` cell, so that notebooks without one pay nothing. */
  async #startSession(): Promise<TsSession> {
    // The worker and its process come up while the rest is loaded.
    void this.prepare(true);
    const { TsSession } = await import('./session.js');
    return new TsSession(this.#sessions);
  }

  #state(notebook: INotebookModel): INotebookState {
    let state = this.#states.get(notebook);
    if (!state) {
      state = { queue: new ExecutionQueue() };
      this.#states.set(notebook, state);
    }
    return state;
  }
}

/** As much of a session context as running a cell reads. */
function browserSession(kernel: Kernel.IKernelConnection): ISessionContext {
  const context = {
    session: { kernel },
    isTerminating: false,
    pendingInput: false,
    hasNoKernel: false
  };
  return context as unknown as ISessionContext;
}

/** Whether a notebook's own kernel is ours: then every cell is TypeScript, and there is one scope. */
export function isOurs(
  kernel: Kernel.IKernelConnection | null | undefined
): kernel is Kernel.IKernelConnection {
  return kernel?.name === KERNEL_NAME;
}

function hasTag(model: ICodeCellModel, tag: string): boolean {
  const tags = model.getMetadata('tags');
  return Array.isArray(tags) && tags.includes(tag);
}
