/** Finding a Chromium for the browser tests, and installing one where that is allowed. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
];

/** Flags without which Chromium does not run as root, or calls home at its start. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run'
];

/** A WebGPU adapter in software, for what needs no speed. */
export const SOFTWARE_GPU_FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/**
 * The path of a Chromium or Chrome: `CHROMIUM_PATH`, the system's, Playwright's own, or one installed now.
 * @throws where there is none and none can be installed
 */
export async function ensureChromium() {
  const found = findChromium() ?? (await findPlaywrights());
  if (found) return found;
  console.log('· no Chromium found; installing one …');
  await install();
  const installed = findChromium() ?? (await findPlaywrights());
  if (installed) return installed;
  throw new Error(
    'Chromium is needed for this and could not be installed: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH'
  );
}

function findChromium() {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  for (const name of NAMES) {
    try {
      const path =
        `${execFileSync('which', [name], { stdio: ['ignore', 'pipe', 'ignore'] })}`.trim();
      if (path) return path;
    } catch {
      // Not on the path.
    }
  }
  return PLACES.find(existsSync);
}

async function findPlaywrights() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/** As root with apt, the distribution's package; else what Playwright downloads for its user. */
async function install() {
  const attempts = [
    ...(process.getuid?.() === 0 ? [installWithApt] : []),
    () => run('npx', ['playwright', 'install', 'chromium'], { quiet: true })
  ];
  for (const attempt of attempts) {
    try {
      await attempt();
      return;
    } catch (error) {
      console.log(`  ${error.message}`);
    }
  }
}

async function installWithApt() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { quiet: true, env });
  await run(
    'apt-get',
    ['install', '-qq', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    {
      quiet: true,
      env
    }
  );
}
