/** Bytes that a page loads of ours at its start, counted without a browser: `ui/page.spec.ts` counts what is served. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { build } from 'esbuild';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Bytes of JavaScript; with the styles and the builder's own code a page stays below 80,000. */
const MOST = 20_000;

const { jupyterlab } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8'));
/** The packages that are part of ours; JupyterLab has the others. */
const OWN = Object.entries(jupyterlab.sharedPackages).flatMap(([name, shared]) =>
  shared === false ? [name] : []
);

it('a page loads the plugins at its start, and little else', async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/index.ts', 'src/mime/index.ts'],
    outdir: 'never',
    write: false,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    logLevel: 'error',
    plugins: [
      {
        name: 'start',
        setup: ({ onResolve }) => {
          onResolve({ filter: /./ }, ({ path, kind }) => {
            const isShared = /^[^./]/.test(path) && !OWN.includes(path);
            const isLater = kind === 'dynamic-import' || (kind !== 'entry-point' && isShared);
            return isLater ? { path, external: true } : undefined;
          });
        }
      }
    ]
  });
  const files = Object.values(metafile.outputs);
  const inputs = files.flatMap(file =>
    Object.entries(file.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  );
  expect(inputs.map(([path]) => path)).toContain('src/notebook/executor.ts');
  expect(inputs.map(([path]) => path).filter(path => path.includes('node_modules'))).toEqual([]);
  expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MOST);
});
