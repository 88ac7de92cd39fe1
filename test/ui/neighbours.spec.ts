/** Beside other extensions: real-time collaboration, kernels in the browser, and pandas in the kernel. */
import { expect, test } from './support/lab.js';

test.use({ server: 'neighbours' });

test('cells run where notebooks are shared', async ({ lab }) => {
  await lab.show('neighbours/shared.ipynb', [
    'import pandas as pd\nA = pd.DataFrame([[2.0, 1.0], [1.0, 1.0]])\nb = pd.Series([1, 2])',
    '%%ts -i A,b -o X\nconst X = linalg.inv(A)\nconst x: Tensor = linalg.solve(A, b.to("float64"))\nX',
    'print(X.tolist())',
    '%%ts\nx.toArray()'
  ]);
  await lab.runAll();
  await expect(lab.output(1).locator('.jp-Invertible-heatMap')).toBeVisible();
  await expect(lab.output(2)).toHaveText(/\[\[1\.0, -1\.0\], \[-1\.0, 2\.0\]\]/);
  await expect(lab.output(3)).toContainText('-1, 3');
});

test('a notebook may be TypeScript throughout', async ({ lab }) => {
  await lab.show('neighbours/start.ipynb', ['1']);
  await lab.execute(['launcher:create']);
  const { page } = lab;
  await page.locator('.jp-LauncherCard', { hasText: 'TypeScript (Invertible)' }).first().click();
  const cell = (index: number) => page.locator('.jp-Notebook:visible .jp-Cell').nth(index);
  const output = (index: number) => cell(index).locator('.jp-OutputArea-output');
  await cell(0).locator('.cm-content').click();
  await page.keyboard.insertText('const A: Tensor = tensor([[2, 1], [1, 1]])\nlinalg.inv(A)');
  await page.keyboard.press('Shift+Enter');
  await expect(output(0).locator('.jp-Invertible-heatMap')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.insertText('console.log("looping"); for (;;) {}');
  await page.keyboard.press('Shift+Enter');
  await expect(output(1)).toHaveText(/looping/);
  // The cell is numbered, typed and completed as any other, also while one loops.
  await page.keyboard.insertText('linalg.pin');
  await page.keyboard.press('Tab');
  await expect(page.locator('.jp-Completer-item.jp-mod-active')).toContainText('pinv');
  await page.keyboard.press('Escape');
  await lab.execute(['notebook:interrupt-kernel']);
  await expect(output(1).nth(1)).toContainText('earlier TypeScript cells are lost');
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('%%ts --timeout 5\n6 * 7');
  await page.keyboard.press('Shift+Enter');
  await expect(output(2)).toContainText('42');
  await page.keyboard.insertText('throw new Error("here")');
  await page.keyboard.press('Shift+Enter');
  await expect(output(3)).toContainText('Error: here');
  await expect(output(3)).toContainText('line 1, column 7');
  await expect(output(3)).toContainText('> 1 | throw new Error("here")');
});
