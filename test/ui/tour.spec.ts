import { expect, test } from './support/lab.js';

test('the tour runs from the installed wheel', async ({ lab }) => {
  await lab.page.setViewportSize({ width: 1280, height: 7000 });
  await lab.open('tour.ipynb');
  await lab.runAll();
  const outputs = lab.page.locator('.jp-Notebook .jp-Invertible');

  await test.step('an inverse is typeset, with its figures and its heat map', async () => {
    const inverse = outputs.filter({ has: lab.page.locator('.jp-Invertible-inverse') }).first();
    await expect(inverse.locator('mjx-container').first()).toBeVisible();
    await expect(inverse.locator('mjx-container mjx-mtd')).toHaveCount(16);
    await expect(inverse).toContainText(/κ₂\(A\) ≈ 27/);
    await expect(inverse.locator('.jp-Invertible-barRow')).toHaveText([
      /^proved1[45] digits$/,
      /^if A is rounded1[45] digits stay$/
    ]);
    await expect(inverse).toContainText(/‖A⁻¹A − I‖ ≈ [\d.]+·10⁻¹[⁵⁶]/);
    await expect(inverse.locator('.jp-Invertible-heatMap rect')).toHaveCount(16);
  });

  await test.step('a batch has a line for each of its members', async () => {
    await expect(
      outputs.filter({ hasText: 'batch of 2 × 3 inverses' }).locator('.jp-Invertible-details')
    ).toHaveCount(6);
  });

  await test.step('the precision matrix of the irises is right', async () => {
    await expect(outputs.filter({ hasText: 'κ₂(A) ≈ 177' })).toHaveCount(1);
  });

  await test.step('Hilbert 8 is shown with a warning', async () => {
    const hilbert = outputs.filter({ hasText: 'Sensitive.' });
    await expect(hilbert).toContainText('κ₂(A) ≈ 1.5·10¹⁰');
    await expect(hilbert).toContainText(
      /Rounding A in its last digit changes A⁻¹ from digit [5-8] on/
    );
    await hilbert.getByRole('button', { name: 'Refine' }).click();
    await expect(hilbert.locator('.jp-Invertible-repair')).toContainText('linalg.invVerified(A)');
  });

  await test.step('singular matrices say torch’s text, then why', async () => {
    await expect(lab.page.locator('.jp-Notebook')).toContainText(
      'LinAlgError: linalg.inv: The diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular.'
    );
    const first = outputs.filter({ hasText: 'Pivot' }).first();
    await expect(first).toContainText('of 2, in exact arithmetic');
    await expect(first.locator('.jp-Invertible-reason mjx-container')).toHaveCount(4);
  });

  await test.step('what rounding hides, exact arithmetic shows', async () => {
    await expect(outputs.filter({ hasText: 'Rounding hid a zero pivot' })).toHaveCount(2);
  });

  await test.step('the singular member of a batch is named', async () => {
    await expect(lab.page.locator('.jp-Notebook')).toContainText(
      'linalg.inv: (Batch element 1): The diagonal element 3 is zero'
    );
    await expect(
      outputs.filter({ hasText: 'batch of 3 inverses' }).locator('.jp-mod-singular')
    ).toHaveCount(1);
  });

  // A TeX error would be typeset as text of this class.
  await expect(lab.page.locator('mjx-merror')).toHaveCount(0);
  expect(lab.complaints).toEqual([]);
});
