import { describe, expect, it } from '@jest/globals';
import { repeated } from '../../src/widget/fill.js';
import { numberIn, stepped } from '../../src/widget/scrub.js';
import { shortened } from '../../src/widget/shorten.js';

describe('a number that is changed by its last digit', () => {
  const change = (text: string, by: number, bounds?: [number, number]) => {
    const number = numberIn(text);
    return number && stepped(number, by, bounds);
  };

  it.each([
    ['2', 3, '5'],
    ['1.5', -1, '1.4'],
    ['0.10', 2, '0.12'],
    ['-0.1', 1, '0.0'],
    ['1', -2, '-1']
  ])('%s by %d is %s', (text, by, changed) => {
    expect(change(text, by)).toBe(changed);
  });

  it('stays within its bounds, and is no expression', () => {
    expect(change('4', 9, [0, 5])).toBe('5');
    expect(change('4', -9, [0, 5])).toBe('0');
    for (const text of ['1/3', 'pi', '1e3', '2i', '']) expect(change(text, 1)).toBeUndefined();
  });
});

describe('a number that is too long for its cell', () => {
  it.each([
    ['-0.646371234', '−0.6464'],
    ['−2061259200', '−2.061·10⁹'],
    ['12345678901/3', '4.115·10⁹'],
    ['1.23456789e-7', '1.235·10⁻⁷'],
    ['0.5', '0.5'],
    ['sqrt(2)/2 + 1', 'sqrt(2)/2 + 1'],
    ['0.123456 + 2i', '0.123456 + 2i']
  ])('%s is seen as %s', (text, seen) => {
    expect(shortened(text, 9)).toBe(seen);
  });
});

describe('a block that fills another', () => {
  const entries = [
    ['1', '2', '3'],
    ['4', '5', '6']
  ];
  it('is repeated as often as it fits, downward and to the right', () => {
    const block = { top: 0, left: 0, bottom: 1, right: 0 };
    expect(repeated(entries, block, { ...block, bottom: 4 })).toEqual([
      ['1'],
      ['4'],
      ['1'],
      ['4'],
      ['1']
    ]);
    const row = { top: 1, left: 1, bottom: 1, right: 2 };
    expect(repeated(entries, row, { ...row, right: 4 })).toEqual([['5', '6', '5', '6']]);
  });
});
