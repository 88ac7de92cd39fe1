/** Starting workers and linking them, in a page, in a worker and in Node. */
import { RuntimeError } from '../../core/errors.js';
import type { Reply, Request } from './protocol.js';

/** A worker as the pool sees it. */
export interface IThread {
  post(request: Request, transfer?: readonly unknown[]): void;
  onReply: (reply: Reply) => void;
  /** That it is dead, or that something of what it said was lost: nothing can be expected of it. */
  onError: (message: string) => void;
  terminate(): void;
}

/**
 * @throws RuntimeError where no worker can be started from here, as in a `%%ts` cell: its worker has no
 *   address to load another from
 */
export async function startThread(): Promise<IThread> {
  try {
    return typeof Worker === 'undefined' ? await startInNode() : startInPage();
  } catch (cause) {
    const error = new RuntimeError(
      `threads: no worker can be started here, so that there is one thread; use linalg.inv (${String(cause)})`,
      { op: 'threads', code: 'device' }
    );
    error.cause = cause;
    throw error;
  }
}

const UNREADABLE = 'a message of it could not be read';

function startInPage(): IThread {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  const thread: IThread = {
    post: (request, transfer = []) => worker.postMessage(request, [...transfer] as Transferable[]),
    onReply: () => undefined,
    onError: () => undefined,
    terminate: () => worker.terminate()
  };
  worker.onmessage = ({ data }) => thread.onReply(data);
  worker.onerror = event => thread.onError(event.message || 'the worker could not be loaded');
  worker.onmessageerror = () => thread.onError(UNREADABLE);
  return thread;
}

async function startInNode(): Promise<IThread> {
  const { Worker: NodeWorker } = await import(/* webpackIgnore: true */ 'node:worker_threads');
  // Not with this process's own arguments, of which some are for the main thread alone.
  const worker = new NodeWorker(new URL('./worker.js', import.meta.url), { execArgv: [] });
  const thread: IThread = {
    post: (request, transfer = []) => worker.postMessage(request, [...transfer] as never[]),
    onReply: () => undefined,
    onError: () => undefined,
    terminate: () => void worker.terminate()
  };
  worker.on('message', reply => thread.onReply(reply));
  worker.on('error', error => thread.onError(error.message));
  worker.on('messageerror', () => thread.onError(UNREADABLE));
  worker.on('exit', code => thread.onError(`it ended (exit code ${code})`));
  return thread;
}
