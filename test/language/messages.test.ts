/** The words in which a cell's mistakes are told, and the page of the docs that prints them. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { linalg } from '../../src/engine/index.js';
import { TORCH_NAMES } from '../../src/language/remedies.js';
import { cell, newProject } from '../support/language.js';

/** The messages about the last of some cells that run one after the other. */
function messages(...sources: string[]): string[] {
  const project = newProject();
  const last = sources.pop() ?? '';
  for (const [i, source] of sources.entries()) project.commit(cell(source), i + 1);
  return project
    .check(cell(last))
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

const page = readFileSync(new URL('../../docs/messages.md', import.meta.url), 'utf8');
/** `| code | message |`; cells of a chain are parted by ` / `, lines of a message by `<br>`. */
const rows = [...page.matchAll(/^\| `(.+)` \| (.+) \|$/gm)].map(([, code, said]) => ({
  cells: code.replaceAll('⏎', '\n').split(' / '),
  said: said.replaceAll('<br>', '\n').replaceAll('`', '')
}));

it('the docs print the first twenty', () => {
  expect(rows.length).toBeGreaterThanOrEqual(20);
});

it.each(rows)('$cells', ({ cells, said }) => {
  expect(messages(...cells)[0]?.replaceAll('`', '')).toBe(said);
});

it.each([
  'linalg.inv([[1, "2"], [3, 4]])',
  'linalg.solve(eye(2), 5)',
  'zeros("a")',
  'matrix(5)',
  'linalg.inv(new Map())',
  'const t: Tensor = { shape: [2] }',
  'import x from "lodash"',
  'eye(2, { dtype: 5 })',
  'linalg.svd(eye(2), { full: 1 })',
  'display.html(5)',
  'class Mine extends Tensor { constructor() { super() } }',
  'stack(eye(2))',
  'const f: (x: number) => string = (x: string) => x'
])('%s: three lines at most, and nothing of ours', source => {
  const said = messages(source);
  expect(said.length).toBeGreaterThan(0);
  for (const message of said) {
    expect(message.split('\n').length).toBeLessThanOrEqual(3);
    expect(message).not.toMatch(
      /\/(?:cells|invertible|lib|node_modules)\/|'#|import\(|Overload|Gpu/
    );
  }
});

it('the names that are known are those of linalg', () => {
  expect([...TORCH_NAMES].sort()).toEqual([...Object.keys(linalg), 'steps'].sort());
});

it('no name of Object is taken for one of torch', () => {
  expect(messages('eye(2).__proto__x; linalg.__proto__').join()).not.toMatch(/\[object|Object\(/);
});
