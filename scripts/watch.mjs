/** `npm run watch`: rebuilds the extension, and installs it into `.venv`, whenever a source changes. */
import { watch } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './lib/build.mjs';
import { DEV_ENV, installWheel } from './lib/python.mjs';
import { ROOT } from './lib/run.mjs';

await installPackages();
let building = false;
let again = false;
await build();
console.log('Watching src, style and schema; reload the page after a build (Ctrl+C ends it).');
for (const folder of ['src', 'style', 'schema'])
  watch(join(ROOT, folder), { recursive: true }, onChange);

function onChange(_event, file) {
  // Files that the build writes there itself.
  if (file?.endsWith('.wasm') || file?.endsWith('view.check.ts')) return;
  if (building) again = true;
  else void build();
}

async function build() {
  building = true;
  do {
    again = false;
    try {
      await installWheel(DEV_ENV);
    } catch (error) {
      console.error(error.message);
    }
  } while (again);
  building = false;
}
