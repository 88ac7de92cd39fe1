/** For everyone: what axe-core finds in outputs and widget, in three themes, and at 400 % zoom. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Lab, test } from './support/lab.js';

const CELLS = [
  '%%ts\nlinalg.inv(tensor([[2, 1], [1, 3]]))',
  '%%ts\nlinalg.inv(tensor([[1, 2], [2, 4]]))',
  '%%ts\nlinalg.invEx(stack([eye(2), ones(2, 2), tensor([[1, 1], [1, 1 + 1e-9]])]))',
  '%%ts\nlinalg.steps([[2, 1], [4, "1/3"]])',
  "%%ts\nmatrix([[2, 1], [1, '1/3']])",
  '%%ts\nmatrix([[1, 2], [2, 4]])'
].map(source => ({ source, tags: ['raises-exception'] }));

async function found(lab: Lab) {
  const axe = new AxeBuilder({ page: lab.page }).include('.jp-Invertible');
  const { violations, passes } = await axe.analyze();
  // It has looked at something.
  const looked = ['aria-allowed-attr', 'button-name', 'color-contrast', 'label'];
  expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining(looked));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

for (const theme of ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast']) {
  test(`axe-core finds nothing (${theme})`, async ({ lab }) => {
    lab.setting('@jupyterlab/apputils-extension', 'themes', { theme });
    await lab.show('accessible/all.ipynb', CELLS);
    await lab.runAll();
    await expect(lab.page.locator('.jp-Invertible-widget')).toHaveCount(2);
    await lab.output(1).last().getByRole('button', { name: 'Ridge' }).click();
    await lab.output(0).locator('summary', { hasText: 'Copy' }).click();
    const violations = await found(lab);
    // Of the server, and so of all tests.
    lab.setting('@jupyterlab/apputils-extension', 'themes', {});
    expect(violations).toEqual([]);
  });
}

test('figures keep their colours where the system chooses the others', async ({ lab }) => {
  await lab.page.emulateMedia({ forcedColors: 'active' });
  await lab.show('accessible/forced.ipynb', CELLS.slice(0, 1));
  await lab.runAll();
  const colours = await lab
    .output(0)
    .evaluate(output =>
      [
        '.jp-Invertible-kept',
        '.jp-Invertible-lost',
        '.jp-Invertible-heatScale > span:nth-child(5)'
      ].map(name => getComputedStyle(output.querySelector(name) as Element).backgroundColor)
    );
  expect(new Set(colours).size).toBe(3);
});

test('at 400 % zoom nothing is cut off', async ({ lab }) => {
  // 1280 pixels at 400 %.
  await lab.page.setViewportSize({ width: 320, height: 256 });
  await lab.show('accessible/zoom.ipynb', CELLS.slice(4, 5), 'none');
  await lab.page.locator('.jp-Dialog').getByRole('button', { name: 'No Kernel' }).click();
  await lab.execute(['application:toggle-left-area', 'notebook:run-all-cells']);
  const widget = lab.page.locator('.jp-Invertible-widget');
  await expect(widget).toBeAttached();
  // It wraps, and what cannot wrap scrolls by itself.
  const overflow = await widget.evaluate(node => node.scrollWidth - node.clientWidth);
  expect(overflow).toBeLessThanOrEqual(1);
  await widget.locator('.jp-Invertible-field').focus();
  await expect(widget.locator('.jp-Invertible-field')).toBeFocused();
});
