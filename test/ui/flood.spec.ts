/** Cells that want to freeze the page, fill the notebook, or end without a word. */
import { expect, type Lab, test } from './support/lab.js';

const tags = ['raises-exception'];

/** Takes the port out of the runtime's hands with the next message that comes in by it. */
const STEAL = `%%ts
// @ts-nocheck
const getData = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data').get
Object.defineProperty(MessageEvent.prototype, 'data', {
  configurable: true,
  get() { self.stolen = this.currentTarget; return getData.call(this) }
})
var post = (...messages) => stolen.postMessage({ text: JSON.stringify(messages), buffers: messages.map(() => []) })
var show = (data, id) => post({ type: 'output', output: { kind: 'display', data, id } })`;

/** Milliseconds of the longest time in which the page did nothing else, since it was last asked. */
async function watch(lab: Lab): Promise<() => Promise<number>> {
  await lab.page.evaluate(() => {
    const state = { longest: 0, last: performance.now() };
    setInterval(() => {
      const now = performance.now();
      state.longest = Math.max(state.longest, now - state.last);
      state.last = now;
    }, 10);
    Object.assign(window, { pause: state });
  });
  return () =>
    lab.page.evaluate(() => {
      const state = (window as unknown as { pause: { longest: number } }).pause;
      const { longest } = state;
      state.longest = 0;
      return longest;
    });
}

/** A page that does nothing for longer is held to be frozen: two cores, and no GPU to draw with. */
const FROZEN = 3000;

test.describe('a cell that shows without end', () => {
  const cells: Record<string, [source: string, last: string]> = {
    'updates one output': ["for (let i = 0; i < 1e5; i++) display(i, {id: 'bar'})\n'end'", 'end'],
    'updates one output and lets others in': [
      "for (let i = 0; i < 1e5; i++) { display(i, {id: 'bar'}); if (i % 10 === 0) await null }\n'end'",
      'end'
    ],
    'clears in a loop': [
      "for (let i = 0; i < 1e5; i++) { clearOutput(); display(i) }\n'end'",
      'end'
    ],
    'clears in a loop and waits': [
      "for (let i = 0; i < 2e4; i++) { clearOutput({wait: true}); display(i); await null }\n'end'",
      'end'
    ],
    'uses 20,001 names': [
      "for (let i = 0; i < 20001; i++) display(i, {id: 'n' + i})\n'end'",
      'end'
    ],
    'shows 24 MB of HTML': ["display.html('<b>x</b>'.repeat(3e6))\n'end'", 'end'],
    'shows 200 MB of text': [
      "display('x'.repeat(2e8))\nconsole.log('y'.repeat(2e8))\n'end'",
      'end'
    ],
    'shows a base64 text that is none': [
      "display.image(' '.repeat(1e6) + '!', {mime: 'image/png'})\n'end'",
      'end'
    ],
    'has an error of 200 MB': ["throw new Error('x'.repeat(2e8))", 'characters more']
  };
  for (const [name, [source, last]] of Object.entries(cells)) {
    test(name, async ({ lab }) => {
      const path = `flood/${name.replaceAll(/\W+/g, '-')}.ipynb`;
      await lab.show(path, [{ source: `%%ts\n${source}`, tags }, '%%ts\n6 * 7']);
      const longest = await watch(lab);
      await lab.runAll();
      expect(await longest()).toBeLessThan(FROZEN);
      await expect(lab.output(1)).toHaveText('42');
      await lab.menu('File', /^Save Notebook/);
      await expect.poll(() => JSON.stringify(lab.read(path))).toContain('"42"');
      expect(JSON.stringify(lab.read(path).cells[0])).toContain(last);
      expect(JSON.stringify(lab.read(path)).length).toBeLessThan(2e6);
    });
  }

  test('animates, and is seen to', async ({ lab }) => {
    await lab.show('flood/animation.ipynb', [
      '%%ts\nfor (let i = 0; i < 40; i++) { clearOutput({wait: true}); display(i); await new Promise(r => setTimeout(r, 50)) }',
      '%%ts\nfor (const i of progress([1, 2, 3, 4, 5, 6])) { const end = performance.now() + 300; while (performance.now() < end); }'
    ]);
    await lab.run(0);
    await expect(lab.output(0)).toHaveText(/^([0-9]|[12][0-9]|3[0-8])$/);
    await expect(lab.output(0)).toHaveText('39');
    await lab.run(1);
    // The worker computes without a pause, and still its bar moves.
    await expect(lab.output(1)).toContainText(/[1-5]\/6/);
    await expect(lab.output(1)).toContainText('6/6');
  });
});

test.describe('a cell that sends by itself', () => {
  const attacks: Record<string, string> = {
    'a million messages': 'for (let i = 0; i < 1e6; i++) stolen.postMessage(i)',
    'packets of 30 MB':
      "const t = 'x'.repeat(3e7); for (let i = 0; i < 20; i++) stolen.postMessage({text: t, buffers: []})",
    'a text of 500 MB': "stolen.postMessage({text: 'x'.repeat(5e8), buffers: []})",
    '10⁵ outputs in one packet':
      "const one = {type: 'output', output: {kind: 'display', data: {'text/plain': 'x'}}}; stolen.postMessage({text: JSON.stringify(Array(1e5).fill(one)), buffers: Array(1e5).fill([])})",
    '10⁵ clearings':
      "for (let i = 0; i < 1e5; i++) post({type: 'output', output: {kind: 'clear'}}, {type: 'output', output: {kind: 'stream', name: 'stdout', text: 'x'}})"
  };
  for (const [name, source] of Object.entries(attacks)) {
    test(`is ended with a text: ${name}`, async ({ lab }) => {
      await lab.show(`flood/${name.replaceAll(/\W+/g, '-')}.ipynb`, [
        STEAL,
        '%%ts\n1',
        { source: `%%ts\n// @ts-nocheck\n${source}\nawait new Promise(() => {})`, tags },
        '%%ts\n6 * 7'
      ]);
      const longest = await watch(lab);
      await lab.runAll();
      expect(await longest()).toBeLessThan(FROZEN);
      await expect(lab.output(2).last()).toContainText('TooMuchOutput');
      await expect(lab.output(2).last()).toContainText(
        'variables of earlier TypeScript cells are lost'
      );
      await expect(lab.output(3)).toHaveText('42');
    });
  }

  test('is held to the same bounds: nothing that is shown is more than a cell may show', async ({
    lab
  }) => {
    const path = 'flood/bounds.ipynb';
    await lab.show(path, [
      STEAL,
      '%%ts\n1',
      `%%ts
// @ts-nocheck
for (let i = 0; i < 3000; i++) show({'text/plain': 'x' + i})
for (let i = 0; i < 3000; i++) show({'text/plain': 'x' + i}, 'id' + i)
for (let i = 0; i < 40; i++) { show({'text/html': 'x'.repeat(9e6)}); await new Promise(r => setTimeout(r, 500)) }
show({'__proto__': 'x', 'constructor': 'x', 'application/javascript': 'x', 'text/x': 'x'})
for (let i = 0; i < 4000; i++) post({type: 'tuned', adapter: 'a' + i, tiles: {rows: 8, columns: 8}})
'end'`
    ]);
    const longest = await watch(lab);
    await lab.runAll();
    expect(await longest()).toBeLessThan(FROZEN);
    const saved = () => JSON.stringify(lab.read(path).cells[2]);
    await lab.menu('File', /^Save Notebook/);
    await expect.poll(saved).toContain("'end'");
    expect(lab.read(path).cells[2].outputs.length).toBeLessThan(1010);
    expect(saved().length).toBeLessThan(1e6);
    const stored = await lab.page.evaluate(
      () => localStorage.getItem('jupyterlab-invertible:tiles') ?? '{}'
    );
    expect(Object.keys(JSON.parse(stored)).length).toBeLessThanOrEqual(1);
  });
});

test('styles that take minutes to match are not shown, and those that people write are', async ({
  lab
}) => {
  const nested = "'<div class=a>' + '<div>'.repeat(90) + '</div>'.repeat(91)";
  const rules = {
    deep: `'.a > div div > div div > div div > div div > .b' + i`,
    has: `'p:has(~ p ~ .b' + i + ')'`,
    nth: `'p:nth-child(n of p:nth-child(n + ' + i + '))'`,
    nested: `'.c' + i + ' { & div { & div { & div { & .d { top: 0 } } } } } p'`
  };
  const styled = Object.values(rules).map(
    rule =>
      `%%ts\nconst css = Array.from({length: 300}, (_, i) => ${rule} + '{color: red}').join('')\ndisplay.html('<style>' + css + '</style>' + (${nested}).repeat(30) + '<p></p>'.repeat(1900))`
  );
  const honest = `%%ts
const css = Array.from({length: 400}, (_, i) => '#row' + i + ' td { color: rgb(1, 2, ' + i % 256 + ') }').join('')
const rows = Array.from({length: 400}, (_, i) => '<tr id=row' + i + '><td>' + i + '</td><td>x</td></tr>').join('')
display.html('<style>' + css + 'table tr:nth-child(even) td:hover, h2 ~ p { color: blue }</style><table>' + rows + '</table>')`;
  await lab.show('flood/styles.ipynb', [...styled, honest]);
  const longest = await watch(lab);
  await lab.runAll();
  expect(await longest()).toBeLessThan(FROZEN);
  for (const i of styled.keys()) {
    await expect(lab.output(i)).toContainText('Use fewer or simpler selectors');
  }
  await expect(lab.output(styled.length).frameLocator('iframe').locator('tr')).toHaveCount(400);
});

test.describe('a cell never ends in silence', () => {
  const cases: Record<string, [source: string, said: RegExp | string]> = {
    'an error whose properties throw': [
      "const e = new Error('x'); for (const k of ['stack', 'message', 'name', 'cause']) Object.defineProperty(e, k, {get() { throw e }}); throw e",
      /Error/
    ],
    'an error whose message is no text': [
      "throw Object.assign(new Error('x'), {message: {toString: null}, name: 7, stack: []})",
      /Error/
    ],
    'a proxy that refuses': [
      'throw new Proxy({}, new Proxy({}, {get() { throw 1 }}))',
      'cannot be described'
    ],
    'a deep chain of causes': [
      "let e = new Error('first'); for (let i = 0; i < 1e5; i++) e = new Error('x', {cause: e}); throw e",
      'Caused by'
    ],
    'an error that gathers a hundred thousand': [
      "throw new AggregateError(Array.from({length: 1e5}, () => new Error('x')), 'many')",
      'many'
    ],
    'a value that cannot be shown': [
      "({get [Symbol.toStringTag]() { throw new Error('no tag') }})",
      /no tag|{/
    ],
    undefined: ['throw undefined', 'undefined'],
    'self.close()': ['self.close()', 'would end this session'],
    'methods that the session needs': [
      "const keep = Array.prototype.map; for (const k of ['map', 'join', 'push', 'splice', 'filter', 'flat']) Array.prototype[k] = () => { throw new Error('gone') }; 1",
      /restored|^1$/
    ],
    'JSON that throws': [
      "Object.prototype.toJSON = () => { throw new Error('gone') }; 1",
      /restored|^1$/
    ]
  };
  for (const [name, [source, said]] of Object.entries(cases)) {
    test(`after ${name}, nor does the next`, async ({ lab }) => {
      await lab.show(`silence/${name.replaceAll(/\W+/g, '-')}.ipynb`, [
        { source: `%%ts\n// @ts-nocheck\n${source}`, tags },
        { source: '%%ts\n6 * 7', tags },
        { source: '%%ts\n6 * 8', tags }
      ]);
      await lab.runAll();
      await expect(lab.output(0).last()).toContainText(said);
      await expect(lab.output(1).last()).toContainText('42');
      await expect(lab.output(2).last()).toContainText(/48/);
    });
  }

  test('after names of the language were declared anew', async ({ lab }) => {
    await lab.show('silence/names.ipynb', [
      "%%ts\n// @ts-nocheck\nclass Map {}; const Math = 1, Object = null, JSON = 2, performance = 3, Error = 4, Array = 5, String = 6\nfunction Promise() {}; var setTimeout = 0, TextEncoder, Set = 1, Symbol = 2, Uint8Array = 3\n'declared'",
      '%%ts\n// @ts-nocheck\nconsole.log({a: [1]}, linalg.inv(tensor([[2]]))); display(Math); matrix([[2, 1], [1, 1]])',
      { source: "%%ts\nawait null; throw 'thrown'", tags },
      '%%ts --fresh\nnew Map([[1, Math.max(1, 2)]])'
    ]);
    await lab.runAll();
    await expect(lab.output(0)).toContainText('declared');
    await expect(lab.output(1).last().locator('.jp-Invertible-widget')).toBeVisible();
    await expect(lab.output(2)).toContainText('thrown');
    await expect(lab.output(3)).toContainText('Map');
  });

  test('after methods of the language were replaced', async ({ lab }) => {
    const spoil = [
      'Array.prototype.push = Array.prototype[Symbol.iterator] = null',
      'Map.prototype.get = Set.prototype.add = Function.prototype.call = null',
      'Object.defineProperty = JSON.stringify = null; MessagePort.prototype.postMessage = null',
      'Object.defineProperty(Object.prototype, "type", { set() {}, configurable: true })'
    ];
    await lab.show('silence/methods.ipynb', [
      ...spoil.map(source => ({ source: `%%ts\n// @ts-nocheck\n${source}; void 0`, tags })),
      '%%ts\nconsole.log(new Map([[1, 2]])); linalg.inv(eye(2)).shape',
      '%%ts\n// @ts-nocheck\nglobalThis.JSON = console = null; delete globalThis.Float64Array; void 0',
      '%%ts --fresh\nconsole.log(JSON.stringify([...new Float64Array(1)]))'
    ]);
    await lab.runAll();
    for (let i = 0; i < spoil.length; i++) await expect(lab.output(i)).toContainText('is restored');
    await expect(lab.output(4).first()).toContainText('Map(1) { 1 => 2 }');
    await expect(lab.output(6)).toContainText('[0]');
  });

  test('though promises were to be broken', async ({ lab }) => {
    await lab.show('silence/promises.ipynb', [
      { source: '%%ts\n// @ts-nocheck\nPromise.prototype.then = () => {}', tags },
      '%%ts\nawait null\n6 * 7'
    ]);
    await lab.runAll();
    await expect(lab.output(0)).toContainText('TypeError');
    await expect(lab.output(1)).toHaveText('42');
  });

  test('while an earlier cell still computes', async ({ lab }) => {
    await lab.show('silence/waiting.ipynb', [
      "%%ts\nsetTimeout(() => { console.log('busy'); for (;;); }, 300)\n1",
      { source: '%%ts\n6 * 7', tags },
      '%%ts\n6 * 8'
    ]);
    await lab.run(0);
    await expect(lab.output(0)).toHaveText(['1', /busy/]);
    await lab.run(1);
    await expect(lab.output(1)).toContainText('something of an earlier cell is still computing');
    await lab.execute(['notebook:interrupt-kernel']);
    await expect(lab.output(1).last()).toContainText('Interrupted');
    await lab.run(2);
    await expect(lab.output(2)).toHaveText('48');
  });
});

test('Python gets the names after -o, whatever a cell sends', async ({ lab }) => {
  const forged = ['x', 'data_dir', 'open', 'a b;import os', '__builtins__', 'x']
    .map((name, i) => `{ name: '${name}', json: ${i} }`)
    .join(', ');
  await lab.show('flood/names.ipynb', [
    "data_dir = 'mine'",
    STEAL,
    '%%ts\n1',
    `%%ts -o x
// @ts-nocheck
const bytes = new TextEncoder().encode('"forged"').buffer
stolen.postMessage({
  text: JSON.stringify([{ type: 'done', id: 3, ok: true, values: [${forged}] }]),
  buffers: [Array.from({ length: 6 }, () => bytes.slice(0))]
})
await new Promise(() => {})`,
    'print(x, data_dir, open == x, sorted(n for n in globals() if "import" in n))'
  ]);
  await lab.runAll();
  await expect(lab.output(4)).toContainText('forged mine False []');
});
