/** `threads` in `%%ts` cells: workers that the sandbox is lent, which end with what they were started for. */
import { expect, type Lab, test } from './support/lab.js';

test.describe.configure({ timeout: 120_000 });

/** The workers of the page: the sandbox, and its threads. */
const ownWorkers = (lab: Lab) =>
  lab.page.workers().filter(worker => worker.url().startsWith('data:'));
const workersOf = (lab: Lab) => ownWorkers(lab).length;

test('all cores invert, to the bits of one, and what is small needs none', async ({ lab }) => {
  const asked: string[] = [];
  lab.page.on('request', request => asked.push(request.url()));
  const loaded = () => asked.filter(url => url.includes('threads.bundle')).length;
  await lab.show('threads/inv.ipynb', [
    '%%ts\nconst B = tensor([[2, 1], [1, 1]])\nawait threads.inv(B)',
    `%%ts
manualSeed(3)
const same = (X: Tensor, Y: Tensor) => X.data.every((x, i) => Object.is(x, Y.data[i]))
const A = randn(1024, 1024)
const many = randn(600, 30, 30)
const X = await threads.inv(A)
same(X, linalg.inv(A)) && same(await threads.inv(many), linalg.inv(many))`,
    '%%ts\n[threads.count === Math.min(8, navigator.hardwareConcurrency), conditioning(X).residual < 1e-9]',
    '%%ts\nX',
    { source: '%%ts\nawait threads.inv(zeros(1024, 1024))', tags: ['raises-exception'] },
    { source: '%%ts\nawait threads.inv(zeros(2, 3))', tags: ['raises-exception'] }
  ]);
  await lab.run(0);
  await lab.settled();
  await expect(lab.output(0).locator('.jp-Invertible-heatMap')).toBeVisible();
  expect(loaded()).toBe(0);
  await lab.runAll();
  await expect(lab.output(1)).toHaveText(/^true\s*$/);
  await expect(lab.output(2)).toHaveText(/true, true/);
  await expect(lab.output(3)).toContainText('κ');
  await expect(lab.output(4).first()).toContainText(
    'LinAlgError: linalg.inv: The diagonal element 1 is zero'
  );
  await expect(lab.output(5)).toContainText('A must be batches of square matrices');
  expect(loaded()).toBe(1);
  // They have answered: a pool that failed would have been ended.
  expect(workersOf(lab)).toBeGreaterThan(2);
  expect(lab.complaints).toEqual([]);
});

test('an interrupt ends the threads and keeps the variables; the next call has new ones', async ({
  lab
}) => {
  await lab.show('threads/interrupt.ipynb', [
    '%%ts\nconst kept = 5\nconst A = randn(1100, 1100)\nthreads.count',
    { source: '%%ts\nfor (;;) await threads.inv(A)', tags: ['raises-exception'] },
    '%%ts\nconst X = await threads.inv(A);\n[kept, conditioning(X).residual < 1e-9]'
  ]);
  await lab.run(0);
  await lab.settled();
  const count = Number(await lab.output(0).innerText());
  expect(workersOf(lab)).toBe(1);
  await lab.run(1);
  await expect.poll(() => workersOf(lab)).toBe(1 + count);
  await lab.menu('Kernel', /^Interrupt Kernel/);
  await expect(lab.output(1)).toContainText('all variables are kept');
  await expect.poll(() => workersOf(lab)).toBe(1);
  await lab.run(2);
  await lab.settled();
  await expect(lab.output(2)).toHaveText(/5, true/);
  expect(workersOf(lab)).toBe(1 + count);
  await lab.restart();
  await expect.poll(() => workersOf(lab)).toBe(0);
});

test('they need no workers within a worker, and one that dies costs its call alone', async ({
  lab
}) => {
  const refusing = `globalThis.Worker = class {
    constructor() {
      throw new DOMException('refused', 'SecurityError');
    }
  };\n`;
  await lab.page.route(/sandbox\.bundle\.[0-9a-f]+\.js/, async route => {
    const response = await route.fetch();
    await route.fulfill({ response, body: refusing + (await response.text()) });
  });
  await lab.show('threads/refused.ipynb', [
    "%%ts\nconst A = randn(1100, 1100)\nlet refused = ''\ntry { new Worker('data:,') } catch (error) { refused = String(error) }\nrefused + threads.count",
    { source: '%%ts\nfor (;;) await threads.inv(A)', tags: ['raises-exception'] },
    '%%ts\nconst X = await threads.inv(A)\nconst Y = linalg.inv(A)\nX.data.every((x, i) => Object.is(x, Y.data[i]))'
  ]);
  await lab.run(0);
  await lab.settled();
  await expect(lab.output(0)).toContainText('SecurityError: refused');
  const count = Number((await lab.output(0).innerText()).replace(/\D+/g, ''));
  await lab.run(1);
  await expect.poll(() => workersOf(lab)).toBe(1 + count);
  const [, , thread] = ownWorkers(lab);
  await thread.evaluate(() => {
    setTimeout(() => {
      throw new Error('killed');
    });
  });
  await expect(lab.output(1).first()).toContainText(
    /RuntimeError: threads: thread \d died: .*killed/
  );
  await expect.poll(() => workersOf(lab)).toBe(1);
  await lab.run(2);
  await lab.settled();
  await expect(lab.output(2)).toHaveText(/^true\s*$/);
  expect(workersOf(lab)).toBe(1 + count);
});
