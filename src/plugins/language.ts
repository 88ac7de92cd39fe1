import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { CellLanguages } from '../notebook/index.js';

/** Highlights `%%ts` cells as TypeScript. */
export const language: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-invertible:language',
  description: 'Highlights %%ts cells as TypeScript.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_app: JupyterFrontEnd, tracker: INotebookTracker) => {
    tracker.widgetAdded.connect((_, panel) => {
      new CellLanguages(panel.content);
    });
  }
};
