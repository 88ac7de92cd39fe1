/** Lines of Python in a cell: what to write instead, and none of it where TypeScript is meant. */
import { expect, it } from '@jest/globals';
import { foreignLine } from '../../src/language/foreign.js';
import { cell, newProject } from '../support/language.js';

const project = newProject();

/** The messages about a cell. */
function messages(source: string): string[] {
  return project.check(cell(source)).problems.map(({ message }) => message);
}

it.each([
  ['def solve(A, b): return A', 'function solve(A, b) { … }.'],
  ['from math import sqrt', "import _ from 'https://esm.sh/lodash'."],
  ['for k, v in pairs: pass', 'for (const [k, v] of pairs) { … }.'],
  ['while not True and x == None: pass', 'while (!true && x == null) { … }.'],
  ['if (x == 1): y()', 'if (x == 1) { … }.'],
  ['elif x: y()', 'else if (…) { … }.'],
  ['const f = lambda x, y: x + y', '(x, y) => x + y.'],
  ['[x ** 2 for x in xs if x > 1]', 'xs.filter(x => x > 1).map(x => x ** 2).'],
  ['const x = 5 if True else 6', 'true ? 5 : 6.'],
  ['eye(2)[:, 0]', 'A.slice(dim, start, end), or A.select(dim, index).'],
  ['const c = <div>hi</div>', "display.html('<b>text</b>')."],
  ['print "x"', 'console.log(…).'],
  ["f'x is {x}'", `a template between backticks: \`x = \${x}\`.`]
])('%s', (line, instead) => {
  const [said, ...rest] = messages(line);
  expect(said).toMatch(/^This is /);
  expect(said.split('\nWrite ')[1]).toBe(instead);
  // Of a line that cannot be read one thing is said.
  expect(rest).toEqual([]);
});

it.each([
  'for (const x of xs {',
  'const a = [1, 2',
  'if (x) { y(',
  'function f(a: number): number {',
  'const o = { a: 1, b: [2, 3 }',
  'const m = new Map([["a", 1]',
  'while (true) { x++',
  'class A { get x(): number { return 1 }',
  'type T = { [K in keyof X]: X[K] ',
  'x.filter(v => v.if && v.not',
  "console.log('a[1:2] or b' 5)",
  'if (x { // and so on, and not more',
  'print(1',
  'const v = table[{ k: 1 }.k',
  'let constructor constructor'
])('%s is TypeScript', line => {
  expect(messages(line)[0]).not.toMatch(/Python|MATLAB|JSX|Invalid character/);
});

it('a line that is longer than people write is not looked at', () => {
  expect(foreignLine(`def ${'f'.repeat(400)}(x):`, '')).toBeUndefined();
  expect(foreignLine(`[${'a for '.repeat(20_000)}`, '')).toBeUndefined();
  // With patterns that try a character in two ways this would never end.
  for (const part of ['\\', "'\\", '"`', 'x if ', '[a for ', '[1 ', 'not '])
    foreignLine(`'${part.repeat(300 / part.length - 1)}`, '');
});
