/**
 * `npm run bench:gpu`: the engine on a GPU, in Chromium and in Node (through Dawn), against the engine on the
 * CPU, jax-js, and torch on CUDA where a Python has it (`BENCH_PYTHON`, else `python3`).
 *
 * `-- --in node` or `-- --in chromium` runs it in one of them; `-- --only TEXT` the cases whose names hold it;
 * `-- --json FILE` writes the rows; `-- --software` takes an adapter in software, to see that it runs.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { nameOf, operations } from '../bench/cases.mjs';
import { GPU_CASES } from '../bench/gpu.mjs';
import { openGpuPage, startNode } from './lib/bench-gpu.mjs';
import { startNative } from './lib/bench-native.mjs';
import { buildLib, installBenchPackages, installPackages } from './lib/build.mjs';
import { CACHE } from './lib/run.mjs';

const args = process.argv.slice(2);
const option = name => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const software = args.includes('--software');

await installPackages();
await buildLib();
await installBenchPackages();

const HOSTS = {
  node: () => startNode({ software }),
  chromium: () => openGpuPage(join(CACHE, 'bench-gpu'), { software })
};
const only = option('--only');
const cases = GPU_CASES.filter(item => !only || nameOf(item).includes(only));
const report = {
  date: new Date().toISOString().slice(0, 10),
  cpu: cpus()[0].model.trim(),
  hosts: {}
};
for (const [name, open] of Object.entries(HOSTS)) {
  if (option('--in') && option('--in') !== name) continue;
  const host = await open().catch(error => ({ missing: error.message }));
  if (host.missing) {
    console.log(`\n${name}: ${host.missing}`);
    continue;
  }
  report.hosts[name] = { about: host.about, rows: await measure(name, host) };
  await host.close();
}
const file = option('--json');
if (file) writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);

async function measure(name, host) {
  const { about } = host;
  console.log(
    `\n${name}: ${about.name}${about.software ? ' (in software: no measure of speed)' : ''}`
  );
  const cuda = await startNative(1, { cuda: true });
  const rows = [];
  for (const test of cases) {
    const found = [...(await host.time(test)), ...(await cuda.time(test))];
    const timed = found.map(row => ({ ...test, ...row, ...rateOf(test, row) }));
    rows.push(...timed);
    print(test, timed);
  }
  cuda.stop();
  summarise(rows);
  return rows;
}

/** Rates: of arithmetic, and of memory where that is what counts. */
function rateOf(test, { ms }) {
  if (!ms) return {};
  const bytes = 2 * Math.max(test.batch, 1) * test.n ** 2 * (test.dtype === 'float32' ? 4 : 8);
  return { gflops: operations(test) / ms / 1e6, gbytes: bytes / ms / 1e6 };
}

function print(test, rows) {
  console.log(`\n${nameOf(test)}`);
  for (const { system, device, ms, gflops, gbytes, error } of rows) {
    const label = `  ${system} ${device}`.padEnd(24);
    if (error) console.log(`${label}${error.slice(0, 70)}`);
    else {
      const rate = test.batch > 0 ? `${gbytes.toFixed(1)} GB/s` : `${gflops.toFixed(0)} GFLOP/s`;
      console.log(`${label}${ms.toFixed(3).padStart(10)} ms  ${rate.padStart(14)}`);
    }
  }
}

/** The share of the adapter's own product, and where it overtakes the CPU. */
function summarise(rows) {
  const own = (op, dtype = 'float32') =>
    rows.filter(
      row => row.op === op && row.dtype === dtype && row.batch === 0 && row.system === 'invertible'
    );
  const rates = own('matmul').filter(row => row.device === 'webgpu' && row.gflops);
  if (rates.length === 0) return;
  const peak = Math.max(...rates.map(row => row.gflops));
  console.log(`\npeak, the best product: ${peak.toFixed(0)} GFLOP/s`);
  const inverses = own('inv');
  for (const { n, gflops, device } of inverses) {
    if (device === 'webgpu' && gflops) {
      console.log(`inv ${n}: ${((100 * gflops) / peak).toFixed(0)}% of it`);
    }
  }
  const on = (device, n) => inverses.find(row => row.device === device && row.n === n)?.ms;
  const sizes = [...new Set(inverses.map(row => row.n))].sort((a, b) => a - b);
  const first = sizes.find(n => on('webgpu', n) < on('wasm', n));
  console.log(first ? `faster than the CPU from n = ${first} on` : 'the CPU was faster throughout');
}
