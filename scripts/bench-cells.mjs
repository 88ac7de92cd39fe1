/**
 * `npm run bench:cells`: how long `%%ts` cells take in JupyterLab, from the run command to the output, and how
 * many bytes of ours a page loads that has none. Each page has an empty cache.
 *
 * `-- --pages N` measures on so many pages (5); `-- --json FILE` writes the numbers.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { notebook, summary, timeCells } from '../bench/cells.mjs';
import { CHROMIUM_FLAGS, ensureChromium } from './lib/chromium.mjs';
import { startJupyter } from './lib/jupyter.mjs';
import { installWheel, USER_ENV } from './lib/python.mjs';
import { CACHE } from './lib/run.mjs';

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '5' }, json: { type: 'string' } }
});

/** Ways in which people come to their first cell. */
const PEOPLE = {
  'one after the other': {},
  'in a hurry': { hurry: true },
  'with a caret in the first cell': { caret: true }
};

await installWheel(USER_ENV);
const folder = join(CACHE, 'bench-cells');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'cells.ipynb'), JSON.stringify(notebook()));
const args = ['--expose-app-in-browser'];
const server = await startJupyter({ env: USER_ENV, folder, args });
const browser = await chromium.launch({
  executablePath: await ensureChromium(),
  args: CHROMIUM_FLAGS
});
try {
  const report = {};
  for (const [name, options] of Object.entries(PEOPLE)) {
    const pages = [];
    for (let i = 0; i < Number(values.pages); i++) pages.push(await measure(options));
    const bytes = pages.map(page => page.bytes).sort()[0];
    const times = pages.map(page => page.times);
    report[name] = { bytes, ...summary(times), times };
    const said = Object.entries(summary(times)).map(([which, ms]) => `${which} ${ms.toFixed(0)}`);
    console.log(`${name}: ${said.join(', ')} ms; ${bytes} bytes before the first`);
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await browser.close();
  await server.stop();
}

/** The times of the cells of a page of its own, and the bytes of ours that it had loaded before. */
async function measure(options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const ours = [];
  page.on('response', response => {
    if (response.url().includes('/extensions/jupyterlab-invertible/')) ours.push(response);
  });
  const workspace = `bench${Math.random().toString(36).slice(2)}`;
  const path = `lab/workspaces/${workspace}/tree/cells.ipynb`;
  await page.goto(`${server.url}${path}?token=${server.token}`);
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor();
  await page.locator('#jp-main-statusbar', { hasText: /Python 3.*\| Idle/ }).waitFor();
  await page.waitForTimeout(2000);
  const sizes = await Promise.all(ours.map(async response => (await response.body()).length));
  const times = await timeCells(page, options);
  await context.close();
  return { times, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
