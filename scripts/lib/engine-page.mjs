/** The engine alone in a page, without JupyterLab: bundled, and served with or without isolation. */
import { copyFileSync, createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { ROOT } from './run.mjs';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.ipynb': 'application/json',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm'
};

const isWasm = name => name.endsWith('.wasm');

/** Bundles the engine and its threads into folders of `folder`, one for each copy with kernels of its own. */
export async function bundleEngine(folder, copies = ['relaxed']) {
  const { build } = await import('esbuild');
  for (const copy of copies) {
    const outdir = join(folder, copy);
    mkdirSync(join(outdir, 'threads'), { recursive: true });
    await build({
      absWorkingDir: ROOT,
      entryPoints: {
        index: 'lib/engine/index.js',
        internal: 'lib/engine/internal.js',
        'threads/index': 'lib/engine/threads.js',
        'threads/worker': 'lib/engine/backends/threads/worker.js'
      },
      outdir,
      bundle: true,
      splitting: true,
      // Files that look for their neighbours by address stay where their neighbours are.
      chunkNames: 'chunk-[hash]',
      format: 'esm',
      target: 'es2022',
      external: ['node:*'],
      logLevel: 'warning'
    });
    for (const name of readdirSync(join(ROOT, 'lib/engine/backends/wasm')).filter(isWasm)) {
      copyFileSync(join(ROOT, 'lib/engine/backends/wasm', name), join(outdir, name));
    }
  }
}

/** Bundles one module of the tests, engine and all, from its sources. */
export async function bundlePage(entry, outfile) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    external: ['node:*'],
    // `sideEffects` of package.json speaks of lib, not of src.
    ignoreAnnotations: true,
    logLevel: 'warning'
  });
}

/** Serves a folder; `isolated` pages may share memory. */
export async function serve(folder, { isolated = true } = {}) {
  const server = createServer((request, response) => {
    const path = join(folder, new URL(request.url ?? '/', 'http://localhost').pathname);
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    if (!existsSync(path) || !extname(path)) {
      response.writeHead(extname(path) ? 404 : 200, { 'content-type': 'text/html' });
      response.end('<!doctype html>');
      return;
    }
    response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain');
    createReadStream(path).pipe(response);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
