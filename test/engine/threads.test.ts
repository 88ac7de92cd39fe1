/** Threads: what they read, what becomes of a call where a thread dies, and of the next. Their bits: test/ui too. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Reply, Request } from '../../src/engine/backends/threads/protocol.js';
import type { IThread } from '../../src/engine/backends/threads/spawn.js';
import { eye, linalg, ready, zeros } from '../../src/engine/index.js';
import { Threads } from '../../src/engine/linalg/threads.js';
import { until } from '../support/until.js';
import { engineFolder, runWithWorkers } from '../support/workers.js';

/** A thread that loads, and answers nothing else until the test does. */
class Fake implements IThread {
  readonly asked: Exclude<Request, { type: 'load' }>[] = [];
  ended = false;
  onReply: (reply: Reply) => void = () => undefined;
  onError: (message: string) => void = () => undefined;

  constructor(readonly refuses?: string) {}

  post(request: Request): void {
    if (this.refuses) throw new Error(this.refuses);
    if (request.type === 'load') queueMicrotask(() => this.onReply({ type: 'ready' }));
    else this.asked.push(request);
  }

  terminate(): void {
    this.ended = true;
  }
}

/** Threads of which every start is noted. */
function threadsOf(
  count: number,
  options: { spawn?: () => IThread; patience?: number; isLenient?: boolean } = {}
): { pool: Threads; fakes: Fake[] } {
  const fakes: Fake[] = [];
  const spawn = () => {
    const made = options.spawn?.() ?? new Fake();
    if (made instanceof Fake) fakes.push(made);
    return made;
  };
  const { patience, isLenient } = options;
  const prepare = async () => ({ count, spawn, patience, wasm: {} as WebAssembly.Module });
  return { pool: new Threads({ count, load: ready, prepare, isLenient }), fakes };
}

const textOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: Error) => `${error.name}: ${error.message}`
  );

/** So many that they are worth a thread. */
const MANY = 1300;
const batchOf = (count: number) => zeros(count, 16, 16).add(eye(16).mul(4));

const asked = (fakes: readonly Fake[]) => until(() => fakes.some(({ asked }) => asked.length > 0));

describe('threads of which one dies', () => {
  beforeAll(async () => {
    await ready();
  });

  it('reject whatever waits for any of them, and start anew for the next call', async () => {
    const { pool, fakes } = threadsOf(3);
    const answers = [pool.inv(eye(400)), pool.inv(eye(300))].map(textOf);
    await asked(fakes);
    fakes[1].onError('boom');
    const died = 'RuntimeError: threads: thread 1 died: boom';
    expect(await Promise.all(answers)).toEqual([died, died]);
    expect(fakes.map(({ ended }) => ended)).toEqual([true, true, true]);
    const next = textOf(pool.inv(eye(300)));
    await until(() => fakes.length === 6);
    await asked(fakes.slice(3));
    fakes[5].onError('again');
    expect(await next).toBe('RuntimeError: threads: thread 2 died: again');
    expect(pool.closed).toBe(false);
  });

  it('tell the first reason', async () => {
    const { pool, fakes } = threadsOf(2);
    const answer = textOf(pool.inv(eye(300)));
    await asked(fakes);
    fakes[0].onReply({ type: 'failed', id: 1, message: 'out of memory' });
    fakes[1].onError('it ended (exit code 1)');
    pool.close();
    expect(await answer).toBe('RuntimeError: threads: thread 0 failed: out of memory');
    const closed = 'RuntimeError: threads: the threads were closed';
    expect(await textOf(pool.inv(eye(300)))).toBe(closed);
    expect(await textOf(pool.start())).toBe(closed);
    expect(fakes).toHaveLength(2);
  });

  it('reject where one cannot be started, asked or loaded', async () => {
    let count = 0;
    const { pool, fakes } = threadsOf(2, {
      spawn: () => {
        if (count++ % 2 === 1) throw new Error('forbidden');
        return new Fake();
      }
    });
    const refused =
      'RuntimeError: threads: no worker can be started here; use linalg.inv (Error: forbidden)';
    expect(await textOf(pool.inv(eye(300)))).toBe(refused);
    expect(fakes.map(({ ended }) => ended)).toEqual([true]);
    const mute = threadsOf(2, { spawn: () => new Fake('not to be cloned') });
    expect(await textOf(mute.pool.start())).toContain(
      'thread 0 could not be asked: Error: not to be cloned'
    );
  });

  it('compute on this thread where they may', async () => {
    const spawn = () => {
      throw new Error('forbidden');
    };
    const { pool } = threadsOf(2, { spawn, isLenient: true });
    const A = eye(300).mul(4);
    const answer = pool.inv(A);
    // It is read at the call.
    (A.data as Float64Array).fill(0);
    expect((await answer).toArray()).toEqual(eye(300).mul(0.25).toArray());
  });

  it('reject a call that one of them never answers', async () => {
    const { pool, fakes } = threadsOf(2, { patience: 0 });
    const answer = textOf(pool.inv(eye(257)));
    await asked(fakes);
    const { id } = fakes[0].asked[0];
    fakes[0].onReply({
      type: 'columns',
      id,
      x: new Float64Array(),
      pivots: new Int32Array(),
      info: 0
    });
    expect(await answer).toBe('RuntimeError: threads: thread 1 does not answer');
    expect(fakes.map(({ ended }) => ended)).toEqual([true, true]);
  }, 20_000);

  it('are interrupted while they compute, and while they start', async () => {
    const { pool, fakes } = threadsOf(2);
    const early = textOf(pool.inv(eye(300)));
    pool.interrupt('enough');
    expect(await early).toBe('RuntimeError: threads: enough');
    const late = textOf(pool.inv(eye(300)));
    await asked(fakes);
    pool.interrupt('enough');
    expect(await late).toBe('RuntimeError: threads: enough');
    expect(fakes.every(({ ended }) => ended)).toBe(true);
    const next = textOf(pool.inv(eye(300)));
    await until(() => fakes.some(({ ended, asked }) => !ended && asked.length > 0));
    pool.close();
    expect(await next).toContain('closed');
  });

  it('are not asked for what is small, or scaled first: none is inverted twice', async () => {
    const { pool, fakes } = threadsOf(2);
    const A = eye(300);
    A.data[5] = 1e200;
    A.data[301 * 7] = 1e-200;
    expect((await pool.inv(A)).toArray()).toEqual(linalg.inv(A).toArray());
    expect((await pool.inv(eye(2).mul(4))).toArray()).toEqual(eye(2).mul(0.25).toArray());
    expect((await pool.inv(batchOf(5))).toArray()).toEqual(linalg.inv(batchOf(5)).toArray());
    expect(fakes).toEqual([]);
    pool.close();
  });

  it('put together what each made of its pieces, and fill the buffers again', async () => {
    const { pool, fakes } = threadsOf(2);
    let pieces = 0;
    const serve = () => {
      for (const fake of fakes) {
        for (const request of fake.asked.splice(0)) {
          if (request.type !== 'batch') continue;
          const { id, a, x, count } = request;
          pieces++;
          new Float64Array(x).set(new Float64Array(a).map(value => -value));
          fake.onReply({ type: 'batch', id, a, x, info: new Int32Array(count) });
        }
      }
    };
    for (const A of [batchOf(MANY), batchOf(MANY + 1).mul(2)]) {
      const answer = pool.inv(A);
      let X: typeof A | undefined;
      void answer.then(result => {
        X = result;
      });
      await until(() => {
        serve();
        return X !== undefined;
      });
      const [a, x] = [A.data as Float64Array, X?.data as Float64Array];
      expect(x.length === a.length && x.every((value, i) => value === -a[i])).toBe(true);
    }
    expect(pieces).toBeGreaterThan(8);
    pool.close();
  }, 30_000);
});

describe('real workers', () => {
  const { folder, prepare, remove } = engineFolder();

  beforeAll(prepare, 60_000);

  afterAll(remove);

  it('read A at the call', () => {
    const found = runWithWorkers(
      folder,
      `for (const shared of [true, false]) {
        const { pool } = await open(shared);
        for (const shape of [[400, 400], [300, 300], [100, 30, 30], [5, 5]]) {
          manualSeed(4);
          const A = randn(shape);
          const wanted = linalg.inv(A).data;
          const [first, second] = [pool.inv(A), pool.inv(A)];
          A.data.fill(0);
          const same = x => x.data.every((value, i) => value === wanted[i]);
          const both = await Promise.all([first, second]);
          // Of what A was nothing is left that figures could be of.
          found.push(both.every(X => same(X) && inverseSource(X) === undefined));
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

  it('serve a thread that did not start them, by a port', () => {
    const found = runWithWorkers(
      folder,
      `const starters = [];
      const spawn = async () => {
        const starter = await startBeside();
        starters.push(starter);
        const { port1, port2 } = new MessageChannel();
        starter.post({ type: 'serve', port: port2 }, [port2]);
        return threadOfPort(port1, () => starter.terminate());
      };
      const pool = await startThreads({ wasm, shared: false, count: 2, spawn });
      for (const shape of [[400, 400], [100, 30, 30]]) {
        const A = randn(shape);
        const [X, wanted] = [await pool.inv(A), linalg.inv(A)];
        found.push(X.data.every((value, i) => value === wanted.data[i]));
      }
      const answer = textOf(pool.inv(randn(1500, 1500)));
      starters.forEach(starter => { starter.onError = message => found.push(message); });
      pool.close();
      found.push(await answer);
      while (found.length < 5) await new Promise(resolve => setTimeout(resolve, 5));`
    );
    expect(found).toEqual([
      true,
      true,
      'RuntimeError: threads: the threads were closed',
      'it ended (exit code 1)',
      'it ended (exit code 1)'
    ]);
  }, 90_000);

  it('give the bits of one thread, of uneven matrices too', () => {
    const found = runWithWorkers(
      folder,
      `for (const shared of [true, false]) {
        const { pool } = await open(shared);
        for (const shape of [[300, 300], [700, 700], [4000, 7, 7], [40, 40, 40]]) {
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
    expect(found).toEqual(new Array(8).fill(true));
  }, 90_000);

  it('give the bits of one thread, whatever their number, and of what they are', () => {
    const found = runWithWorkers(
      folder,
      `for (const shared of [true, false]) {
        for (const count of [1, 3]) {
          const { pool } = await open(shared, count);
          for (const [shape, dtype] of [[[257, 257], 'float64'], [[600, 600], 'float32'], [[515, 515], 'float64'], [[60, 33, 33], 'complex64'], [[5001, 6, 6], 'complex128'], [[40001, 4, 4], 'float32']]) {
            manualSeed(7);
            const A = randn(shape, { dtype });
            const wanted = linalg.inv(A);
            const X = await pool.inv(A);
            const same = X.data.every((value, i) => value === wanted.data[i]);
            // Without a ready() of the caller's, and with all that linalg.inv knows of its result.
            found.push(same && inverseSource(X) !== undefined);
            if (shape.length === 2) found.push(conditioning(X).residual === conditioning(wanted).residual);
          }
          pool.close();
        }
      }`
    );
    expect(found).toEqual(new Array(36).fill(true));
  }, 90_000);

  it('that end leave nobody waiting, and others take their place', () => {
    const found = runWithWorkers(
      folder,
      `for (const shared of [true, false]) {
        for (const rank of [0, 1]) {
          const { pool, threads } = await open(shared);
          const answers = [pool.inv(randn(1500, 1500)), pool.inv(randn(700, 700))].map(textOf);
          threads[rank].terminate();
          found.push(...(await Promise.all(answers)), await textOf(pool.inv(randn(300, 300))));
          pool.close();
        }
      }`
    ) as string[];
    const died = (rank: number) =>
      `RuntimeError: threads: thread ${rank} died: it ended (exit code 1)`;
    const each = [0, 1].flatMap(rank => [died(rank), died(rank), 'none']);
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
        found.push(answer.startsWith('RuntimeError: threads: thread 1 failed: '));
        found.push(await textOf(pool.inv(randn(300, 300))));
        pool.close();
      }`
    );
    expect(found).toEqual([true, 'none', true, 'none']);
  }, 90_000);
});
