/** Browser tests: a real JupyterLab with the installed wheel, and the machine's Chromium. */
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/ui',
  outputDir: '.cache/test-results',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: '.cache/ui-results.json' }]],
  use: {
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: JSON.parse(process.env.CHROMIUM_FLAGS ?? '[]')
    }
  }
});
