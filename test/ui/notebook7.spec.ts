/** Notebook 7: the same cells, in another application. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/lab.js';

const { INVERTIBLE_UI_URL, INVERTIBLE_UI_TOKEN } = process.env;

/**
 * Gives the kernel time to connect. Nothing in the page shows when it has: the indicator says idle before, when
 * cells that are run are still dropped.
 */
async function untilConnected(page: Page): Promise<void> {
  await page.waitForTimeout(4000);
}

test('the matrix widget works in Notebook 7, from a cell and from Python', async ({ lab }) => {
  lab.write('notebook7/matrix.ipynb', [
    '%%ts\nmatrix([[2, 1], [1, 1]])',
    'from jupyterlab_invertible import MatrixWidget\nw = MatrixWidget([[2, 1], [1, 1]])\nw',
    'print(w.inverse.round(9).tolist())'
  ]);
  const { page } = lab;
  await page.goto(
    `${INVERTIBLE_UI_URL}notebooks/notebook7/matrix.ipynb?token=${INVERTIBLE_UI_TOKEN}`
  );
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor();
  await untilConnected(page);
  await lab.menu('Run', /^Run All Cells$/);
  for (const index of [0, 1]) {
    const widget = lab.output(index).locator('.jp-Invertible-widget');
    await expect(widget).toHaveAttribute('data-state', 'ready', { timeout: 30_000 });
    await widget.locator('.jp-Invertible-field').click();
    await page.keyboard.type('3/2');
    await expect(widget.locator('.jp-Invertible-cells').nth(1)).toContainText('3');
    await expect(widget).toContainText('det = 1/2');
  }
  await lab.cell(2).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await expect(lab.output(2)).toContainText('[[2.0, -2.0], [-2.0, 3.0]]');
});

test('%%ts cells run, are checked, exchange variables and are interrupted in Notebook 7', async ({
  lab
}) => {
  lab.write('notebook7/a.ipynb', [
    'import numpy as np\nA = np.array([[2.0, 1.0], [1.0, 1.0]])',
    '%%ts -i A -o X\nconst X = linalg.inv(A)\nX',
    'print(X.tolist())',
    '%%ts\nfor (;;) {}'
  ]);
  const { page } = lab;
  const refused: string[] = [];
  page.on('response', response => {
    if (response.status() >= 400) refused.push(response.url());
  });
  await page.goto(`${INVERTIBLE_UI_URL}notebooks/notebook7/a.ipynb?token=${INVERTIBLE_UI_TOKEN}`);
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor();
  await expect(
    page.locator('.jp-NotebookKernelStatus, .jp-Notebook-ExecutionIndicator').first()
  ).toBeAttached();
  await untilConnected(page);
  await lab.menu('Run', /^Run All Cells$/);
  await expect(lab.output(1).locator('.jp-Invertible-heatMap')).toBeVisible({ timeout: 30_000 });
  await expect(lab.output(2)).toContainText('[[1.0, -1.0], [-1.0, 2.0]]');
  await expect(lab.prompt(3)).toContainText('[*]');
  await lab.menu('Kernel', /^Interrupt/);
  await expect(lab.output(3)).toContainText('interrupted');
  // Writing is helped with, as in JupyterLab.
  await lab.cell(3).locator('.cm-content').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('%%ts\nlinalg.pin');
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Tab');
  await expect(page.locator('.jp-Completer-item.jp-mod-active')).toContainText('pinv');
  // Notebook 7.6 says these by itself, with or without this extension; it refuses its own fonts.
  const own = /reading 'schema'|filebrowser:open-path|403 \(Forbidden\)/;
  expect(refused.filter(url => !/\/static\/notebook\/\w+\.woff$/.test(url))).toEqual([]);
  expect(lab.complaints.filter(text => !own.test(text))).toEqual([]);
});
