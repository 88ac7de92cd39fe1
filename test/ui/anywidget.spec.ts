/** The matrix widget from Python. */
import { readFileSync } from 'node:fs';
import { expect, segments, test } from './support/lab.js';
import { Widget } from './support/widget.js';

/** As the wheel carries it. */
const MODULE = 'jupyterlab_invertible/static/widget.js';

test('a matrix of Python’s is written in the browser, and its value is NumPy’s', async ({
  lab
}) => {
  await lab.show('anywidget/python.ipynb', [
    'from jupyterlab_invertible import MatrixWidget\nimport numpy as np\nw = MatrixWidget([[2, 1], [1, 1]])\nw',
    'print(w.value.tolist(), w.inverse.round(9).tolist(), w.value.dtype, w.error)',
    'w.value = np.array([[1, 2], [2, 4]])',
    'print(w.inverse, w.rank, w.error)'
  ]);
  await lab.run(0);
  const widget = lab.page.locator('.jp-Invertible-widget');
  await expect(widget).toHaveAttribute('data-state', 'ready');
  const inverse = widget.locator('.jp-Invertible-cells').nth(1).locator('.jp-Invertible-cell');
  await expect(inverse).toHaveText(['1', '−1', '−1', '2']);
  await widget.locator('.jp-Invertible-field').click();
  await lab.page.keyboard.type('5/4');
  await lab.page.keyboard.press('Enter');
  await expect(inverse).toHaveText(['4', '−4', '−4', '5']);
  await lab.run(1);
  await expect(lab.output(1)).toHaveText(
    /\[\[1\.25, 1\.0\], \[1\.0, 1\.0\]\] \[\[4\.0, -4\.0\], \[-4\.0, 5\.0\]\] float64/
  );
  // And the other way.
  await lab.run(2);
  await expect(widget).toContainText('The diagonal element 2 is zero');
  await expect(widget.locator('math').first()).toBeVisible();
  await lab.run(3);
  await expect(lab.output(3)).toContainText('None 1 linalg.inv: The diagonal element 2 is zero');
  expect(lab.complaints).toEqual([]);
});

test('a cell that is nudged while Python sets another value shows Python’s, and its inverse', async ({
  lab
}) => {
  await lab.show('anywidget/nudge.ipynb', [
    'from jupyterlab_invertible import MatrixWidget\nimport numpy as np, time\nw = MatrixWidget([[2, 1], [1, 1]])\nw',
    'time.sleep(3)\nw.value = np.array([[9, 0], [0, 1]])',
    'print(w.value.tolist(), w.entries, w.inverse.round(3).tolist())'
  ]);
  await lab.run(0);
  const widget = new Widget(lab);
  await expect(widget.cells(1)).toHaveText(['1', '−1', '−1', '2']);
  await lab.run(1);
  await widget.field.click();
  await widget.press('Alt+ArrowUp');
  await expect(widget.cells(1).first()).toHaveText('1/2');
  // The draft of the nudge is open, and gives way.
  await expect(widget.cells()).toHaveText(['9', '0', '0', '1']);
  await expect(widget.field).toHaveValue('9');
  await expect(widget.cells(1)).toHaveText(['1/9', '0', '0', '1']);
  // The next nudge starts from there.
  await expect(async () => {
    await lab.run(2);
    await expect(lab.output(2)).toHaveText(
      "[[9.0, 0.0], [0.0, 1.0]] [['9', '0'], ['0', '1']] [[0.111, 0.0], [0.0, 1.0]]",
      { timeout: 3000 }
    );
  }).toPass();
  await widget.field.focus();
  await widget.press('Alt+ArrowUp');
  await expect(widget.cells(1).first()).toHaveText('1/10');
  expect(lab.complaints).toEqual([]);
});

test('changes by Python are followed, and those made here are told', async ({ lab }) => {
  await lab.show('anywidget/follow.ipynb', [
    'from jupyterlab_invertible import MatrixWidget\nimport numpy as np\nw = MatrixWidget(np.eye(2, dtype="float32"), read_only=True)\nw',
    'w.value = np.array([[2, 0], [0, 4]], dtype="float32")',
    'w.read_only = False\nw.bounds = (0, 5)',
    'print(w.value.dtype, w.mode, w.value.tolist())'
  ]);
  const widget = lab.page.locator('.jp-Invertible-widget');
  const inverse = widget.locator('.jp-Invertible-cells').nth(1).locator('.jp-Invertible-cell');
  await lab.run(0);
  await expect(widget).toContainText('read-only');
  await expect(segments(widget)).toHaveCount(7);
  await lab.run(1);
  await expect(inverse).toHaveText(['1/2', '0', '0', '1/4']);
  await lab.run(2);
  await expect(widget).not.toContainText('read-only');
  await widget.getByLabel('Precision').selectOption('float64');
  await widget.getByLabel('Shape').selectOption('Symmetric');
  await widget.locator('.jp-Invertible-field').click();
  await lab.page.keyboard.type('9');
  await expect(widget.locator('.jp-Invertible-status')).toContainText('not between 0 and 5');
  await lab.page.keyboard.press('Backspace');
  await lab.page.keyboard.type('5');
  await expect(inverse.first()).toHaveText('1/5');
  await lab.run(3);
  await expect(lab.output(3)).toContainText('float64 symmetric [[5.0, 0.0], [0.0, 4.0]]');
  expect(lab.complaints).toEqual([]);
});

test('it needs nothing of its host: no JupyterLab, no files beside, nothing fetched', async ({
  page,
  lab
}) => {
  const esm = readFileSync(MODULE, 'utf8');
  const css = readFileSync(MODULE.replace(/js$/, 'css'), 'utf8');
  const asked: string[] = [];
  page.on('request', request => asked.push(request.url()));
  // As strict as a host may be that runs widgets at all: VS Code's notebooks, Colab's frames.
  await page.route('http://host.example/', route =>
    route.fulfill({
      contentType: 'text/html',
      headers: {
        'Content-Security-Policy':
          "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; style-src 'unsafe-inline'; worker-src blob:"
      },
      body: '<!doctype html><meta charset="utf-8"><title>Host</title><main></main>'
    })
  );
  await page.goto('http://host.example/');
  await page.addStyleTag({ content: css });
  await page.evaluate(async source => {
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    const { default: widget } = await import(url);
    const traits: Record<string, unknown> = {
      entries: [
        ['2', '1'],
        ['1', '1']
      ],
      mode: 'free',
      read_only: false,
      bounds: null,
      _dtype: 'float64',
      _steps: {}
    };
    Object.assign(globalThis, { traits });
    widget.render({
      model: {
        get: (name: string) => traits[name],
        set: (name: string, value: unknown) => {
          traits[name] = value;
        },
        save_changes: () => undefined,
        on: () => undefined,
        off: () => undefined
      },
      el: document.querySelector('main')
    });
  }, esm);
  const widget = page.locator('.jp-Invertible-widget');
  await expect(widget).toHaveAttribute('data-state', 'ready');
  await widget.locator('.jp-Invertible-field').click();
  await page.keyboard.type('1/2');
  const inverse = widget.locator('.jp-Invertible-cells').nth(1).locator('.jp-Invertible-cell');
  await expect(inverse).toHaveText(['−2', '2', '2', '−1']);
  await widget.getByLabel('Preset').selectOption('Singular');
  await expect(widget.locator('math').first()).toBeVisible();
  const values = await page.evaluate(
    () => (globalThis as unknown as { traits: Record<string, unknown> }).traits._values
  );
  expect(values).toEqual({
    re: [
      [1, 2],
      [2, 4]
    ],
    entries: [
      ['1', '2'],
      ['2', '4']
    ]
  });
  expect(asked.filter(url => !/^(blob:|http:..host.example.$)/.test(url))).toEqual([]);
  expect(lab.complaints).toEqual([]);
});
