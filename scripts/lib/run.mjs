/** Running commands, and skipping those whose inputs have not changed. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** Outside `node_modules`, which `npm ci` empties. */
export const CACHE = join(ROOT, '.cache');

/**
 * Runs a command in the repository, its output shown, and rejects where it fails.
 * @param {string} command @param {string[]} args
 * @param {{env?: Record<string, string>, quiet?: boolean, cwd?: string}} [options] quiet: show the output only of a failure
 * @returns {Promise<string>} what it printed
 */
export function run(command, args, { env, quiet = false, cwd = ROOT } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe']
    });
    let text = '';
    for (const [stream, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr]
    ]) {
      stream.on('data', chunk => {
        text += chunk;
        if (!quiet) to.write(chunk);
      });
    }
    child.on('error', fail);
    child.on('close', code => {
      if (code === 0) return done(text);
      if (quiet) process.stderr.write(text);
      const error = new Error(`${command} ${args.join(' ')} failed with exit code ${code}`);
      fail(Object.defineProperty(error, 'output', { value: text }));
    });
  });
}

/** Runs a tool from `node_modules`. */
export function runBin(name, args, options) {
  return run(process.execPath, [join(ROOT, 'node_modules', name), ...args], options);
}

/** A digest of the files that match, and of any further strings. */
export function digest(patterns, ...extra) {
  const hash = createHash('sha256');
  for (const path of patterns.flatMap(expand).sort()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(ROOT, path)));
  }
  for (const text of extra) hash.update('\0').update(text);
  return hash.digest('hex');
}

/** The files of a pattern: a path, `folder/**` for all below it, or `folder/*.py` for those of one kind in it. */
function expand(pattern) {
  if (pattern.endsWith('/**')) return walk(pattern.slice(0, -3));
  const [folder, ending] = pattern.split('/*');
  if (ending === undefined) return existsSync(join(ROOT, pattern)) ? [pattern] : [];
  const files = readdirSync(join(ROOT, folder), { withFileTypes: true });
  return files
    .filter(file => file.isFile() && file.name.endsWith(ending))
    .map(({ name }) => join(folder, name));
}

function walk(folder) {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path).flatMap(entry => {
    const below = join(folder, entry);
    return statSync(join(ROOT, below)).isDirectory() ? walk(below) : [below];
  });
}

/**
 * Does a piece of work unless the same inputs were worked on before and its outputs are still there.
 * @param {string} name @param {{key: string, outputs?: string[]}} what @param {() => Promise<unknown>} work
 */
export async function once(name, { key, outputs = [] }, work) {
  const stamp = join(CACHE, `${name.replace(/[^\w-]+/g, '-')}.done`);
  const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === key;
  if (fresh && outputs.every(path => existsSync(join(ROOT, path)))) return false;
  const started = Date.now();
  console.log(`· ${name} …`);
  await work();
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(stamp, key);
  console.log(`· ${name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return true;
}
