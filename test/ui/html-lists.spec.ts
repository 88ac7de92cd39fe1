/** The lists by which HTML and SVG are sanitized, case by case. */
import { build } from 'esbuild';
import { PIXEL } from './support/cells.js';
import { expect, test } from './support/lab.js';

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
    // Content that is safe stays as it is.
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
