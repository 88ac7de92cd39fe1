import { describe, expect, it } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { MatrixModel } from '../../src/matrix/index.js';
import { ROOM } from '../../src/widget/cells.js';
import { Draft } from '../../src/widget/draft.js';
import { repeated } from '../../src/widget/fill.js';
import { numberIn, stepped } from '../../src/widget/scrub.js';
import { roomFor, shortened } from '../../src/widget/shorten.js';

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

  it('keeps every digit, of however long a number', () => {
    expect(change('12345678901234567890', 1)).toBe('12345678901234567891');
    expect(change('0.12345678901234567890123', -4)).toBe('0.12345678901234567890119');
    expect(change(`0.${'1'.repeat(150)}`, 1)).toBe(`0.${'1'.repeat(149)}2`);
    expect(change('−3', 1)).toBe('-2');
  });

  it('does not leave its bounds by rounding', () => {
    expect(change('0.2', 1, [0, 0.25])).toBe('0.2');
    expect(change('0.2', -9, [0.05, 1])).toBe('0.1');
    expect(change('0.2', 1, [0.21, 0.24])).toBe('0.2');
    expect(change('-1', -9, [-Infinity, 0])).toBe('-10');
    // Stored, 0.3 is a little less.
    expect(change('0.2', 5, [0, 0.3])).toBe('0.3');
    expect(change('0.2', -5, [0.1, 0.3])).toBe('0.1');
  });

  it('stays within its bounds, and is no expression', () => {
    expect(change('4', 9, [0, 5])).toBe('5');
    expect(change('4', -9, [0, 5])).toBe('0');
    for (const text of ['1/3', 'pi', '1e3', '2i', '']) expect(change(text, 1)).toBeUndefined();
  });
});

describe('a number that is too long for its cell', () => {
  it.each([
    ['-0.646371234', '≈−0.6464'],
    ['−2061259200', '≈−2.1·10⁹'],
    ['2061259200', '≈2.06·10⁹'],
    ['2000000000', '2·10⁹'],
    ['0.0001000000', '0.0001'],
    ['12345678901/3', '≈4.12·10⁹'],
    ['1.23456789e-7', '≈1.2·10⁻⁷'],
    ['1.0000000001', '≈1'],
    ['0.9999999999', '≈1'],
    ['1.00000000000000000001', '≈1'],
    ['1234567.5e-300', '≈10⁻²⁹⁴'],
    ['−1.235·10⁻¹⁰', '≈−1·10⁻¹⁰'],
    ['100000000000000000000', '10²⁰'],
    ['0.5', '0.5'],
    ['sqrt(2)/2 + 1', 'sqrt(2)/2 + 1'],
    ['1e400', '1e400'],
    ['0.123456 + 2i', '≈0.1 + 2i'],
    ['0.5e-100 + 2.5e-100i', '0.5e-100 + 2.5e-100i'],
    // No double is near these.
    ['1.23456789e-400', '≈10⁻⁴⁰⁰'],
    ['-9.9999999e400', '≈−1·10⁴⁰¹'],
    ['200000000000e399', '2·10⁴¹⁰'],
    [`0.${'0'.repeat(180)}12e-300`, '≈10⁻⁴⁸¹']
  ])('%s is seen as %s', (text, seen) => {
    expect(shortened(text, 9)).toBe(seen);
  });

  it('is complex where there is room for both parts', () => {
    expect(shortened('0.123456789 − 2.5·10⁻¹⁰i', 20)).toBe('≈0.1235 − 2.5·10⁻¹⁰i');
    expect(shortened('1.50000000000000 + 2i', 20)).toBe('1.5 + 2i');
  });

  it('keeps both exponents in a column that is as wide as it needs', () => {
    const entries = [['1', '-0.35123456789e-10 + 1.123456789e-11i']];
    expect(roomFor(entries)).toBe(28);
    expect(shortened(entries[0][1], 28)).toBe('≈−3.512·10⁻¹¹ + 1.123·10⁻¹¹i');
    expect(roomFor([['1', '2 + 3.5e-100i']])).toBe('2 + 3.5e-100i'.length);
    expect(roomFor([['12345678901234567890', 'i']])).toBe(ROOM);
  });

  it('is within its room, keeps its exponent, and has ≈ where it is another number', () => {
    const { next } = generator(3);
    for (let trial = 0; trial < 5000; trial++) {
      const power = Math.floor(next() * 600) - 300;
      const text = trial % 2 ? `${next() * 10}e${power}` : `${(next() - 0.5) * 10 ** (power / 20)}`;
      const seen = shortened(text, ROOM);
      expect(seen.length).toBeLessThanOrEqual(ROOM);
      const value = seenValue(seen.replace('≈', ''));
      if (!seen.startsWith('≈')) expect(value).toBe(Number(text));
      else expect(Math.abs(value / Number(text) - 1)).toBeLessThan(0.5);
    }
  });
});

it('keeps its exponent beyond the range of doubles', () => {
  const { next } = generator(5);
  for (let trial = 0; trial < 2000; trial++) {
    const power = (trial % 2 ? 1 : -1) * (330 + Math.floor(next() * 600));
    const mantissa = 1 + next() * 9;
    const seen = shortened(`${mantissa}e${power}`, ROOM);
    expect(seen.length).toBeLessThanOrEqual(ROOM);
    // By its logarithm, since no double is near.
    const [, size = '1', exponent] = /^≈?(?:([\d.]+)·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(seen) ?? [];
    const shown = Math.log10(Number(size)) + Number(asciiOf(exponent));
    expect(Math.abs(shown - power - Math.log10(mantissa))).toBeLessThan(0.2);
  }
});

/** The number that is seen. */
function seenValue(seen: string): number {
  return Number(asciiOf(seen.replace('·10', 'e').replace(/^(−?)10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])/, '$11e')));
}

function asciiOf(text: string): string {
  return text
    .replace(/[−⁻]/g, '-')
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, digit => `${'⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)}`);
}

function generator(seed: number) {
  const random = xoroshiro128plus(seed);
  return { next: () => (random.next() >>> 0) / 2 ** 32 };
}

describe('an entry that is typed or nudged in a cell', () => {
  const begin = () => {
    const model = new MatrixModel([['2', '1']]);
    const draft = new Draft(model);
    return { model, draft };
  };

  it('is undone at once', () => {
    const { model, draft } = begin();
    for (const text of ['3', '3.', '3.5']) draft.write(0, 0, text);
    expect(model.entries).toEqual([['3.5', '1']]);
    expect(draft.isOvertaken(0, 0)).toBe(false);
    model.undo();
    expect(model.entries).toEqual([['2', '1']]);
  });

  it('gives way to whatever is set from elsewhere', () => {
    const { model, draft } = begin();
    const overtaken: boolean[] = [];
    model.onChange(() => overtaken.push(draft.isOvertaken(0, 0)));
    draft.write(0, 0, '3');
    expect(overtaken).toEqual([false]);
    model.replace([['9', '1']]);
    expect(overtaken).toEqual([false, true]);
    draft.close();
    draft.write(0, 0, '10');
    model.undo();
    // An edit of its own, and not of what was set.
    expect(model.entries).toEqual([['9', '1']]);
  });

  it('stays where another cell is set, and text that the model reads otherwise', () => {
    const { model, draft } = begin();
    draft.write(0, 0, ' 3 ');
    expect(model.entries[0][0]).toBe('3');
    model.write(0, 1, [['7']]);
    expect(draft.isOvertaken(0, 0)).toBe(false);
    draft.write(0, 0, '');
    expect(draft.isOvertaken(0, 0)).toBe(false);
    model.resize(1, 1);
    expect(draft.isOvertaken(0, 1)).toBe(true);
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
