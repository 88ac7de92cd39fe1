import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { TsCellExecutor } from '../notebook/index.js';
import { ITsCellExecutor } from '../tokens.js';

/** Who lists kernels of the browser: JupyterLite, and JupyterLab where it has been given the means. */
const HOSTS = ['@jupyterlite/services-extension:', 'jupyterlab-hybrid-kernels:'];

/** Offers TypeScript as a notebook's kernel, where kernels may live in the browser. */
export const kernel: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-invertible:kernel',
  description: 'A kernel for notebooks all of whose cells are TypeScript.',
  autoStart: true,
  requires: [ITsCellExecutor],
  activate: async (app: JupyterFrontEnd, executor: TsCellExecutor) => {
    // Elsewhere nothing is loaded for it.
    if (!app.listPlugins().some(id => HOSTS.some(host => id.startsWith(host)))) return;
    // The host's copy: a token is found by its identity.
    const { IKernelSpecs } = await import('@jupyterlite/services');
    const specs = await app.resolveOptionalService(IKernelSpecs);
    if (specs) executor.offerKernel(specs);
  }
};
