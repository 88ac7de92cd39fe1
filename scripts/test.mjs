/**
 * `npm test`: sets up what is missing, runs every suite, and ends with a line that counts.
 * `-- unit browser` runs some suites; any other word (`-- browser sandbox`) selects test files by their names.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildLib, installPackages } from './lib/build.mjs';
import { CHROMIUM_FLAGS, ensureChromium } from './lib/chromium.mjs';
import { copyExamples } from './lib/examples.mjs';
import { runJest } from './lib/jest.mjs';
import { startJupyter } from './lib/jupyter.mjs';
import { buildLite } from './lib/lite.mjs';
import { DEV_ENV, installWheel, NEIGHBOURS_ENV, program, USER_ENV } from './lib/python.mjs';
import { CACHE, run, runBin } from './lib/run.mjs';

/** Each suite returns how many of its tests passed and failed. */
const SUITES = { types, lint, unit, python, browser };

const words = process.argv.slice(2);
const wanted = words.filter(word => word in SUITES);
const files = words.filter(word => !(word in SUITES));
const names = Object.keys(SUITES).filter(name => wanted.length === 0 || wanted.includes(name));

await installPackages();
await buildLib();
const total = { passed: 0, failed: 0 };
for (const name of names) {
  console.log(`\n── ${name}`);
  const { passed, failed } = await SUITES[name]();
  total.passed += passed;
  total.failed += failed;
  console.log(`── ${name}: ${passed} passed, ${failed} failed`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

/** A check that passes or fails as a whole. */
async function check(work) {
  try {
    await work();
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.error(error.message);
    return { passed: 0, failed: 1 };
  }
}

function types() {
  return check(() => runBin('typescript/bin/tsc', ['--project', 'test/tsconfig.json']));
}

async function lint() {
  await installWheel(DEV_ENV);
  const results = [
    await check(() => runBin('@biomejs/biome/bin/biome', ['ci', '.'])),
    await check(() => run(program(DEV_ENV, 'ruff'), ['check', '--quiet', '.'])),
    await check(() => run(program(DEV_ENV, 'ruff'), ['format', '--quiet', '--check', '.']))
  ];
  return results.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
}

async function unit() {
  // The device 'kernel' has the arrays of a real Python, by the libraries of this environment.
  await installWheel(NEIGHBOURS_ENV);
  const output = join(CACHE, 'unit-results.json');
  rmSync(output, { force: true });
  await runJest(['--ci', '--json', `--outputFile=${output}`, '--silent', ...files]).catch(
    () => undefined
  );
  if (!existsSync(output)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = readJson(output);
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

/** Beside the libraries whose arrays cells take. */
async function python() {
  await installWheel(NEIGHBOURS_ENV);
  const only = files.length > 0 ? ['-k', files.join(' or ')] : [];
  const text = await run(program(NEIGHBOURS_ENV, 'python'), ['-m', 'pytest', '-q', ...only]).catch(
    error => error.output
  );
  const count = word => Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
  const failed = count('failed') + count('error');
  return { passed: count('passed'), failed: count('passed') + failed === 0 ? 1 : failed };
}

/** Against the installed wheel, in an environment that has nothing else of this project. */
async function browser() {
  const executable = await ensureChromium();
  await installWheel(USER_ENV);
  await installWheel(NEIGHBOURS_ENV);
  const folder = join(CACHE, 'ui-root');
  copyExamples(folder);
  await buildLite(join(CACHE, 'lite'), folder);
  const output = join(CACHE, 'ui-results.json');
  rmSync(output, { force: true });
  const server = await startJupyter({
    env: USER_ENV,
    folder,
    args: ['--expose-app-in-browser']
  });
  const neighbours = await startJupyter({
    env: NEIGHBOURS_ENV,
    folder,
    args: ['--expose-app-in-browser', `--SQLiteYStore.db_path=${join(CACHE, 'ystore.db')}`]
  });
  const isolated = await startJupyter({
    env: USER_ENV,
    folder,
    isIsolated: true,
    args: ['--expose-app-in-browser']
  });
  try {
    await runBin('@playwright/test/cli.js', ['test', ...files], {
      env: {
        CHROMIUM_PATH: executable,
        CHROMIUM_FLAGS: JSON.stringify(CHROMIUM_FLAGS),
        INVERTIBLE_UI_ROOT: folder,
        INVERTIBLE_UI_LITE: join(CACHE, 'lite'),
        INVERTIBLE_UI_URL: server.url,
        INVERTIBLE_UI_TOKEN: server.token,
        INVERTIBLE_UI_NEIGHBOURS_URL: neighbours.url,
        INVERTIBLE_UI_NEIGHBOURS_TOKEN: neighbours.token,
        INVERTIBLE_UI_ISOLATED_URL: isolated.url,
        INVERTIBLE_UI_ISOLATED_TOKEN: isolated.token,
        INVERTIBLE_UI_SETTINGS: server.settings
      }
    }).catch(() => undefined);
  } finally {
    await server.stop();
    await neighbours.stop();
    await isolated.stop();
  }
  if (!existsSync(output)) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = readJson(output).stats;
  return { passed: expected + flaky, failed: unexpected };
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
