/** Notebooks of somebody else's, which nobody trusts, with outputs that were forged: they are only opened. */
import type { ICell } from './support/lab.js';
import { expect, type Lab, test } from './support/lab.js';

const MIME = 'application/vnd.invertible.v1+json';

/** A cell with an output of ours, as a notebook saves it. */
function forged(document: unknown, plain = 'the plain text'): ICell {
  const data = { [MIME]: document, 'text/plain': plain };
  return { source: '1', outputs: [{ output_type: 'display_data', metadata: {}, data }] };
}

const of = (view: unknown) => ({ version: 1, view });

const inverse = {
  kind: 'inverse',
  latex: 'A^{-1} = 1',
  summary: '1 × 1 float64',
  trust: {
    segments: 16,
    proved: { filled: 16, text: 'every digit, exactly' },
    rounded: { filled: 16, text: 'every digit stays' },
    facts: [{ name: 'κ', value: '1', latex: '\\kappa = 1' }]
  },
  heat: { size: 1, block: 1, values: [0], tolerance: 1e-15, epsilon: 2.2e-16 }
};

const matrix = {
  kind: 'matrix',
  id: 'matrix-x',
  entries: [['cos(1)']],
  mode: 'free',
  readOnly: false,
  latex: '$$A = 1$$'
};

const result = {
  rows: 1,
  columns: 1,
  facts: [],
  sigma: [1],
  isExact: false,
  latex: '',
  plain: '',
  copies: { A: { latex: '1' } }
};

const heatOf = (size: number) => ({
  ...inverse.heat,
  size,
  values: new Array<number>(size ** 2).fill(1e-3)
});

/** Workers of ours: the sandbox, the compiler, and the one that evaluates entries. */
const workersOf = ({ page }: Lab) =>
  page
    .workers()
    .map(worker => worker.url())
    .filter(url => /^data:|(matrix|language|sandbox)\./.test(url));

/** The page answers, and has nothing to complain of. */
async function lives(lab: Lab): Promise<void> {
  const started = Date.now();
  await lab.page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)));
  expect(Date.now() - started).toBeLessThan(5000);
  expect(workersOf(lab)).toEqual([]);
  expect(lab.complaints).toEqual([]);
}

const REFUSED: [name: string, document: unknown, reason: RegExp][] = [
  [
    'a million digits',
    of({ ...inverse, trust: { ...inverse.trust, segments: 1e6 } }),
    /view\.trust\.segments: must be <= 17/
  ],
  ['a heat map of 400 by 400', of({ ...inverse, heat: heatOf(400) }), /view\.heat\.values/],
  ['too few values', of({ ...inverse, heat: { ...inverse.heat, size: 2 } }), /must have 2 by 2/],
  ['no result', of(matrix), /view: must have required property 'result'/],
  ['a damaged result', of({ ...matrix, result: { ...result, sigma: 7 } }), /result\.sigma/],
  ['a result of others', of({ ...matrix, result: { ...result, inverse: [['1', '2']] } }), /1 by 1/],
  ['another version', { version: 2, view: inverse }, /version: must be 1/],
  ['an unknown kind', of({ kind: '__proto__' }), /view\.kind: "__proto__" is not known here/],
  ['no object', [1, 2, 3], /output: must be object/]
];

/** Scrolls to a cell; JupyterLab takes cells out of the page and puts them back meanwhile. */
async function reach(lab: Lab, index: number): Promise<void> {
  await expect(() => lab.cell(index).scrollIntoViewIfNeeded({ timeout: 2000 })).toPass();
}

test('forged outputs are shown as the text that came with them, and why', async ({ lab }) => {
  await lab.show(
    'hostile/forged.ipynb',
    [...REFUSED.map(([, document]) => forged(document)), forged(of(inverse))],
    'none'
  );
  for (const [i, [name, , reason]] of REFUSED.entries()) {
    await reach(lab, i);
    await expect(lab.output(i), name).toContainText(reason);
    await expect(lab.output(i), name).toContainText('the plain text');
    await expect(lab.output(i).locator('svg, input'), name).toHaveCount(0);
  }
  // And what is right is drawn.
  await reach(lab, REFUSED.length);
  await expect(lab.output(REFUSED.length).locator('.jp-Invertible-heatMap')).toBeVisible();
  await lives(lab);
});

test('a view that is too deep or too long is not drawn', async ({ lab }) => {
  let deep: unknown = inverse;
  for (let i = 0; i < 100; i++) deep = { kind: 'group', items: [{ name: 'x', view: deep }] };
  await lab.show(
    'hostile/long.ipynb',
    [
      forged(of(deep)),
      forged(of({ kind: 'what' }), 'y'.repeat(300_000)),
      forged(of({ kind: 'tensor', summary: '', latex: '\\frac{1}{2}+'.repeat(90_000) }))
    ],
    'none'
  );
  await expect(lab.output(0)).toContainText('is nested too deep');
  await reach(lab, 1);
  await expect(lab.output(1)).toContainText('The first 20000 of 300000 characters are shown.');
  await reach(lab, 2);
  await expect(lab.output(2)).toContainText('is too long to be typeset: show a part of it');
  await lives(lab);
});

test('a view of 30 MB is not drawn', async ({ lab }) => {
  const latex = 'x'.repeat(30 * 2 ** 20);
  await lab.show('hostile/large.ipynb', [forged(of({ ...inverse, latex }))], 'none');
  // JupyterLab takes its time to read it.
  const reason = /more than \d+ characters are not drawn/;
  await expect(lab.output(0)).toContainText(reason, { timeout: 60_000 });
  await lives(lab);
});

test('groups ten thousand deep leave the page alone', async ({ lab }) => {
  // As text: JSON.stringify would not write it.
  const view = '{"kind":"group","items":[{"name":"x","view":'.repeat(10_000);
  const document = `{"version":1,"view":${view}0${'}]}'.repeat(10_000)}}`;
  lab.write('hostile/deep.ipynb', [forged('DEEP'), forged(of(inverse))], 'none');
  lab.rewrite('hostile/deep.ipynb', text => text.replace('"DEEP"', document));
  // A notebook that cannot be read as JSON at all is JupyterLab's to report.
  await lab.page.goto(lab.address('hostile/deep.ipynb'));
  const shown = lab.page.locator('.jp-Dialog, .jp-Notebook .jp-Cell').first();
  await expect(shown).toBeVisible();
  await lab.page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)));
  expect(workersOf(lab)).toEqual([]);
});

test('many parts, each of which may be there, are drawn when they are opened', async ({ lab }) => {
  const large = { ...inverse, heat: heatOf(40) };
  const items = Array.from({ length: 100 }, (_, i) => ({ name: `A${i}`, view: large }));
  const members = Array.from({ length: 32 }, (_, i) => ({
    index: `[${i}]`,
    health: 'singular',
    line: '',
    view: large
  }));
  await lab.show(
    'hostile/many.ipynb',
    [
      forged(of({ kind: 'group', items })),
      forged(of({ kind: 'batch', summary: 'many', total: 1e15, members }))
    ],
    'none'
  );
  await expect(lab.output(0).locator('.jp-Invertible-heatMap')).toHaveCount(8);
  // By no pointer: JupyterLab may ask for a kernel meanwhile.
  await lab.output(0).locator('summary', { hasText: 'A99' }).dispatchEvent('click');
  await expect(lab.output(0).locator('.jp-Invertible-heatMap')).toHaveCount(9);
  await reach(lab, 1);
  await expect(lab.output(1).locator('.jp-Invertible-heatMap')).toHaveCount(4);
  await lives(lab);
});

test('numbers at the ends of what doubles are draw nothing that browsers refuse', async ({
  lab
}) => {
  const max = Number.MAX_VALUE;
  const cloud = { points: [[max, -max]], center: [0, max], text: 'far' };
  const warning = { title: 'Beware.', text: '', why: [], cloud };
  const flat = [
    [1, 0],
    [0, 1]
  ];
  const picture = { U: flat, V: flat, sigma: [max, 0] };
  const square = [
    ['1', '2'],
    ['3', '4']
  ];
  const said = { ...result, rows: 2, columns: 2, inverse: square, sigma: [0, max], picture };
  await lab.show(
    'hostile/numbers.ipynb',
    [
      forged(of({ ...inverse, warning, heat: { ...inverse.heat, values: [max], tolerance: 0 } })),
      forged(of({ ...matrix, entries: square, result: { ...said, view: inverse } }))
    ],
    'none'
  );
  await lab.output(0).locator('summary', { hasText: 'inverses' }).dispatchEvent('click');
  await expect(lab.output(0).locator('.jp-Invertible-scatter')).toBeVisible();
  await reach(lab, 1);
  await expect(lab.output(1).locator('.jp-Invertible-picture').first()).toBeVisible();
  await lives(lab);
});

test('words without end wrap, and commands of LaTeX reach nothing of the page', async ({ lab }) => {
  const { trust } = inverse;
  const long = 'z'.repeat(1000);
  const why = [{ label: long, latex: 'x', plain: 'x', text: long }];
  const linked = '\\href{javascript:top.escaped=1}{A} \\class{jp-Dialog}{x} \\cssId{a}{1}';
  const more = [
    {
      name: '<b>Refine</b>',
      code: '</pre><script>top.escaped = 1</script>',
      text: '<img src=x onerror="top.escaped = 1">',
      latex: linked
    }
  ];
  await lab.show(
    'hostile/words.ipynb',
    [
      forged(
        of({
          ...inverse,
          trust: { ...trust, proved: { filled: 3, text: long } },
          warning: { title: long, text: long, why }
        })
      ),
      forged(of({ ...inverse, latex: linked, more })),
      // The number in words is that of the bar.
      forged(of({ ...inverse, trust: { ...trust, proved: { filled: 3, text: '16 digits' } } }))
    ],
    'none'
  );
  await expect(lab.output(0)).toContainText('zzz');
  expect(
    await lab.output(0).evaluate(node => node.scrollWidth - node.clientWidth)
  ).toBeLessThanOrEqual(1);
  await reach(lab, 1);
  await lab.output(1).getByRole('button', { name: '<b>Refine</b>' }).dispatchEvent('click');
  await expect(lab.output(1).locator('.jp-Invertible-repair mjx-container')).toBeVisible();
  await expect(lab.output(1).locator('a, img, script, b, .jp-Dialog, #a')).toHaveCount(0);
  expect(await lab.page.evaluate(() => 'escaped' in window)).toBe(false);
  // Nor do they reach anything where they are pasted.
  await lab.page.evaluate(() => {
    const writeText = async (text: string) => Object.assign(window, { copied: text });
    Object.defineProperty(navigator, 'clipboard', { value: { writeText } });
  });
  const copy = lab.output(1).locator('.jp-Invertible-copy').first();
  await copy.locator('summary').dispatchEvent('click');
  await copy.getByRole('button', { name: 'LaTeX' }).dispatchEvent('click');
  const copied = () => lab.page.evaluate(() => (window as unknown as { copied?: string }).copied);
  await expect.poll(copied).toContain('href');
  expect(await copied()).not.toContain('\\href');
  await reach(lab, 2);
  await expect(lab.output(2).locator('.jp-Invertible-barText').first()).toHaveText('3 digits');
  await lives(lab);
});

test('HTML with scripts runs none', async ({ lab }) => {
  const html =
    '<b>bold</b><script>top.escaped = 1</script><img src=x onerror="top.escaped = 2"><button data-commandlinker-command="apputils:run-all-enabled">x</button>';
  await lab.show('hostile/html.ipynb', [forged(of({ kind: 'html', html }))], 'none');
  await expect(lab.output(0)).toBeVisible();
  await expect(lab.output(0).frameLocator('iframe').getByText('bold')).toBeVisible();
  await expect(lab.output(0).locator('script, img, [data-commandlinker-command]')).toHaveCount(0);
  expect(await lab.page.evaluate(() => 'escaped' in window)).toBe(false);
  expect(workersOf(lab)).toEqual([]);
});
