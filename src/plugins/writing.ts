import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { ICompletionProviderManager } from '@jupyterlab/completer';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import {
  CellContexts,
  silenceKernel,
  type TsCellExecutor,
  TsCompletionProvider,
  writingExtension
} from '../notebook/index.js';
import { ITsCellExecutor } from '../tokens.js';

/** Completion, hover, signatures and squiggles in `%%ts` cells. */
export const writing: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-invertible:writing',
  description: 'Completion, documentation and type errors while %%ts cells are written.',
  autoStart: true,
  requires: [ITsCellExecutor, INotebookTracker, IRenderMimeRegistry, IEditorExtensionRegistry],
  optional: [ICompletionProviderManager],
  activate: (
    app: JupyterFrontEnd,
    executor: TsCellExecutor,
    tracker: INotebookTracker,
    rendermime: IRenderMimeRegistry,
    extensions: IEditorExtensionRegistry,
    completions: ICompletionProviderManager | null
  ) => {
    const client = executor.language;
    const contexts = new CellContexts(tracker, executor);
    const prepare = (isStarted: boolean) => {
      void executor.prepare(isStarted);
    };
    const services = { client, contexts, rendermime, prepare };
    if (completions) {
      const again = () => void app.commands.execute('completer:invoke-notebook');
      completions.registerProvider(new TsCompletionProvider(client, contexts, again));
      // When all providers are there.
      void app.restored.then(() => silenceKernel(completions as object, contexts));
    }
    extensions.addExtension({
      name: 'jupyterlab-invertible:writing',
      factory: ({ model }) =>
        EditorExtensionRegistry.createImmutableExtension(writingExtension(services, model))
    });
  }
};
