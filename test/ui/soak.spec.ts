/**
 * Rounds of run, interrupt, restart and close, after which everything is where it was before: `npm test` makes
 * a few, `npm run soak` a thousand. JupyterLab itself keeps something of each notebook that was closed; the
 * same rounds with Python cells, in a JupyterLab that loads nothing of ours, say how much.
 */
import type { CDPSession, Page } from '@playwright/test';
import { expect, type ICell, Lab, test } from './support/lab.js';

const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 6);
/** After these, all that is loaded once is loaded. */
const WARMUP = 3;
/** So many show what JupyterLab keeps a round: it grows evenly. */
const CONTROL = Math.min(ROUNDS, 100);

type Language = 'ts' | 'python';

const CELLS: Readonly<Record<Language, (ICell | string)[]>> = {
  ts: [
    "%%ts\nlinalg.inv(randn(4, 4)); 'λ'",
    { source: '%%ts\nfor (;;) console.log(1)', tags: ['raises-exception'] }
  ],
  python: ["'λ'", { source: 'while True: pass', tags: ['raises-exception'] }]
};
/** The notebook that is closed: in the control it has such outputs already, since it has no kernel. */
const OTHER: Readonly<Record<Language, ICell>> = {
  ts: { source: "%%ts\ndisplay.html('<b>other</b>')\n'other'" },
  python: {
    source: "'other'",
    outputs: [
      {
        output_type: 'display_data',
        data: { 'text/html': '<b>other</b>', 'text/plain': 'other' },
        metadata: {}
      },
      {
        output_type: 'execute_result',
        execution_count: 1,
        data: { 'text/plain': "'other'" },
        metadata: {}
      }
    ]
  }
};

/** Keeps for each change of the active cell a toolbar with 800 listeners, of whatever language the cell is. */
const TOOLBAR = '@jupyterlab/cell-toolbar-extension';

/** So long JupyterLab's list of cells holds on to a notebook that it has scrolled, even one that is closed (ms). */
const SCROLLED = 3000;

interface ICensus {
  frames: number;
  workers: number;
  ports: number;
  buffers: number;
  listeners: number;
  heap: number;
}

/** How many there are of what a session holds, after the garbage is collected. */
async function census(page: Page, client: CDPSession): Promise<ICensus> {
  await page.waitForTimeout(SCROLLED + 500);
  // Twice, since what a finalizer lets go of is garbage of the second time.
  for (let i = 0; i < 2; i++) await client.send('HeapProfiler.collectGarbage');
  const count = async (type: string) => {
    const expression = `${type}.prototype`;
    const { result } = await client.send('Runtime.evaluate', { expression });
    const { objects } = await client.send('Runtime.queryObjects', {
      prototypeObjectId: result.objectId as string
    });
    const length = await client.send('Runtime.callFunctionOn', {
      objectId: objects.objectId as string,
      functionDeclaration: 'function () { return this.length }'
    });
    await client.send('Runtime.releaseObject', { objectId: objects.objectId as string });
    return Number(length.result.value);
  };
  const [ports, buffers] = [await count('MessagePort'), await count('ArrayBuffer')];
  const { jsEventListeners } = await client.send('Memory.getDOMCounters');
  const { metrics } = await client.send('Performance.getMetrics');
  return {
    frames: await page.locator('iframe').count(),
    workers: page.workers().filter(worker => worker.url().startsWith('data:')).length,
    ports,
    buffers,
    listeners: jsEventListeners,
    heap: metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0
  };
}

interface ICommands {
  execute(id: string, args?: object): Promise<unknown>;
}

/** Executes a command of JupyterLab, to its end. */
function command(page: Page, id: string, args = {}): Promise<void> {
  return page.evaluate(
    async ([name, given]) => {
      const app = (globalThis as unknown as { jupyterapp: { commands: ICommands } }).jupyterapp;
      await app.commands.execute(name, given);
    },
    [id, args] as const
  );
}

/** A cell, an endless one that is interrupted, a restart, and another notebook that is opened and closed. */
async function round(lab: Lab, language: Language): Promise<void> {
  const { page } = lab;
  await lab.run(0);
  await expect(lab.output(0)).toContainText('λ');
  await lab.settled();
  await lab.run(1);
  await expect(lab.prompt(1)).toHaveText('[*]:');
  await lab.execute(['notebook:interrupt-kernel']);
  await expect(lab.output(1).last()).toContainText(/Interrupt/);
  await lab.run(0);
  await expect(lab.output(0)).toContainText('λ');
  await lab.restart(/^Restart Kernel and Clear Outputs of All Cells/);
  await expect(lab.output(0)).toHaveCount(0);
  await expect(page.locator('#jp-main-statusbar')).toContainText(/\| Idle/);
  await command(page, 'docmanager:open', { path: `soak/other-${language}.ipynb` });
  await page.locator('.jp-Dialog').getByRole('button', { name: 'No Kernel' }).click();
  const other = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell').first();
  await other.locator('.jp-InputPrompt').click();
  if (language === 'ts') {
    await page.keyboard.press('Shift+Enter');
    await expect(other.locator('.jp-OutputArea-output').last()).toContainText('other');
  }
  // It would ask whether to save, and a save that is under way must not lose its notebook.
  await command(page, 'docmanager:save');
  await expect(page.locator('.lm-TabBar-tab.lm-mod-current.jp-mod-dirty')).toHaveCount(0);
  await lab.execute(['application:close']);
  await expect(page.locator('.jp-NotebookPanel')).toHaveCount(1);
}

interface ISoak {
  before: ICensus;
  after: ICensus;
}

/** The census before and after rounds of one language. */
async function soak(lab: Lab, language: Language, rounds: number): Promise<ISoak> {
  lab.page.setDefaultTimeout(20_000);
  lab.write(`soak/other-${language}.ipynb`, [OTHER[language]], 'none');
  await lab.show(`soak/rounds-${language}.ipynb`, CELLS[language]);
  const client = await lab.page.context().newCDPSession(lab.page);
  await client.send('Performance.enable');
  for (let i = 0; i < WARMUP; i++) await round(lab, language);
  const before = await census(lab.page, client);
  for (let i = 1; i <= rounds; i++) {
    await round(lab, language);
    if (i % 100 === 0)
      console.log(`${language} ${i}: ${JSON.stringify(await census(lab.page, client))}`);
  }
  const after = await census(lab.page, client);
  console.log(
    `${rounds} rounds, ${language}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`
  );
  return { before, after };
}

test('rounds of run, interrupt, restart and close leave nothing behind', async ({ lab, page }) => {
  test.setTimeout(120_000 + (ROUNDS + CONTROL) * 30_000);
  const other = await page.context().newPage();
  const bare = new Lab(other);
  await bare.without([TOOLBAR, 'jupyterlab-invertible']);
  const python = await soak(bare, 'python', CONTROL);
  await other.close();
  await lab.without([TOOLBAR]);
  const { before, after } = await soak(lab, 'ts', ROUNDS);
  expect(after.frames).toBe(before.frames);
  expect(after.workers).toBe(before.workers);
  expect(after.ports).toBeLessThanOrEqual(before.ports);
  expect(after.buffers).toBeLessThanOrEqual(before.buffers + 4);
  for (const name of ['listeners', 'heap'] as const) {
    const kept = ((python.after[name] - python.before[name]) / CONTROL) * ROUNDS;
    expect(after[name], name).toBeLessThanOrEqual(1.1 * (before[name] + kept));
  }
});
