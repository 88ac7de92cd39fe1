/** The sources of the sandbox: a bundle that `npm run build` makes, and the engine's module. */
import type { ISandboxAssets } from '../cell/index.js';
import { wasmUrl } from '../engine/index.js';
import type { ILanguageAssets } from '../language/index.js';
import { WorkerHost } from './host.js';

type Files = Omit<ISandboxAssets, 'gpu'>;

let assets: Promise<Files> | undefined;

/** Loads them once, and again only after a failure. */
export function loadSandboxAssets(): Promise<Files> {
  assets ??= load().catch(error => {
    assets = undefined;
    throw error;
  });
  return assets;
}

async function load(): Promise<Files> {
  // The bundler turns both into data: URLs (see webpack.config.cjs), which gives cells an opaque origin.
  const worker = new URL('../cell/sandbox.bundle.js', import.meta.url).href;
  const relay = new URL('../cell/relay.bundle.js', import.meta.url).href;
  const response = await fetch(wasmUrl());
  if (!response.ok) throw new Error(`cannot load the engine: HTTP ${response.status}`);
  const scripts = { worker, frame: atob(relay.slice(relay.indexOf(',') + 1)) };
  return {
    start: (init, events) => new WorkerHost(scripts, init, events),
    wasm: await response.arrayBuffer(),
    loadThreads
  };
}

/** A file of its own, loaded when a cell first asks for threads. */
async function loadThreads(): Promise<string> {
  const response = await fetch(new URL('../cell/threads.bundle.js', import.meta.url));
  if (!response.ok) throw new Error(`cannot load the threads: HTTP ${response.status}`);
  return `data:text/javascript;base64,${btoa(await response.text())}`;
}

/** The compiler's worker and what it checks against: files of their own, loaded when they are wanted. */
export function languageAssets(): ILanguageAssets {
  return {
    script: new URL('../language/language.bundle.js', import.meta.url).href,
    declarations: new URL('../language/declarations.json', import.meta.url).href
  };
}

let bridge: Promise<string> | undefined;

/** The helper that runs in the Python kernel. */
export function loadBridge(): Promise<string> {
  bridge ??= fetch(new URL('./bridge.py', import.meta.url)).then(async response => {
    if (response.ok) return response.text();
    bridge = undefined;
    throw new Error(`cannot load the helper for Python: HTTP ${response.status}`);
  });
  return bridge;
}
