/** Runs the cells of notebooks: `%%ts` cells in the browser, all others as JupyterLab does. */
import type { ISessionContext } from '@jupyterlab/apputils';
import type { ICodeCellModel } from '@jupyterlab/cells';
import { type INotebookCellExecutor, type INotebookModel, runCell } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import { isTsCell } from '../cell/index.js';
import type { IGpuOptions } from '../engine/index.js';
import { LanguageClient } from '../language/index.js';
import { languageAssets } from './assets.js';
import type { CheckMode } from './checker.js';
import { ExecutionQueue, type ITask } from './queue.js';
import type { TsSession } from './session.js';

type RunOptions = INotebookCellExecutor.IRunCellOptions;

/** What one notebook has of its own. */
interface INotebookState {
  queue: ExecutionQueue;
  session?: TsSession;
}

export class TsCellExecutor implements INotebookCellExecutor {
  readonly #states = new WeakMap<INotebookModel, INotebookState>();
  /** What is known of cells without running them; loaded when it is first wanted. */
  readonly language = new LanguageClient(languageAssets());
  /** Read when a worker is started. */
  gpu: IGpuOptions = {};
  /** What a type error does. */
  check: CheckMode = 'error';

  runCell = (options: RunOptions): Promise<boolean> => {
    const { cell, notebook } = options;
    if (cell.model.type !== 'code') return runCell(options);
    const exclusive = isTsCell(cell.model.sharedModel.getSource());
    const model = cell.model as ICodeCellModel;
    const task: ITask = {
      exclusive,
      mayFail: hasTag(model, 'raises-exception'),
      run: async () => {
        // The cell may have been deleted while it waited.
        if (cell.isDisposed) return false;
        return exclusive ? this.#runTs(options) : runCell(options);
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

  /** Ends the running `%%ts` cell of a notebook, and does not run what waits behind it. */
  async interrupt(notebook: INotebookModel): Promise<void> {
    const state = this.#states.get(notebook);
    state?.queue.abort();
    await state?.session?.interrupt();
  }

  /** Forgets the variables of a notebook's `%%ts` cells. */
  async reset(notebook: INotebookModel): Promise<void> {
    const state = this.#states.get(notebook);
    state?.queue.abort();
    await state?.session?.reset();
  }

  /** The name of a notebook's cells to the language service. */
  languageSession(notebook: INotebookModel): string {
    return this.#states.get(notebook)?.session?.id ?? 'none';
  }

  /** Ends the worker of a notebook that is closed. */
  release(notebook: INotebookModel): void {
    this.#states.get(notebook)?.session?.dispose();
    this.#states.delete(notebook);
  }

  async #runTs(options: RunOptions): Promise<boolean> {
    const state = this.#state(options.notebook);
    if (!state.session) {
      // Loaded with the first `%%ts` cell, so that notebooks without one pay nothing.
      const { TsSession } = await import('./session.js');
      state.session ??= new TsSession({
        gpu: () => this.gpu,
        checking: { client: this.language, mode: () => this.check }
      });
    }
    state.session.python = options.sessionContext;
    const kernel = await state.session.kernel;
    return runCell({ ...options, sessionContext: browserSession(kernel) });
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

function hasTag(model: ICodeCellModel, tag: string): boolean {
  const tags = model.getMetadata('tags');
  return Array.isArray(tags) && tags.includes(tag);
}
