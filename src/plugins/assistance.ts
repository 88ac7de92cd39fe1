import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { ICompletionProviderManager } from '@jupyterlab/completer';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import {
  assistanceExtension,
  CellContexts,
  silenceKernel,
  type TsCellExecutor,
  TsCompletionProvider
} from '../notebook/index.js';
import { ITsCellExecutor } from '../tokens.js';

/** JupyterLab's command that completes at the caret of a cell. */
const INVOKE = 'completer:invoke-notebook';

/** Completion, hover, signatures and squiggles in `%%ts` cells. */
export const assistance: JupyterFrontEndPlugin<void> = {
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
      const again = () => {
        if (app.commands.hasCommand(INVOKE)) void app.commands.execute(INVOKE);
      };
      completions.registerProvider(new TsCompletionProvider(client, contexts, again));
      // When all providers are there.
      void app.restored.then(() => silenceKernel(completions as object, contexts));
    }
    extensions.addExtension({
      name: 'jupyterlab-invertible:writing',
      factory: ({ model }) =>
        EditorExtensionRegistry.createImmutableExtension(assistanceExtension(services, model))
    });
  }
};
