import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import { addTsCellLanguage, CellLanguages } from '../notebook/index.js';

/** Highlights `%%ts` cells as TypeScript. */
export const language: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-invertible:language',
  description: 'Highlights %%ts cells as TypeScript.',
  autoStart: true,
  requires: [INotebookTracker, IEditorLanguageRegistry],
  activate: (
    _app: JupyterFrontEnd,
    tracker: INotebookTracker,
    languages: IEditorLanguageRegistry
  ) => {
    addTsCellLanguage(languages);
    tracker.widgetAdded.connect((_, panel) => {
      new CellLanguages(panel.content);
    });
  }
};
