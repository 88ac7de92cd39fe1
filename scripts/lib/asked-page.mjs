/** A page of Chromium that a benchmark asks: a module of `bench/` bundled, served isolated, and called by name. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, ensureChromium } from './chromium.mjs';
import { bundleEngine, serve } from './engine-page.mjs';
import { ROOT } from './run.mjs';

/**
 * Opens it. `ask(name, …values)` calls what the module exports under that name.
 *
 * @param {string} folder what is bundled comes here
 * @param {{module: string, copies: string[], external?: string[], flags?: string[]}} options
 */
export async function openAskedPage(folder, { module, copies, external = [], flags = [] }) {
  rmSync(folder, { recursive: true, force: true });
  await bundleEngine(folder, copies);
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: join(ROOT, 'bench'),
    entryPoints: [module],
    outfile: join(folder, 'page.js'),
    bundle: true,
    format: 'esm',
    external: [...copies.map(copy => `./${copy}/*`), 'node:*', ...external],
    logLevel: 'error'
  });
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  const server = await serve(folder);
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [...CHROMIUM_FLAGS, ...flags]
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
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { agent: `Chromium ${browser.version()}`, ask, reload: () => page.reload(), close };
}
