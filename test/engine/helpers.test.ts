/** Threads that help a caller that does not wait for messages: its bits, and what becomes of a call where one dies. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Board } from '../../src/engine/backends/threads/board.js';
import { Helpers, openBoard } from '../../src/engine/internal.js';
import { engineFolder, runWithWorkers } from '../support/workers.js';

const { folder, prepare, remove } = engineFolder();

beforeAll(prepare, 60_000);
afterAll(remove);

/** Answers of `linalg.inv` with and without helpers; `lend` is of `support/workers.ts`. */
const SAME = `
  await ready({ wasm });
  const kernels = loadedKernels();
  const invert = (helpers, A) => {
    kernels.helpers = helpers;
    try { return linalg.inv(A); } finally { kernels.helpers = undefined; }
  };
  const same = (X, Y) => X.data.every((value, i) => Object.is(value, Y.data[i]));
  const randomOf = (shape, options) => { manualSeed(7); return randn(shape, options); };`;

describe('helpers', () => {
  it('give the bits of one thread and its figures, whatever their number', () => {
    const found = runWithWorkers(
      folder,
      `${SAME}
      for (const count of [2, 3]) {
        const { helpers, start, words, end } = lend(count);
        await start();
        for (const [shape, dtype] of [[[257, 257], 'float64'], [[600, 600], 'float32'], [[1024, 1024], 'float64'], [[60, 33, 33], 'complex64'], [[5001, 6, 6], 'complex128'], [[40001, 4, 4], 'float32'], [[3, 300, 300], 'float64']]) {
          const A = randomOf(shape, { dtype });
          const wanted = linalg.inv(A);
          const before = words()[0];
          const X = invert(helpers, A);
          found.push(same(X, wanted), inverseSource(X) === A || inverseSource(X) !== undefined);
          // It was opened and closed.
          found.push(words()[0] === before + 2 && words()[32] === 0);
          if (shape.length === 2) found.push(conditioning(X).residual === conditioning(wanted).residual);
        }
        end();
      }`
    ) as boolean[];
    expect(found).toEqual(new Array(48).fill(true));
  }, 90_000);

  it('leave what is badly scaled, small or complex to one thread, and singular matrices are told', () => {
    const found = runWithWorkers(
      folder,
      `${SAME}
      const { helpers, start, words, end } = lend(2);
      await start();
      for (const shape of [[700, 700], [8000, 7, 7], [40, 40, 40]]) {
        const A = randomOf(shape);
        const n = shape.at(-1);
        for (let i = 0; i < A.data.length; i++) A.data[i] *= 10 ** ((Math.floor(i / n) % 5) * 20 - 40);
        found.push(same(invert(helpers, A), linalg.inv(A)));
      }
      const before = words()[0];
      invert(helpers, randn(200, 200));
      invert(helpers, randn(10, 10, 10));
      invert(helpers, randn(300, 300, { dtype: 'complex128' }));
      found.push(words()[0] === before);
      const bad = randn(300, 300);
      bad.data.fill(0, 0, 300);
      bad.data.copyWithin(0, 300, 600);
      let text;
      try { invert(helpers, bad); } catch (error) { text = error.message; }
      let wanted;
      try { linalg.inv(bad); } catch (error) { wanted = error.message; }
      found.push(text === wanted && words()[0] > before);
      const out = randn(300, 300);
      const A = randn(300, 300);
      const copy = A.clone();
      kernels.helpers = helpers;
      found.push(linalg.inv(A, { out }) === out && linalg.inv(A, { out: A }) === A);
      kernels.helpers = undefined;
      found.push(same(out, linalg.inv(copy)) && same(A, out));
      end();`
    ) as boolean[];
    expect(found).toEqual(new Array(7).fill(true));
  }, 90_000);

  it('need not come: the caller does it all, and asks once', () => {
    const found = runWithWorkers(
      folder,
      `${SAME}
      const { helpers, words, asked } = lend(3);
      for (const shape of [[300, 300], [8000, 7, 7], [300, 300]]) {
        const A = randomOf(shape);
        found.push(same(invert(helpers, A), linalg.inv(A)), asked());
      }
      found.push(words()[0]);`
    );
    expect(found).toEqual([true, 1, true, 1, true, 1, 6]);
  }, 90_000);

  it('that die at work leave the call to one thread; the next has others', () => {
    const found = runWithWorkers(
      folder,
      `${SAME}
      const A = randomOf([300, 300]);
      const wanted = linalg.inv(A);
      const many = randomOf([8000, 7, 7]);
      const wantedMany = linalg.inv(many);
      // One that sits at work and does nothing is waited for as long as the work may take.
      for (const [B, X] of [[A, wanted], [many, wantedMany]]) {
        const { helpers, start, renew, words, end, asked } = lend(2, 0);
        words()[96 + 32] = 2;
        found.push(same(invert(helpers, B), X), asked(), words()[32]);
        const before = words()[0];
        // Until there is other memory, one thread does it.
        found.push(same(invert(helpers, B), X), words()[0] === before);
        renew();
        await start();
        found.push(same(invert(helpers, B), X), asked(), words()[32], words()[0]);
        end();
      }
      // One that is ended from outside is known of at once, and one that was idle is not missed.
      const { helpers, start, words, end } = lend(2, 1e6);
      await start();
      end();
      new Board(words().buffer).leave(1);
      found.push(same(invert(helpers, A), wanted), words()[32]);
      words()[96 + 32] = 2;
      new Board(words().buffer).leave(1);
      found.push(same(invert(helpers, A), wanted), words()[32]);`
    );
    const each = [true, 1, 1, true, true, true, 1, 0, 2];
    expect(found).toEqual([...each, ...each, true, 0, true, 1]);
  }, 90_000);

  it('that fail in their part say so to the caller and to one another', () => {
    const board = openBoard(3);
    const seen = new Board<{ n: number }>(board.board);
    seen.open({ n: 5 });
    const worked: number[] = [];
    seen.serve(1, 1, ({ n }) => {
      worked.push(n);
      throw new Error('out of memory');
    });
    expect(worked).toEqual([5]);
    expect(seen.hasFailed).toBe(true);
    seen.serve(2, 1e9, ({ n }) => worked.push(n));
    expect(worked).toEqual([5]);
    expect(seen.isManned).toBe(false);
  });

  it('end when nothing was asked of them for a while, and are asked for again', () => {
    const found = runWithWorkers(
      folder,
      `${SAME}
      const { helpers, start, words, threads, asked } = lend(2, 1e6, 300);
      const A = randomOf([300, 300]);
      const wanted = linalg.inv(A);
      for (const times of [1, 2]) {
        // Nobody has come: it is asked once.
        found.push(same(invert(helpers, A), wanted), same(invert(helpers, A), wanted), asked());
        await start();
        const ended = new Promise(resolve => (threads[threads.length - 1].onError = resolve));
        found.push(same(invert(helpers, A), wanted), asked(), await ended);
      }`
    );
    const each = (count: number) => [true, true, count, true, count, 'it ended (exit code 0)'];
    expect(found).toEqual([...each(1), ...each(2)]);
  }, 30_000);

  it('are not there where their module is none', () => {
    const { board, memory } = openBoard(2);
    let asked = 0;
    const lent = { board, memory, count: 2 };
    const helpers = new Helpers({ lent, wasm: new ArrayBuffer(4), ask: () => asked++ });
    const a = new Float64Array(300 * 300).fill(1);
    const shape = { count: 1, rows: 300, columns: 300 };
    const invert = () => helpers.invert('float64', shape, a, a.slice(), new Int32Array(1), true);
    expect([invert(), invert(), asked]).toEqual([false, false, 1]);
  });
});
