/** Markdown as HTML, which the host sanitises. */
import { describe, expect, it } from '@jest/globals';
import { makeDisplay } from '../../src/cell/display.js';
import { renderMarkdown } from '../../src/cell/markdown.js';

describe('renderMarkdown', () => {
  it('leaves formulas to the typesetter', () => {
    expect(renderMarkdown('**b** and $x_1 * x_2 * x_3$')).toBe(
      '<p><strong>b</strong> and $x_1 * x_2 * x_3$</p>\n'
    );
    expect(renderMarkdown('$$a < b \\\\ c$$')).toContain('$$a &lt; b \\\\ c$$');
    expect(renderMarkdown('[x](a$"b"$)')).not.toMatch(/href="[^"]*"b/);
  });

  it('leaves code alone', () => {
    expect(renderMarkdown('`$a$` and\n\n```\n$$b$$\n```')).toContain('<code>$a$</code>');
    expect(renderMarkdown('```\n$$b$$\n```')).toContain('$$b$$');
  });

  it('is not misled by what stands for formulas within', () => {
    const html = renderMarkdown('\uE0000\uE001 \uE0007\uE001 \uE000constructor\uE001 $x$');
    expect(html).toContain('$x$');
    expect(html).not.toMatch(/[\uE000\uE001]|undefined/);
    expect(html.match(/\$x\$/g)).toHaveLength(1);
  });

  it('says what it cannot render', () => {
    expect(() => renderMarkdown('>'.repeat(20_000))).toThrow(RangeError);
    expect(() => renderMarkdown('>'.repeat(20_000))).toThrow('nested too deeply');
    expect(() => renderMarkdown('x'.repeat(200_001))).toThrow('at most 200000 characters');
  });
});

it('display.markdown sends both forms and the text', () => {
  const shown: unknown[] = [];
  makeDisplay(it => shown.push(it)).markdown('*a*', { id: 'n' });
  expect(shown).toEqual([
    {
      data: { 'text/markdown': '*a*', 'text/html': '<p><em>a</em></p>\n', 'text/plain': '*a*' },
      id: 'n'
    }
  ]);
});
