/** Pasted texts, from clipboards that hold anything. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LARGEST, LONGEST } from '../../src/matrix/model.js';
import { PasteError, parseMatrix } from '../../src/matrix/paste.js';
import { runs, seedOf, withinTime } from '../support/fuzz.js';

/** Reads a text, which may be refused with its reason. */
function read(text: string): void {
  let rows: string[][];
  try {
    rows = parseMatrix(text);
  } catch (error) {
    if (error instanceof PasteError) return;
    throw error;
  }
  const width = rows[0].length;
  const isMatrix =
    rows.length <= LARGEST &&
    width > 0 &&
    width <= LARGEST &&
    rows.every(row => row.length === width && row.every(entry => entry.length <= LONGEST));
  if (!isMatrix) throw new Error(`${rows.length} × ${width} is no matrix`);
}

const REAL = [
  '1\t2\n3\t4\n',
  '1,2\r\n3,4',
  '1 2\n3  4',
  'np.array([[1., 2.],\n       [3., 4.]])',
  'tensor([[1., 2.],\n        [3., 4.]], dtype=torch.float64)',
  'A = [1, 2; 3, 4];',
  '"1","2"',
  '\\begin{bmatrix} 1 & \\frac{1}{2} \\\\[2pt] \\sqrt{3} & 4 \\end{bmatrix}',
  '$$\\left[\\begin{array}{rr} 1 & 2 \\\\ 3 & 4 \\end{array}\\right]$$'
];
const PIECES = [
  ...[
    '',
    '\t',
    '\n',
    '\r\n',
    ',',
    ';',
    ' ',
    '[',
    '[[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '"',
    '&',
    '$',
    '=',
    '1'
  ],
  ...[
    '\\\\',
    '\\\\[',
    '\\begin{',
    '\\begin{matrix}',
    '\\begin{array}{',
    '\\end{',
    '\\frac{',
    '\\sqrt {'
  ],
  ...['1.', '1e5', '2j', '-', 'atan2(1, 2)', 'np.', '**', 'a'.repeat(30)]
];

const mutations = fc
  .tuple(
    fc.constantFrom(...REAL),
    fc.array(
      fc.tuple(fc.nat(60), fc.nat(8), fc.constantFrom(...PIECES), fc.constantFrom(1, 1, 2, 300))
    )
  )
  .map(([text, cuts]) =>
    cuts.reduce<string>(
      (now, [at, size, put, times]) => now.slice(0, at) + put.repeat(times) + now.slice(at + size),
      text
    )
  );
const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map(list => list.join(''));
const noise = fc.string({ unit: 'binary', maxLength: 100 });

/** As they are written in cells. */
const entries = fc.constantFrom(
  ...[
    '0',
    '1',
    '-2.5',
    '1/3',
    '1e-20',
    'sqrt(2)',
    'pi',
    '1 - 2i',
    '-i',
    '2^10 − 24',
    'atan2(1, 2)'
  ],
  ...['pow(2, 3) + 1', '-(1/2 + 1/3)', '5%', '3!', 'e^(i*pi)', '1 + 2']
);
const matrices = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([m, n]) =>
    fc.array(fc.array(entries, { minLength: n, maxLength: n }), { minLength: m, maxLength: m })
  );

describe('a paste', () => {
  it('is a matrix that is not too large, or is refused with its reason, in no time', () => {
    fc.assert(
      fc.property(fc.oneof(mutations, pieces, noise), text => {
        withinTime(text, read);
      }),
      { seed: seedOf(12), numRuns: runs(100_000) }
    );
  });

  it('is what the widget copied', () => {
    fc.assert(
      fc.property(matrices, rows => {
        expect(parseMatrix(rows.map(row => row.join('\t')).join('\n'))).toEqual(rows);
      }),
      { seed: seedOf(12), numRuns: runs(5000) }
    );
  });

  it.each([
    ['a ragged text', `${'1\n'.repeat(200_000)}${'1\t'.repeat(200_000)}`],
    ['rows', '1 2 3 4\n'.repeat(400_000)],
    ['ends of lines', `${'\n'.repeat(3_000_000)}x`],
    ['ends of lines and returns', `1${'\r'.repeat(3_000_000)}x`],
    ['blanks', `1${' '.repeat(3_000_000)}x`],
    ['one number', `${'1'.repeat(3_000_000)}x`],
    ['numbers', '1 '.repeat(1_900_000)],
    ['commas', ','.repeat(3_900_000)],
    ['brackets', '['.repeat(3_900_000)],
    ['pairs of brackets', '[]'.repeat(1_900_000)],
    ['rows in brackets', '[[1]'.repeat(900_000)],
    ['words before a bracket', `${'a'.repeat(3_000_000)}[`],
    ['blanks before a bracket', `a${' '.repeat(3_000_000)}[`],
    ['equals', `${'a = '.repeat(900_000)}[1]`],
    ['begins', '\\begin{matrix}'.repeat(250_000)],
    ['begins of arrays', '\\begin{array}{'.repeat(250_000)],
    ['open begins', '\\begin{'.repeat(500_000)],
    ['ends of rows', `\\begin{matrix}${'\\\\['.repeat(1_000_000)}\\end{matrix}`],
    ['fractions', `\\begin{matrix}${'\\frac{'.repeat(600_000)}\\end{matrix}`],
    ['cells', `\\begin{matrix}${'&'.repeat(3_900_000)}\\end{matrix}`],
    ['semicolons', `[${';'.repeat(3_900_000)}]`],
    ['quotes', '"'.repeat(3_900_000)],
    ['parentheses', `[[${'('.repeat(3_900_000)},]]`],
    [
      'a matrix with long entries',
      `${`${'1'.repeat(99)}\t`.repeat(200)}\n`.repeat(200).slice(0, 4e6)
    ]
  ])('of millions of characters, %s, is decided at once', (_, text) => {
    withinTime(text, read);
  });
});
