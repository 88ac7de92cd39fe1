/** HTML and Markdown of a cell look as they should, in the notebook and where it is converted. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { cells, PIXEL, show } from './support/cells.js';
import { expect, test } from './support/lab.js';

const ROOT = process.env.INVERTIBLE_UI_ROOT as string;

const STYLED = `<style>.good{color:green;font-weight:bold} thead th{background:#8882}</style>
<table class="runs"><caption>Runs</caption><thead><tr><th>n</th><th>κ₂</th><th>note</th></tr></thead><tbody>${Array.from(
  { length: 5 },
  (_, i) =>
    `<tr><th>${10 ** i}</th><td class="good">${(1.5 * 7 ** i).toFixed(1)}</td><td style="text-align:left;color:#c60">row ${i}</td></tr>`
).join('')}</tbody></table>
<details><summary>More</summary><p>Text that was <mark>hidden</mark>.</p></details>
<svg width="120" height="40" xmlns="http://www.w3.org/2000/svg"><defs><linearGradient id="g"><stop stop-color="#39f"/><stop offset="1" stop-color="#f60"/></linearGradient><circle id="c" r="8"/></defs><rect width="120" height="40" rx="6" fill="url(#g)"/><use href="#c" x="20" y="20" fill="#fff"/></svg>
<p>A <a href="https://pytorch.org/docs/">link</a>, <code>code</code>, and <img alt="pixel" src="${PIXEL}" width="12" height="12">.</p>`;

const MARKDOWN = `# Inverses

The inverse of $A$ solves $A x = b$; its *condition number* is **κ₂**:

$$\\kappa_2(A) = \\lVert A \\rVert_2 \\, \\lVert A^{-1} \\rVert_2$$

| n | κ₂ |
|--:|---:|
| 2 | 1.5 |
| 3 | 524.1 |

\`\`\`ts
const B = linalg.inv(A) // $not$ a formula
\`\`\`

> A quote with \`code\`.

1. first
2. [second](https://pytorch.org/docs/)

![pixel](${PIXEL})`;

test.describe('nothing is lost:', () => {
  test('HTML and Markdown look as they should, in both themes', async ({ lab }) => {
    await lab.show('html/looks.ipynb', cells(show('html', STYLED), show('markdown', MARKDOWN)));
    await lab.runAll();
    const iframe = lab.output(0).locator('iframe');
    const frame = lab.output(0).frameLocator('iframe');
    await expect(iframe).toHaveAttribute('title', 'HTML output');
    await expect(frame.locator('td.good').first()).toHaveCSS('color', 'rgb(0, 128, 0)');
    await expect(frame.locator('use')).toHaveAttribute('href', '#c');
    await expect(frame.locator('img')).toHaveJSProperty('naturalWidth', 1);
    await expect(frame.locator('a')).toHaveAttribute('rel', 'noopener noreferrer');
    const heightOf = () => iframe.evaluate(node => node.clientHeight);
    const closed = await heightOf();
    await frame.locator('summary').click();
    await expect.poll(heightOf).toBeGreaterThan(closed + 10);
    await frame.locator('summary').click();
    await expect.poll(heightOf).toBe(closed);
    const markdown = lab.output(1);
    await expect(markdown.locator('mjx-container')).toHaveCount(3);
    await expect(markdown.locator('pre code')).toContainText('$not$');
    await expect(markdown.locator('table td').last()).toHaveText('524.1');
    await expect(markdown.locator('img')).toHaveCount(1);
    await expect(markdown.locator('a')).toHaveAttribute('target', '_blank');
    const color = () => frame.locator('caption').evaluate(node => getComputedStyle(node).color);
    const light = await color();
    await lab.page.screenshot({ path: '.cache/html-light.png' });
    await lab.darken();
    await expect.poll(color).not.toBe(light);
    await lab.page.screenshot({ path: '.cache/html-dark.png' });
    await lab.page.setViewportSize({ width: 640, height: 900 });
    await expect.poll(() => iframe.evaluate(node => node.clientWidth)).toBeLessThan(640);
    await lab.page.screenshot({ path: '.cache/html-narrow.png' });
  });

  test('a frame fits what it holds, and comes back after it was out of sight', async ({ lab }) => {
    const rows = Array.from({ length: 100 }, (_, i) => `<tr><td>${i}</td><td>${i * i}</td></tr>`);
    const table = `<table>${rows.join('')}</table>`;
    const wide = `<table><tr>${'<td>a wide table</td>'.repeat(60)}</tr></table>`;
    await lab.show('html/fits.ipynb', [
      ...cells(show('html', table), show('html', wide)),
      ...Array.from({ length: 40 }, (_, i) => `# ${i}\n${'x\n'.repeat(20)}`)
    ]);
    await lab.run(0);
    await lab.run(1);
    await lab.settled();
    const frames = lab.page.locator('iframe.jp-Invertible-html');
    const fits = () =>
      frames.first().evaluate(node => {
        const root = (node as HTMLIFrameElement).contentDocument?.documentElement;
        return !!root && root.scrollHeight <= root.clientHeight && node.clientHeight > 1000;
      });
    await expect.poll(fits).toBe(true);
    await expect(frames.first()).toHaveAttribute('tabindex', '-1');
    await expect(frames.nth(1)).toHaveAttribute('tabindex', '0');
    // The wheel over a frame moves the notebook.
    const panel = lab.page.locator('.jp-WindowedPanel-outer').first();
    await panel.evaluate(node => node.scrollTo(0, 0));
    await frames.first().hover({ position: { x: 50, y: 50 } });
    await lab.page.mouse.wheel(0, 300);
    await expect.poll(() => panel.evaluate(node => node.scrollTop)).toBeGreaterThan(100);
    await panel.evaluate(node => node.scrollTo(0, node.scrollHeight));
    await expect(lab.page.locator('.jp-Notebook .jp-Cell').last()).toBeInViewport();
    await panel.evaluate(node => node.scrollTo(0, 0));
    await expect.poll(fits).toBe(true);
  });

  test('nbconvert shows it, without scripts', async ({ lab }) => {
    const path = 'html/convert.ipynb';
    await lab.show(
      path,
      cells(
        show('html', `${STYLED}<script>window.escaped = 'cell'</script>`),
        show('markdown', MARKDOWN),
        show(
          'svg',
          '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="escaped()"><script>escaped()</script><rect width="9" height="9"/></svg>'
        )
      )
    );
    await lab.runAll();
    await lab.menu('File', /^Save Notebook/);
    await expect
      .poll(() => JSON.stringify(lab.read(path).cells.map(c => c.outputs)))
      .toContain('svg');
    const python = join('.cache', 'user-env', 'bin', 'jupyter');
    const html = `${execFileSync(python, ['nbconvert', '--to', 'html', '--stdout', '--no-input', join(ROOT, path)], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1e8 })}`;
    expect(html).toContain('<caption>Runs</caption>');
    expect(html).toContain('<h1>Inverses</h1>');
    const [, svg] = /data:image\/svg\+xml;base64,([^"]+)/.exec(html) ?? [];
    const image = Buffer.from(svg ?? '', 'base64').toString();
    expect(image).toContain('<rect');
    expect(html + image).not.toContain('escaped');
  });
});
