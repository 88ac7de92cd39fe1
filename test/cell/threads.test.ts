/** `threads` of cells: what a session does with its cores. Real workers: test/engine and test/ui. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeThreads } from '../../src/cell/threads.js';
import { eye, linalg, randn, ready } from '../../src/engine/index.js';
import { inverseSource, MESSAGES } from '../../src/engine/internal.js';

beforeAll(() => ready());

const large = () => randn(300, 300);

/** Cores of which every start is counted, and refused. */
function refusing(count: number, reason = 'forbidden') {
  let starts = 0;
  const spawn = () => {
    starts++;
    throw new Error(reason);
  };
  const prepare = async () => ({ spawn, wasm: {} as WebAssembly.Module });
  return { cores: { count, prepare }, starts: () => starts };
}

describe('threads of a cell', () => {
  it('are as many as the machine has, within bounds', () => {
    for (const [count, found] of [
      [1, 1],
      [4, 4],
      [256, 8],
      [Number.NaN, 1],
      [0, 1]
    ]) {
      expect(makeThreads(refusing(count).cores).threads.count).toBe(found);
    }
    expect(makeThreads().threads.count).toBe(1);
  });

  it('compute on one core where none can be started, and try no more', async () => {
    const { cores, starts } = refusing(2);
    const { threads } = makeThreads(cores);
    for (const A of [large(), large()]) {
      const X = await threads.inv(A);
      expect(X.toArray()).toEqual(linalg.inv(A).toArray());
      expect(inverseSource(X)).toBeDefined();
    }
    expect(starts()).toBe(2);
  });

  it('start none for one core, and for what is small', async () => {
    for (const [count, A] of [
      [1, large()],
      [2, eye(3)]
    ] as const) {
      const { cores, starts } = refusing(count);
      const X = await makeThreads(cores).threads.inv(A);
      expect(X.toArray()).toEqual(linalg.inv(A).toArray());
      expect(starts()).toBe(0);
    }
  });

  it('are not asked where messages would take longer than they save', async () => {
    for (const A of [large(), randn(20_000, 4, 4), randn(30, 30, 30)]) {
      const { cores, starts } = refusing(2);
      const { threads } = makeThreads({ ...cores, thresholds: MESSAGES });
      expect((await threads.inv(A)).toArray()).toEqual(linalg.inv(A).toArray());
      expect(starts()).toBe(0);
      await makeThreads(cores).threads.inv(A.ndim === 2 ? A : randn(100, 30, 30));
      expect(starts()).toBeGreaterThan(0);
    }
  });

  it('reject an interrupted call, and serve the next', async () => {
    const { cores } = refusing(2);
    const { threads, interrupt } = makeThreads(cores);
    const answer = threads.inv(large());
    interrupt();
    await expect(answer).rejects.toThrow('threads: interrupted');
    const A = large();
    expect((await threads.inv(A)).toArray()).toEqual(linalg.inv(A).toArray());
  });
});
