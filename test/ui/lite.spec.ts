/** JupyterLite: a site of files alone, no server and no Python, in which `%%ts` cells run all the same. */
import { expect, type Page, test } from '@playwright/test';
// @ts-expect-error: a script without types
import { serve } from '../../scripts/lib/engine-page.mjs';

const FOLDER = process.env.INVERTIBLE_UI_LITE ?? '';

let server: { url: string; close(): void };

test.beforeAll(async () => {
  server = await serve(FOLDER, { isolated: false });
});

test.afterAll(() => server.close());

const outputs = (page: Page, cell: number) =>
  page.locator('.jp-Notebook .jp-Cell').nth(cell).locator('.jp-OutputArea-output');

/** A new notebook without a kernel, with one cell. */
async function newNotebook(page: Page) {
  await page.goto(`${server.url}lab/index.html?path=tour.ipynb`);
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor();
  // No kernel speaks Python here.
  await page.locator('.jp-Dialog').getByRole('button', { name: 'No Kernel' }).click();
}

test('the tour runs', async ({ page }) => {
  await newNotebook(page);
  await page.locator('.lm-MenuBar-item', { hasText: /^Run$/ }).click();
  await page
    .locator('.lm-Menu-item:visible', { hasText: /^Run All Cells$/ })
    .first()
    .click();
  const heat = page.locator('.jp-Invertible-heatMap');
  await expect(heat.first()).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('.jp-InputPrompt', { hasText: '[*]' })).toHaveCount(0, {
    timeout: 60_000
  });
  expect(await heat.count()).toBeGreaterThan(5);
  await expect(
    page.locator('.jp-OutputArea-output', { hasText: 'LinAlgError' }).first()
  ).toBeVisible();
});

test('cells are checked and keep their variables', async ({ page }) => {
  await newNotebook(page);
  const cell = page.locator('.jp-Notebook .jp-CodeCell').first();
  const write = async (text: string) => {
    await cell.locator('.cm-content').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(text);
    await page.keyboard.press('Control+Enter');
  };
  const index = await page
    .locator('.jp-Notebook .jp-Cell')
    .evaluateAll(cells => cells.findIndex(node => node.classList.contains('jp-CodeCell')));
  const loaded = page.waitForResponse(/declarations.*\.json/);
  await write('%%ts\nconst kept = 42');
  await loaded;
  // Nothing in the page shows when the worker has read them; until then cells run unchecked.
  await page.waitForTimeout(2000);
  await write('%%ts\nkept + 1');
  await expect(outputs(page, index)).toContainText('43');
  await write('%%ts\nconst wrong: string = kept');
  await expect(outputs(page, index)).toContainText('error TS2322');
  await write('%%ts -i A\n1');
  await expect(outputs(page, index)).toContainText('need a Python kernel');
});

test('a notebook may be TypeScript throughout', async ({ page }) => {
  await page.goto(`${server.url}lab/index.html`);
  await page.locator('.jp-LauncherCard', { hasText: 'TypeScript (Invertible)' }).first().click();
  const cell = page.locator('.jp-Notebook .jp-Cell');
  await cell.first().locator('.cm-content').click();
  await page.keyboard.insertText('const A: Tensor = tensor([[2, 1], [1, 1]])\nlinalg.inv(A)');
  await page.keyboard.press('Shift+Enter');
  await expect(page.locator('.jp-Invertible-heatMap')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.insertText('%%ts\n// of the same session\nA.at(0, 0) + 40');
  await page.keyboard.press('Shift+Enter');
  await expect(outputs(page, 1)).toContainText('42');
  await page.keyboard.insertText('null!.x');
  await page.keyboard.press('Shift+Enter');
  await expect(outputs(page, 2)).toContainText(/error TS2339|TypeError/);
});
