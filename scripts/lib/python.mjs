/** Python environments, and the wheel that goes into them. */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLabextension } from './build.mjs';
import { CACHE, digest, once, ROOT, run } from './run.mjs';

/** For building, testing and the demo. */
export const DEV_ENV = '.venv';
/** The environment of a user: JupyterLab, a kernel, and the wheel. */
export const USER_ENV = '.cache/user-env';
/** The same with other extensions beside ours, with what tests need, and with libraries whose arrays we take. */
export const NEIGHBOURS_ENV = '.cache/neighbours-env';

const LOCKS = {
  [DEV_ENV]: ['run', 'dev'],
  [USER_ENV]: ['run'],
  [NEIGHBOURS_ENV]: ['neighbours', 'dev', 'libraries']
};

/** A program of an environment: `python`, `jupyter`. */
export function program(env, name) {
  const windows = process.platform === 'win32';
  return join(ROOT, env, windows ? 'Scripts' : 'bin', windows ? `${name}.exe` : name);
}

/** Makes an environment with the packages of its lock files. */
export async function ensureEnv(env) {
  const locks = LOCKS[env].map(name => `requirements/${name}.txt`);
  const torch = 'requirements/torch.in';
  const key = digest([...locks, torch]);
  await once(`Python packages in ${env}`, { key, outputs: [env] }, async () => {
    rmSync(join(ROOT, env), { recursive: true, force: true });
    await run(findPython(), ['-m', 'venv', env], { quiet: true });
    // The environment lies below a package of type `module`; the scripts that Jupyter brings are not.
    writeFileSync(join(ROOT, env, 'package.json'), '{ "type": "commonjs" }\n');
    const wanted = locks.flatMap(lock => ['-r', lock]);
    await pip(env, ['install', '--no-deps', ...wanted]);
    if (env === NEIGHBOURS_ENV)
      await pip(env, ['install', '-r', torch, ...locks.flatMap(lock => ['-c', lock])]);
  });
}

/** Builds the wheel, and installs it where it is not yet. */
export async function installWheel(env) {
  await ensureEnv(env);
  const wheel = await buildWheel();
  await once(`wheel in ${env}`, { key: digest([wheel, `requirements/run.txt`]) }, () =>
    pip(env, ['install', '--no-deps', '--force-reinstall', wheel])
  );
}

/** As a release is made: the sdist first, and the wheel from it alone. */
async function buildWheel() {
  await buildLabextension();
  await ensureEnv(DEV_ENV);
  const key = digest([
    'jupyterlab_invertible/labextension/**',
    'jupyterlab_invertible/*.py',
    'jupyterlab_invertible/arrays/*.py',
    'jupyterlab_invertible/runner/**',
    'jupyterlab_invertible/static/**',
    'pyproject.toml',
    'package.json',
    'install.json',
    'README.md',
    'LICENSE'
  ]);
  await once('wheel', { key, outputs: ['dist'] }, async () => {
    rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
    await run(program(DEV_ENV, 'python'), ['-m', 'build', '--no-isolation'], { quiet: true });
  });
  const [name] = readdirSync(join(ROOT, 'dist')).filter(file => file.endsWith('.whl'));
  return join('dist', name);
}

function pip(env, args) {
  const quiet = [
    '--quiet',
    '--disable-pip-version-check',
    '--no-input',
    '--no-warn-script-location'
  ];
  return run(program(env, 'python'), ['-m', 'pip', ...args, ...quiet], { quiet: true });
}

/** The first Python of the machine that is new enough. */
function findPython() {
  const probe = 'import sys, venv, ensurepip; print(sys.version_info >= (3, 10))';
  for (const name of [process.env.PYTHON, 'python3', 'python', 'py'].filter(Boolean)) {
    try {
      if (
        `${execFileSync(name, ['-c', probe], { stdio: ['ignore', 'pipe', 'ignore'] })}`.includes(
          'True'
        )
      )
        return name;
    } catch {
      // Not this one.
    }
  }
  throw new Error(
    'Python 3.10 or newer with its venv module is needed (Debian: apt-get install python3-venv); PYTHON may name it'
  );
}

/** Settings of Jupyter that keep it away from the user's own. */
export function jupyterEnv(name) {
  const base = join(CACHE, 'jupyter', name);
  return {
    JUPYTER_CONFIG_DIR: join(base, 'config'),
    JUPYTER_DATA_DIR: join(base, 'data'),
    JUPYTER_RUNTIME_DIR: join(base, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: join(base, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(base, 'workspaces'),
    IPYTHONDIR: join(base, 'ipython'),
    JUPYTER_PREFER_ENV_PATH: '1'
  };
}
