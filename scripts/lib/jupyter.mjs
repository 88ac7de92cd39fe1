/** Starting a JupyterLab of our own, and stopping it. */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { jupyterEnv, program } from './python.mjs';
import { CACHE } from './run.mjs';

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp'
};

/**
 * Starts `jupyter lab` from an environment and waits until it answers.
 * @param {{env: string, folder: string, open?: boolean, args?: string[], isIsolated?: boolean}} options
 *   `isIsolated`: with the headers by which a page may share memory between threads
 * @returns {Promise<{url: string, stop: () => Promise<void>, child: import('node:child_process').ChildProcess}>}
 *   `url` ends with a slash; the token is in `?token=…` of `link(path)`
 */
export async function startJupyter({ env, folder, open = false, args = [], isIsolated = false }) {
  const port = await freePort();
  const name = `${env.replace(/\W/g, '')}${isIsolated ? '-isolated' : ''}${open ? '' : '-headless'}`;
  const jupyter = jupyterEnv(name);
  // A theme or a layout that a run without a person left behind must not change the next.
  if (!open) rmSync(join(CACHE, 'jupyter', name), { recursive: true, force: true });
  silenceNews(jupyter.JUPYTERLAB_SETTINGS_DIR);
  const token = `invertible-${port}`;
  const child = spawn(
    program(env, 'jupyter'),
    [
      'lab',
      `--ServerApp.root_dir=${folder}`,
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      `--IdentityProvider.token=${token}`,
      `--ServerApp.open_browser=${open ? 'True' : 'False'}`,
      ...(process.getuid?.() === 0 ? ['--ServerApp.allow_root=True'] : []),
      ...(isIsolated
        ? [`--ServerApp.tornado_settings=${JSON.stringify({ headers: ISOLATION })}`]
        : []),
      ...args
    ],
    { env: { ...process.env, ...jupyter }, stdio: open ? 'inherit' : 'pipe' }
  );
  let log = '';
  child.stderr?.on('data', chunk => {
    log += chunk;
  });
  const url = `http://localhost:${port}/`;
  await waitFor(`${url}api/status?token=${token}`, child, () => log);
  return {
    url,
    token,
    settings: jupyter.JUPYTERLAB_SETTINGS_DIR,
    child,
    stop: () => stop(child),
    log: () => log
  };
}

/** JupyterLab asks at its first start whether to fetch news: no, nothing here goes to the network. */
function silenceNews(settings) {
  const folder = join(settings, '@jupyterlab', 'apputils-extension');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'notification.jupyterlab-settings'),
    '{ "fetchNews": "false", "checkForUpdates": false }\n'
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, 'localhost', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function waitFor(url, child, log) {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`JupyterLab did not start:\n${log()}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise(resolve => setTimeout(resolve, 150));
  }
  throw new Error(`JupyterLab did not answer within a minute:\n${log()}`);
}

function stop(child) {
  return new Promise(resolve => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  });
}
