/**
 * The worker in which cells run: at an opaque origin, without cookies, storage or DOM.
 *
 * It is given the engine's bytes, because from here nothing of the server can be fetched.
 */
import {
  type IGpuOptions,
  type ITiles,
  LocalGpu,
  RemoteGpu,
  ready,
  useGpu
} from '../engine/index.js';
import type { FromSandbox, IInit, IRun, ToSandbox } from './protocol.js';
import { Runtime } from './runtime.js';

self.addEventListener('message', start, { once: true });

async function start({ data }: MessageEvent<IInit>): Promise<void> {
  const { port, wasm, gpu } = data;
  // Bound now: a cell may declare or replace any global.
  const post = port.postMessage.bind(port);
  const send = (message: FromSandbox, transfer: ArrayBuffer[] = []) => post(message, transfer);
  try {
    await ready({ wasm });
  } catch (error) {
    send({ type: 'broken', message: String(error) });
    return;
  }
  const host = new RemoteGpu((request, transfer) => send({ type: 'gpu', request }, transfer));
  const runtime = new Runtime(
    globalThis,
    output => send({ type: 'output', output }),
    () => {
      const onTuned = (adapter: string, tiles: ITiles) => send({ type: 'tuned', adapter, tiles });
      return chooseGpu({ ...gpu, onTuned }, host);
    }
  );
  let queue = Promise.resolve();
  const run = (cell: IRun) => {
    queue = queue.then(async () => {
      // Whatever happens the cell ends, and the next one runs.
      const values = await runtime.run(cell).catch(() => undefined);
      const buffers = (values ?? []).flatMap(value => ('json' in value ? [] : [value.data]));
      send({ type: 'done', id: cell.id, ok: values !== undefined, values: values ?? [] }, buffers);
    });
  };
  port.onmessage = ({ data: message }: MessageEvent<ToSandbox>) => {
    if (message.type === 'gpu') host.receive(message.reply);
    else if (message.type === 'edit') runtime.edit(message.edit);
    else run(message);
  };
  send({ type: 'ready' });
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
