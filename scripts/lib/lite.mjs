/** A JupyterLite site with the extension: files alone, without a server and without Python. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DEV_ENV, installWheel, program } from './python.mjs';
import { digest, once, ROOT, run } from './run.mjs';

/** Builds the site into `folder`, with the notebooks of `contents`. */
export async function buildLite(folder, contents) {
  await installWheel(DEV_ENV);
  const key = digest(['jupyterlab_invertible/labextension/**', 'examples/*', 'requirements/*.txt']);
  await once('JupyterLite site', { key, outputs: [folder] }, async () => {
    rmSync(folder, { recursive: true, force: true });
    await run(
      program(DEV_ENV, 'jupyter'),
      ['lite', 'build', '--contents', contents, '--output-dir', folder, '--no-sourcemaps'],
      { cwd: join(ROOT, '.cache'), quiet: true }
    );
  });
}
