/** Programs of tests that run in a Node of their own, on the sources, with real workers. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** A folder for the engine and its worker, each as one file: `prepare` fills it. */
export function engineFolder(): { folder: string; prepare: () => void; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'threads-'));
  return {
    folder,
    prepare: () => bundle(folder),
    remove: () => rmSync(folder, { recursive: true, force: true })
  };
}

function bundle(folder: string): void {
  const entry = [
    "export * from './src/engine/index.ts';",
    "export * from './src/engine/internal.ts';",
    "export { startThreads } from './src/engine/threads.ts';",
    "export { startBeside } from './src/engine/backends/threads/beside.ts';"
  ].join('\n');
  const code = `
      import { build } from 'esbuild';
      const own = { bundle: true, format: 'esm', platform: 'node', logLevel: 'error', ignoreAnnotations: true };
      await build({ ...own, stdin: { contents: ${JSON.stringify(entry)}, resolveDir: '.' }, outfile: ${JSON.stringify(join(folder, 'main.js'))} });
      await build({ ...own, entryPoints: ['src/engine/backends/threads/worker.ts'], outfile: ${JSON.stringify(join(folder, 'worker.js'))} });`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT });
  // Folders of temporary files have no package.json that says so.
  execFileSync(process.execPath, [
    '--eval',
    `require('fs').writeFileSync(${JSON.stringify(join(folder, 'package.json'))}, '{"type":"module"}')`
  ]);
}

/** Runs a program on the sources, with workers, and gives what it prints as JSON. */
export function runWithWorkers(folder: string, program: string): unknown {
  const code = `
    import { readFileSync } from 'node:fs';
    import { pathToFileURL } from 'node:url';
    const engine = await import(pathToFileURL(${JSON.stringify(join(folder, 'main.js'))}));
    const { Board, conditioning, Helpers, inverseSource, loadedKernels, openBoard, linalg, manualSeed, randn, ready, startBeside, startThreads, threadOfPort } = engine;
    const [wasm, sharedWasm] = ['engine.wasm', 'engine.threads.wasm'].map(name => readFileSync('src/engine/backends/wasm/' + name));
    const textOf = promise => promise.then(() => 'none', error => error.name + ': ' + error.message);
    const open = async (shared, count = 2) => {
      const threads = [];
      const spawn = async () => {
        const thread = await startBeside();
        threads.push(thread);
        return thread;
      };
      const pool = await startThreads({ wasm, sharedWasm, shared, count, spawn });
      if (pool.shared !== shared) throw new Error('memory is shared, or is not');
      return { pool, threads };
    };
    const lend = (count, patience, rest = 60_000) => {
      const threads = [];
      let lent = openBoard(count);
      const start = async () => {
        const shared = await WebAssembly.compile(sharedWasm);
        for (let rank = 1; rank < count; rank++) {
          const thread = await startBeside();
          threads.push(thread);
          thread.post({ type: 'join', wasm: shared, lent, rank, rest });
        }
        while (!new Board(lent.board).isManned) await new Promise(resolve => setTimeout(resolve, 5));
      };
      let asked = 0;
      const helpers = new Helpers({ lent, wasm: sharedWasm, ask: () => asked++, patience });
      const renew = () => helpers.renew((lent = openBoard(count)));
      const words = () => new Int32Array(lent.board);
      const end = () => threads.splice(0).forEach(thread => thread.terminate());
      return { helpers, start, renew, words, end, threads, asked: () => asked };
    };
    const found = [];
    ${program}
    console.log(JSON.stringify(found));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: ROOT,
    encoding: 'utf8',
    // A thread that is waited for in vain is a failure, and not a test that hangs.
    timeout: 60_000
  });
  return JSON.parse(output);
}
