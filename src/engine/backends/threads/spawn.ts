/** Workers as the pool sees them: of a page or a worker, and of Node. */
import { RuntimeError } from '../../core/errors.js';
import type { Reply, Request } from './protocol.js';

/** One worker. */
export interface IThread {
  post(request: Request, transfer?: readonly unknown[]): void;
  onReply: (reply: Reply) => void;
  /** That it is dead, or that something of what it said was lost: nothing can be expected of it. */
  onError: (message: string) => void;
  terminate(): void;
}

/** Starts one worker that runs `worker.ts`. */
export type Spawn = () => IThread | Promise<IThread>;

const UNREADABLE = 'a message of it could not be read';

export function threadOf(worker: Worker): IThread {
  const thread: IThread = {
    post: (request, transfer = []) => worker.postMessage(request, [...transfer] as Transferable[]),
    onReply: () => undefined,
    onError: () => undefined,
    terminate: () => worker.terminate()
  };
  worker.onmessage = ({ data }) => thread.onReply(data);
  worker.onerror = event => {
    event.preventDefault?.();
    thread.onError(event.message || 'the worker could not be loaded');
  };
  worker.onmessageerror = () => thread.onError(UNREADABLE);
  return thread;
}

/**
 * A worker that another thread has started and told to serve a port (`IServeRequest`).
 * @param terminate has the starter end it
 */
export function threadOfPort(port: MessagePort, terminate: () => void): IThread {
  const thread: IThread = {
    post: (request, transfer = []) => port.postMessage(request, [...transfer] as Transferable[]),
    onReply: () => undefined,
    onError: () => undefined,
    terminate: () => {
      port.close();
      terminate();
    }
  };
  port.onmessage = ({ data }) => thread.onReply(data);
  port.onmessageerror = () => thread.onError(UNREADABLE);
  return thread;
}

export async function startInNode(script: URL): Promise<IThread> {
  const { Worker: NodeWorker } = await import(/* webpackIgnore: true */ 'node:worker_threads');
  // Not with this process's own arguments, of which some are for the main thread alone.
  const worker = new NodeWorker(script, { execArgv: [] });
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

/** @throws RuntimeError where a worker cannot be started; those that could be are ended again */
export async function startAll(count: number, spawn: Spawn): Promise<IThread[]> {
  const started = await Promise.allSettled(Array.from({ length: count }, async () => spawn()));
  const threads = started.flatMap(item => (item.status === 'fulfilled' ? [item.value] : []));
  const failed = started.find(item => item.status === 'rejected');
  if (!failed) return threads;
  for (const thread of threads) thread.terminate();
  throw failure(`no worker can be started here; use linalg.inv (${failed.reason})`, failed.reason);
}

export function failure(message: string, cause?: unknown): RuntimeError {
  const error = new RuntimeError(`threads: ${message}`, { op: 'threads', code: 'device' });
  if (cause !== undefined) error.cause = cause;
  return error;
}
