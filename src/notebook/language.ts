/** Shows `%%ts` cells as TypeScript in notebooks of any language. */
import type { ICodeCellModel } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { isTsCell } from '../cell/index.js';

/** The language of `%%ts` cells to the editor: TypeScript below a first line that is none. */
export const TS_CELL_MIME = 'text/x-invertible-ts-cell';

/** As much of a cell's model as its language needs. */
interface IHasLanguage {
  mimeType: string;
  readonly sharedModel: { getSource(): string };
}

/**
 * Keeps the language of every code cell right while it is edited.
 * The notebook sets all cells to its own language at moments of its choosing, so that ours has to follow.
 */
export class CellLanguages implements IDisposable {
  readonly #notebook: Notebook;
  #isDisposed = false;

  constructor(notebook: Notebook) {
    this.#notebook = notebook;
    notebook.modelChanged.connect(this.#watch, this);
    notebook.disposed.connect(this.dispose, this);
    this.#watch();
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    Signal.clearData(this);
  }

  #watch(): void {
    const { model } = this.#notebook;
    model?.cells.changed.connect(this.#watchCells, this);
    model?.metadataChanged.connect(this.#watchCells, this);
    this.#watchCells();
  }

  #watchCells(): void {
    for (const cell of this.#notebook.model?.cells ?? []) {
      if (cell.type !== 'code') continue;
      const model = cell as ICodeCellModel;
      // Connecting again what is connected does nothing.
      model.sharedModel.changed.connect(this.#followText, this);
      model.mimeTypeChanged.connect(this.#follow, this);
      this.#follow(model);
    }
  }

  #followText(shared: ICodeCellModel['sharedModel']): void {
    const cells = this.#notebook.model?.cells ?? [];
    for (const cell of cells) {
      if (cell.sharedModel === shared) this.#follow(cell as ICodeCellModel);
    }
  }

  #follow(model: IHasLanguage): void {
    const own = this.#notebook.codeMimetype;
    const wanted = isTsCell(model.sharedModel.getSource()) ? TS_CELL_MIME : own;
    const isOurs = model.mimeType === TS_CELL_MIME;
    if (model.mimeType !== wanted && (wanted === TS_CELL_MIME || isOurs)) model.mimeType = wanted;
  }
}
