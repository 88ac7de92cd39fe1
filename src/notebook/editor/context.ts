/** Which notebook an editor's cell is in, and what stands above it. */
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import { isTsCell, programOf } from '../../cell/index.js';
import type { ICellText } from '../../language/index.js';
import { isOurs, type TsCellExecutor } from '../executor.js';

/** The context that the language service must be told besides the cell itself. */
export interface ICellContext {
  session: string;
  above: ICellText[];
}

/** Finds the context of cells by the models of their editors. */
export class CellContexts {
  readonly #tracker: INotebookTracker;
  readonly #executor: TsCellExecutor;

  constructor(tracker: INotebookTracker, executor: TsCellExecutor) {
    this.#tracker = tracker;
    this.#executor = executor;
  }

  /** Whether the cell of an editor is TypeScript. */
  isTypeScript(model: CodeEditor.IModel): boolean {
    if (isTsCell(model.sharedModel.getSource())) return true;
    return this.#kernelOf(this.#panelOf(model)) !== undefined;
  }

  /** Undefined for an editor that is in no notebook, and for a cell that is no TypeScript. */
  find(model: CodeEditor.IModel): ICellContext | undefined {
    const panel = this.#panelOf(model);
    const notebook = panel?.content.model;
    if (!notebook) return undefined;
    const own = this.#kernelOf(panel);
    const isProgram = (source: string) => own !== undefined || isTsCell(source);
    if (!isProgram(model.sharedModel.getSource())) return undefined;
    const { widgets } = panel.content;
    const at = widgets.findIndex(cell => cell.model === model);
    const above = widgets
      .slice(0, at)
      .filter(cell => cell.model.type === 'code')
      .map(cell => cell.model.sharedModel.getSource());
    return {
      session: this.#executor.languageSession(notebook, own),
      above: above.filter(isProgram).map(programOf)
    };
  }

  #panelOf(model: CodeEditor.IModel): NotebookPanel | undefined {
    return this.#tracker.find(({ content }) =>
      content.widgets.some(cell => cell.model === model && cell.model.type === 'code')
    );
  }

  /** The notebook's kernel, if it is ours: then all of its cells are TypeScript. */
  #kernelOf(panel: NotebookPanel | undefined): Kernel.IKernelConnection | undefined {
    const kernel = panel?.sessionContext.session?.kernel;
    return isOurs(kernel) ? kernel : undefined;
  }
}
