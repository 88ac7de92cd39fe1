import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { TsCellExecutor } from '../notebook/index.js';
import { ITsCellExecutor } from '../tokens.js';

/** Makes the one executor that the plugins below share. */
export const tsExecutor: JupyterFrontEndPlugin<TsCellExecutor> = {
  id: 'jupyterlab-invertible:ts-executor',
  description: 'Runs %%ts cells as TypeScript in the browser.',
  autoStart: true,
  provides: ITsCellExecutor,
  activate: () => new TsCellExecutor()
};
