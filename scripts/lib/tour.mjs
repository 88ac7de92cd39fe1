/** Running an example in a headless browser, as `npm run demo -- --check` and the screenshots do. */
import { join } from 'node:path';
import { CHROMIUM_FLAGS, ensureChromium, SOFTWARE_GPU_FLAGS } from './chromium.mjs';
import { copyExamples } from './examples.mjs';
import { startJupyter } from './jupyter.mjs';
import { CACHE } from './run.mjs';

/**
 * Opens a copy of an example, runs all its cells, and hands the page to `look`.
 * @param {{env: string, name?: string, width?: number}} options the notebook's name: the tour's by default
 * @param {(page: import('@playwright/test').Page, folder: string) => Promise<unknown>} look
 * @returns {Promise<string[]>} what the page's console complained of
 */
export async function withExample({ env, name = 'tour.ipynb', width = 1280 }, look) {
  const executablePath = await ensureChromium();
  const folder = join(CACHE, 'demo');
  copyExamples(folder);
  const { chromium } = await import('@playwright/test');
  const server = await startJupyter({ env, folder });
  // The example of the GPU is the only one that uses it.
  const args = [...CHROMIUM_FLAGS, ...SOFTWARE_GPU_FLAGS];
  const browser = await chromium.launch({ executablePath, args });
  const complaints = [];
  try {
    // High enough that the notebook draws every cell at once.
    const page = await browser.newPage({ viewport: { width, height: 7500 } });
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(String(error)));
    await page.goto(`${server.url}lab/tree/${name}?token=${server.token}`);
    await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
    await page.locator('#jp-main-statusbar', { hasText: /Python 3.*\| Idle/ }).waitFor();
    await runAll(page);
    await look(page, folder);
  } finally {
    await browser.close();
    await server.stop();
  }
  return complaints;
}

/** Clicks an entry of a menu of the menu bar. */
export async function choose(page, menu, entry) {
  await page.locator('.lm-MenuBar-item', { hasText: new RegExp(`^${menu}$`) }).click();
  await page.locator('.lm-Menu-item:visible', { hasText: entry }).first().click();
}

/** A GPU that is made of software takes most of a minute. */
const TIMES = { timeout: 180_000 };

async function runAll(page) {
  await choose(page, 'Run', /^Run All Cells$/);
  await page.waitForFunction(
    () => {
      const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
      return prompts.length > 0 && prompts.every(prompt => /\[\d+\]/.test(prompt.textContent));
    },
    undefined,
    TIMES
  );
  // The typesetter works after the cells have ended.
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('.jp-Invertible-math')].every(node =>
        node.querySelector('mjx-container')
      ),
    undefined,
    TIMES
  );
}
