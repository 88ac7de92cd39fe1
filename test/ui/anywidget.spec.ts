/** The matrix widget from Python. */
import { expect, test } from './support/lab.js';

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
