/**
 * The engine in a page of its own: the binary that Chromium gets, which Node may not have, and threads, with
 * shared memory where the page is isolated and without it elsewhere.
 */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
// @ts-expect-error: a script without types
import { bundleEngine, serve } from '../../scripts/lib/engine-page.mjs';
import type * as Engine from '../../src/engine/index.js';
import type * as ThreadsModule from '../../src/engine/threads.js';

const folder = join(import.meta.dirname, '../../.cache/engine-page');

/** The function that the page calls; it has no closure, since it runs there. */
type InPage<R> = (engine: typeof Engine, threads: typeof ThreadsModule) => Promise<R>;

test.beforeAll(() => bundleEngine(folder, ['engine']));

for (const isolated of [true, false]) {
  test.describe(isolated ? 'an isolated page' : 'a page that is not isolated', () => {
    let server: { url: string; close(): void };

    test.beforeAll(async () => {
      server = await serve(folder, { isolated });
    });

    test.afterAll(() => server.close());

    test.beforeEach(({ page }) => page.goto(server.url));

    const run = <R>(page: import('@playwright/test').Page, program: InPage<R>): Promise<R> =>
      page.evaluate(
        async ([text]) => {
          const at = (name: string) => new URL(name, location.href).href;
          const engine = await import(at('/engine/index.js'));
          const threads = await import(at('/engine/threads/index.js'));
          await engine.ready();
          return new Function(`return ${text}`)()(engine, threads);
        },
        [program.toString()] as const
      );

    test('runs the relaxed binary within LAPACK’s limit', async ({ page }) => {
      const found = await run(
        page,
        async ({ linalg, manualSeed, randn, eye, epsilon, wasmUrl }) => {
          const ratios: number[] = [];
          for (const dtype of ['float32', 'float64', 'complex64', 'complex128'] as const) {
            for (const n of [1, 2, 3, 4, 5, 16, 17, 47, 48, 49, 97, 128, 257, 260]) {
              manualSeed(n);
              const A = randn(n, n, { dtype });
              const X = linalg.inv(A);
              const wide = dtype.startsWith('complex') ? 'complex128' : 'float64';
              const one = (t: typeof A) => linalg.matrixNorm(t.to(wide), 1).item();
              for (const [P, Q] of [
                [A, X],
                [X, A]
              ]) {
                const residual = P.to(wide)
                  .matmul(Q.to(wide))
                  .sub(eye(n, { dtype: wide }));
                ratios.push(one(residual) / (n * one(A) * one(X) * epsilon(dtype)));
              }
            }
          }
          return { relaxed: wasmUrl().href.includes('relaxed'), worst: Math.max(...ratios) };
        }
      );
      expect(found.relaxed).toBe(true);
      expect(found.worst).toBeLessThan(30);
    });

    test('gives the members of a batch the bits of matrices alone', async ({ page }) => {
      const wrong = await run(page, async ({ linalg, manualSeed, randn }) => {
        const different: string[] = [];
        for (const dtype of ['float32', 'float64', 'complex64', 'complex128'] as const) {
          for (const n of [1, 2, 3, 4, 5, 9, 16, 17, 33, 64]) {
            manualSeed(n);
            const A = randn(5, n, n, { dtype });
            const X = linalg.inv(A);
            for (let k = 0; k < 5; k++) {
              const alone = linalg.inv(A.select(0, k)).data as Float64Array;
              const member = X.select(0, k).data as Float64Array;
              if (!alone.every((x, i) => x === member[i])) different.push(`${dtype} ${n}`);
            }
          }
        }
        return different;
      });
      expect(wrong).toEqual([]);
    });

    test('gives the same bits on any number of threads', async ({ page }) => {
      const found = await run(page, async ({ linalg, manualSeed, randn }, { startThreads }) => {
        const different: string[] = [];
        let shared: boolean | undefined;
        for (const count of [1, 2, 3]) {
          const threads = await startThreads({ count });
          shared = threads.shared;
          for (const [shape, dtype] of [
            [[300, 300], 'float64'],
            [[513, 513], 'float64'],
            [[520, 520], 'float32'],
            [[260, 260], 'complex128'],
            [[7, 5, 5], 'float64'],
            [[2, 3, 20, 20], 'complex64'],
            [[2, 0, 0], 'float64']
          ] as const) {
            manualSeed(count);
            const A = randn([...shape], { dtype });
            const wanted = linalg.inv(A).data as Float64Array;
            const got = (await threads.inv(A)).data as Float64Array;
            const same = wanted.length === got.length && wanted.every((x, i) => x === got[i]);
            if (!same) different.push(`${count} threads: ${dtype} ${shape}`);
          }
          threads.close();
        }
        return { different, shared };
      });
      expect(found.different).toEqual([]);
      expect(found.shared).toBe(isolated);
    });

    test('reports from threads what one thread reports', async ({ page }) => {
      const found = await run(
        page,
        async ({ eye, linalg, randn, stack, zeros }, { startThreads }) => {
          const threads = await startThreads({ count: 2 });
          const failure = (A: Engine.Tensor) =>
            threads.inv(A).then(
              () => 'none',
              (error: Error) => `${error.name}: ${error.message}`
            );
          const big = randn(300, 300);
          for (let i = 0; i < 300; i++) (big.data as Float64Array)[i * 300 + 130] = 0;
          const uneven = randn(300, 300);
          for (let j = 0; j < 300; j++) (uneven.data as Float64Array)[j] *= 2 ** 40;
          const same = (await threads.inv(uneven)).data as Float64Array;
          const wanted = linalg.inv(uneven).data as Float64Array;
          const texts = [
            await failure(big),
            await failure(stack([eye(3), zeros(3, 3)])),
            await failure(zeros(2, 3))
          ];
          const pending = failure(randn(400, 400));
          threads.close();
          return { texts, uneven: same.every((x, i) => x === wanted[i]), closed: await pending };
        }
      );
      expect(found.texts).toEqual([
        'LinAlgError: linalg.inv: The diagonal element 131 is zero, the inversion could not be completed because the input matrix is singular.',
        'LinAlgError: linalg.inv: (Batch element 1): The diagonal element 1 is zero, the inversion could not be completed because the input matrix is singular.',
        'RuntimeError: linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices'
      ]);
      expect(found.uneven).toBe(true);
      expect(found.closed).toContain('the threads were closed');
    });
  });
}
