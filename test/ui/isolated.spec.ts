/**
 * Where the server sends the two headers that isolate a page, threads help plain `linalg.inv`: the frame of the
 * sandbox makes memory that they share.
 */
import type { Frame } from '@playwright/test';
import { expect, type Lab, test } from './support/lab.js';

test.use({ server: 'isolated' });
test.describe.configure({ timeout: 120_000 });

/** Words of the board (`threads/board.ts`): from where on, and how far apart, helpers sit, and one that is at work. */
const [SEATS, APART, WORKING] = [96, 32, 2];

/** Has the frames of the sandboxes show their boards: a frame of its own process may begin before an init script. */
async function watchBoards(lab: Lab): Promise<void> {
  const watch = `{
    const boards = [];
    class Watched extends SharedArrayBuffer {
      constructor(length) {
        super(length);
        boards.push(this);
      }
    }
    Object.assign(globalThis, { SharedArrayBuffer: Watched, boards });
  }\n`;
  await lab.page.route(/relay\.bundle\.[0-9a-f]+\.js/, async route => {
    const response = await route.fetch();
    await route.fulfill({ response, body: watch + (await response.text()) });
  });
}

/** The frame of the last sandbox: the one that has a board, once its session has begun. */
async function frameOf(lab: Lab): Promise<Frame> {
  for (;;) {
    for (const frame of lab.page.frames().reverse()) {
      const count = await frame
        .evaluate(() => (globalThis as unknown as { boards?: unknown[] }).boards?.length)
        .catch(() => 0);
      if (count) return frame;
    }
    await lab.page.waitForTimeout(50);
  }
}

/** Waits until the frame has seen a helper at work. */
async function seeHelper(lab: Lab): Promise<void> {
  return (await frameOf(lab)).evaluate(
    async ([seats, apart, working]) => {
      const { boards } = globalThis as unknown as { boards: SharedArrayBuffer[] };
      const words = new Int32Array(boards[boards.length - 1], 0);
      const sits = (rank: number) => Atomics.load(words, seats + rank * apart) === working;
      while (![1, 2, 3, 4, 5, 6, 7].some(sits)) await new Promise(resolve => setTimeout(resolve));
    },
    [SEATS, APART, WORKING]
  );
}

/** The workers of the page by what they run for: the sandboxes, and threads. */
const workersOf = (lab: Lab) =>
  lab.page.workers().filter(worker => worker.url().startsWith('data:')).length;

const SAME =
  'const same = (X: Tensor, Y: Tensor) => X.data.every((x, i) => Object.is(x, Y.data[i]))';

test('threads help linalg.inv, to the bits of one', async ({ lab }) => {
  await watchBoards(lab);
  await lab.show('isolated/inv.ipynb', [
    `%%ts\n${SAME}\nmanualSeed(3)\nconst A = randn(1024, 1024)\nconst many = randn(600, 30, 30)
const threadless = await threads.inv(A)
navigator.hardwareConcurrency`,
    '%%ts\nconst end = performance.now() + 4000\nlet X = A\nwhile (performance.now() < end) X = linalg.inv(A)\nsame(X, threadless)',
    '%%ts\n[same(linalg.inv(many), await threads.inv(many)), conditioning(X).residual < 1e-9, conditioning(X).residual === conditioning(threadless).residual]',
    '%%ts\nlinalg.verify(X).details[0].digits > 5',
    { source: '%%ts\nlinalg.inv(zeros(300, 300))', tags: ['raises-exception'] }
  ]);
  expect(await lab.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  await lab.run(0);
  await lab.settled();
  const cores = Number(await lab.output(0).innerText());
  expect(cores).toBeGreaterThan(1);
  await lab.run(1);
  await seeHelper(lab);
  await lab.settled();
  await expect(lab.output(1)).toHaveText(/^true\s*$/);
  await lab.runAll();
  await expect(lab.output(2)).toHaveText(/true, true, true/);
  await expect(lab.output(3)).toHaveText(/^true\s*$/);
  await expect(lab.output(4).first()).toContainText(
    'LinAlgError: linalg.inv: The diagonal element 1 is zero'
  );
  expect(lab.complaints).toEqual([]);
});

test('helpers come with the first large matrix, and end with the session', async ({ lab }) => {
  await lab.show('isolated/interrupt.ipynb', [
    '%%ts\nconst A = randn(600, 600)\nlinalg.inv(randn(20, 20))\nnavigator.hardwareConcurrency',
    { source: '%%ts\nfor (;;) linalg.inv(A)', tags: ['raises-exception'] },
    '%%ts\nconst B = randn(400, 400)\nconst X = linalg.inv(B)\nconditioning(X).residual < 1e-9'
  ]);
  await lab.run(0);
  await lab.settled();
  const helpers = Math.min(8, Number(await lab.output(0).innerText())) - 1;
  expect(workersOf(lab)).toBe(1);
  await lab.run(1);
  await expect.poll(() => workersOf(lab)).toBe(1 + helpers);
  await lab.menu('Kernel', /^Interrupt Kernel/);
  await expect(lab.output(1)).toContainText('Interrupted');
  await expect.poll(() => workersOf(lab)).toBe(0);
  await lab.run(2);
  await lab.settled();
  await expect(lab.output(2)).toHaveText(/^true\s*$/);
  await expect.poll(() => workersOf(lab)).toBe(1 + helpers);
  await lab.restart();
  await expect.poll(() => workersOf(lab)).toBe(0);
});

test('a helper that dies at work costs no result, and the next call has others', async ({
  lab
}) => {
  await watchBoards(lab);
  await lab.show('isolated/dies.ipynb', [
    `%%ts\n${SAME}\nmanualSeed(3)\nconst A = randn(1024, 1024)\nconst wanted = await threads.inv(A)\nlinalg.inv(A);0`,
    '%%ts\nlet right = true\nconst end = performance.now() + 3000\nwhile (performance.now() < end) right &&= same(linalg.inv(A), wanted)\nright'
  ]);
  await lab.run(0);
  await lab.settled();
  await lab.run(1);
  await seeHelper(lab);
  const boards = async () =>
    (await frameOf(lab)).evaluate(
      () => (globalThis as unknown as { boards: SharedArrayBuffer[] }).boards.length
    );
  expect(await boards()).toBe(1);
  // As if its part were never done: the frame says that it failed.
  await (await frameOf(lab)).evaluate(apart => {
    const [board] = (globalThis as unknown as { boards: SharedArrayBuffer[] }).boards;
    Atomics.store(new Int32Array(board, 0), apart, 1);
  }, APART);
  await lab.settled();
  await expect(lab.output(1)).toHaveText(/^true\s*$/);
  await expect.poll(boards).toBe(2);
  await lab.run(1);
  await seeHelper(lab);
  await lab.settled();
  await expect(lab.output(1)).toHaveText(/^true\s*$/);
});

test('all else works there as it does elsewhere', async ({ lab }) => {
  await lab.show('isolated/else.ipynb', [
    'import numpy as np\nA = np.array([[2.0, 1.0], [1.0, 1.0]])',
    '%%ts -i A -o X\nconst X = linalg.inv(A)\nX',
    'print(X.tolist())',
    "%%ts\ndisplay.latex('A^{-1}')\ndisplay.markdown('**bold** and $x^2$')\ndisplay.html('<i>it</i>')\nmath.evaluate('2^3')",
    '%%ts\nmatrix([[2, 1], [1, 1]])',
    'from jupyterlab_invertible import MatrixWidget\nMatrixWidget([[2, 1], [1, 1]])',
    { source: "%%ts\nconst n: number = 'text'", tags: ['raises-exception'] }
  ]);
  await lab.runAll();
  await expect(lab.output(1).locator('.jp-Invertible-heatMap')).toBeVisible();
  await expect(lab.output(1).locator('mjx-container').first()).toBeVisible();
  await expect(lab.output(2)).toHaveText(/\[\[1\.0, -1\.0\], \[-1\.0, 2\.0\]\]/);
  await expect(lab.output(3).nth(0).locator('mjx-container')).toHaveCount(1);
  await expect(lab.output(3).nth(1).locator('strong')).toHaveText('bold');
  await expect(lab.output(3).nth(2).frameLocator('iframe').locator('i')).toHaveText('it');
  await expect(lab.output(3).nth(3)).toHaveText(/8/);
  for (const index of [4, 5])
    await expect(lab.cell(index).locator('.jp-Invertible-widget')).toHaveAttribute(
      'data-state',
      'ready'
    );
  await expect(lab.output(6).first()).toContainText("Type 'string' is not assignable");
  expect(lab.complaints).toEqual([]);
});

test.describe('a page that is not isolated', () => {
  test.use({ server: 'plain' });

  test('computes on one core, and asks for nothing more', async ({ lab }) => {
    const asked: string[] = [];
    lab.page.on('request', request => asked.push(request.url()));
    await lab.show('isolated/plain.ipynb', [
      '%%ts\nconst A = randn(400, 400)\nconst X = linalg.inv(A)\nlinalg.inv(A)\nconditioning(X).residual < 1e-9'
    ]);
    await lab.run(0);
    await lab.settled();
    await expect(lab.output(0)).toHaveText(/^true\s*$/);
    expect(workersOf(lab)).toBe(1);
    expect(asked.filter(url => /engine\.threads|threads\.bundle/.test(url))).toEqual([]);
    expect(asked.some(url => url.includes('sandbox.bundle'))).toBe(true);
  });
});
