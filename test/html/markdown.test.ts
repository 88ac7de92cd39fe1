/** Documentation that a notebook's author wrote, as Markdown. */
import { describe, expect, it } from '@jest/globals';
import { marked } from 'marked';
import { fenced, quietMarkdown } from '../../src/html/index.js';

const toHtml = (text: string) => marked.parse(text, { async: false });

describe('quietMarkdown', () => {
  it.each([
    '<img src=/logout>',
    '\\`<img src=/logout>\\`',
    '<button data-commandlinker-command="x">y</button>',
    '![x](/logout)',
    '[x](/logout)',
    '[x][y]\n\n[y]: /logout',
    '<http://localhost/logout>',
    'http://localhost:8888/logout',
    '<!-- x --><b onclick="x">y</b>',
    '![x]\n\n[x]: /logout'
  ])('makes neither an element nor a link of %s', text => {
    expect(toHtml(quietMarkdown(text))).not.toMatch(/<(?:img|a|b|button)\b|<!--/);
  });

  it('leaves lists, emphasis and code', () => {
    const text = 'An `Array<number>` of *n* numbers:\n\n- one\n- **two**, $x^2$';
    expect(toHtml(quietMarkdown(text)).replaceAll('\u2060', '')).toBe(toHtml(text));
  });
});

it('code cannot leave its fence', () => {
  const html = toHtml(fenced('a\n```\n<img src=x>\n````\n', 'typescript'));
  expect(html).not.toContain('<img');
});
