/** The pool of threads: what it reads, and what becomes of it where a thread dies. Its bits: test/ui. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Threads } from '../../src/engine/backends/threads/pool.js';
import type { Request } from '../../src/engine/backends/threads/protocol.js';
import type { IThread } from '../../src/engine/backends/threads/spawn.js';
import { eye, linalg, ready, stack, tensor } from '../../src/engine/index.js';

const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));

interface IFake extends IThread {
  asked: Request[];
  ended: boolean;
}

/** A thread that answers nothing, until the test does. */
function fake(refuses?: string): IFake {
  const thread: IFake = {
    asked: [],
    ended: false,
    post: request => {
      if (refuses) throw new Error(refuses);
      thread.asked.push(request);
    },
    onReply: () => undefined,
    onError: () => undefined,
    terminate: () => {
      thread.ended = true;
    }
  };
  return thread;
}

const textOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: Error) => `${error.name}: ${error.message}`
  );

/** Lets the pool come to ask. */
const turn = () => new Promise(done => setTimeout(done));

describe('a pool of which a thread dies', () => {
  beforeAll(async () => {
    await ready();
  });

  it('rejects whatever waits for any of them, and what comes later', async () => {
    const threads = [fake(), fake(), fake()];
    const pool = new Threads(threads, false);
    const answers = [pool.inv(eye(400)), pool.inv(stack([eye(3), eye(3)]))].map(textOf);
    await turn();
    expect(threads.map(({ asked }) => asked.length)).toEqual([1, 1, 1]);
    threads[1].onError('boom');
    const died = 'RuntimeError: threads: thread 1 died: boom';
    expect(await Promise.all(answers)).toEqual([died, `${died}; start new ones`]);
    expect(await textOf(pool.inv(eye(400)))).toBe(`${died}; start new ones`);
    expect(threads.every(({ ended }) => ended)).toBe(true);
    expect(pool.closed).toBe(true);
  });

  it('tells the first reason', async () => {
    const threads = [fake(), fake()];
    const pool = new Threads(threads, false);
    const answer = textOf(pool.inv(eye(300)));
    await turn();
    threads[0].onReply({ type: 'failed', id: 1, message: 'out of memory' });
    threads[1].onError('it ended (exit code 1)');
    pool.close();
    expect(await answer).toBe('RuntimeError: threads: thread 0 failed: out of memory');
    expect(await textOf(pool.inv(eye(300)))).toContain('out of memory; start new ones');
  });

  it('ends where one cannot be asked at all', async () => {
    const threads = [fake(), fake('not to be cloned')];
    const pool = new Threads(threads, false);
    expect(await textOf(pool.inv(eye(300)))).toContain(
      'thread 1 could not be asked: Error: not to be cloned'
    );
    expect(threads[0].ended).toBe(true);
    expect(await textOf(new Threads([fake(), fake('no')], false).load({} as never))).toContain(
      'no'
    );
  });

  it('asks none for a matrix that one thread scales first: none is inverted twice', async () => {
    const threads = [fake(), fake()];
    const pool = new Threads(threads, false);
    const A = eye(300);
    A.data[5] = 1e200;
    A.data[301 * 7] = 1e-200;
    const X = await pool.inv(A);
    expect(X.toArray()).toEqual(linalg.inv(A).toArray());
    expect(threads.map(({ asked }) => asked.length)).toEqual([0, 0]);
    pool.close();
  });

  it('takes what the threads made of a batch, uneven members too', async () => {
    const threads = [fake(), fake()];
    const pool = new Threads(threads, false);
    const A = stack([eye(3), eye(3).mul(tensor([1, 1e-200, 1]))]);
    const answer = pool.inv(A);
    await turn();
    threads.forEach((thread, rank) => {
      const { id } = thread.asked[0] as { id: number };
      const inverses = new Float64Array(9).fill(rank);
      thread.onReply({ type: 'batch', id, inverses, info: new Int32Array(1) });
    });
    expect([...(await answer).data]).toEqual([...new Array(9).fill(0), ...new Array(9).fill(1)]);
    pool.close();
  });

  it('computes what needs no thread as long as it is open', async () => {
    const pool = new Threads([fake()], false);
    expect((await pool.inv(eye(2).mul(4))).toArray()).toEqual(eye(2).mul(0.25).toArray());
    pool.close();
    expect(pool.closed).toBe(true);
  });
});

/** Runs a program on the sources, with workers, and gives what it prints as JSON. */
function runWithWorkers(folder: string, program: string): unknown {
  const code = `
    import { readFileSync } from 'node:fs';
    import { pathToFileURL } from 'node:url';
    const engine = await import(pathToFileURL(${JSON.stringify(join(folder, 'main.js'))}));
    const { Threads, compileModule, conditioning, inverseSource, linalg, manualSeed, randn, ready, startThread } = engine;
    const wasm = readFileSync('src/engine/backends/wasm/engine.wasm');
    await ready({ wasm });
    const textOf = promise => promise.then(() => 'none', error => error.name + ': ' + error.message);
    const open = async shared => {
      const threads = [await startThread(), await startThread()];
      const pool = new Threads(threads, shared);
      await pool.load(await compileModule({ wasm }));
      return { pool, threads };
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

describe('real workers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'threads-'));

  beforeAll(() => {
    const entry = [
      "export * from './src/engine/index.ts';",
      "export * from './src/engine/internal.ts';",
      "export { Threads } from './src/engine/backends/threads/pool.ts';",
      "export { startThread } from './src/engine/backends/threads/spawn.ts';",
      "export { compileModule } from './src/engine/backends/wasm/index.ts';"
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
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('read A at the call', () => {
    const found = runWithWorkers(
      folder,
      `for (const shared of [true, false]) {
        const { pool } = await open(shared);
        for (const shape of [[400, 400], [300, 300], [7, 9, 9], [5, 5]]) {
          manualSeed(4);
          const A = randn(shape);
          const wanted = linalg.inv(A.clone()).data;
          const [first, second] = [pool.inv(A), pool.inv(A)];
          A.data.fill(0);
          const [X, Y] = await Promise.all([first, second]);
          const same = x => x.data.every((value, i) => value === wanted[i]);
          // The figures of X are of the matrix that was inverted.
          const known = inverseSource(X)?.data.some(value => value !== 0) && conditioning(X).residual < 1e-8;
          found.push(same(X) && same(Y) && known);
        }
        const bad = randn(300, 300);
        bad.data.fill(0, 0, 300);
        const answer = textOf(pool.inv(bad));
        bad.data.fill(1, 0, 300);
        found.push((await answer).includes('singular'));
        pool.close();
      }`
    );
    expect(found).toEqual(new Array(10).fill(true));
  }, 90_000);

  it('give the bits of one thread, of uneven matrices too', () => {
    const found = runWithWorkers(
      folder,
      `for (const shared of [true, false]) {
        const { pool } = await open(shared);
        for (const shape of [[300, 300], [5, 7, 7], [3, 40, 40]]) {
          manualSeed(6);
          const A = randn(shape);
          const n = shape.at(-1);
          for (let i = 0; i < A.data.length; i++) A.data[i] *= 10 ** ((Math.floor(i / n) % 5) * 20 - 40);
          const wanted = linalg.inv(A).data;
          found.push((await pool.inv(A)).data.every((value, i) => value === wanted[i]));
        }
        pool.close();
      }`
    );
    expect(found).toEqual(new Array(6).fill(true));
  }, 90_000);

  it('that end leave nobody waiting', () => {
    const found = runWithWorkers(
      folder,
      `for (const shared of [true, false]) {
        for (const rank of [0, 1]) {
          const { pool, threads } = await open(shared);
          const answers = [pool.inv(randn(700, 700)), pool.inv(randn(6, 20, 20))].map(textOf);
          threads[rank].terminate();
          found.push(...(await Promise.all(answers)), await textOf(pool.inv(randn(300, 300))));
        }
      }`
    ) as string[];
    const died = (rank: number) =>
      `RuntimeError: threads: thread ${rank} died: it ended (exit code 1)`;
    const each = [0, 1].flatMap(rank => [
      died(rank),
      `${died(rank)}; start new ones`,
      `${died(rank)}; start new ones`
    ]);
    expect(found).toEqual([...each, ...each]);
  }, 90_000);

  it('that fail take the others with them', () => {
    const found = runWithWorkers(
      folder,
      `for (const shared of [true, false]) {
        const { pool, threads } = await open(shared);
        // It is answered before what comes after it.
        threads[1].post({ type: 'batch' });
        const answer = await textOf(pool.inv(randn(700, 700)));
        found.push(answer.startsWith('RuntimeError: threads: thread 1 failed: '), pool.closed);
      }`
    );
    expect(found).toEqual([true, true, true, true]);
  }, 90_000);
});
