/** The inverse through the Python kernel, timed in a real JupyterLab whose kernel has NumPy and torch. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { CASES, MARK, sources } from '../../bench/kernel.mjs';
import { CHROMIUM_FLAGS, ensureChromium } from './chromium.mjs';
import { startJupyter } from './jupyter.mjs';
import { installWheel, NEIGHBOURS_ENV } from './python.mjs';
import { CACHE } from './run.mjs';

/** For all cells of the notebook. */
const TIMEOUT = 900_000;

/** @returns the rows; none, with the reason on stderr, where JupyterLab or its environment cannot be had */
export async function timeKernel() {
  try {
    await installWheel(NEIGHBOURS_ENV);
    return rowsOf(await runNotebook(join(CACHE, 'bench-kernel')));
  } catch (error) {
    process.stderr.write(`· nothing is timed through the Python kernel: ${error.message}\n`);
    return [];
  }
}

/** The text of all outputs of the notebook. */
async function runNotebook(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kernel.ipynb'), JSON.stringify(notebook()));
  const server = await startJupyter({ env: NEIGHBOURS_ENV, folder });
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: CHROMIUM_FLAGS
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 7500 } });
    await page.goto(`${server.url}lab/tree/kernel.ipynb?token=${server.token}`);
    await page.locator('#jp-main-statusbar', { hasText: /Python 3.*\| Idle/ }).waitFor();
    await page.locator('.lm-MenuBar-item', { hasText: /^Run$/ }).click();
    await page.locator('.lm-Menu-item:visible', { hasText: /^Run All Cells$/ }).click();
    await page.waitForFunction(hasEnded, undefined, { timeout: TIMEOUT });
    return await page.locator('.jp-OutputArea-output').allInnerTexts();
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** In the page: whether every cell has its number. */
function hasEnded() {
  const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
  return prompts.length > 0 && prompts.every(prompt => /\[\d+\]/.test(prompt.textContent));
}

/** A cell whose library is missing fails, and those behind it run. */
function notebook() {
  const cells = sources().map((source, i) => ({
    id: `cell-${i}`,
    cell_type: 'code',
    metadata: { tags: ['raises-exception'] },
    execution_count: null,
    outputs: [],
    source
  }));
  const kernelspec = { display_name: 'Python 3', language: 'python', name: 'python3' };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}

/** Rows of what cells have printed: the tab's stands beside both cases. */
function rowsOf(texts) {
  const found = texts
    .flatMap(text => text.split('\n'))
    .filter(line => line.startsWith(MARK))
    .map(line => JSON.parse(line.slice(MARK.length)));
  return CASES.flatMap(test =>
    found
      .filter(row => row.n === test.n && (row.op ?? test.op) === test.op)
      .map(({ system, ms }) => ({
        ...test,
        device: system === 'invertible' ? 'cpu' : 'kernel',
        threads: system === 'invertible' ? 1 : cpus().length,
        system,
        ms,
        gflops: Number(((2 * test.n ** 3) / ms / 1e6).toFixed(3))
      }))
  );
}
