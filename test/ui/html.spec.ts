/** What a cell shows as HTML, Markdown, SVG and LaTeX: it looks as it did, and can do nothing. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, type Lab, test } from './support/lab.js';
import { type IListener, listen } from './support/listener.js';

const ROOT = process.env.INVERTIBLE_UI_ROOT as string;
const MIME = 'application/vnd.invertible.v1+json';
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let listener: IListener;
test.beforeEach(async () => {
  listener = await listen();
});
test.afterEach(() => listener.stop());

/** All that would fetch from an address, one way each. */
function requests(to: string): string[] {
  const at = (name: string) => `${to}/${name}`;
  return [
    `<img src="${at('img')}">`,
    `<img srcset="${at('srcset')} 2x">`,
    `<picture><source srcset="${at('picture')}"><img></picture>`,
    `<style>@import "${at('import')}"; @font-face{font-family:F;src:url(${at('font')})} b{font-family:F} u{background:url(${at('css')})}</style><b>b</b><u>u</u>`,
    `<p style="background:url(${at('inline')});list-style-image:url('${at('list')}');cursor:url(${at('cursor')}),auto">p</p>`,
    `<p style="background:u\\72l(${at('escaped')})">p</p>`,
    `<table background="${at('background')}"><tr><td>t</td></tr></table>`,
    ...['dns-prefetch', 'preload', 'prefetch', 'preconnect', 'stylesheet', 'icon'].map(
      rel => `<link rel="${rel}" as="image" href="${at(rel)}">`
    ),
    `<svg><image href="${at('svg')}" width="9" height="9"/><image xlink:href="${at('xlink')}"/><use href="${at('use')}#a"/><rect width="9" height="9" fill="url(${at('fill')}#a)"/></svg>`,
    `<svg><style>@import '${at('svgstyle')}';</style><filter id="f"><feImage href="${at('feimage')}"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>`,
    `<video poster="${at('poster')}" src="${at('video')}"></video><audio src="${at('audio')}" autoplay></audio>`,
    `<object data="${at('object')}"></object><embed src="${at('embed')}"><iframe src="${at('iframe')}"></iframe>`,
    `<meta http-equiv="refresh" content="0;url=${at('refresh')}"><base href="${to}/">`,
    `<form action="${at('form')}"><input type="image" src="${at('input')}"><button>b</button></form>`,
    `<math><mtext><img src="${at('math')}"></mtext></math>`,
    `<svg></p><style><a title="</style><img src=${at('mutation')}>">`,
    `<noscript><img src="${at('noscript')}"></noscript><template><img src="${at('template')}"></template>`,
    `<body background="${at('body')}"><table><td background="${at('td')}">`,
    `<input type="image" src="${at('bare')}"><track src="${at('track')}"><portal src="${at('portal')}">`
  ];
}

/** A click on it would insert a cell, fill it, and run it. */
const COMMAND = `data-commandlinker-command="apputils:run-all-enabled" data-commandlinker-args='${JSON.stringify(
  {
    commands: [
      'notebook:insert-cell-below',
      'notebook:replace-selection',
      'notebook:run-cell-and-select-next'
    ],
    args: [{}, { text: "open('html/owned.txt', 'w').write('x')" }, {}]
  }
)}'`;

const LAYER = `<div class="jp-HoverBox" style="position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:99999" ${COMMAND}>layer</div>`;

/** Cells that run one after the other, each as TypeScript. */
function cells(...sources: string[]): string[] {
  return sources.map(source => `%%ts\n${source}`);
}

const show = (form: string, text: string) => `display.${form}(${JSON.stringify(text)})`;

/** Whether an element of the page itself may be anything but plain, in the outputs. */
function suspects(lab: Lab) {
  return lab.page
    .locator('.jp-OutputArea-output')
    .locator(
      '[data-commandlinker-command], [data-commandlinker-args], .jp-HoverBox, form, button:not(.jp-Invertible-button), input, script, [onerror], [onclick], [style*="fixed"], [id^="evil"], a[href^="/"], a[href*="localhost"], a[href^="javascript"], img:not([src^="data:"])'
    );
}

test.describe('what a cell shows', () => {
  test('reaches no command of JupyterLab', async ({ lab }) => {
    const text = `<button ${COMMAND}>press</button><a href="#" ${COMMAND}>link</a><p ${COMMAND}>text</p>${LAYER}`;
    await lab.show('html/commands.ipynb', cells(show('html', text), show('markdown', text), '1'));
    await lab.runAll();
    await expect(suspects(lab)).toHaveCount(0);
    const frame = lab.output(0).frameLocator('iframe');
    await expect(frame.getByText('layer')).toBeVisible();
    await expect(frame.locator('button, [data-commandlinker-command]')).toHaveCount(0);
    const before = await lab.page.locator('.jp-Cell').count();
    await frame.getByText('layer').click({ force: true });
    await lab.output(1).getByText('text').click();
    await lab.output(2).click();
    await lab.page.waitForTimeout(500);
    expect(await lab.page.locator('.jp-Cell').count()).toBe(before);
  });

  test('does not reach the linker even where its attributes are kept', async ({ lab }) => {
    // A frame is another document, to whose clicks nobody of the page listens.
    await lab.show('html/linker.ipynb', cells(show('html', '<p>here</p>')));
    await lab.runAll();
    const text = lab.output(0).frameLocator('iframe').getByText('here');
    await text.evaluate(node => {
      node.setAttribute('data-commandlinker-command', 'notebook:insert-cell-below');
      node.setAttribute('data-commandlinker-args', '{}');
    });
    const before = await lab.page.locator('.jp-Cell').count();
    await text.click();
    await lab.page.waitForTimeout(300);
    expect(await lab.page.locator('.jp-Cell').count()).toBe(before);
  });

  test('asks nobody for anything', async ({ lab }) => {
    const asked: string[] = [];
    // Those that a policy stopped are told of, too, but never end.
    lab.page.on('requestfinished', request => asked.push(request.url()));
    const all = requests(listener.url);
    const own = requests('').map(text => text.replaceAll('/img', '/logout'));
    await lab.show(
      'html/requests.ipynb',
      cells(
        ...['html', 'markdown'].map(form =>
          [...all, ...own].map(text => show(form, text)).join('\n')
        ),
        `${show('svg', `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="${listener.url}/a"/><style>@import url(${listener.url}/b)</style></svg>`)}`,
        `![a](${listener.url}/x)\n`.replace(/.*/s, text => show('markdown', text))
      )
    );
    asked.length = 0;
    await lab.runAll();
    await lab.page.waitForTimeout(1500);
    expect(listener.heard).toEqual([]);
    expect(asked.filter(url => /logout/.test(url) || url.startsWith(listener.url))).toEqual([]);
    await expect(suspects(lab)).toHaveCount(0);
    expect(await lab.page.evaluate(async () => (await fetch('/api/contents')).status)).toBe(200);
  });

  test('is no more in a notebook that was saved and is not trusted', async ({ lab }) => {
    const attacks = [...requests(listener.url), LAYER, '<button>b</button>'];
    const outputs = [
      { [MIME]: { version: 1, view: { kind: 'html', html: attacks.join('\n') } } },
      ...attacks.map(html => ({ [MIME]: { version: 1, view: { kind: 'html', html } } })),
      {
        [MIME]: { version: 1, view: { kind: 'html', html: '<i>a'.repeat(100_000) } },
        'text/plain': 'long'
      }
    ].map(data => ({ output_type: 'display_data', data, metadata: {} }));
    lab.write('html/forged.ipynb', [{ source: '1', outputs }]);
    await lab.open('html/forged.ipynb');
    await expect(lab.output(0).last()).toContainText('nested too deeply');
    await expect(lab.page.locator('iframe.jp-Invertible-html')).toHaveCount(attacks.length + 1);
    await lab.page.waitForTimeout(1000);
    expect(listener.heard).toEqual([]);
    await expect(suspects(lab)).toHaveCount(0);
    const frame = lab.output(0).first().locator('iframe');
    expect(await frame.getAttribute('sandbox')).not.toContain('allow-scripts');
    expect(await frame.getAttribute('srcdoc')).toMatch(
      /^<!DOCTYPE html><html><head><meta http-equiv="Content-Security-Policy"/
    );
  });

  test('is no formula that reaches beyond itself', async ({ lab }) => {
    const attacks = [
      '\\href{/logout}{\\rule{90em}{90em}}',
      'X\\href{java\tscript:alert(1)}{c}',
      '\\mmlToken{mi}[href=/logout]{x}',
      '\\mmlToken{mi}[fontfamily="a;position:fixed"]{x}',
      '\\unicode[Foo;position:fixed;background:url(/logout)]{x41}',
      '\\bbox[cursor:url(/logout),auto]{x}',
      '\\let\\zz\\href \\zz{/logout}{x}',
      '\\def\\zzz#1{\\href{#1}{y}}\\zzz{/logout}',
      '\\ce{\\href{/logout}{x}}',
      '\\text{$\\href{/logout}{x}$}',
      '\\verb\\x\\\\href{/logout}{x}',
      '\\require{html}\\class{jp-HoverBox}{\\cssId{evil}{x}}'
    ];
    const formulas = attacks.map(text => `$$${text}$$`).join('\n\n');
    const views = attacks.map(latex => ({
      kind: 'singular',
      message: formulas,
      why: [{ label: formulas, latex, plain: '', text: formulas }]
    }));
    const outputs = [
      ...attacks.map(latex => ({ kind: 'tensor', latex, summary: '', device: 'webgpu' })),
      ...views,
      {
        kind: 'batch',
        summary: formulas,
        total: 1,
        members: [{ index: formulas, line: formulas, view: views[0] }]
      },
      {
        kind: 'matrix',
        id: 'm',
        entries: [[formulas]],
        mode: 'free',
        readOnly: true,
        latex: formulas,
        result: {}
      }
    ].map(view => ({
      output_type: 'display_data',
      data: { [MIME]: { version: 1, view } },
      metadata: {}
    }));
    const asked: string[] = [];
    lab.page.on('request', request => asked.push(request.url()));
    lab.write('html/latex.ipynb', [
      ...cells(
        attacks.map(text => show('latex', text)).join('\n'),
        show('markdown', formulas),
        show('markdown', `\\\\(${attacks[0]}\\\\) \\\\[${attacks[2]}\\\\]`),
        show('html', formulas)
      ),
      { source: '1', outputs }
    ]);
    await lab.open('html/latex.ipynb');
    await lab.runAll();
    await expect(lab.output(0).first().locator('mjx-container')).toHaveCount(1);
    await expect(lab.page.locator('.jp-OutputArea-output a')).toHaveCount(0);
    await expect(lab.page.locator('.jp-OutputArea-output [href]')).toHaveCount(0);
    await expect(
      lab.page.locator('mjx-container [style*="fixed"], mjx-container [style*="url"], #evil')
    ).toHaveCount(0);
    expect(asked.filter(url => url.includes('logout'))).toEqual([]);
  });

  test('cannot hold the page up', async ({ lab }) => {
    const deep = (open: string, close: string, n: number) => `${open.repeat(n)}x${close.repeat(n)}`;
    await lab.show(
      'html/heavy.ipynb',
      cells(
        [
          deep('\\frac{1}{', '}', 300),
          'x'.repeat(50_000),
          '\\large '.repeat(3000),
          '\\def\\a{\\b\\b}'.repeat(500)
        ]
          .map(text => show('latex', text))
          .join('\n'),
        `display.markdown('$'.repeat(100_000))\ndisplay.markdown('\${'.repeat(50_000))\ndisplay.markdown(${JSON.stringify(`$$${deep('\\frac{1}{', '}', 300)}$$`)})`,
        `display.html('<i>a'.repeat(1e5))\ndisplay.html('<p ' + Array.from({length: 5e4}, (_, i) => 'a' + i).join(' ') + '>')\ndisplay.html('x'.repeat(1e6))\ndisplay.html('<b></b>'.repeat(6e4))`,
        `display.svg('<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a0"><rect/></g>' + Array.from({length: 12}, (_, i) => '<g id="a' + (i + 1) + '">' + ('<use href="#a' + i + '"/>').repeat(10) + '</g>').join('') + '</defs><use href="#a12"/></svg>')`,
        `display.html('<div style="min-height:100vh;height:calc(100vh + 10px)">grows</div>')`,
        "display.markdown('>'.repeat(20_000))"
      )
    );
    await lab.runAll();
    for (const text of ['too deeply', 'too long', 'too deeply']) {
      await expect(lab.output(0).filter({ hasText: text }).first()).toBeVisible();
    }
    await expect(lab.output(1).last().locator('code')).toHaveCount(1);
    await expect(lab.output(2)).toContainText([
      'nested too deeply',
      'too many attributes',
      'characters is not shown',
      'more than'
    ]);
    await expect(lab.output(3)).toHaveCount(1);
    await expect(lab.output(5)).toContainText('RangeError: display.markdown');
    const heightOf = () =>
      lab
        .output(4)
        .locator('iframe')
        .evaluate(frame => frame.clientHeight);
    const height = await heightOf();
    await lab.page.waitForTimeout(1000);
    expect(await heightOf()).toBe(height);
    expect(height).toBeLessThan(1000);
    expect(await lab.page.evaluate(() => 1 + 1)).toBe(2);
  });
});

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
    await lab.menu('Settings', 'Theme');
    await lab.page.locator('.lm-Menu-item:visible', { hasText: 'JupyterLab Dark' }).first().click();
    await expect.poll(color).not.toBe(light);
    await lab.page.screenshot({ path: '.cache/html-dark.png' });
    await lab.page.setViewportSize({ width: 640, height: 900 });
    await lab.page.waitForTimeout(500);
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
    await lab.page.waitForTimeout(800);
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

/** Cases of the lists, each with what becomes of it. */
const STRICT: readonly (readonly [html: string, becomes: string])[] = [
  ['<p class="a" id="b" data-x="c" onclick="d">t</p>', '<p>t</p>'],
  ['<b aria-label="x" name="y" role="z" tabindex="0">t</b>', '<b>t</b>'],
  ['<script>a</script><style>b</style><title>c</title>d', 'd'],
  ['<svg><text>a</text></svg><math><mi>b</mi></math>c', 'c'],
  ['<form><button>a</button><input value="b"><textarea>c</textarea>d</form>', 'ad'],
  ['<custom-tag>a</custom-tag>', 'a'],
  ['<td colspan="2" rowspan="9999">a</td>', 'a'],
  [
    '<table><tbody><tr><td colspan="2" rowspan="9999">a</td></tr></tbody></table>',
    '<table><tbody><tr><td colspan="2" rowspan="100">a</td></tr></tbody></table>'
  ],
  ['<p style="color:red;position:fixed;top:0">a</p>', '<p style="color: red;">a</p>'],
  ['<p style="background:url(/x)">a</p>', '<p>a</p>'],
  ['<p style="padding:9999px;color:var(--x)">a</p>', '<p>a</p>'],
  ['<p style="border:1px solid red">a</p>', '<p style="border: 1px solid red;">a</p>'],
  ['<p style="border:var(--x)">a</p>', '<p>a</p>'],
  ['<p style="border-image:url(/x) 1">a</p>', '<p>a</p>'],
  ['<p style="margin:-99px;transform:scale(9);vertical-align:-900px">a</p>', '<p>a</p>'],
  ['<img src="/logout" alt="text">', 'text'],
  ['<img src="data:text/html;base64,AAAA">', ''],
  [`<img src="${PIXEL}" width="99999" srcset="/x 2x">`, `<img src="${PIXEL}">`],
  [`<img src="${PIXEL}" width="9">`, `<img src="${PIXEL}" width="9">`],
  [
    '<a href="https://example.org/a?b#c">t</a>',
    '<a href="https://example.org/a?b#c" rel="noopener noreferrer" target="_blank">t</a>'
  ],
  ...[
    '/logout',
    '//example.org',
    '#a',
    'javascript:1',
    'java\tscript:1',
    'http:example',
    'ftp://example.org',
    'http://localhost:8888/logout',
    'http://localhost./',
    'http://a.localhost/',
    'http://127.0.0.1/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://017700000001/',
    'http://10.1.2.3/',
    'http://192.168.0.1/',
    'http://172.31.0.1/',
    'http://169.254.169.254/',
    'http://100.64.0.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://１２７.0.0.1/',
    'http://user@example.org/',
    'http://user:pass@example.org/',
    'http://router/',
    'http://printer.local/',
    'data:text/html,x',
    'blob:https://example.org/x',
    'https://'
  ].map(href => [`<a href="${href}">t</a>`, 't'] as const),
  ['a\\(b c', 'a\\\u2060(b c'],
  ['costs $5', 'costs <span>$</span>5'],
  ['<code>$\\href{x}$</code>', '<code>$\\href{x}$</code>'],
  ['$\\hr<x>ef{/a}{b}$', '<span>$\\\u2060href{/a}{b}$</span>'],
  ['$\\frac{1}{2}$', '<span>$\\frac{1}{2}$</span>'],
  ['<p>a<p>b', '<p>a</p><p>b</p>']
];

const FRAMED: readonly (readonly [html: string, becomes: string])[] = [
  [
    '<style>p{color:red}</style><p class="a" id="b">t</p>',
    '<style>p{color:red}</style><p class="a" id="b">t</p>'
  ],
  ['<p onclick="a">t</p><script>1</script>', '<p>t</p>'],
  ['<a href="/logout" target="_top" ping="/x">t</a>', '<a>t</a>'],
  ['<svg><a xlink:href="/logout"><text>t</text></a></svg>', '<svg><a><text>t</text></a></svg>'],
  [
    '<svg><use href="/x#a"></use><use href="#a"></use></svg>',
    '<svg><use></use><use href="#a"></use></svg>'
  ],
  ['<img src="/x" srcset="/y">', '<img>'],
  [
    '<table background="/x"><tbody><tr><td>a</td></tr></tbody></table>',
    '<table><tbody><tr><td>a</td></tr></tbody></table>'
  ],
  [
    '<svg><animate attributeName="href" values="javascript:1"></animate><set></set></svg>',
    '<svg></svg>'
  ]
];

const DRAWN: readonly (readonly [svg: string, becomes: string])[] = [
  ['<rect onclick="a" fill="red"/>', '<rect fill="red"/>'],
  ['<rect fill="url(#g)"/>', '<rect fill="url(#g)"/>'],
  ['<rect fill="url(/x#g)"/>', '<rect/>'],
  ['<rect style="fill:u\\72l(/x)"/>', '<rect/>'],
  ['<image href="/x"/>', '<image/>'],
  ['<style>.a{fill:red}</style>', '<style>.a{fill:red}</style>'],
  ['<style>@import "/x";</style>', '<style/>'],
  ['<foreignObject><p>a</p></foreignObject>', ''],
  ['<a href="https://example.org/"><rect/></a>', '<rect/>']
];

test('lists keep what they name, and nothing else', async ({ page }) => {
  const { outputFiles } = await build({
    entryPoints: ['lib/html/index.js'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'Html',
    external: ['node:*'],
    logLevel: 'error'
  });
  await page.addScriptTag({ content: outputFiles[0].text });
  type Name = 'sanitizeStrict' | 'sanitizeForFrame' | 'sanitizeSvg';
  const become = (name: Name, texts: readonly string[]) =>
    page.evaluate(
      ({ name: which, texts: all }) => {
        const html = (globalThis as unknown as { Html: Record<Name, (text: string) => string> })
          .Html;
        return all.map(text => html[which](text));
      },
      { name, texts }
    );
  const check = async (name: Name, cases: readonly (readonly [string, string])[]) => {
    const first = await become(
      name,
      cases.map(([html]) => html)
    );
    expect(first).toEqual(cases.map(([, becomes]) => becomes));
    // What is safe stays as it is.
    expect(await become(name, first)).toEqual(first);
  };
  await check('sanitizeStrict', STRICT);
  await check('sanitizeForFrame', FRAMED);
  const open = '<svg xmlns="http://www.w3.org/2000/svg"';
  const drawn = await become(
    'sanitizeSvg',
    DRAWN.map(([svg]) => `${open}>${svg}</svg>`)
  );
  expect(drawn).toEqual(
    DRAWN.map(([, becomes]) => (becomes ? `${open}>${becomes}</svg>` : `${open}/>`))
  );
});
