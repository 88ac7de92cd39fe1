/** Outputs of `display` and its like, in JupyterLab. */
import { expect, test } from './support/lab.js';

test('display shows every form, and updates what has a name', async ({ lab }) => {
  await lab.show('display/forms.ipynb', [
    "%%ts\ndisplay.latex('A^{-1}')\ndisplay.markdown('**bold** and $x_1 * x_2 * x_3$')\ndisplay.json({a: [1, 2]})\ndisplay.html('<i>it</i>')",
    '%%ts\nconst canvas = new OffscreenCanvas(4, 4)\ncanvas.getContext(\'2d\').fillRect(0, 0, 2, 2)\ndisplay.image(await (await canvas.convertToBlob()).arrayBuffer())\ndisplay.svg(\'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>\')',
    "%%ts\ndisplay('before', {id: 'a'})\ndisplay('other', {id: 'b'})",
    "%%ts\ndisplay('after', {id: 'a'})",
    "%%ts\ndisplay('gone')\nclearOutput()\ndisplay('stays')",
    "%%ts\ndisplay(Promise.resolve(7))\ndisplay(new Error('outer', {cause: new Error('inner')}))\ndisplay(new Map([[1, new Set(['x'])]]), new Float32Array([1, 2]))"
  ]);
  await lab.runAll();
  await expect(lab.output(0).nth(0).locator('mjx-container')).toHaveCount(1);
  await expect(lab.output(0).nth(1).locator('strong')).toHaveText('bold');
  await expect(lab.output(0).nth(1).locator('mjx-container')).toHaveCount(1);
  await expect(lab.output(0).nth(1).locator('em')).toHaveCount(0);
  await expect(lab.output(0).nth(2)).toContainText('a');
  await expect(lab.output(0).nth(3).frameLocator('iframe').locator('i')).toHaveText('it');
  await expect(lab.output(1).nth(0).locator('img')).toHaveAttribute(
    'src',
    /^data:image\/png;base64/
  );
  await expect(lab.output(1).nth(1).locator('img')).toHaveCount(1);
  await expect(lab.output(2)).toHaveText(["'after'", "'other'"]);
  await expect(lab.output(3)).toHaveText(["'after'"]);
  await expect(lab.output(4)).toHaveText(["'stays'"]);
  await expect(lab.output(5).first()).toContainText('7');
  await expect(lab.output(5)).toContainText(['7', 'outer', 'Map', 'Float32Array']);
  await expect(lab.output(5).nth(1)).toContainText('inner');
});

test('a million lines neither freeze the page nor bloat the notebook', async ({ lab }) => {
  await lab.show('display/flood.ipynb', [
    '%%ts\nfor (let i = 0; i < 1e6; i++) console.log("line", i)\n"done"',
    '%%ts\nlet sum = 0\nfor (const i of progress(Array.from({length: 5e5}, (_, i) => i))) sum += i\nsum',
    '%%ts\nconsole.table([{n: 1, kappa: 2.5}])',
    "%%ts\nconst A = tensor([[2, 1], [1, 1]])\ndisplay(expr`inv(A) * A`)\nmath.evaluate('sqrt(16)')"
  ]);
  await lab.runAll();
  await expect(lab.output(0).last()).toContainText('done');
  await expect(lab.output(0)).toContainText(['line 0', 'lines are not shown', 'done']);
  await expect(lab.output(0).nth(1)).toContainText('line 999999');
  // The page answers.
  expect(await lab.page.evaluate(() => 1 + 1)).toBe(2);
  await lab.menu('File', /^Save Notebook/);
  await expect
    .poll(() => JSON.stringify(lab.read('display/flood.ipynb')).length, { timeout: 20_000 })
    .toBeGreaterThan(50_000);
  expect(JSON.stringify(lab.read('display/flood.ipynb')).length).toBeLessThan(400_000);
  await expect(lab.output(1).first()).toContainText('100% 500000/500000');
  await expect(lab.output(1).last()).toContainText('124999750000');
  await expect(lab.output(2)).toContainText('kappa');
  await expect(lab.output(3).last()).toContainText('4');
});

test('an output with a name is shown anew when its cell is run again, or has cleared it', async ({
  lab
}) => {
  const path = 'display/again.ipynb';
  await lab.show(path, [
    "%%ts\ndisplay('first', {id: 'a'})",
    "%%ts\nfor (let i = 0; i < 3; i++) { clearOutput(); display('number ' + i, {id: 'b'}); await new Promise(r => setTimeout(r, 200)) }",
    "%%ts\nconsole.log('half \\ud83d')\ndisplay.json({x: '\\ud800'})"
  ]);
  for (let round = 0; round < 2; round++) {
    await lab.runAll();
    await expect(lab.output(0)).toHaveText(["'first'"]);
    await expect(lab.output(1)).toHaveText(["'number 2'"]);
  }
  // Half a character would keep the notebook from being saved.
  await lab.menu('File', /^Save Notebook/);
  await expect.poll(() => JSON.stringify(lab.read(path).cells[2])).toContain('half \ufffd');
});

test('a table is sorted by its columns, in both themes, by keys, and after it was saved', async ({
  lab
}) => {
  const path = 'display/table.ipynb';
  await lab.show(path, [
    "%%ts\nconsole.log('before')\nconsole.table([{n: 10, kappa: 2.5, who: 'b'}, {n: 9, who: 'a'}, {n: -1, kappa: 1e10, who: 'c<b>d</b>'}])\nconsole.log('after')",
    '%%ts\nconsole.table(Array.from({length: 5000}, (_, i) => ({i, square: i * i})))'
  ]);
  await lab.runAll();
  await expect(lab.output(0)).toContainText(['before', 'kappa', 'after']);
  const table = lab.output(0).nth(1).locator('table');
  const column = (at: number) => table.locator(`tbody tr > :nth-child(${at})`);
  const head = (name: string) => table.getByRole('columnheader', { name, exact: true });
  await head('n').getByRole('button').click();
  await expect(column(2)).toHaveText(['-1', '9', '10']);
  await expect(head('n')).toHaveAttribute('aria-sort', 'ascending');
  await lab.page.keyboard.press('Enter');
  await expect(column(2)).toHaveText(['10', '9', '-1']);
  await head('kappa').getByRole('button').click();
  await expect(column(3)).toHaveText(['2.5', '10000000000', '']);
  await expect(head('n')).toHaveAttribute('aria-sort', 'none');
  await head('who').getByRole('button').click();
  await expect(column(4)).toHaveText(["'a'", "'b'", "'c<b>d</b>'"]);
  await expect(lab.output(1)).toContainText('and 4500 more rows');
  await lab.page.screenshot({ path: '.cache/table-light.png' });
  await lab.darken();
  await lab.page.screenshot({ path: '.cache/table-dark.png' });
  await lab.menu('File', /^Save Notebook/);
  await expect.poll(() => JSON.stringify(lab.read(path).cells)).toContain('kappa');
  await lab.open(path);
  await expect(column(2)).toHaveText(['10', '9', '-1']);
  await head('n').getByRole('button').click();
  await expect(column(2)).toHaveText(['-1', '9', '10']);
});
