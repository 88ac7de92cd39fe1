import { describe, expect, it } from '@jest/globals';
import { mayUseMathjs } from '../../src/cell/words.js';
import { giveMathjs, makeMathjs } from '../../src/matrix/mathjs.given.js';
import * as whole from '../../src/matrix/mathjs.js';

describe('a cell that may use mathjs', () => {
  it.each([
    "math.evaluate('1 + 1')",
    'const m = math',
    'expr`1 + 1`',
    'matrix([[1]])',
    "const { f } = await import('https://example.org/f.js')",
    'eval(text)',
    'new Function(text)',
    "globalThis['ma' + 'th']",
    'Object.values(self)',
    'm\\u0061th'
  ])('%s', source => {
    expect(mayUseMathjs(source)).toBe(true);
  });

  it.each([
    'linalg.inv(A)',
    'Math.sqrt(2)',
    'const mathematics = 1; expression + matrices',
    'this.x'
  ])('is not %s', source => {
    expect(mayUseMathjs(source)).toBe(false);
  });
});

describe('mathjs that is given', () => {
  it('is told to be missing until then', () => {
    expect(() => makeMathjs({})).toThrow(/the word math, expr or matrix/);
    giveMathjs(whole.makeMathjs);
    expect(makeMathjs({}).evaluate('1 + 1')).toBe(2);
  });
});
