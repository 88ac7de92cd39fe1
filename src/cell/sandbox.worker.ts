/**
 * The worker in which cells run: at an opaque origin, without cookies, storage or DOM.
 *
 * It is given the engine's bytes, because from here nothing of the server can be fetched.
 */
import { ready } from '../engine/index.js';
import type { FromSandbox, IInit, IRun } from './protocol.js';
import { Runtime } from './runtime.js';

self.addEventListener('message', start, { once: true });

async function start({ data }: MessageEvent<IInit>): Promise<void> {
  const { port, wasm } = data;
  // Bound now: a cell may declare or replace any global.
  const post = port.postMessage.bind(port);
  const send = (message: FromSandbox) => post(message);
  try {
    await ready({ wasm });
  } catch (error) {
    send({ type: 'broken', message: String(error) });
    return;
  }
  const runtime = new Runtime(globalThis, output => send({ type: 'output', output }));
  let queue = Promise.resolve();
  port.onmessage = ({ data: run }: MessageEvent<IRun>) => {
    queue = queue.then(async () => {
      const ok = await runtime.run(run);
      send({ type: 'done', id: run.id, ok });
    });
  };
  send({ type: 'ready' });
}
