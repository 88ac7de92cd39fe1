/** The files that sessions are made of, fetched when they are first wanted. */
import type { ISandboxAssets } from '../cell/index.js';
import { wasmUrl } from '../engine/index.js';
import { WorkerHost } from './host.js';
import type { IArraysProgram } from './python.js';

type Files = Omit<ISandboxAssets, 'gpu'>;

/** The worker of the next sandbox, which has read its program. */
let spare: WorkerHost | undefined;
/** Whether the page has had a sandbox: only the first is worth a worker in advance. */
let hasStarted = false;

/** The sandbox's programs, and the engine's module. */
const loadPrograms = remembered(async () => {
  const [worker, frame, wasm, sharedWasm] = await Promise.all([
    fetched(new URL('../cell/sandbox.bundle.js', import.meta.url)).then(file => file.text()),
    fetched(new URL('../cell/relay.bundle.js', import.meta.url)).then(file => file.text()),
    fetched(wasmUrl()).then(file => file.arrayBuffer()),
    // For pages whose memory may be shared.
    globalThis.crossOriginIsolated
      ? fetched(wasmUrl({ shared: true })).then(file => file.arrayBuffer())
      : undefined
  ]);
  return { scripts: { worker, frame }, wasm, sharedWasm };
});

/**
 * Fetches what a first cell needs.
 * @param isStarted whether a worker is started for it too, which takes a process of its own
 */
export async function prepareSandbox(isStarted: boolean): Promise<void> {
  const { scripts } = await loadPrograms();
  if (isStarted && !hasStarted) spare ??= new WorkerHost(scripts);
}

/** The files of a sandbox. */
export async function loadSandboxAssets(): Promise<Files> {
  const { scripts, wasm, sharedWasm } = await loadPrograms();
  const start: Files['start'] = (init, events) => {
    const host = spare ?? new WorkerHost(scripts);
    spare = undefined;
    hasStarted = true;
    return host.begin(init, events);
  };
  return { start, wasm, sharedWasm, mathjs: loadMathjs, loadThreads };
}

/** mathjs for the sandbox: larger than all the rest of it, and rarely wanted. */
const loadMathjs = remembered(async () =>
  (await fetched(new URL('../matrix/mathjs.script.txt', import.meta.url))).text()
);

/** The program of a sandbox's threads, as the `data:` URL of a worker. */
const loadThreads = remembered(async () => {
  const file = await fetched(new URL('../cell/threads.bundle.js', import.meta.url));
  return `data:text/javascript;base64,${btoa(await file.text())}`;
});

/** The helper that runs in the Python kernel. */
export const loadBridge: () => Promise<string> = remembered(async () =>
  (await fetched(new URL('./bridge.py', import.meta.url))).text()
);

/** The program that holds arrays in the Python kernel. */
export const loadArrays: () => Promise<IArraysProgram> = remembered(async () =>
  (await fetched(new URL('./arrays.json', import.meta.url))).json()
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
