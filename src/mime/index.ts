/** The mime extension: it works wherever JupyterLab's renderers do, with or without the other plugins. */
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { MIME } from '../latex/index.js';
import { InvertibleRenderer } from './renderer.js';

/** Escapes everything itself, so that untrusted notebooks are shown too. */
export const rendererFactory: IRenderMime.IRendererFactory = {
  safe: true,
  mimeTypes: [MIME],
  createRenderer: options => new InvertibleRenderer(options)
};

/** Loads what outputs are drawn by, before there is one. */
export const preloadDrawing = (): Promise<unknown> => import('./drawing.js');

const extension: IRenderMime.IExtension = {
  id: 'jupyterlab-invertible:mime',
  description: 'Shows matrices, inverses, and why a matrix has none.',
  rendererFactory,
  // Before HTML (50) and LaTeX (70), which come with the same output for other hosts.
  rank: 40,
  dataType: 'json'
};

export default extension;
