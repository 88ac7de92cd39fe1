/** The two bars and what is offered beside them: heard, reached by keys, and there again in opened notebooks. */
import { expect, type Lab, test } from './support/lab.js';

const HILBERT =
  '%%ts\nlinalg.inv(tensor(Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (__, j) => 1 / (i + j + 1)))))';

/** Refine and ± bounds show what they promise, without a worker or a kernel. */
async function offers(lab: Lab): Promise<void> {
  const output = lab.output(0);
  const panel = output.locator('.jp-Invertible-repair');
  await expect(panel).toBeHidden();
  const refine = output.getByRole('button', { name: 'Refine' });
  await refine.focus();
  await lab.page.keyboard.press('Enter');
  await expect(refine).toHaveAttribute('aria-expanded', 'true');
  await expect(panel.locator('mjx-container').first()).toBeVisible();
  await expect(panel).toContainText('the one above to 8 digits');
  await lab.page.keyboard.press('Tab');
  const bounds = output.getByRole('button', { name: '± bounds' });
  await expect(bounds).toBeFocused();
  await lab.page.keyboard.press('Space');
  await expect(bounds).toHaveAttribute('aria-expanded', 'true');
  await expect(refine).toHaveAttribute('aria-expanded', 'false');
  await expect(panel).toContainText('±');
  await expect(panel).toContainText('proven, not estimated');
  await lab.page.keyboard.press('Enter');
  await expect(panel).toBeHidden();
}

test('bars are heard with their names, and Refine and ± bounds work when a notebook is opened again', async ({
  lab
}) => {
  const path = 'trust/again.ipynb';
  await lab.show(path, [HILBERT]);
  await lab.runAll();
  const bar = (name: string) => lab.output(0).getByRole('img', { name, exact: true });
  await expect(bar('proved: 8 of 16 digits')).toHaveAttribute('aria-description', /right\?$/);
  await expect(bar('if A is rounded: 6 of 16 digits')).toHaveAttribute(
    'aria-description',
    /support it\?$/
  );
  await offers(lab);
  await lab.menu('File', /^Save Notebook/);
  await expect.poll(() => JSON.stringify(lab.read(path).cells[0]?.outputs)).toContain('Refine');
  await lab.open(path, 'none');
  await offers(lab);
  // One that somebody else has changed is not trusted, and nothing of it runs.
  lab.rewrite(path, text => text.replace('%%ts', '%%ts --timeout 9'));
  await lab.open(path, 'none');
  await offers(lab);
  expect(lab.page.workers().filter(worker => /^data:|bundle/.test(worker.url()))).toEqual([]);
});

test('where it is narrow both answers stand below their bars, and reasons below their labels', async ({
  lab
}) => {
  await lab.page.setViewportSize({ width: 1280, height: 1200 });
  await lab.show('trust/narrow.ipynb', [
    HILBERT,
    "%%ts\nmatrix([['1', '1'], ['1', '1.0000000001']])"
  ]);
  await lab.execute(['application:toggle-left-area']);
  await lab.runAll();
  // Formulas are of one size, whether or not they were in the page when they were typeset.
  const sizes = () =>
    lab.page.evaluate(() =>
      [...document.querySelectorAll('.jp-Invertible mjx-container')].map(
        node => getComputedStyle(node).fontSize
      )
    );
  await expect.poll(async () => (await sizes()).length).toBe(3);
  await expect.poll(async () => new Set(await sizes()).size).toBe(1);
  const below = () =>
    lab.page.evaluate(() => {
      const pairs = [
        ['.jp-Invertible-bar', '.jp-Invertible-barText'],
        ['.jp-Invertible-why .jp-Invertible-label', '.jp-Invertible-reason']
      ];
      return pairs.map(([one, other]) => {
        const [firsts, seconds] = [one, other].map(name => [...document.querySelectorAll(name)]);
        return firsts.map((first, i) => {
          const [a, b] = [first, seconds[i]].map(node => node.getBoundingClientRect());
          return b.top >= a.bottom - 4;
        });
      });
    });
  await expect.poll(below).toEqual([
    [false, false, false, false],
    [false, false]
  ]);
  await lab.page.setViewportSize({ width: 500, height: 1200 });
  await expect.poll(below).toEqual([
    [true, true, true, true],
    [true, true]
  ]);
});

test('where it is narrow the line of a member goes on where its view begins', async ({ lab }) => {
  await lab.page.setViewportSize({ width: 600, height: 900 });
  await lab.show('trust/members.ipynb', ['%%ts\nlinalg.inv(stack([eye(2), eye(2).mul(3)]))']);
  await lab.execute(['application:toggle-left-area']);
  await lab.runAll();
  const line = lab.output(0).locator('.jp-Invertible-member .jp-Invertible-fact').first();
  const lefts = () =>
    line.evaluate(node => {
      const edge = node.parentElement?.getBoundingClientRect().left ?? 0;
      return [...node.getClientRects()].map(({ left }) => Math.round(left - edge));
    });
  await expect.poll(async () => (await lefts()).length).toBeGreaterThan(1);
  for (const left of (await lefts()).slice(1)) expect(left).toBe(18);
});
