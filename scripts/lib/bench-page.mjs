/** The browser's side of the benchmark: bundles it, serves it isolated, and asks the page. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, ensureChromium } from './chromium.mjs';
import { bundleEngine, serve } from './engine-page.mjs';
import { ROOT } from './run.mjs';

/** Opens the benchmark's page. */
export async function openPage(folder) {
  rmSync(folder, { recursive: true, force: true });
  await bundleEngine(folder, ['relaxed', 'baseline']);
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: join(ROOT, 'bench'),
    entryPoints: ['page.mjs'],
    outfile: join(folder, 'page.js'),
    bundle: true,
    format: 'esm',
    external: ['./relaxed/*', './baseline/*', 'node:*', 'fs', 'path', 'url'],
    logLevel: 'error'
  });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  const server = await serve(folder);
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: CHROMIUM_FLAGS
  });
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
  return {
    ...about,
    agent: `Chromium ${browser.version()}`,
    // In a page of its own: some keep what they allocated, and are slower for it ever after.
    time: async test => {
      await page.reload();
      await ask('load');
      return ask('time', test);
    },
    ceiling: (binary, bits) => ask('ceiling', binary, bits),
    readiness: () => ask('readiness'),
    close: async () => {
      await browser.close();
      server.close();
    }
  };
}
