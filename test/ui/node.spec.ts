/** Outputs of cells that Node ran, opened in JupyterLab: they look as they should, and can do nothing. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { cells, show } from './support/cells.js';
import { expect, test } from './support/lab.js';

const ROOT = process.env.INVERTIBLE_UI_ROOT as string;

/** Runs a notebook as `nbconvert --execute` does, without a browser. */
function execute(path: string): void {
  const python = join('.cache', 'user-env', 'bin', 'jupyter');
  const options = ['--to', 'notebook', '--execute', '--inplace', '--allow-errors'];
  execFileSync(python, ['nbconvert', ...options, join(ROOT, path)], { stdio: 'ignore' });
}

const ATTACKS = [
  '\\href{/logout}{\\rule{90em}{90em}}',
  '\\verb\\x\\\\href{/logout}{x}',
  '\\mmlToken{mi}[href=/logout]{x}',
  '\\unicode[a;position:fixed]{x41}',
  '\\def\\zz#1{\\href{#1}{y}}\\zz{/logout}',
  '\\htmlId{evil}{x}'
];

const FORMULAS = ATTACKS.map(text => `$$${text}$$`).join('\n\n');

test('outputs that Node saved do nothing, and their formulas and tables are drawn', async ({
  lab
}) => {
  const path = 'node/saved.ipynb';
  lab.write(
    path,
    cells(
      ATTACKS.map(text => show('latex', text)).join('\n'),
      show('markdown', `**bold** $x^2$\n\n${FORMULAS}`),
      show('html', `<b>bold</b> $x^2$ <p>${FORMULAS}</p><form><button>b</button></form>`),
      "console.table([{n: 2}, {n: 1}])\n'done'",
      'linalg.inv(tensor([[2, 1], [1, 1]]))'
    )
  );
  execute(path);
  const asked: string[] = [];
  lab.page.on('request', request => asked.push(request.url()));
  await lab.open(path);
  await expect(lab.output(1).locator('strong')).toHaveText('bold');
  await expect(lab.output(1).locator('mjx-container').first()).toBeVisible();
  await expect(lab.output(2).frameLocator('iframe').locator('b')).toHaveText('bold');
  await expect(lab.output(3)).toContainText(['n', "'done'"]);
  await lab.output(3).first().getByRole('button', { name: 'n', exact: true }).click();
  await expect(lab.output(3).first().locator('tbody td')).toHaveText(['1', '2']);
  await expect(lab.output(4).locator('.jp-Invertible-bar')).toHaveCount(2);
  await expect(lab.page.locator('.jp-OutputArea-output [href], #evil, form')).toHaveCount(0);
  await expect(lab.page.locator('mjx-container [style*="fixed"]')).toHaveCount(0);
  expect(asked.filter(url => url.includes('logout'))).toEqual([]);
});

test('the same holds where this extension is not installed', async ({ lab }) => {
  const path = 'node/elsewhere.ipynb';
  const html = `<b>bold</b> $x^2$ <p>${FORMULAS}</p>`;
  lab.write(
    path,
    cells(show('html', html), show('latex', '\\href{/logout}{x}'), 'console.table([{n: 2}])')
  );
  execute(path);
  await lab.without(['jupyterlab-invertible']);
  await lab.open(path);
  await expect(lab.output(0).locator('b')).toHaveText('bold');
  await expect(lab.output(0).locator('mjx-container').first()).toBeVisible();
  await expect(lab.output(1).locator('mjx-container')).toBeVisible();
  await expect(lab.output(2)).toContainText('│ 0       │ 2 │');
  await expect(lab.page.locator('.jp-OutputArea-output [href], #evil')).toHaveCount(0);
  await expect(lab.page.locator('mjx-container [style*="fixed"]')).toHaveCount(0);
});
