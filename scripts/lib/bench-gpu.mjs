/** Hosts of the GPU's benchmark: a page of Chromium, or this process with Dawn. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeAdapter, timeGpu } from '../../bench/gpu.mjs';
import { openAskedPage } from './asked-page.mjs';
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
  const { ask, close } = await openAskedPage(folder, {
    module: 'gpu-page.mjs',
    copies: ['relaxed'],
    flags: [
      '--enable-unsafe-webgpu',
      software ? '--use-webgpu-adapter=swiftshader' : '--enable-features=Vulkan'
    ]
  });
  const about = await ask('load');
  if (!about || (about.software && !software)) {
    await close();
    throw new Error(NONE);
  }
  return { about, time: test => ask('time', test), close };
}
