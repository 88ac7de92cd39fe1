import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookCellExecutor } from '@jupyterlab/notebook';
import { ITsCellExecutor } from '../tokens.js';

/** Takes the place of JupyterLab's own executor, and hands it every cell that is not `%%ts`. */
export const cellExecutor: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'jupyterlab-invertible:cell-executor',
  description: 'Runs %%ts cells in the browser, and all other cells as JupyterLab does.',
  autoStart: true,
  requires: [ITsCellExecutor],
  provides: INotebookCellExecutor,
  activate: (_app, executor: INotebookCellExecutor): INotebookCellExecutor =>
    Object.freeze({ runCell: executor.runCell })
};
