/** Explanations: elimination step by step, repairs, copying. */
import { expect, type Lab, test } from './support/lab.js';

/** The text that was put on the clipboard. */
async function copied(lab: Lab): Promise<string> {
  await lab.page.context().grantPermissions(['clipboard-read']);
  return lab.page.evaluate(() => navigator.clipboard.readText());
}

test('elimination is followed by keys and buttons, and plays', async ({ lab }) => {
  await lab.show('explain/steps.ipynb', [
    '%%ts\nlinalg.steps([[2, 1], [4, "1/3"]])',
    '%%ts\nlinalg.steps(tensor([[1, 2], [2, 4]]))',
    '%%ts\nlinalg.steps(tensor([[1, 2]]))'
  ]);
  await lab.runAll();
  const steps = lab.output(0).locator('.jp-Invertible-steps');
  const press = (key: string) => lab.page.keyboard.press(key);
  await expect(steps).toContainText('step 0 of 4');
  await expect(steps.getByRole('button', { name: 'Back' })).toBeDisabled();
  await steps.focus();
  await press('ArrowRight');
  await press('ArrowRight');
  await expect(steps).toContainText('step 2 of 4');
  await expect(steps.locator('.jp-Invertible-stepWhy')).toHaveText('makes a zero in column 1');
  // Typeset, and not as its source.
  await expect(steps.locator('mjx-container')).toHaveCount(2);
  await press('End');
  await expect(steps).toContainText('the right half is the inverse');
  await press('Home');
  await steps.getByRole('button', { name: 'Next' }).click();
  await expect(steps).toContainText('step 1 of 4');
  await steps.getByRole('button', { name: 'Play' }).click();
  await expect(steps.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(steps).toContainText('step 4 of 4');
  await expect(steps.getByRole('button', { name: 'Play' })).toBeVisible();
  const failing = lab.output(1).locator('.jp-Invertible-steps');
  await failing.getByRole('button', { name: 'Last' }).click();
  await expect(failing.locator('.jp-mod-failed')).toContainText('Column 2 has only zeros in row 2');
  await expect(lab.output(2)).toContainText('square matrix');
});

test('elimination by hand, with a hint, undo, and a memory', async ({ lab }) => {
  const path = 'explain/hand.ipynb';
  await lab.show(path, ['%%ts\nlinalg.steps([[2, 0], [4, 1]])', '']);
  await lab.run(0);
  const steps = lab.output(0).locator('.jp-Invertible-steps');
  const hand = steps.locator('.jp-Invertible-handElimination');
  const click = (name: string) => hand.getByRole('button', { name }).click();
  await steps.getByRole('button', { name: 'By hand' }).click();
  await click('Hint');
  await expect(hand.getByRole('status')).toHaveText('Try R1 ← 1/2 R1, for column 1.');
  await hand.getByLabel('Operation').selectOption('Multiply a row');
  await hand.getByLabel('Factor').fill('0');
  await click('Apply');
  await expect(hand.getByRole('status')).toHaveText('The factor must not be zero.');
  await hand.getByLabel('Factor').fill('1/2');
  await click('Apply');
  await expect(hand.locator('li')).toHaveText(['R1 ← 1/2 R1']);
  await hand.getByLabel('Operation').selectOption('Add a multiple of a row');
  await hand.getByLabel('Row', { exact: true }).selectOption('R₂');
  await hand.getByLabel('Other row').selectOption('R₁');
  await hand.getByLabel('Factor').fill('-4');
  await hand.getByLabel('Factor').press('Enter');
  await expect(hand.getByRole('status')).toContainText('the right half is the inverse');
  await click('Undo');
  await expect(hand.locator('li')).toHaveCount(1);
  // Another rule for the stepper takes nothing of it away.
  await steps.getByLabel('Numbers').selectOption('Decimals');
  // The stepper above is where it was.
  await expect(steps).toContainText('step 0 of 2');
  // Ctrl+S in a field saves the notebook.
  await hand.getByLabel('Factor').press('Control+s');
  await expect.poll(() => JSON.stringify(lab.read(path).cells[0]?.outputs)).toContain('"1/2"');
  await lab.open(path);
  await steps.getByRole('button', { name: 'Go on by hand' }).click();
  await expect(hand.locator('li')).toHaveText(['R1 ← 1/2 R1']);
});

test('a singular matrix comes with repairs, each of which shows what it gives', async ({ lab }) => {
  await lab.show('explain/repairs.ipynb', [
    {
      source: '%%ts\nconst A = tensor([[1, 2], [2, 4]])\nlinalg.inv(A)',
      tags: ['raises-exception']
    },
    '%%ts\n'
  ]);
  await lab.run(0);
  const box = lab.output(0).last();
  const panel = box.locator('.jp-Invertible-repair');
  await expect(panel).toBeHidden();
  const codes: string[] = [];
  for (const name of ['Pseudoinverse', 'Least squares', 'Nearest invertible matrix', 'Ridge']) {
    await box.getByRole('button', { name }).click();
    await expect(box.getByRole('button', { name })).toHaveAttribute('aria-expanded', 'true');
    await expect(panel.locator('mjx-container').first()).toBeVisible();
    codes.push((await panel.locator('pre').textContent()) ?? '');
  }
  await box.getByRole('button', { name: 'Pseudoinverse' }).click();
  await panel.getByRole('button', { name: 'Copy code' }).click();
  expect(await copied(lab)).toBe('linalg.pinv(A)');
  await box.getByRole('button', { name: 'Pseudoinverse' }).click();
  await expect(panel).toBeHidden();
  // The code that they offer runs.
  await lab.cell(1).locator('.cm-content').click();
  const [pinv, least, nearest, ridge] = codes;
  const program = `const b = ones(2, 1)\n${nearest.replace(/\n(.*)$/, '\nconst near = $1')};\n[${pinv}, ${least}, linalg.inv(near), ${ridge}].map(X => X.shape.join()).join(' ')`;
  await lab.page.keyboard.press('Control+A');
  await lab.page.keyboard.insertText(`%%ts\n${program}`);
  await lab.run(1);
  await expect(lab.output(1)).toContainText('2,2 2,1 2,2 2,2');
});

test('a matrix is copied for other programs', async ({ lab }) => {
  await lab.show('explain/copy.ipynb', ['%%ts\nlinalg.inv(tensor([[2, 1], [1, 1]]))', '']);
  await lab.run(0);
  const output = lab.output(0);
  for (const [form, text] of [
    ['NumPy', 'np.array([[1, -1], [-1, 2]], dtype=np.float64)'],
    ['MATLAB', '[1 -1; -1 2]'],
    ['LaTeX', 'A^{-1} = \\left[']
  ]) {
    await output.locator('summary', { hasText: 'Copy' }).click();
    await output.getByRole('button', { name: form }).click();
    await expect(output.locator('.jp-Invertible-said')).toHaveText(`Copied as ${form}`);
    expect(await copied(lab)).toContain(text);
  }
  await output.locator('summary', { hasText: 'Copy' }).press('Enter');
  await expect(output.getByRole('button', { name: 'Julia' })).toBeVisible();
  await lab.page.keyboard.press('Escape');
  await expect(output.getByRole('button', { name: 'Julia' })).toBeHidden();
});

test('the heat map is read by keys', async ({ lab }) => {
  await lab.show('explain/heat.ipynb', ['%%ts\nlinalg.inv(tensor([[2, 1], [1, 3]]))', '']);
  await lab.run(0);
  const map = lab.output(0).locator('.jp-Invertible-heatMap');
  const said = lab.output(0).locator('.jp-Invertible-heatSaid');
  await map.focus();
  await expect(said).toContainText('row 1, column 1: ');
  await lab.page.keyboard.press('ArrowDown');
  await lab.page.keyboard.press('ArrowRight');
  await lab.page.keyboard.press('ArrowRight');
  await expect(said).toContainText('row 2, column 2: ');
  await expect(map).toBeFocused();
  await lab.page.keyboard.press('Tab');
  await expect(said).toHaveText('');
});

test('the heat map says every value under the pointer, of 20 by 20 and of blocks', async ({
  lab
}) => {
  await lab.show('explain/hover.ipynb', [
    '%%ts\nmanualSeed(1); linalg.inv(randn(20, 20))',
    '%%ts\nlinalg.inv(randn(60, 60))',
    '%%ts\nlinalg.inv(randn(41, 41))'
  ]);
  await lab.runAll();
  for (const [index, text] of [
    [0, /^row 20, column 20: [\d.]/],
    [1, /^rows 59–60, columns 59–60, largest: [\d.]/],
    // The last block is a single entry.
    [2, /^rows 41, columns 41, largest: [\d.]/]
  ] as const) {
    const map = lab.output(index).locator('.jp-Invertible-heatMap');
    const box = await map.boundingBox();
    await map.hover({ position: { x: (box?.width ?? 0) - 2, y: (box?.height ?? 0) - 2 } });
    await expect(lab.output(index).locator('.jp-Invertible-heatSaid')).toHaveText(text);
    await map.focus();
    await lab.page.keyboard.press('ArrowLeft');
    await expect(lab.output(index).locator('.jp-Invertible-heatSaid')).toContainText(/column/);
  }
});

test('digits and dots are a setting, and an output’s own', async ({ lab }) => {
  lab.setting('jupyterlab-invertible', 'ts-executor', { digits: 7, limit: 4 });
  await lab.show('explain/digits.ipynb', [
    '%%ts\nconst A = full([5, 5], Math.PI)\nA',
    '%%ts\ndisplay(A, { digits: 2, limit: 5 })',
    { source: '%%ts\ndisplay(A, { digits: 0 })', tags: ['raises-exception'] }
  ]);
  await lab.runAll();
  lab.setting('jupyterlab-invertible', 'ts-executor', {});
  const latex = async (index: number) => {
    await lab.output(index).locator('summary', { hasText: 'Copy' }).click();
    await lab.output(index).getByRole('button', { name: 'LaTeX' }).click();
    return copied(lab);
  };
  const first = await latex(0);
  expect(first).toContain('3.141593');
  expect(first).toContain('\\ddots');
  const second = await latex(1);
  expect(second).toContain('3.1 & 3.1 & 3.1 & 3.1 & 3.1');
  expect(second).not.toContain('dots');
  await expect(lab.output(2)).toContainText('digits must be a whole number from 1 to 17, got 0');
});

test('exact arithmetic stands beside the floating-point inverse', async ({ lab }) => {
  await lab.show('explain/exact.ipynb', [
    '%%ts\nlinalg.inv(tensor([[3, 2, 1], [2, 2, 0], [1, 0, 1]]))',
    '%%ts\nlinalg.inv(tensor([[2, 1, 0], [1, 3, 1], [0, 1, 5]]))'
  ]);
  await lab.runAll();
  await expect(lab.output(0)).toContainText('Floating point says');
  await expect(lab.output(0)).toContainText('Exact says');
  await expect(lab.output(0).getByRole('button', { name: 'Ridge' })).toBeVisible();
  await expect(lab.output(1)).toContainText('Exactly');
});
