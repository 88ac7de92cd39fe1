/**
 * `npm run demo`: sets everything up and opens JupyterLab on the examples.
 *
 * `-- --check` runs the tour in a headless browser instead, prints what it saw, and exits;
 * `-- --save` runs all examples so, and keeps their outputs and the screenshots in the repository.
 */
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './lib/build.mjs';
import { startJupyter } from './lib/jupyter.mjs';
import { DEV_ENV, installWheel, NEIGHBOURS_ENV } from './lib/python.mjs';
import { ROOT } from './lib/run.mjs';
import { choose, withExample } from './lib/tour.mjs';

const SCREENSHOTS = join(ROOT, 'docs', 'screenshots');

const args = process.argv.slice(2);
await installPackages();
await installWheel(DEV_ENV);
if (args.includes('--save')) await save();
else if (args.includes('--check')) await check();
else await open();

async function open() {
  const server = await startJupyter({
    env: DEV_ENV,
    folder: join(ROOT, 'examples'),
    open: true,
    args: ['--LabApp.default_url=/lab/tree/tour.ipynb']
  });
  console.log(
    `\nJupyterLab: ${server.url}lab/tree/tour.ipynb?token=${server.token}  (Ctrl+C ends it)\n`
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void server.stop());
  server.child.on('exit', code => process.exit(code ?? 0));
}

async function check() {
  let seen = { outputs: 0, formulas: 0, heatMaps: 0, merrors: 0 };
  const complaints = await withExample({ env: DEV_ENV }, async page => {
    for (const cell of await page.locator('.jp-CodeCell').all()) {
      const prompt = await cell.locator('.jp-InputPrompt').innerText();
      const outputs = await cell.locator('.jp-OutputArea-output').all();
      for (const output of outputs) console.log(`${prompt} ${await summarise(output)}`);
    }
    const count = selector => page.locator(selector).count();
    seen = {
      outputs: await count('.jp-OutputArea-output'),
      formulas: await count('.jp-OutputArea mjx-container'),
      heatMaps: await count('.jp-Invertible-heatMap'),
      merrors: await count('mjx-merror')
    };
  });
  for (const complaint of complaints) console.error(`console: ${complaint}`);
  const { outputs, formulas, heatMaps, merrors } = seen;
  console.log(`\n${outputs} outputs, ${formulas} formulas typeset, ${heatMaps} heat maps`);
  const ok =
    complaints.length === 0 && merrors === 0 && outputs >= 15 && formulas > 15 && heatMaps > 5;
  console.log(ok ? 'The tour runs.' : 'The tour does not run as it should.');
  process.exitCode = ok ? 0 : 1;
}

/** An output in one line: its figures where it has any, else its first words. */
async function summarise(output) {
  const heat = await output.locator('.jp-Invertible-heatMap').count();
  const facts = await output
    .locator('.jp-Invertible-facts')
    .first()
    .innerText({ timeout: 100 })
    .catch(() => '');
  const text = (facts || (await output.innerText())).replace(/\s+/g, ' ').trim().slice(0, 110);
  return heat > 0 ? `${heat} heat map${heat > 1 ? 's' : ''}: ${text}` : text;
}

async function save() {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await withExample({ env: DEV_ENV, name: 'gpu.ipynb' }, (page, folder) =>
    keep(page, folder, 'gpu.ipynb')
  );
  // Its cells want torch and Dask in the kernel; without them they say so.
  await installWheel(NEIGHBOURS_ENV);
  await withExample({ env: NEIGHBOURS_ENV, name: 'scale.ipynb' }, (page, folder) =>
    keep(page, folder, 'scale.ipynb')
  );
  await withExample({ env: DEV_ENV, name: 'lesson.ipynb', width: 1500 }, async (page, folder) => {
    await keep(page, folder, 'lesson.ipynb');
    const widget = page.locator('.jp-Invertible-widget').first();
    await widget.screenshot({ path: join(SCREENSHOTS, 'matrix-light.png') });
  });
  await withExample({ env: DEV_ENV, width: 1100 }, async (page, folder) => {
    await keep(page, folder, 'tour.ipynb');
    await photograph(page, 'light');
    await choose(page, 'Settings', /^Theme$/);
    await page.locator('.lm-Menu-item:visible', { hasText: /^JupyterLab Dark$/ }).click();
    await page.locator('body[data-jp-theme-light="false"]').waitFor({ state: 'attached' });
    await photograph(page, 'dark');
  });
}

/** Saves a notebook that has run, and takes it into the repository. */
async function keep(page, folder, name) {
  const saved = join(folder, name);
  const before = statSync(saved).mtimeMs;
  await choose(page, 'File', /^Save Notebook/);
  while (statSync(saved).mtimeMs === before) await page.waitForTimeout(100);
  // The server may still be writing.
  await page.waitForTimeout(500);
  copyFileSync(saved, join(ROOT, 'examples', name));
  tidyNotebook(join(ROOT, 'examples', name));
}

/** The first inverse, the ill-conditioned one and the singular one, one below the other. */
async function photograph(page, theme) {
  const first = page.locator('.jp-Cell', { hasText: '1. One matrix' });
  const box = await first.boundingBox();
  await page.screenshot({
    path: join(SCREENSHOTS, `tour-${theme}.png`),
    clip: { x: box.x, y: box.y, width: box.width, height: 900 }
  });
  const singular = page.locator('.jp-Cell', { hasText: '6. No inverse at all' });
  const place = await singular.boundingBox();
  await page.screenshot({
    path: join(SCREENSHOTS, `singular-${theme}.png`),
    clip: { x: place.x, y: place.y, width: place.width, height: 900 }
  });
}

/** Versions of the Python that happened to be there say nothing about the tour. */
function tidyNotebook(path) {
  const notebook = JSON.parse(readFileSync(path, 'utf8'));
  notebook.metadata.language_info = { name: 'python' };
  for (const cell of notebook.cells) delete cell.metadata.execution;
  writeFileSync(path, `${JSON.stringify(notebook, null, 1)}\n`);
}
