/**
 * The worker that computes what a widget shows, apart from the page. It runs no code of a notebook's: entries
 * are expressions, of which only arithmetic is let through (`expression.ts`).
 */
import { ready } from '../engine/index.js';
import { beginMatrix } from './compute.js';
import type { FromWorker, ToWorker } from './protocol.js';

const reply = (message: FromWorker) => (self as unknown as Worker).postMessage(message);

let loaded: Promise<unknown> | undefined;

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'init') loaded = load(data.wasm);
  else void answer(data);
});

async function load(url: string): Promise<void> {
  await ready({ wasm: await bytesOf(url) });
}

async function bytesOf(url: string): Promise<ArrayBuffer> {
  // Pages that let nothing be fetched, such as those of VS Code, refuse this too, though it is no fetching.
  if (url.startsWith('data:')) {
    return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), c => c.charCodeAt(0)).buffer;
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`cannot load the engine: HTTP ${response.status}`);
  return response.arrayBuffer();
}

async function answer({
  id,
  entries,
  options
}: Extract<ToWorker, { type: 'compute' }>): Promise<void> {
  try {
    await loaded;
    const begun = beginMatrix(entries, options);
    if ('problems' in begun) {
      reply({ type: 'computed', id, computed: begun });
      return;
    }
    const { explanation, values } = begun;
    reply({ type: 'numbers', id, numbers: explanation.numbers });
    reply({ type: 'computed', id, computed: { result: explanation.result, values } });
  } catch (error) {
    reply({ type: 'broken', message: (error as Error).message });
  }
}
