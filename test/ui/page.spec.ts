/** The price of the extension for a page: the files of ours that it loads, and when. */
import type { Page, Response } from '@playwright/test';
import { expect, test } from './support/lab.js';

/** Bytes of ours that a page loads which has no use for any of it: JavaScript, CSS, and all else, as served. */
const MOST = 80_000;

/** The files of ours that a page has loaded from here on: their names without hashes, and their sizes. */
function watch(page: Page) {
  const loaded = new Map<string, Response>();
  page.on('response', response => {
    const { pathname } = new URL(response.url());
    if (!pathname.includes('/extensions/jupyterlab-invertible/')) return;
    const file = pathname.slice(pathname.lastIndexOf('/') + 1).replace(/\.[0-9a-f]{16}\./, '.');
    loaded.set(file, response);
  });
  return {
    names: () => [...loaded.keys()],
    bytes: async () => {
      const bodies = await Promise.all([...loaded.values()].map(response => response.body()));
      return bodies.reduce((sum, body) => sum + body.length, 0);
    }
  };
}

test('a page without cells of ours loads little of ours', async ({ lab, page }) => {
  const loaded = watch(page);
  await lab.show('page-python.ipynb', ['1 + 1', '6 * 7']);
  await lab.run(1);
  await expect(lab.output(1)).toHaveText('42');
  const bytes = await loaded.bytes();
  // Of nothing at all one would learn nothing.
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes, loaded.names().join(', ')).toBeLessThan(MOST);
});

test('the sandbox is fetched when a caret comes into a cell, and mathjs for a cell that names it', async ({
  lab,
  page
}) => {
  const loaded = watch(page);
  await lab.show('page-cells.ipynb', [
    '%%ts\nlinalg.inv(tensor([[2, 1], [1, 1]]))',
    "%%ts\nconst m = math; m.evaluate('sqrt(2) * sqrt(8)')",
    // A helper that is imported finds the global too, and what a later cell calls was there before.
    "%%ts\nconst { hypot } = await import('data:text/javascript,export const hypot = () => globalThis.math.hypot(3, 4)'); hypot()",
    '%%ts\nexpr`1/3 + 1/6`',
    "%%ts\nmatrix([['1/3', 1], [0, 2]]).value.shape"
  ]);
  expect(loaded.names()).not.toContain('sandbox.bundle.js');
  await lab.cell(0).locator('.cm-content').click();
  await expect.poll(loaded.names).toContain('sandbox.bundle.js');
  await lab.run(0);
  await expect(lab.output(0)).toBeVisible();
  expect(loaded.names()).not.toContain('mathjs.script.txt');
  await lab.run(1);
  await expect(lab.output(1)).toHaveText('4.000000000000001');
  expect(loaded.names()).toContain('mathjs.script.txt');
  for (const [i, text] of ['5', '0.5', '[ 2, 2 ]'].entries()) {
    await lab.run(i + 2);
    await expect(lab.output(i + 2)).toHaveText(text);
  }
});

test('a name of mathjs that a cell puts together finds it, or is told why not', async ({
  lab,
  page
}) => {
  const loaded = watch(page);
  await lab.show('page-names.ipynb', [
    "%%ts --fresh\nconst global = (() => {}).constructor('return this')();\nglobal['ma' + 'th'].evaluate('1 + 1')",
    "%%ts\n(globalThis as any)['ma' + 'th'].evaluate('1 + 1')"
  ]);
  await lab.run(0);
  await expect(lab.output(0)).toContainText('mathjs is not loaded');
  expect(loaded.names()).not.toContain('mathjs.script.txt');
  await lab.run(1);
  await expect(lab.output(1)).toHaveText('2');
});
