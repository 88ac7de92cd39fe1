/** The matrix widget: what explains, precision, copies, words, touch, and answers that come late. */
import { expect, Lab, segments, test } from './support/lab.js';
import { Widget } from './support/widget.js';

async function clipboard(lab: Lab): Promise<string> {
  await lab.page.context().grantPermissions(['clipboard-read']);
  return lab.page.evaluate(() => navigator.clipboard.readText());
}

test('an answer that comes late is never shown', async ({ lab }) => {
  // The first answer of the worker that is asked for an edit is kept back.
  await lab.page.addInitScript(() => {
    const Native = Worker;
    let edits = 0;
    globalThis.Worker = class extends Native {
      override set onmessage(listen: (event: MessageEvent) => void) {
        super.onmessage = event => {
          const isEdit = event.data?.type === 'numbers' || event.data?.type === 'computed';
          const wait = isEdit && JSON.stringify(event.data).includes('1/5') && edits++ < 2;
          setTimeout(() => listen(event), wait ? 800 : 0);
        };
      }
    } as typeof Worker;
  });
  const widget = await Widget.open(lab);
  await widget.press('Control+a', 'Delete');
  await widget.press('Control+Home');
  await widget.node.getByLabel('Preset').selectOption('Identity');
  await expect(widget.cells(1).first()).toHaveText('1');
  await widget.node.evaluate(node => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const table = node.querySelectorAll('.jp-Invertible-cells')[1];
    const note = () => seen.push(table.querySelector('.jp-Invertible-cell')?.textContent ?? '');
    new MutationObserver(note).observe(table, { childList: true, subtree: true });
  });
  await widget.field.focus();
  await widget.press('Control+Home');
  await widget.type('5');
  await widget.type('0');
  await expect(widget.cells(1).first()).toHaveText('1/50');
  // Until the late answer has come, and been dropped.
  await lab.page.waitForTimeout(1200);
  const seen = await lab.page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen).toContain('1/50');
  expect(seen).not.toContain('1/5');
  await expect(widget.cells(1).first()).toHaveText('1/50');
});

test('elimination from the widget: by rule, in decimals, by hand, and remembered', async ({
  lab
}) => {
  const path = 'widget/steps.ipynb';
  await lab.show(path, ["%%ts\nmatrix([[1, 2], [3, '1/3']])", '']);
  await lab.run(0);
  const widget = new Widget(lab);
  const steps = widget.node.locator('.jp-Invertible-steps');
  await widget.node.locator('summary', { hasText: 'Step by step' }).click();
  await steps.getByRole('button', { name: 'Next' }).click();
  await expect(steps.locator('.jp-Invertible-stepName')).toContainText('makes a zero in column 1');
  await steps.getByLabel('Numbers').selectOption('Decimals');
  await expect(steps).toContainText('step 1 of');
  await expect(steps.locator('.jp-Invertible-stepMatrix mjx-container')).toBeVisible();
  await steps.getByLabel('Pivot').selectOption('Largest pivot');
  await expect(steps).toContainText('step 0 of');
  await steps.getByRole('button', { name: 'Next' }).click();
  await expect(steps.locator('.jp-Invertible-stepName')).toContainText('brings a pivot');
  await steps.getByRole('button', { name: 'By hand' }).click();
  const hand = steps.locator('.jp-Invertible-handElimination');
  await hand.getByRole('button', { name: 'Hint' }).click();
  await expect(hand.getByRole('status')).toHaveText('Try R1 ↔ R2, for column 1.');
  await hand.getByLabel('Operation').selectOption('Swap two rows');
  await hand.getByRole('button', { name: 'Apply' }).click();
  await expect(hand.locator('li')).toHaveText(['R1 ↔ R2']);
  await widget.field.press('Control+s');
  await expect.poll(() => JSON.stringify(lab.read(path).cells[0]?.outputs)).toContain('"swap"');
  await lab.open(path);
  await widget.node.locator('summary', { hasText: 'Step by step' }).click();
  await expect(steps.getByLabel('Pivot')).toHaveValue('partial');
  await steps.getByRole('button', { name: 'Go on by hand' }).click();
  await expect(hand.locator('li')).toHaveText(['R1 ↔ R2']);
  // Of another matrix these are not the steps.
  await widget.field.click();
  await widget.type('7');
  await expect(steps.getByRole('button', { name: 'By hand', exact: true })).toBeVisible();
  // However long its numbers are.
  await widget.field.click();
  await widget.type('exp(50)');
  await steps.getByRole('button', { name: 'Last' }).click();
  await expect(steps).toContainText('the right half is the inverse');
  // Of a singular one it says where it ends.
  await widget.node.getByLabel('Preset').selectOption('Singular');
  await steps.getByRole('button', { name: 'Last' }).click();
  await expect(steps.locator('.jp-mod-failed')).toContainText('there is no pivot');
});

test('elimination below a cell by another rule, saved in all its forms', async ({ lab }) => {
  const path = 'widget/below.ipynb';
  await lab.show(path, ['%%ts\nlinalg.steps([[1, 2], [3, 4]])', '']);
  await lab.run(0);
  const steps = lab.output(0).locator('.jp-Invertible-steps');
  await steps.getByLabel('Pivot').selectOption('Largest pivot');
  await steps.getByRole('button', { name: 'Next' }).click();
  await expect(steps.locator('.jp-Invertible-stepName')).toContainText('brings a pivot');
  await lab.execute(['docmanager:save']);
  await expect.poll(() => JSON.stringify(lab.read(path).cells[0]?.outputs)).toContain('R1 ↔ R2');
});

test('in single precision 7 digits are all there are', async ({ lab }) => {
  await lab.show('widget/precision.ipynb', [
    "%%ts\nconst A = matrix([['sqrt(2)', 1], [1, 3]])\nA",
    '%%ts\nA.value.dtype',
    "%%ts\nmatrix(tensor([[0.1, 0], [0, 1]], { dtype: 'float32' }))"
  ]);
  await lab.runAll();
  const widget = new Widget(lab, 0);
  await expect(segments(widget.node)).toHaveCount(16);
  await widget.node.getByLabel('Precision').selectOption('float32');
  await expect(segments(widget.node)).toHaveCount(7);
  await lab.run(1);
  await expect(lab.output(1)).toContainText('float32');
  await widget.node.getByRole('button', { name: 'Undo' }).click();
  await expect(segments(widget.node)).toHaveCount(16);
  const single = new Widget(lab, 1);
  await expect(single.cells().first()).toHaveText('0.1');
  await expect(segments(single.node)).toHaveCount(7);
});

test('a matrix below a cell goes to Python, and into expressions', async ({ lab }) => {
  await lab.show('widget/python.ipynb', [
    "%%ts -o A,X\nconst A = matrix([[2, 1], [1, '1/2']], { dtype: 'float32' })\nconst X = expr`A * A`",
    'print(A.tolist(), A.dtype, X.tolist())'
  ]);
  await lab.runAll();
  await expect(lab.output(1)).toContainText(
    '[[2.0, 1.0], [1.0, 0.5]] float32 [[5.0, 2.5], [2.5, 1.25]]'
  );
});

test('entries are kept within bounds, by the list and by a drag', async ({ lab }) => {
  await lab.show('widget/bounds.ipynb', [
    '%%ts\nconst A = matrix([[2, 1], [1, 3]], { bounds: [0, 5] })\nA',
    '%%ts\nA.value.at(0, 0)'
  ]);
  await lab.run(0);
  const widget = new Widget(lab);
  const bounds = widget.node.getByLabel('Bounds');
  await expect(bounds).toHaveValue('0,5');
  await widget.field.focus();
  await widget.type('9');
  await expect(widget.node.locator('.jp-Invertible-status')).toContainText('not between 0 and 5');
  await bounds.selectOption('Unbounded');
  await expect(widget.node).toHaveAttribute('data-state', 'ready');
  await lab.run(1);
  await expect(lab.output(1)).toContainText('9');
  await bounds.selectOption('−10 … 10');
  await widget.field.focus();
  for (let k = 0; k < 4; k++) await widget.press('Alt+ArrowUp');
  await expect(widget.cells().first()).toHaveText('10');
});

test('A and its inverse are copied for other programs', async ({ lab }) => {
  const widget = await Widget.open(lab);
  const copy = async (what: string, form: string) => {
    const menu = widget.node
      .locator('details')
      .filter({ has: lab.page.getByText(`Copy ${what}`, { exact: true }) });
    await menu.locator('summary').click();
    await menu.getByRole('button', { name: form }).click();
    return clipboard(lab);
  };
  await expect(widget.node).toContainText('Copy A⁻¹');
  expect(await copy('A⁻¹', 'LaTeX')).toBe(
    '\\left[\\begin{array}{rr} -1 & 3 \\\\ 3 & -6 \\end{array}\\right]'
  );
  expect(await copy('A⁻¹', 'Julia')).toBe('[-1.0 3.0; 3.0 -6.0]');
  expect(await copy('A', 'LaTeX')).toContain('\\tfrac{1}{3}');
  expect(await copy('A', 'NumPy')).toContain('np.array([[2, 1], [1, 0.3333333333333333]]');
});

test('a screen reader hears entries in words, the result and the warning', async ({ lab }) => {
  const widget = await Widget.open(lab);
  const heard = widget.node.locator('.jp-Invertible-heard');
  await widget.press('ArrowRight', 'ArrowDown');
  await widget.type('-1/2');
  await widget.press('ArrowUp', 'ArrowDown');
  await expect(widget.field).toHaveAttribute('aria-label', 'row 2, column 2, minus one half');
  await expect(widget.field).toHaveRole('textbox');
  await expect(heard).toHaveRole('status');
  await expect(heard).toContainText('There is an inverse.');
  await expect(heard).toContainText('det minus 2');
  await expect(
    widget.node.getByRole('img', {
      name: /^A⁻¹, exact: row 1: one quarter, one half; row 2: one half, minus 1$/
    })
  ).toBeVisible();
  await widget.node.getByLabel('Preset').selectOption('Singular');
  await expect(heard).toContainText('There is no inverse.');
  await expect(heard).toContainText('The diagonal element 2 is zero');
  // It is heard, and takes no place.
  const box = await heard.boundingBox();
  expect((box?.width ?? 0) * (box?.height ?? 0)).toBeLessThanOrEqual(1);
});

test('words go through JupyterLab’s translator', async ({ lab }) => {
  await lab.page.route('**/api/translations/*', route =>
    route.fulfill({
      json: {
        data: {
          jupyterlab_invertible: {
            '': {
              domain: 'jupyterlab_invertible',
              language: 'xx',
              plural_forms: 'nplurals=2; plural=n != 1;'
            },
            Undo: ['Zurück'],
            'Step by step': ['Schritt für Schritt'],
            'row %1, column %2': ['Zeile %1, Spalte %2'],
            '%1 digits stay': ['%1 Stellen bleiben'],
            Copy: ['Kopieren'],
            Instead: ['Statt dessen'],
            Rank: ['Rang']
          }
        },
        message: ''
      }
    })
  );
  await lab.show('widget/words.ipynb', [
    '%%ts\nmatrix([[2, 1], [1, 3]])',
    '%%ts\nlinalg.inv(tensor([[2, 1], [1, 3]]))',
    { source: '%%ts\nlinalg.inv(tensor([[1, 2], [2, 4]]))', tags: ['raises-exception'] }
  ]);
  await lab.runAll();
  const widget = new Widget(lab);
  await expect(widget.node.getByRole('button', { name: 'Zurück' })).toBeVisible();
  await expect(widget.node).toContainText('Schritt für Schritt');
  await widget.field.focus();
  await expect(widget.field).toHaveAttribute('aria-label', 'Zeile 1, Spalte 1');
  await expect(lab.output(1)).toContainText('15 Stellen bleiben');
  await expect(lab.output(1).locator('summary', { hasText: 'Kopieren' })).toBeVisible();
  await expect(lab.output(2).last()).toContainText('Statt dessen');
  await expect(lab.output(2).last()).toContainText('Rang');
});

test('a panel is there again after a reload, with what was written', async ({ lab }) => {
  const widget = await Widget.open(lab);
  await widget.type('7');
  // The layout is saved a little later.
  const saved = lab.page.waitForResponse(response => {
    const request = response.request();
    const isLayout = request.method() === 'PUT' && request.url().includes('/api/workspaces/');
    return isLayout && (request.postData() ?? '').includes('float32');
  });
  await widget.node.getByLabel('Precision').selectOption('float32');
  await expect(segments(widget.node)).toHaveCount(7);
  await saved;
  await lab.page.reload();
  await lab.page.getByRole('tab', { name: 'Matrix' }).click();
  await expect(widget.cells().first()).toHaveText('7');
  await expect(segments(widget.node)).toHaveCount(7);
});

test('the square at the corner of a selection fills with it', async ({ lab }) => {
  const widget = await Widget.open(lab);
  const { mouse } = lab.page;
  const drag = async (down: number, across: number) => {
    const box = await widget.node.locator('.jp-Invertible-fill').boundingBox();
    if (!box) throw new Error('the square is not shown');
    await mouse.move(box.x + 4, box.y + 4);
    await mouse.down();
    await mouse.move(box.x + 4 + across, box.y + 4 + down, { steps: 4 });
    await mouse.up();
  };
  await drag(25, 10);
  await expect(widget.cells()).toHaveText(['2', '1', '2', '1/3']);
  // The filled entries are selected, and are filled with in their turn.
  await drag(5, 60);
  await expect(widget.cells()).toHaveText(['2', '2', '2', '2']);
  await expect(widget.node).toContainText('rank = 1 of 2');
  await widget.press('Control+z', 'Control+z');
  await expect(widget.cells()).toHaveText(['2', '1', '1', '1/3']);
  // A press that goes nowhere fills nothing.
  await drag(0, 0);
  await expect(widget.cells()).toHaveText(['2', '1', '1', '1/3']);
});

test('fingers choose cells, write, and scroll', async ({ browser }) => {
  const context = await browser.newContext({
    hasTouch: true,
    viewport: { width: 820, height: 1100 }
  });
  const hand = new Lab(await context.newPage());
  try {
    const widget = await Widget.open(hand);
    await widget.paste(PLAIN_20);
    await expect(widget.node).toHaveAttribute('data-state', 'ready');
    await widget.node.getByRole('button', { name: 'Undo' }).tap();
    await expect(widget.cells(1)).toHaveText(['−1', '3', '3', '−6']);
    await widget.cells().nth(1).tap();
    await expect(widget.field).toHaveAttribute('aria-label', 'row 1, column 2');
    await widget.cells().nth(3).tap();
    await expect(widget.field).toHaveAttribute('aria-label', 'row 2, column 2, one third');
    await widget.type('5');
    await expect(widget.cells(1).first()).toHaveText('5/9');
    await widget.node.getByRole('img', { name: /Heat map/ }).tap();
    await expect(widget.node.locator('.jp-Invertible-heatSaid')).toContainText('row');
    // A finger that moves scrolls, and changes no number.
    await widget.paste(PLAIN_20);
    await expect(widget.cells().first()).toBeVisible();
    const before = await widget.cells().first().textContent();
    const table = widget.node.locator('.jp-Invertible-cells').first();
    await table.scrollIntoViewIfNeeded();
    const box = await table.boundingBox();
    if (!box) throw new Error('the table is not shown');
    const touch = await hand.page.context().newCDPSession(hand.page);
    const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', y: number, x = 60) =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: box.x + x, y: box.y + y }]
      });
    await finger('touchStart', 250);
    for (let y = 240; y >= 60; y -= 20) await finger('touchMove', y);
    await finger('touchEnd', 60);
    await expect.poll(() => table.evaluate(node => node.scrollTop)).toBeGreaterThan(50);
    // It goes on for a while: until it stays where it is put for longer than a frame.
    await expect
      .poll(async () => {
        await table.evaluate(node => node.scrollTo(0, 0));
        await hand.page.waitForTimeout(150);
        return table.evaluate(node => node.scrollTop);
      })
      .toBe(0);
    await expect(widget.cells().first()).toHaveText(before ?? '');
    // Sideways on the cell one is in it changes the number.
    await widget.cells().nth(1).tap();
    await expect(widget.field).toHaveAttribute('aria-label', 'row 1, column 2');
    await finger('touchStart', 15, 140);
    for (let x = 144; x <= 170; x += 2) await finger('touchMove', 15, x);
    await finger('touchEnd', 15);
    await expect(widget.cells().nth(1)).toHaveText('6');
  } finally {
    await context.close();
  }
});

/** Diagonal, 20 × 20, as a spreadsheet copies it. */
const PLAIN_20 = Array.from({ length: 20 }, (_, i) =>
  Array.from({ length: 20 }, (_, j) => (i === j ? i + 1 : 0)).join('\t')
).join('\n');
