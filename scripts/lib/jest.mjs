/** Running jest as this project needs it: ES modules, and relaxed SIMD where Node has it behind a flag. */
import { join } from 'node:path';
import { buildLib, installPackages } from './build.mjs';
import { ROOT, run } from './run.mjs';

/**
 * Runs jest after what it needs was built; rejects where a test fails.
 * @param {string[]} args @param {Record<string, string>} [env]
 */
export async function runJest(args, env) {
  await installPackages();
  await buildLib();
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  // Node 20 knows relaxed SIMD by a flag, later ones without.
  if (process.versions.node.startsWith('20.')) node.push('--experimental-wasm-relaxed-simd');
  await run(process.execPath, [...node, join(ROOT, 'node_modules/jest/bin/jest.js'), ...args], {
    env
  });
}
