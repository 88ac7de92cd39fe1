/** Helpers of cells besides the engine: tables, progress, mathjs. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeDisplay } from '../../src/cell/display.js';
import { makeExpr } from '../../src/cell/expr.js';
import { inspect } from '../../src/cell/inspect.js';
import { makeProgress } from '../../src/cell/progress.js';
import { tableBundle } from '../../src/cell/table.js';
import { eye, linalg, ready, Tensor, tensor } from '../../src/engine/index.js';
import { type IDocument, type ITableView, MIME, readDocument } from '../../src/latex/index.js';

beforeAll(() => ready());

describe('console.table', () => {
  it('lays out objects, lists and tensors', () => {
    const textOf = (data: unknown, only?: string[]) => tableBundle(data, only)?.['text/plain'];
    expect(textOf([{ a: 1, b: 'x' }, { a: 22 }])).toBe(
      "┌─────────┬────┬─────┐\n│ (index) │ a  │ b   │\n├─────────┼────┼─────┤\n│ 0       │ 1  │ 'x' │\n│ 1       │ 22 │     │\n└─────────┴────┴─────┘"
    );
    expect(textOf([5, 6])).toContain('│ 0       │ 5      │');
    expect(textOf([{ a: 1, b: 2 }], ['b'])).not.toContain(' a ');
    expect(textOf(new Map([['k', 1]]))).toContain("'k'");
    expect(textOf(eye(2))).toContain('│ 1       │ 0 │ 1 │');
    expect(textOf(7)).toBeUndefined();
    expect(textOf([])).toContain('(index)');
  });

  it('is a view that can be sorted, within its bounds', () => {
    const viewOf = (data: unknown) =>
      (tableBundle(data)?.[MIME] as IDocument | undefined)?.view as ITableView | undefined;
    expect(viewOf([{ a: 1 }, { b: 'x' }])).toEqual({
      kind: 'table',
      columns: ['(index)', 'a', 'b'],
      rows: [
        ['0', '1', ''],
        ['1', '', "'x'"]
      ]
    });
    const long = viewOf(Array.from({ length: 5000 }, (_, i) => ({ i, text: 'x'.repeat(999) })));
    expect(long?.rows).toHaveLength(500);
    expect(long?.more).toBe(4500);
    expect(long?.rows[0][2]).toHaveLength(200);
    const wide = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i]));
    expect(viewOf([wide])).toBeUndefined();
    for (const data of [[], [1], [wide], new Set('ab'), { '': null }, long]) {
      const document = tableBundle(data)?.[MIME];
      if (document) expect(readDocument(document)).toEqual({ document });
    }
  });
});

describe('display', () => {
  it('takes values, forms and names', () => {
    const shown: unknown[] = [];
    const display = makeDisplay(output => shown.push(output));
    display(1, { id: 'a' });
    display({ id: 'alone' });
    display.latex('x', { id: 'b' });
    display.image('data:image/png;base64,iVBORw0KGgo=');
    display.image(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]));
    expect(shown).toEqual([
      { value: 1, id: 'a', format: {} },
      { value: { id: 'alone' }, id: undefined, format: {} },
      { data: { 'text/latex': '$$x$$', 'text/plain': 'x' }, id: 'b' },
      { data: { 'image/png': 'iVBORw0KGgo=', 'text/plain': '<image/png>' }, id: undefined },
      { data: { 'image/jpeg': '/9j/4A==', 'text/plain': '<image/jpeg>' }, id: undefined }
    ]);
    expect(() => display.html(1 as never)).toThrow('expected text for text/html, got number');
    expect(() => display.json(() => 1)).toThrow('a value that JSON has');
    expect(() => display.image('AAAA')).toThrow('PNG, JPEG, GIF or WebP');
  });
});

describe('progress', () => {
  it('draws one bar, not too often, and its end also when the loop is left', () => {
    const shown: { value?: unknown; id?: string }[] = [];
    let time = 0;
    const progress = makeProgress(
      makeDisplay(output => shown.push(output)),
      () => time
    );
    const seen = [];
    for (const x of progress([1, 2, 3, 4], { label: 'work' })) {
      seen.push(x);
      time += 60;
    }
    expect(seen).toEqual([1, 2, 3, 4]);
    const texts = shown.map(({ value }) => inspect(value));
    expect(texts[0]).toMatch(/^work ░+ 0% 0\/4 · 0\.0 s$/);
    expect(texts.at(-1)).toMatch(/^work █+ 100% 4\/4 · 0\.2 s$/);
    expect(texts.length).toBeLessThan(6);
    expect(new Set(shown.map(({ id }) => id)).size).toBe(1);
    for (const _ of progress(new Set([1, 2]))) break;
    expect(inspect(shown.at(-1)?.value)).toContain('0/2');
    for (const _ of progress(
      (function* () {
        yield 1;
      })()
    ))
      time++;
    expect(inspect(shown.at(-1)?.value)).toMatch(/^1 · /);
  });
});

describe('expr', () => {
  const session: Record<string, unknown> = { s: 3, inv: linalg.inv };
  const expr = makeExpr(name => session[name]);

  it('takes tensors as matrices, and gives tensors back', () => {
    session.A = tensor([
      [2, 1],
      [1, 1]
    ]);
    const product = expr`inv(A) * A` as Tensor;
    expect(product).toBeInstanceOf(Tensor);
    expect(product.toArray()).toEqual([
      [1, 0],
      [0, 1]
    ]);
    expect((expr`A'` as Tensor).toArray()).toEqual([
      [2, 1],
      [1, 1]
    ]);
    expect(expr`det(A) + s`).toBeCloseTo(4);
    expect(expr`${2} + ${session.A}[1, 1]`).toBe(4);
    expect(expr`1/3 + sqrt(4)`).toBeCloseTo(7 / 3);
  });

  it('knows complex matrices', () => {
    session.Z = tensor([[{ re: 0, im: 1 }]]);
    const square = expr`Z * Z` as Tensor;
    expect(square.dtype).toBe('complex128');
    expect(square.toArray()).toEqual([[{ re: -1, im: 0 }]]);
  });

  it('says what is wrong with an expression', () => {
    expect(() => expr`1 +`).toThrow('Unexpected end');
    expect(() => expr`nowhere + 1`).toThrow('Undefined symbol nowhere');
  });
});
