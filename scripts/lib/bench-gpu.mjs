/** Where the benchmark of the GPU runs: a page of Chromium, or this process with Dawn. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeAdapter, timeGpu } from '../../bench/gpu.mjs';
import { CHROMIUM_FLAGS, ensureChromium } from './chromium.mjs';
import { bundleEngine, serve } from './engine-page.mjs';
import { ROOT } from './run.mjs';

/** Chromium's software adapter, which Dawn can use too. */
const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

const NONE = 'no WebGPU adapter here';

/** This process, with the npm package `webgpu`. */
export async function startNode({ software }) {
  if (software && existsSync(SOFTWARE_DRIVER)) process.env.VK_ICD_FILENAMES ??= SOFTWARE_DRIVER;
  const require = createRequire(join(ROOT, 'bench/package.json'));
  const { create, globals } = await import(pathToFileURL(require.resolve('webgpu')).href);
  Object.assign(globalThis, globals);
  const navigator = globalThis.navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
  globalThis.navigator ??= navigator;
  const engine = await import(pathToFileURL(join(ROOT, 'lib/engine/index.js')).href);
  await engine.ready();
  const about = await describeAdapter(engine);
  if (!about) throw new Error(NONE);
  return { about, time: test => timeGpu(engine, test), close: async () => undefined };
}

/** A page, with jax-js too. */
export async function openGpuPage(folder, { software }) {
  rmSync(folder, { recursive: true, force: true });
  await bundleEngine(folder, ['relaxed']);
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: join(ROOT, 'bench'),
    entryPoints: ['gpu-page.mjs'],
    outfile: join(folder, 'page.js'),
    bundle: true,
    format: 'esm',
    external: ['./relaxed/*', 'node:*'],
    logLevel: 'error'
  });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  const server = await serve(folder);
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [
      ...CHROMIUM_FLAGS,
      '--enable-unsafe-webgpu',
      software ? '--use-webgpu-adapter=swiftshader' : '--enable-features=Vulkan'
    ]
  });
  const close = async () => {
    await browser.close();
    server.close();
  };
  const page = await browser.newPage();
  await page.goto(server.url);
  const ask = (name, ...given) =>
    page.evaluate(
      async ([call, values]) => {
        globalThis.bench ??= await import('/page.js');
        return globalThis.bench[call](...values);
      },
      [name, given]
    );
  const about = await ask('load');
  if (!about || (about.software && !software)) {
    await close();
    throw new Error(NONE);
  }
  return { about, time: test => ask('time', test), close };
}
