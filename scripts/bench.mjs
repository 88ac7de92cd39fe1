/**
 * `npm run bench`: times the engine against its peers, case after case, in one run: in Chromium, and natively
 * where a Python has NumPy, torch or python-flint (`BENCH_PYTHON`, else `python3`); and NumPy and torch through
 * the kernel of a notebook (`-- --only kernel` for these alone), in an environment that it makes.
 *
 * `-- --json FILE` writes the rows; `-- --save` renews the table and charts that README shows; `-- --only TEXT`
 * runs the cases whose names hold it.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { CASES, nameOf, operations } from '../bench/cases.mjs';
import { CASES as KERNEL_CASES } from '../bench/kernel.mjs';
import { timeKernel } from './lib/bench-kernel.mjs';
import { startNative } from './lib/bench-native.mjs';
import { openPage } from './lib/bench-page.mjs';
import { buildLib, installBenchPackages, installPackages } from './lib/build.mjs';
import { CACHE, ROOT } from './lib/run.mjs';

const args = process.argv.slice(2);
const option = name => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);

await installPackages();
await buildLib();
await installBenchPackages();

const report = await measure();
const { printReport } = await import('./lib/bench-report.mjs');
printReport(report);
const file = option('--json');
if (file) writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
const failed = report.rows.filter(row => row.error && row.system.startsWith('invertible'));
if (failed.length > 0) {
  console.error(failed.map(row => `${nameOf(row)} ${row.system}: ${row.error}`).join('\n'));
  process.exitCode = 1;
} else if (args.includes('--save')) await save();

async function measure() {
  const page = await openPage(join(CACHE, 'bench'));
  const natives = [await startNative(1), await startNative(cpus().length)];
  try {
    const peaks = {};
    for (const binary of ['relaxed', 'baseline']) {
      peaks[binary] = {
        float32: await page.peak(binary, 32),
        float64: await page.peak(binary, 64)
      };
    }
    const about = {
      date: new Date().toISOString().slice(0, 10),
      cpu: `${cpus()[0].model.trim()}, ${cpus().length} cores`,
      agent: page.agent,
      isolated: page.isolated,
      native: natives[0].versions,
      peaks,
      readyMs: await page.readiness()
    };
    const only = option('--only');
    const rows = [];
    for (const test of CASES.filter(item => !only || nameOf(item).includes(only))) {
      rows.push(...(await timeCase(page, natives, test)));
    }
    if (KERNEL_CASES.some(item => !only || nameOf(item).includes(only))) {
      process.stderr.write('· through the Python kernel\n');
      const found = await timeKernel();
      rows.push(...found.filter(row => !only || nameOf(row).includes(only)));
    }
    return { about, rows };
  } finally {
    for (const native of natives) native.stop();
    await page.close();
  }
}

/** All systems on one case, the native ones next to the browser's, so that both meet the same machine. */
async function timeCase(page, natives, test) {
  process.stderr.write(`· ${nameOf(test)}\n`);
  const found = [
    ...(await page.time(test)),
    ...(await natives[0].time(test)),
    ...(await natives[1].time(test))
  ];
  return found.map(row => ({
    ...test,
    ...row,
    gflops: row.ms ? Number((operations(test) / row.ms / 1e6).toFixed(3)) : undefined
  }));
}

async function save() {
  const { drawCharts } = await import('./lib/bench-chart.mjs');
  const folder = join(ROOT, 'docs', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bench.json'), `${JSON.stringify(report, null, 1)}\n`);
  for (const [theme, svg] of Object.entries(await drawCharts(report))) {
    writeFileSync(join(folder, `inv-${theme}.svg`), svg);
  }
  console.log('docs/bench renewed');
}
