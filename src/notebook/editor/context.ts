/** Which notebook an editor's cell is in, and what stands above it. */
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { isTsCell, programOf } from '../../cell/index.js';
import type { ICellText } from '../../language/index.js';
import type { TsCellExecutor } from '../executor.js';

/** What the language service must be told besides the cell itself. */
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

  /** Undefined for an editor that is in no notebook. */
  find(model: CodeEditor.IModel): ICellContext | undefined {
    const panel = this.#tracker.find(({ content }) =>
      content.widgets.some(cell => cell.model === model)
    );
    return panel && this.#contextIn(panel, model);
  }

  #contextIn({ content }: NotebookPanel, model: CodeEditor.IModel): ICellContext | undefined {
    if (!content.model) return undefined;
    const sources = content.widgets
      .slice(
        0,
        content.widgets.findIndex(cell => cell.model === model)
      )
      .map(cell => cell.model.sharedModel.getSource());
    return {
      session: this.#executor.languageSession(content.model),
      above: sources.filter(isTsCell).map(programOf)
    };
  }
}
