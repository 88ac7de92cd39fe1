import { expect, test } from './support/lab.js';

test('the lesson runs', async ({ lab }) => {
  await lab.page.setViewportSize({ width: 1280, height: 7000 });
  await lab.open('lesson.ipynb');
  await lab.runAll();
  const outputs = lab.page.locator('.jp-Notebook .jp-OutputArea-output');
  const widget = lab.page.locator('.jp-Invertible-widget').first();
  await expect(lab.page.locator('.jp-Notebook')).toContainText('det A = 2');

  await test.step('the matrix collapses by keys, and what follows it is told', async () => {
    await widget.locator('.jp-Invertible-field').focus();
    for (const key of ['Tab', 'Tab', 'Tab']) await lab.page.keyboard.press(key);
    for (let i = 0; i < 10; i++) await lab.page.keyboard.press('Alt+ArrowDown');
    await expect(widget).toContainText('rank = 1 of 2');
    await expect(lab.page.locator('.jp-Notebook')).toContainText('det A = 0');
  });

  await test.step('elimination fails where it must', async () => {
    const failing = lab.page.locator('.jp-Invertible-steps:visible').last();
    await failing.getByRole('button', { name: 'Last' }).click();
    await expect(failing).toContainText('Column 3 has only zeros in row 3');
  });

  await test.step('the cloud shows what the last digit does', async () => {
    const warning = lab.page.locator('.jp-Invertible-warning', { hasText: '200 inverses' }).last();
    await warning.locator('summary', { hasText: '200 inverses' }).click();
    await expect(warning.locator('.jp-Invertible-point')).toHaveCount(200);
    await expect(warning).toContainText('half have (A⁻¹)₂₂ between');
  });

  await test.step('tables compare', async () => {
    await expect(outputs.filter({ hasText: 'float32' }).first()).toContainText('12');
    await expect(outputs.filter({ hasText: 'residual of solve' })).toHaveCount(1);
  });
  await expect(lab.page.locator('mjx-merror')).toHaveCount(0);
  expect(lab.complaints).toEqual([]);
});
