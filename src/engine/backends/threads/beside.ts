/** Workers from the file beside this one: in pages, in workers that have an address, and in Node. */
import { type IThread, startInNode, threadOf } from './spawn.js';

export function startBeside(): IThread | Promise<IThread> {
  if (typeof Worker === 'undefined') return startInNode(new URL('./worker.js', import.meta.url));
  return threadOf(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }));
}
