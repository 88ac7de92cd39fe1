/** A worker of the pool: its own module, its own memory, and links to the other workers. */
import { allocate, components, type FloatData } from '../../core/dtype.js';
import { invertMembers } from '../cpu/invert.js';
import { loadWasmExports } from '../wasm/index.js';
import { type EngineExports, WasmKernels } from '../wasm/kernels.js';
import { columnOrder, type IExchange, invertColumns, placeColumns } from './columns.js';
import type { IColumnsRequest, IPanel, IShared, Reply, Request } from './protocol.js';

/** The calls that a page's worker and Node's have in common. */
interface IScope {
  postMessage(message: Reply, transfer?: Transferable[]): void;
  listen(handle: (request: Request) => void): void;
}

interface ILoaded {
  exports: EngineExports;
  kernels: WasmKernels;
  rank: number;
  links: MessagePort[];
  inbox: Inbox;
}

let loaded: ILoaded | undefined;

const scope = await findScope();
scope.listen(request => {
  void handle(request).catch(error => {
    const id = request.type === 'load' ? -1 : request.id;
    scope.postMessage({ type: 'failed', id, message: String(error?.message ?? error) });
  });
});

async function findScope(): Promise<IScope> {
  if (typeof self !== 'undefined') {
    const own = self as unknown as Worker;
    return {
      postMessage: (message, transfer = []) => own.postMessage(message, transfer),
      listen: handle => own.addEventListener('message', ({ data }) => handle(data))
    };
  }
  const { parentPort } = await import(/* webpackIgnore: true */ 'node:worker_threads');
  if (!parentPort) throw new Error('this file is a worker, and was not started as one');
  return {
    postMessage: (message, transfer = []) =>
      parentPort.postMessage(message, transfer as unknown as never[]),
    listen: handle => parentPort.on('message', handle)
  };
}

async function handle(request: Request): Promise<void> {
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
  if (request.type === 'batch') {
    const { id, dtype, batch, a } = request;
    const info = new Int32Array(batch.count);
    const inverses = allocate(dtype, a.length / components(dtype)) as FloatData;
    invertMembers(
      loaded.kernels,
      { ...batch, dtype, batch: [batch.count], data: a },
      inverses,
      info
    );
    const transfer = [inverses.buffer as ArrayBuffer];
    scope.postMessage({ type: 'batch', id, inverses, info }, transfer);
    return;
  }
  await shareColumns(loaded, request);
}

async function shareColumns(own: ILoaded, request: IColumnsRequest): Promise<void> {
  const { id, n, cuts, shared } = request;
  const { rank } = own;
  const width = own.exports.panel_width(n);
  const exchange = shared ? throughMemory(shared, n, width) : throughMessages(own, request.threads);
  const { x, pivots, info } = await invertColumns(own.exports, request, rank, exchange);
  if (!shared) {
    scope.postMessage({ type: 'columns', id, x, pivots, info }, [x.buffer as ArrayBuffer]);
    return;
  }
  placeColumns(n, cuts[rank], cuts[rank + 1], x, columnOrder(pivots), shared.x);
  scope.postMessage({ type: 'columns', id, pivots, info });
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

/** Panels in memory that all see; whoever needs one that is not there yet sleeps until it is. */
function throughMemory({ panels, pivots, done }: IShared, n: number, width: number): IExchange {
  const place = (index: number) => {
    const from = index * width;
    const to = Math.min(from + width, n);
    return {
      columns: panels.subarray(from * n, to * n),
      pivots: pivots.subarray(from, to)
    };
  };
  return {
    publish: panel => {
      const to = place(panel.index);
      to.columns.set(panel.columns);
      to.pivots.set(panel.pivots);
      Atomics.store(done, panel.index, 1 + panel.info);
      Atomics.notify(done, panel.index);
    },
    receive: (id, index) => {
      Atomics.wait(done, index, 0);
      return { id, index, ...place(index), info: Atomics.load(done, index) - 1 };
    }
  };
}
