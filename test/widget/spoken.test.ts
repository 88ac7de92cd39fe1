import { describe, expect, it } from '@jest/globals';
import { ENGLISH } from '../../src/draw/index.js';
import { spoken } from '../../src/widget/spoken.js';

describe('spoken', () => {
  it.each([
    ['3', '3'],
    ['0.25', '0.25'],
    ['-3', 'minus 3'],
    ['−1/2', 'minus one half'],
    ['1/3', 'one third'],
    ['-3/4', 'minus 3 quarters'],
    ['5/37', '5 over 37'],
    ['sqrt(2)', 'the square root of 2'],
    ['-sqrt(2)/2', 'minus the square root of 2 over 2'],
    ['2^10 - 24', '2 to the power of 10 minus 24'],
    ['x^2', 'x squared'],
    ['1 − 2i', '1 minus 2i'],
    ['-1 + i', 'minus 1 plus i'],
    ['1.5·10⁻¹⁰', '1.5 times ten to the power of minus 10'],
    ['-1.5e-300', 'minus 1.5 times ten to the power of minus 300'],
    ['2e+3 - e', '2 times ten to the power of 3 minus e'],
    ['2 of 3', '2 of 3'],
    ['≈−0.5', 'about minus 0.5'],
    ['∞', 'infinity']
  ])('%s is %s', (text, words) => {
    expect(spoken(text, ENGLISH)).toBe(words);
  });

  it('speaks the language of the host', () => {
    const trans = {
      __: (text: string, ...values: unknown[]) =>
        ENGLISH.__(
          { 'minus %1': 'moins %1', 'one half': 'un demi', over: 'sur' }[text] ?? text,
          ...values
        )
    };
    expect(spoken('-1/2', trans)).toBe('moins un demi');
    expect(spoken('1/50', trans)).toBe('1 sur 50');
  });
});
