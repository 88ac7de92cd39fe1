/** The files that sessions are made of, fetched when they are first wanted. */
import type { ISandboxAssets } from '../cell/index.js';
import { wasmUrl } from '../engine/index.js';
import { WorkerHost } from './host.js';

type Files = Omit<ISandboxAssets, 'gpu'>;

/** The sandbox's programs, and the engine's module. */
export const loadSandboxAssets: () => Promise<Files> = remembered(async () => {
  const [worker, frame, wasm] = await Promise.all([
    fetched(new URL('../cell/sandbox.bundle.js', import.meta.url)).then(asDataUrl),
    fetched(new URL('../cell/relay.bundle.js', import.meta.url)).then(file => file.text()),
    fetched(wasmUrl()).then(file => file.arrayBuffer())
  ]);
  const start: Files['start'] = (init, events) => new WorkerHost({ worker, frame }, init, events);
  return { start, wasm, mathjs: loadMathjs };
});

/** mathjs for the sandbox: larger than all the rest of it, and rarely wanted. */
const loadMathjs = remembered(async () =>
  (await fetched(new URL('../matrix/mathjs.script.txt', import.meta.url))).text()
);

/** The helper that runs in the Python kernel. */
export const loadBridge: () => Promise<string> = remembered(async () =>
  (await fetched(new URL('./bridge.py', import.meta.url))).text()
);

/** Loads once, and again only after a failure. */
function remembered<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch(error => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

async function fetched(url: URL): Promise<Response> {
  const response = await fetch(url);
  if (response.ok) return response;
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  throw new Error(`cannot load ${name}: HTTP ${response.status}`);
}

/** As a `data:` URL, by which a worker has an opaque origin; written in base64 by the browser itself. */
async function asDataUrl(file: Response): Promise<string> {
  const blob = new Blob([await file.arrayBuffer()], { type: 'text/javascript' });
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
