/** First lines and sources of cells: whatever is written, it is read, or refused with words. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompileError, compile } from '../../src/cell/compile.js';
import { isTsCell, parseCell, programOf, UsageError } from '../../src/cell/parse.js';
import { fuzz } from '../support/fuzz.js';
import { exampleCells, mutatedText } from '../support/mutations.js';

const LINES = [
  '%%ts',
  '%%ts -i A,b -o X',
  '%%ts --in A --out x,y --device webgpu --timeout 2.5 --fresh',
  '%%ts --help',
  '%%ts -i _x,$y,é --device cpu'
];
const OPTIONS = [
  '-i',
  '-o',
  '--in=',
  '--timeout',
  '-1',
  '1e999',
  ',',
  ' ',
  '\t',
  '__proto__',
  '--',
  'A',
  '\n',
  '"'
];
const TOKENS = [
  '`',
  '${',
  '}',
  '{',
  '(',
  ')',
  '/*',
  '*/',
  '//',
  "'",
  '"',
  '\\',
  '=>',
  '<',
  '>',
  'await ',
  'import ',
  'export ',
  'let ',
  'enum ',
  '@',
  '#',
  '?.',
  '\r',
  '\u2028',
  ': string',
  ' as '
];

describe('a cell', () => {
  it('has a first line that is read or refused', () => {
    fuzz(50_000, mutatedText(LINES, OPTIONS), line => {
      const code = `${line}\n1`;
      isTsCell(code);
      programOf(code);
      try {
        const { options } = parseCell(code);
        for (const name of [...options.inputs, ...options.outputs])
          expect(name).toMatch(/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u);
        expect(
          options.timeout === undefined || (options.timeout > 0 && options.timeout < 1e9)
        ).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as Error).message.length).toBeLessThan(2000);
      }
    });
  });

  it('has a source that is compiled or refused', () => {
    const sources = exampleCells().map(source => source.replace(/^%%ts.*/, ''));
    const text = fc.oneof(
      { weight: 9, arbitrary: mutatedText(sources, TOKENS) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) }
    );
    fuzz(50_000, text, source => {
      try {
        const { js, declared } = compile(source);
        expect(js.split('\n').length).toBeGreaterThanOrEqual(source.split('\n').length);
        for (const name of declared) expect(typeof name).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(CompileError);
        const { line, column } = error as CompileError;
        expect([line >= 1, column >= 1]).toEqual([true, true]);
      }
    });
  });

  it.each([
    ['parentheses', '('.repeat(50_000)],
    ['closed parentheses', `${'('.repeat(50_000)}1${')'.repeat(50_000)}`],
    ['arrays', '['.repeat(50_000)],
    ['blocks', '{'.repeat(50_000)],
    ['templates', '`${'.repeat(50_000)],
    ['operators', `1${' + 1'.repeat(50_000)}`],
    ['generics', `let a: ${'Array<'.repeat(20_000)}`],
    ['arrows', '() => '.repeat(20_000)]
  ])('of very many %s ends with words, or runs', (_, source) => {
    try {
      compile(source);
    } catch (error) {
      expect(error).toBeInstanceOf(CompileError);
    }
  });
});
