/** The matrix widget, in a panel of its own. */
import { expect, test } from './support/lab.js';
import { Widget } from './support/widget.js';

test('a matrix is opened from the launcher, and its inverse is exact', async ({ lab }) => {
  await lab.show('matrix/launcher.ipynb', ['1']);
  await lab.execute(['launcher:create']);
  await lab.page.locator('.jp-LauncherCard', { hasText: /^Matrix$/ }).click();
  const widget = new Widget(lab);
  await expect(widget.cells(1)).toHaveText(['−1', '3', '3', '−6']);
  await expect(widget.node).toContainText('A⁻¹, exact');
  // Of the exact inverse it would be I.
  await expect(widget.node).toContainText('A⁻¹A in float64');
  await expect(widget.node).toContainText('det = −1/3');
  await expect(widget.node.getByRole('img', { name: /image of the unit circle/ })).toHaveCount(1);
  await expect(widget.node.getByRole('img', { name: /becomes the unit circle/ })).toHaveCount(1);
  await expect(widget.node.getByRole('img', { name: /Heat map/ })).toBeVisible();
  await expect(widget.field).toHaveAttribute('aria-label', 'row 1, column 1');
});

test('keys are a spreadsheet’s', async ({ lab }) => {
  const widget = await Widget.open(lab);
  await widget.press('Tab', 'Tab', 'Tab');
  await expect(widget.field).toHaveAttribute('aria-label', 'row 2, column 2, one third');
  await widget.type('1');
  await widget.press('ArrowUp', 'ArrowLeft');
  await expect(widget.cells()).toHaveText(['2', '1', '1', '1']);
  await expect(widget.cells(1)).toHaveText(['1', '−1', '−1', '2']);
  // Typing takes the place of what was there, and Escape brings it back.
  await widget.type('77');
  await expect(widget.cells().first()).toHaveText('77');
  await widget.press('Escape');
  await expect(widget.cells().first()).toHaveText('2');
  // A number is changed by its last digit.
  await widget.press('Alt+ArrowUp', 'Alt+ArrowUp');
  await expect(widget.cells().first()).toHaveText('4');
  await widget.press('Control+z');
  await expect(widget.cells().first()).toHaveText('2');
  await widget.press('Control+y');
  await expect(widget.cells().first()).toHaveText('4');
  // Filled down, cleared, undone.
  await widget.press('Shift+ArrowDown', 'Control+d');
  await expect(widget.cells()).toHaveText(['4', '1', '4', '1']);
  await widget.press('Control+a', 'Delete');
  await expect(widget.cells()).toHaveText(['0', '0', '0', '0']);
  await expect(widget.node).toContainText('rank = 0 of 2');
  await widget.press('Control+z', 'Control+z');
  await expect(widget.cells()).toHaveText(['4', '1', '1', '1']);
  await widget.press('Control+ArrowRight', 'Control+ArrowDown');
  await expect(widget.field).toHaveAttribute('aria-label', 'row 2, column 2');
  await widget.press('Control+ArrowUp', 'Control+ArrowLeft');
  // F2 goes into the text, where arrows are the text's.
  await widget.press('Control+Home', 'F2', 'ArrowLeft');
  await widget.type('1');
  await widget.press('Enter');
  await expect(widget.cells().first()).toHaveText('14');
  // The notebook beside it was not touched.
  await expect(lab.page.locator('.jp-Notebook .jp-Cell')).toHaveCount(1);
});

test('a bad entry is marked with its reason, and the last good result stays', async ({ lab }) => {
  const widget = await Widget.open(lab);
  await widget.type('x');
  await expect(widget.field).toHaveAttribute('aria-invalid', 'true');
  await expect(widget.field).toHaveAttribute('aria-label', /row 1, column 1: x is not known here/);
  await expect(widget.node.locator('.jp-Invertible-status')).toContainText('last good result');
  await expect(widget.cells(1)).toHaveText(['−1', '3', '3', '−6']);
  await expect(widget.node.locator('.jp-Invertible-results')).toHaveClass(/jp-mod-stale/);
  await widget.press('Backspace');
  await widget.type('sqrt(2)i');
  await expect(widget.node).toHaveAttribute('data-state', 'ready');
  await expect(widget.node.locator('.jp-mod-stale')).toHaveCount(0);
  await expect(widget.cells(1).first()).toContainText('i');
});

test('matrices are pasted from anywhere, copied, and grow', async ({ lab }) => {
  const widget = await Widget.open(lab);
  await widget.paste('np.array([[1., 2., 3.],\n [4., 5., 6.],\n [7., 8., 10.]])');
  await expect(widget.cells()).toHaveText(['1', '2', '3', '4', '5', '6', '7', '8', '10']);
  await expect(widget.cells(1).first()).toHaveText('−2/3');
  await expect(widget.node.getByRole('img', { name: /image of the unit sphere/ })).toHaveCount(1);
  await expect(widget.node.getByRole('img', { name: /A⁻¹: and back/ })).toHaveCount(1);
  const copied = await widget.field.evaluate(field => {
    const event = new ClipboardEvent('copy', {
      clipboardData: new DataTransfer(),
      cancelable: true
    });
    field.dispatchEvent(event);
    return event.clipboardData?.getData('text/plain');
  });
  expect(copied).toBe('1\t2\t3\n4\t5\t6\n7\t8\t10');
  await widget.press('Control+Home');
  await widget.paste('\\begin{pmatrix} \\frac{1}{2} & 0 \\\\ 0 & 2 \\end{pmatrix}');
  await expect(widget.cells().first()).toHaveText('1/2');
  await expect(widget.node.getByRole('button', { name: 'Redo' })).toBeDisabled();
});

test('buttons, presets and shapes', async ({ lab }) => {
  const widget = await Widget.open(lab);
  const click = (name: string) => widget.node.getByRole('button', { name, exact: true }).click();
  await click('+ Row');
  await expect(widget.node).toContainText('Only square matrices have inverses');
  await click('+ Column');
  await expect(widget.cells()).toHaveCount(9);
  await widget.node.getByLabel('Preset').selectOption('Singular');
  await expect(widget.node).toContainText('rank = 2 of 3');
  await expect(widget.node).toContainText('this direction is sent to zero');
  await widget.node.getByRole('button', { name: 'Pseudoinverse' }).click();
  await expect(widget.node.locator('.jp-Invertible-repair mjx-container').first()).toBeVisible();
  await widget.node.getByLabel('Preset').selectOption('Hilbert');
  await expect(widget.cells(1).first()).toHaveText('9');
  await widget.node.getByLabel('Shape').selectOption('Upper triangular');
  await expect(widget.cells().nth(3)).toHaveText('0');
  await click('Undo');
  await click('− Column');
  await click('− Row');
  await expect(widget.cells()).toHaveCount(4);
});

test('200 by 200 scroll, and only what is seen is drawn', async ({ lab }) => {
  const widget = await Widget.open(lab);
  const line = Array.from({ length: 200 }, (_, i) => i);
  await widget.paste(line.map(i => line.map(j => (i === j ? 2 : 0)).join('\t')).join('\n'));
  await expect(widget.node).toHaveAttribute('data-state', 'ready');
  await expect(widget.node).toContainText('rank = 200 of 200');
  await widget.press('Control+End');
  await expect(widget.field).toHaveAttribute('aria-label', 'row 200, column 200');
  await expect(widget.field).toBeInViewport();
  expect(await widget.cells().count()).toBeLessThan(400);
  // There is no following it step by step.
  await expect(widget.node.getByText('Step by step')).toBeHidden();
  await widget.type('4');
  await expect(widget.node).toContainText(/κ₂ [=≈] 2/);
  // All of its inverse can be copied.
  const copy = widget.node.locator('details', { hasText: 'Copy A⁻¹' });
  await copy.locator('summary').click();
  await copy.getByRole('button', { name: 'CSV' }).click();
  await lab.page.context().grantPermissions(['clipboard-read']);
  const lines = (await lab.page.evaluate(() => navigator.clipboard.readText())).split('\n');
  expect(lines).toHaveLength(200);
  expect(lines[199].split(',')[199]).toBe('0.25');
});

test('a cell shows a matrix to write in, and later cells read it', async ({ lab }) => {
  const path = 'matrix/cell.ipynb';
  await lab.show(path, [
    "%%ts\nconst A = matrix([[2, 1], [1, '1/3']])\nA",
    '%%ts\nA.value.toArray()',
    "%%ts\nA.onChange(X => display(linalg.det(X), { id: 'det' }))\nundefined",
    { source: '%%ts\nmatrix([[1, "x"]])', tags: ['raises-exception'] },
    '%%ts\nmatrix(eye(2), { readOnly: true })'
  ]);
  await lab.runAll();
  const widget = new Widget(lab, 0);
  await expect(widget.cells(1)).toHaveText(['−1', '3', '3', '−6']);
  // Nothing is computed here before one writes.
  expect(lab.page.workers().filter(worker => /matrix\.bundle/.test(worker.url()))).toEqual([]);
  await expect(lab.output(2)).toContainText('0.3333');
  await expect(lab.output(3)).toContainText('matrix: row 1, column 2: x is not known here');
  await expect(lab.output(4)).toContainText('read-only');
  await widget.field.click();
  await widget.press('Tab', 'Tab', 'Tab');
  await widget.type('5');
  await expect(widget.cells(1)).toHaveText(['5/9', '−1/9', '−1/9', '2/9']);
  // Messages that follow it are told at once.
  await expect(lab.output(2)).toContainText('9');
  await lab.run(1);
  await expect(lab.output(1)).toContainText('[ [ 2, 1 ], [ 1, 5 ] ]');
  // Keys of the notebook stayed away from it.
  await expect(lab.page.locator('.jp-Notebook .jp-Cell')).toHaveCount(5);
  // It is saved as it is, and shown when the notebook is opened again, without a worker.
  await widget.field.press('Control+s');
  await expect.poll(() => JSON.stringify(lab.read(path).cells[0]?.outputs)).toContain('5/9');
  await lab.open(path);
  await expect(new Widget(lab, 0).cells(1)).toHaveText(['5/9', '−1/9', '−1/9', '2/9']);
  expect(lab.page.workers().filter(worker => /^data:|bundle/.test(worker.url()))).toEqual([]);
});

test('a drag changes a number', async ({ lab }) => {
  const widget = await Widget.open(lab);
  const box = await widget.field.boundingBox();
  if (!box) throw new Error('the field is not shown');
  const { mouse } = lab.page;
  await mouse.move(box.x + 40, box.y + 14);
  await mouse.down();
  await mouse.move(box.x + 70, box.y + 14, { steps: 5 });
  await mouse.up();
  await expect(widget.cells().first()).toHaveText('7');
  await widget.press('Control+z');
  await expect(widget.cells().first()).toHaveText('2');
});
