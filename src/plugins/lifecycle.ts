import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import type { TsCellExecutor } from '../notebook/index.js';
import { ITsCellExecutor } from '../tokens.js';

/** Interrupt, restart and close reach `%%ts` cells too. */
export const lifecycle: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-invertible:lifecycle',
  description: 'Lets interrupt, restart and close act on %%ts cells.',
  autoStart: true,
  requires: [ITsCellExecutor, INotebookTracker],
  activate: (app: JupyterFrontEnd, executor: TsCellExecutor, tracker: INotebookTracker) => {
    // The command does nothing in a notebook without a kernel, but it is still said to be executed.
    app.commands.commandExecuted.connect((_, { id }) => {
      const panel = tracker.currentWidget;
      if (id !== 'notebook:interrupt-kernel' || !panel?.model) return;
      void executor.interrupt(panel.model, panel.sessionContext.session?.kernel);
    });
    tracker.widgetAdded.connect((_, panel) => watch(panel, executor));
  }
};

function watch(panel: NotebookPanel, executor: TsCellExecutor): void {
  const { context } = panel;
  const { model } = context;
  context.sessionContext.statusChanged.connect((_, status) => {
    if (status === 'restarting' || status === 'autorestarting') void executor.reset(model);
  });
  context.disposed.connect(() => executor.release(model));
}
