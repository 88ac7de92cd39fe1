/** Cells that are no TypeScript, before the compiler of the page is loaded. */
import { expect, it } from '@jest/globals';
import { type CompileError, compile } from '../../src/cell/compile.js';

/** The message about a `%%ts` cell, with its line. */
function told(source: string): string {
  try {
    compile(`\n${source}`);
  } catch (error) {
    const { line, message } = error as CompileError;
    return `${line}: ${message}`;
  }
  return '';
}

it.each([
  [
    'for i in range(3):\n  print(i)',
    "2: This is Python's for.\nWrite for (let i = 0; i < 3; i++) { … }."
  ],
  ['let x = 1\ndef f(a): return a', "3: This is Python's def.\nWrite function f(a) { … }."],
  ['# a comment', '2: A comment begins with //, not with #.'],
  ['let x = 1 # one', '2: A comment begins with //, not with #.'],
  ['1 ≤ 2', '2: Invalid character ≤.\nWrite <=.'],
  ['function f() {\n  g(1', "3: ')' expected: the '(' of line 3 is not closed."],
  ["const s = 'abc", '2: Unterminated string: its closing quote is missing on this line.'],
  ['const x = ;', "2: Unexpected ';'."],
  ['const x =', '2: Unexpected end of the cell: an expression is not finished.']
])('%s', (source, message) => {
  expect(told(source)).toBe(message);
});
