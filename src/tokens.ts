/** The tokens by which this extension's plugins find each other, and others find them. */
import { Token } from '@lumino/coreutils';
import type { TsCellExecutor } from './notebook/index.js';

/** The executor of `%%ts` cells. */
export const ITsCellExecutor = new Token<TsCellExecutor>(
  'jupyterlab-invertible:ITsCellExecutor',
  'Runs %%ts cells, interrupts them, and forgets their variables.'
);
