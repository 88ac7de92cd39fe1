/** A matrix before an audience: large fonts, narrow and wide, and numbers that keep their exponents. */
import { expect, type Lab, test } from './support/lab.js';
import { Widget } from './support/widget.js';

const CELLS = [
  "%%ts\nmatrix([['-1.23456789e-300', '2061259200123'], ['0.123456789', '1e-7']])",
  '%%ts\nmanualSeed(2)\nmatrix(randn(5, 5).mul(1e-9))',
  "%%ts\nmatrix([['1.25+2i', 'i'], ['-3.5e-10 + 1e-11i', '1-i']])"
];

/** Cells whose text is wider or higher than they are. */
function cut(lab: Lab): Promise<string[]> {
  return lab.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.jp-Invertible-cell')]
      .filter(cell => {
        const size = Number.parseFloat(getComputedStyle(cell).fontSize);
        return cell.scrollWidth > cell.clientWidth || cell.clientHeight < 1.2 * size;
      })
      .map(({ textContent }) => textContent ?? '')
  );
}

for (const [size, width] of [
  [13, 500],
  [16, 1280],
  [28, 500],
  [28, 1280]
]) {
  test(`numbers fit their cells with a font of ${size}px, ${width} wide`, async ({ lab }) => {
    await lab.show('presentation/fit.ipynb', CELLS);
    await lab.execute(['application:toggle-left-area']);
    await lab.runAll();
    await lab.page.evaluate(
      px => document.body.style.setProperty('--jp-code-presentation-font-size', `${px}px`),
      size
    );
    await lab.execute(['application:toggle-presentation-mode']);
    await lab.page.setViewportSize({ width, height: 2400 });
    const widget = new Widget(lab);
    await expect(widget.cells().first()).toHaveCSS('font-size', `${size}px`);
    // The cell that one would write in too, which is the first.
    await expect(widget.cells()).toHaveText(['≈−1·10⁻³⁰⁰', '≈2.06·10¹²', '≈0.1235', '1e-7']);
    await expect(widget.field).toHaveCSS('opacity', '0');
    expect(await lab.page.locator('.jp-Invertible-cell').count()).toBeGreaterThan(40);
    await expect.poll(() => cut(lab)).toEqual([]);
    // Within it all of the text is seen.
    await widget.field.click();
    await expect(widget.field).toHaveCSS('opacity', '1');
    const hidden = () => widget.field.evaluate(field => field.scrollWidth - field.clientWidth);
    await expect.poll(hidden).toBeLessThanOrEqual(1);
    // A neighbour on which it lies is reached all the same.
    await widget.cells().nth(1).click({ force: true });
    await expect(widget.field).toHaveAttribute('aria-label', /row 1, column 2/);
    await expect.poll(hidden).toBeLessThanOrEqual(1);
  });
}

test('what is selected is read in the dark too, and nothing is before one comes', async ({
  lab
}) => {
  lab.setting('@jupyterlab/apputils-extension', 'themes', { theme: 'JupyterLab Dark' });
  lab.isDark = true;
  await lab.show('presentation/dark.ipynb', CELLS.slice(0, 1));
  await lab.runAll();
  const widget = new Widget(lab);
  const [first, last] = [widget.cells().first(), widget.cells().last()];
  const ground = (cell: typeof first) =>
    cell.evaluate(node => getComputedStyle(node).backgroundColor);
  expect(await ground(first)).toBe(await ground(last));
  await widget.field.click();
  await widget.press('Shift+ArrowDown');
  await expect(first).toHaveClass(/jp-mod-selected/);
  expect(await ground(first)).not.toBe(await ground(last));
  const contrast = await first.evaluate(node => {
    const { color, backgroundColor } = getComputedStyle(node);
    const context = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
    const light = (paint: string) => {
      context.fillStyle = paint;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(byte => {
        const part = byte / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    return light(color) / light(backgroundColor);
  });
  expect(contrast).toBeGreaterThan(4.5);
  // The square at the corner of the selection makes the last cells no wider.
  await widget.press('Control+End');
  const over = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }: Element) =>
    Math.max(scrollWidth - clientWidth, scrollHeight - clientHeight);
  expect(await widget.node.locator('.jp-Invertible-cells').first().evaluate(over)).toBe(0);
});
