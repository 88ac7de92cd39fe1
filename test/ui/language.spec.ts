/** Types while cells are written and before they run, in JupyterLab. */
import { expect, type Lab, test } from './support/lab.js';

/** Runs a first cell and waits until the compiler is there, which has something to say of it. */
async function withCompiler(
  lab: Lab,
  path: string,
  cells: (string | { source: string; tags: string[] })[]
) {
  const first = { source: '%%ts\nconst zero: string = 0', tags: ['raises-exception'] };
  await lab.show(path, [first, ...cells]);
  await lab.run(0);
  await expect(lab.output(0)).toContainText('which now finds');
}

/** Asks for completions, and takes the first, which must be this one. */
async function complete(lab: Lab, wanted: string) {
  await lab.page.keyboard.press('Tab');
  const item = lab.page.locator('.jp-Completer-item.jp-mod-active');
  await expect(item).toContainText(wanted);
  await lab.page.keyboard.press('Enter');
}

test('a type error stops the cell before it runs, and is shown as tsc shows it', async ({
  lab
}) => {
  await withCompiler(lab, 'language/errors.ipynb', [
    {
      source: "%%ts\nconsole.log('ran')\nconst A = randn(2, 2)\nconst x: string = A.matml(A)",
      tags: ['raises-exception']
    },
    '%%ts\nconst B = eye(2)',
    { source: '%%ts\nconst n: number = B', tags: ['raises-exception'] },
    '%%ts\n// @ts-nocheck\nconst m: number = B\nm.shape',
    '%%ts\nconst B = "again"',
    '%%ts\nB.length'
  ]);
  await lab.runAll();
  const error = lab.output(1);
  await expect(error).toContainText(
    "error TS2551: Property 'matml' does not exist on type 'Tensor'"
  );
  await expect(error).toContainText(/cell\[\d+\]:4:21/);
  await expect(error).toContainText('const x: string = A.matml(A)');
  await expect(error).toContainText('~~~~~');
  await expect(error).not.toContainText('ran');
  await expect(lab.output(3)).toContainText("Type 'Tensor' is not assignable to type 'number'");
  await expect(lab.output(4)).toContainText('2, 2');
  await expect(lab.output(6)).toContainText('5');
});

test('no cell waits for the compiler while it loads, and each is told of its errors below it', async ({
  lab
}) => {
  let release = () => {};
  const held = new Promise<void>(resolve => {
    release = resolve;
  });
  await lab.page.route(/declarations.*\.json/, async route => {
    await held;
    await route.continue();
  });
  await lab.show('language/late.ipynb', [
    '%%ts\nlet a: string = 1',
    '%%ts\na = 2',
    '%%ts\nconsole.log(a)'
  ]);
  await lab.runAll();
  await expect(lab.output(1)).toHaveText('2');
  await expect(lab.output(2)).toHaveText(/2/);
  release();
  await expect(lab.output(0)).toContainText('which now finds');
  await expect(lab.output(1).last()).toContainText("'number' is not assignable to type 'string'");
  await expect(lab.output(2)).toHaveCount(1);
});

test('settings choose whether a type error stops the cell', async ({ lab }) => {
  const source = '%%ts\nconst x: string = 1\nconsole.log("ran")';
  try {
    lab.setting('jupyterlab-invertible', 'ts-executor', { check: 'warn' });
    await withCompiler(lab, 'language/warn.ipynb', [source]);
    await lab.run(1);
    await expect(lab.output(1).first()).toContainText('error TS2322');
    await expect(lab.output(1).last()).toContainText('ran');
    lab.setting('jupyterlab-invertible', 'ts-executor', { check: 'off' });
    await lab.show('language/off.ipynb', [source]);
    await lab.runAll();
    await expect(lab.output(0)).toContainText('ran');
    await expect(lab.output(0)).not.toContainText('TS2322');
  } finally {
    lab.setting('jupyterlab-invertible', 'ts-executor', {});
  }
});

test('the cell after one that has run is checked before it runs itself', async ({ lab, page }) => {
  await page.addInitScript(() => {
    const asked: string[] = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, ...args: [unknown]) {
      const [question] = args as [{ type?: string; cell?: { source: string } }];
      if (question?.type === 'check') asked.push(question.cell?.source.trim() ?? '');
      post.apply(this, args);
    };
    Object.assign(globalThis, { asked });
  });
  const asked = () =>
    page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked.splice(0));
  await withCompiler(lab, 'language/ahead.ipynb', ['1 + 1', '%%ts\nzero', '%%ts\nconst one = 1']);
  await asked();
  // Python's own cells are not asked about, nor is a cell that stands further below.
  await lab.run(0);
  await expect(lab.output(0)).toContainText('not assignable');
  expect(await asked()).not.toContain('zero');
  await lab.run(1);
  await expect(lab.output(1)).toHaveText('2');
  await expect.poll(asked).toContain('zero');
  await lab.run(2);
  await expect(lab.output(2)).toContainText('0');
  await expect.poll(asked).toContain('const one = 1');
});

test('completion knows members, earlier cells and the line’s options, also while a cell loops', async ({
  lab
}) => {
  await withCompiler(lab, 'language/completion.ipynb', [
    '%%ts\nconst Matrix = eye(3)',
    '%%ts\n',
    '%%ts\nfor (;;) {}',
    '%%ts '
  ]);
  await lab.run(1);
  await lab.run(3);
  await expect(lab.prompt(3)).toContainText('[*]');
  await lab.cell(2).locator('.cm-content').click();
  await lab.page.keyboard.press('Control+End');
  await lab.page.keyboard.type('Matrix.matm');
  await complete(lab, 'matmul');
  await expect(lab.cell(2).locator('.cm-content')).toContainText('Matrix.matmul');
  await lab.page.keyboard.type('(');
  await expect(lab.page.locator('.jp-Invertible-signature')).toContainText('other: Tensor');
  await lab.page.keyboard.type('Matri');
  await complete(lab, 'Matrix');
  await expect(lab.cell(2).locator('.cm-content')).toContainText('matmul(Matrix');
  await lab.page.keyboard.press('Escape');
  await lab.cell(4).locator('.cm-content').click();
  await lab.page.keyboard.press('Control+End');
  await lab.page.keyboard.type('--dev');
  await complete(lab, '--device');
  await expect(lab.cell(4).locator('.cm-content')).toContainText('--device');
  await lab.menu('Kernel', /^Interrupt Kernel/);
  await expect(lab.output(3)).toContainText('interrupted');
});

test('the notebook’s kernel completes no TypeScript', async ({ lab }) => {
  await withCompiler(lab, 'language/kernels.ipynb', [
    'M = "text"',
    '%%ts\nconst M = eye(3)',
    '%%ts\n',
    ''
  ]);
  await lab.run(1);
  await lab.run(2);
  await lab.settled();
  const items = lab.page.locator('.jp-Completer-item');
  for (const [cell, wanted, foreign] of [
    [3, 'matmul', 'capitalize'],
    [4, 'capitalize', 'matmul']
  ] as const) {
    await lab.cell(cell).locator('.cm-content').click();
    await lab.page.keyboard.press('Control+End');
    await lab.page.keyboard.type('M.');
    await lab.page.keyboard.press('Tab');
    await expect(items.filter({ hasText: wanted })).toHaveCount(1);
    await expect(items.filter({ hasText: foreign })).toHaveCount(0);
    await lab.page.keyboard.press('Escape');
  }
});

test('the items come once the compiler is there, however late, and behind any characters', async ({
  lab,
  page
}) => {
  const loaded = page.waitForRequest(/declarations/);
  await page.route(/declarations\.[0-9a-f]+\.json/, async route => {
    // JupyterLab waits a second for items.
    await new Promise(done => setTimeout(done, 3000));
    await route.continue();
  });
  await lab.show('language/late.ipynb', ['%%ts\nconst 𝐀𝐁𝐂 = "😀😀"; linalg.matrixRa']);
  await lab.cell(0).locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await complete(lab, 'matrixRank');
  await loaded;
  await expect(lab.cell(0).locator('.cm-content')).toContainText('"😀😀"; linalg.matrixRank');
});

test('hover tells what a name is, and mistakes are underlined', async ({ lab }) => {
  await withCompiler(lab, 'language/hover.ipynb', [
    '%%ts\nconst H = linalg.inv(eye(2))\n',
    '%%ts\nH.shap'
  ]);
  const cell = lab.cell(1);
  await cell.locator('.cm-content').click();
  const word = cell.locator('.cm-line').nth(1);
  const box = await word.boundingBox();
  if (!box) throw new Error('the line is not shown');
  // Over `inv`, about 18 characters in.
  await lab.page.mouse.move(box.x + 155, box.y + box.height / 2);
  await lab.page.mouse.move(box.x + 158, box.y + box.height / 2);
  const hover = lab.page.locator('.jp-Invertible-hover');
  await expect(hover).toContainText('(A: Tensor');
  await expect(hover).toContainText('torch.linalg.inv');
  await lab.page.mouse.move(5, 5);
  await lab.cell(2).locator('.cm-content').click();
  await lab.page.keyboard.press('Control+End');
  await lab.page.keyboard.type('e2');
  await expect(lab.cell(2).locator('.cm-lintRange-error')).toHaveText('shape2');
  await lab.page.keyboard.press('Backspace');
  await expect(lab.cell(2).locator('.cm-lintRange-error')).toHaveCount(0);
});

test('a Python cell gets none of it', async ({ lab }) => {
  await withCompiler(lab, 'language/python.ipynb', ['x: int = "a"\nx.shap']);
  await lab.cell(1).locator('.cm-content').click();
  await lab.page.keyboard.press('Control+End');
  await lab.page.keyboard.type('e');
  // Longer than squiggles take in a TypeScript cell: none come.
  await lab.page.waitForTimeout(1500);
  await expect(lab.cell(1).locator('.cm-lintRange-error')).toHaveCount(0);
});
