/** HTML, Markdown, SVG and LaTeX of a cell can do nothing. */
import { cells, show } from './support/cells.js';
import { expect, type Lab, test } from './support/lab.js';
import { type IListener, listen } from './support/listener.js';

const MIME = 'application/vnd.invertible.v1+json';
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

/** Whether an element of the page itself may be anything but plain, in the outputs. */
function suspects(lab: Lab) {
  return lab.page
    .locator('.jp-OutputArea-output')
    .locator(
      '[data-commandlinker-command], [data-commandlinker-args], .jp-HoverBox, form, button:not(.jp-Invertible-button), input, script, [onerror], [onclick], [style*="fixed"], [id^="evil"], a[href^="/"], a[href*="localhost"], a[href^="javascript"], img:not([src^="data:"])'
    );
}

/** A command of our own adds one cell: had a click run another before it, there would be more. */
async function expectOneMore(lab: Lab, cellsBefore: number): Promise<void> {
  await lab.execute(['notebook:insert-cell-below']);
  await expect(lab.page.locator('.jp-Cell')).toHaveCount(cellsBefore + 1);
}

/** Until all that the frames' documents fetch has come, or was stopped. */
async function framesAreLoaded({ page }: Lab): Promise<void> {
  const states = () =>
    page
      .locator('iframe.jp-Invertible-html')
      .evaluateAll(frames =>
        frames.map(frame => (frame as HTMLIFrameElement).contentDocument?.readyState)
      );
  await expect.poll(async () => (await states()).every(state => state === 'complete')).toBe(true);
  // Requests of the page itself are made within an idle period.
  await page.evaluate(() => new Promise(done => requestIdleCallback(done)));
}

test.describe('HTML that a cell shows', () => {
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
    await expectOneMore(lab, before);
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
    await expectOneMore(lab, before);
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
    await framesAreLoaded(lab);
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
    await framesAreLoaded(lab);
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
    // A frame that grew by its own height would go on growing: this one does not.
    await lab.page.waitForTimeout(1000);
    expect(await heightOf()).toBe(height);
    expect(height).toBeLessThan(1000);
    expect(await lab.page.evaluate(() => 1 + 1)).toBe(2);
  });
});
