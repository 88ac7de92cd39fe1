/**
 * The worker in which cells run: at an opaque origin, without cookies, storage or DOM.
 *
 * It is given the engine's bytes, because from here nothing of the server can be fetched.
 */
import { ready } from '../engine/index.js';
import {
  Helpers,
  type IGpuOptions,
  type ITiles,
  KernelLink,
  LocalGpu,
  loadedKernels,
  MESSAGES,
  RemoteGpu,
  useGpu,
  useKernel
} from '../engine/internal.js';
import { giveMathjs, type MakeMathjs } from '../matrix/index.js';
import { compile } from './compile.js';
import { LentThreads } from './lent-threads.js';
import { Outbox } from './outbox.js';
import { describePlatform } from './platform.js';
import type { IInit, IInterrupt, IRun, ToSandbox } from './protocol.js';
import { Runtime } from './runtime.js';

/** Indirect eval, bound now: a cell may replace any global. */
// biome-ignore lint/security/noGlobalEval: a script of our own, which comes when it is needed
const evaluate = globalThis.eval;

/** The globals as they are before any cell, for scripts that come later. */
const GLOBALS: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis).map(name => [name, Reflect.get(globalThis, name)])
);

self.addEventListener('message', start, { once: true });
// While it waits for its beginning, so that the browser has read the compiler when the first cell comes.
setTimeout(() => compile('\nconst a: number = 1;\na'));

async function start({ data }: MessageEvent<IInit>): Promise<void> {
  const { port, wasm, sharedWasm, lent, gpu } = data;
  // Bound now: a cell may declare or replace any global.
  const post = port.postMessage.bind(port);
  const outbox = new Outbox((packet, transfer) => post(packet, transfer));
  try {
    await ready({ wasm });
  } catch (error) {
    outbox.send({ type: 'broken', message: String(error) });
    return;
  }
  const ask = () => outbox.send({ type: 'helpers' });
  const helpers = sharedWasm && lent && new Helpers({ lent, wasm: sharedWasm, ask });
  const kernels = loadedKernels();
  if (kernels && helpers) kernels.helpers = helpers;
  keepAlive();
  describePlatform(globalThis);
  const threads = new LentThreads(count => outbox.send({ type: 'threads', count }));
  const cores = {
    count: navigator.hardwareConcurrency,
    thresholds: MESSAGES,
    prepare: async (count: number) => ({ wasm, spawn: threads.begin(count) })
  };
  const host = new RemoteGpu(request => outbox.send({ type: 'gpu', request }));
  const python = new KernelLink(request => outbox.send({ type: 'kernel', request }));
  useKernel(python);
  const runtime = new Runtime(
    globalThis,
    output => outbox.output(output),
    () => {
      const onTuned = (adapter: string, tiles: ITiles) =>
        outbox.send({ type: 'tuned', adapter, tiles });
      return chooseGpu({ ...gpu, onTuned }, host);
    },
    cores
  );
  const cells = new Cells(runtime, outbox, text => post({ text, buffers: [[]] }));
  port.onmessage = ({ data: message }: MessageEvent<ToSandbox>) => {
    if (message.type === 'gpu') host.receive(message.reply);
    else if (message.type === 'kernel') python.receive(message.reply);
    else if (message.type === 'threads') threads.receive(message.ports);
    else if (message.type === 'died') threads.lose(message.rank, message.message);
    else if (message.type === 'helpers') helpers?.renew(message.lent);
    else if (message.type === 'mathjs') {
      runtime.mend();
      const script = evaluate(message.script) as (globals: object) => MakeMathjs;
      giveMathjs(script(GLOBALS));
    } else if (message.type === 'edit') runtime.edit(message.edit);
    else if (message.type === 'interrupt') cells.interrupt(message);
    else void cells.add(message);
  };
  outbox.send({ type: 'ready' });
}

/** Runs cells in their order. */
class Cells {
  readonly #runtime: Runtime;
  readonly #outbox: Outbox;
  readonly #postText: (text: string) => void;
  readonly #waiting: IRun[] = [];
  #isRunning = false;
  #running?: number;

  /** @param postText sends messages that are written already, where nothing else works any more */
  constructor(runtime: Runtime, outbox: Outbox, postText: (text: string) => void) {
    this.#runtime = runtime;
    this.#outbox = outbox;
    this.#postText = postText;
  }

  async add(cell: IRun): Promise<void> {
    this.#runtime.mend();
    this.#waiting.push(cell);
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
      await this.#run(next);
    this.#isRunning = false;
  }

  /** Gives up the cell of this id where it is the one that runs. */
  interrupt({ id, name, message }: IInterrupt): void {
    if (id === this.#running) this.#runtime.interrupt(name, message);
  }

  /** Whatever happens the cell ends, and the next one runs. */
  async #run(cell: IRun): Promise<void> {
    const { id } = cell;
    this.#running = id;
    try {
      this.#outbox.begin();
      this.#outbox.send({ type: 'started', id });
      const values = await this.#runtime.run(cell);
      const kept = [...this.#runtime.kept];
      this.#outbox.send({ type: 'done', id, ok: values !== undefined, values: values ?? [], kept });
    } catch {
      // The cell has broken what the session itself needs: the host is told in the plainest way.
      this.#postText(`[{"type":"done","id":${id},"ok":false,"values":[],"kept":[]}]`);
    } finally {
      this.#running = undefined;
    }
  }
}

/**
 * Keeps the session from being closed or hung by accident: `close` would end it without a word, and a
 * promise whose methods were replaced never settles.
 */
function keepAlive(): void {
  const close = () => {
    throw new Error(
      'close() would end this session and all its variables; to end it use Kernel → Restart Kernel'
    );
  };
  Object.defineProperty(globalThis, 'close', { value: close, configurable: true });
  Object.freeze(Promise.prototype);
}

let chosen: Promise<void> | undefined;

/** The worker's own adapter where the browser gives it one, else the host's. */
function chooseGpu(options: IGpuOptions, host: RemoteGpu): Promise<void> {
  const find = async () => {
    const { powerPreference } = options;
    const gpu = globalThis.navigator?.gpu;
    const adapter = await gpu?.requestAdapter({ powerPreference }).catch(() => null);
    useGpu(adapter ? new LocalGpu(options) : host);
  };
  chosen ??= find();
  return chosen;
}
