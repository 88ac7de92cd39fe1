/** A worker of the pool: its own module, its own memory, and links to the other workers. */
import { components, isComplex, isSingle } from '../../core/dtype.js';
import { invertMembers } from '../cpu/invert.js';
import { UNEVEN_ROWS } from '../kernels.js';
import { loadWasmExports } from '../wasm/index.js';
import { type EngineExports, WasmKernels } from '../wasm/kernels.js';
import { type IExchange, invertColumns } from './columns.js';
import { join } from './helper.js';
import type {
  IBatchRequest,
  IJoinRequest,
  IPanel,
  IServeRequest,
  ISharedBatchRequest,
  Reply,
  Request
} from './protocol.js';
import { invertShared } from './stages.js';
import { viewAt } from './work.js';

/** The calls that a page's worker and Node's have in common. */
interface IScope {
  postMessage(message: Reply, transfer?: Transferable[]): void;
  listen(handle: (request: Asked) => void): void;
  close(): void;
}

type Asked = Request | IJoinRequest | IServeRequest;

interface ILoaded {
  exports: EngineExports;
  kernels: WasmKernels;
  rank: number;
  links: MessagePort[];
  inbox: Inbox;
  /** The module in the memory of all workers. */
  shared?: { memory: WebAssembly.Memory; exports: EngineExports };
}

/** Bytes of a worker's scratch for the pivots of one small matrix. */
const PIVOTS = 64;

let loaded: ILoaded | undefined;

let scope = await findScope();
scope.listen(receive);

function receive(request: Asked): void {
  void handle(request).catch(error => {
    const id = 'id' in request ? request.id : -1;
    scope.postMessage({ type: 'failed', id, message: String(error?.message ?? error) });
  });
}

async function findScope(): Promise<IScope> {
  if (typeof self !== 'undefined') {
    const own = self as unknown as Worker;
    return {
      postMessage: (message, transfer = []) => own.postMessage(message, transfer),
      listen: handle => own.addEventListener('message', ({ data }) => handle(data)),
      close: () => self.close()
    };
  }
  const { parentPort } = await import(/* webpackIgnore: true */ 'node:worker_threads');
  if (!parentPort) throw new Error('this file is a worker, and was not started as one');
  return {
    postMessage: (message, transfer = []) =>
      parentPort.postMessage(message, transfer as unknown as never[]),
    listen: handle => parentPort.on('message', handle),
    close: () => parentPort.close()
  };
}

/** The thread that holds the other end of a port. */
function scopeOf(port: MessagePort): IScope {
  return {
    postMessage: (message, transfer = []) => port.postMessage(message, transfer),
    listen: handle => {
      port.onmessage = ({ data }) => handle(data);
      port.onmessageerror = () => {
        throw new Error('a message to the thread could not be read');
      };
    },
    close: () => port.close()
  };
}

async function handle(request: Asked): Promise<void> {
  if (request.type === 'serve') {
    scope = scopeOf(request.port);
    scope.listen(receive);
    return;
  }
  if (request.type === 'join') {
    await join(request);
    scope.close();
    return;
  }
  if (request.type === 'load') {
    const exports = await loadWasmExports({ wasm: request.wasm });
    const { rank, links } = request;
    const inbox = new Inbox(links, message =>
      scope.postMessage({ type: 'failed', id: -1, message })
    );
    loaded = { exports, kernels: new WasmKernels(exports), rank, links, inbox };
    scope.postMessage({ type: 'ready' });
    return;
  }
  if (!loaded) throw new Error('the worker is not loaded yet');
  const { id } = request;
  switch (request.type) {
    case 'batch':
      invertPiece(loaded, request);
      break;
    case 'columns': {
      const exchange = throughMessages(loaded, request.threads);
      const share = await invertColumns(loaded.exports, request, loaded.rank, exchange);
      scope.postMessage({ type: 'columns', id, ...share }, [share.x.buffer as ArrayBuffer]);
      break;
    }
    case 'share': {
      const { memory, wasm } = request;
      const exports = await loadWasmExports({ wasm, memory });
      loaded.shared = { memory, exports };
      const work = PIVOTS + exports.work_bytes(0, 0, 8, 0);
      scope.postMessage({ type: 'share', id, base: exports.base(), work });
      break;
    }
    case 'shared': {
      const { exports, memory } = sharedOf(loaded);
      invertShared(exports, memory, request);
      scope.postMessage({ type: 'shared', id });
      break;
    }
    case 'sharedBatch':
      invertInPlace(loaded, request);
      scope.postMessage({ type: 'sharedBatch', id });
      break;
    default:
      request satisfies never;
  }
}

function invertPiece({ kernels }: ILoaded, { id, dtype, count, n, a, x }: IBatchRequest): void {
  const length = count * n * n * components(dtype);
  const info = new Int32Array(count);
  const data = viewAt(dtype, a, 0, length);
  const matrices = { dtype, batch: [count], count, rows: n, columns: n, data };
  invertMembers(kernels, matrices, viewAt(dtype, x, 0, length), info);
  scope.postMessage({ type: 'batch', id, a, x, info }, [a, x]);
}

function sharedOf({ shared }: ILoaded): NonNullable<ILoaded['shared']> {
  if (!shared) throw new Error('the memory is not shared yet');
  return shared;
}

/** Small matrices that stay where they are; with uneven rows, in this worker's own memory after all. */
function invertInPlace(own: ILoaded, { dtype, count, n, at }: ISharedBatchRequest): void {
  const { exports, memory } = sharedOf(own);
  const suffix = isSingle(dtype) ? 32 : 64;
  const info = new Int32Array(memory.buffer, at.info, count).fill(0);
  exports[`invert_${suffix}`](
    ...[n, n, isComplex(dtype) ? 1 : 0, count, at.a, at.x, at.work, at.info, at.work + PIVOTS]
  );
  if (!info.includes(UNEVEN_ROWS)) return;
  const length = count * n * n * components(dtype);
  const [data, x] = [at.a, at.x].map(from => viewAt(dtype, memory.buffer, from, length));
  info.fill(0);
  invertMembers(own.kernels, { dtype, batch: [count], count, rows: n, columns: n, data }, x, info);
}

/** Panels that other workers sent, until someone asks for them. */
class Inbox {
  readonly #panels = new Map<string, IPanel>();
  readonly #waiting = new Map<string, (panel: IPanel) => void>();

  /** @param fail called where a panel did not arrive whole: it would be waited for in vain */
  constructor(links: readonly MessagePort[], fail: (message: string) => void) {
    for (const link of links) {
      link.onmessage = ({ data }: MessageEvent<IPanel>) => this.#take(data);
      link.onmessageerror = () => fail('a panel of another worker could not be read');
      link.start?.();
    }
  }

  receive(id: number, index: number): Promise<IPanel> | IPanel {
    const key = `${id}/${index}`;
    const panel = this.#panels.get(key);
    if (!panel) return new Promise(resolve => this.#waiting.set(key, resolve));
    this.#panels.delete(key);
    return panel;
  }

  #take(panel: IPanel): void {
    const key = `${panel.id}/${panel.index}`;
    const resolve = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (resolve) resolve(panel);
    else this.#panels.set(key, panel);
  }
}

function throughMessages({ links, inbox }: ILoaded, threads: number): IExchange {
  return {
    publish: panel => {
      // The last one gets the numbers themselves, the others copies.
      const transfer = [panel.columns.buffer as ArrayBuffer];
      for (let i = 0; i < threads - 1; i++) {
        links[i].postMessage(panel, i === threads - 2 ? transfer : []);
      }
    },
    receive: (id, index) => inbox.receive(id, index)
  };
}
