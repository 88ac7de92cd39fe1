/** Pastes from other programs, and what is none. */
import { describe, expect, it } from '@jest/globals';
import { computeMatrix } from '../../src/matrix/compute.js';
import { PasteError, parseMatrix } from '../../src/matrix/paste.js';

describe('parseMatrix', () => {
  const square = [
    ['1', '2'],
    ['3', '4']
  ];
  it.each([
    ['1\t2\n3\t4\n'],
    ['1,2\r\n3,4'],
    ['1;2\n3;4'],
    ['1 2\n3  4'],
    ['[[1, 2], [3, 4]]'],
    ['np.array([[1., 2.],\n       [3., 4.]])'],
    ['[[1. 2.]\n [3. 4.]]'],
    ['tensor([[1., 2.],\n        [3., 4.]], dtype=torch.float64)'],
    ['>>> np.array([[1, 2],\n...           [3, 4]])'],
    ['[1 2; 3 4]'],
    ['A = [1, 2; 3, 4];'],
    ['[1 2\n 3 4]'],
    ['\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}'],
    ['$$\\left[\\begin{array}{rr} 1 & 2 \\\\ 3 & 4 \\end{array}\\right]$$']
  ])('reads %j', text => {
    expect(parseMatrix(text)).toEqual(square);
  });

  it('reads fractions, complex numbers, expressions, and rows of unequal length', () => {
    expect(
      parseMatrix(
        '\\begin{pmatrix} \\frac{1}{3} & -\\tfrac12 \\\\ \\sqrt{2} & 0 \\end{pmatrix}'
      )[0][0]
    ).toBe('1/3');
    expect(parseMatrix('\\begin{matrix} 2 \\cdot 3 & 2\\times3 & \\cdots \\end{matrix}')).toEqual([
      ['2 * 3', '2*3', '\\cdots']
    ]);
    expect(parseMatrix('[[1-2j, 3.5j]]')).toEqual([['1-2i', '3.5i']]);
    expect(parseMatrix('[1.0+2.0im 3]')).toEqual([['1.0+2.0i', '3']]);
    expect(parseMatrix('1 + 2 * 3')).toEqual([['1 + 2 * 3']]);
    expect(parseMatrix('1\t2\n3')).toEqual([
      ['1', '2'],
      ['3', '0']
    ]);
    expect(parseMatrix('"1","2"')).toEqual([['1', '2']]);
    // Expressions with blanks and commas of their own.
    for (const text of ['1 - 2i', 'atan2(1, 2)']) expect(parseMatrix(text)).toEqual([[text]]);
    expect(parseMatrix('1+2i 3')).toEqual([['1+2i', '3']]);
  });

  it.each([
    ['', /entries, got none/],
    ['[ ]', /between the brackets/],
    ['\\begin{matrix}\\end{matrix}', /between the brackets/],
    ['1\n'.repeat(201), /at most 200 rows and columns/],
    ['1\t'.repeat(201), /at most 200 rows and columns/],
    [`[${'1 2;'.repeat(1000)}]`, /at most 200 rows and columns/],
    ['[[0. 1.]\n [2. 3.]\n ...\n [6. 7.]]', /all rows/],
    ['tensor([[0., 1.],\n        ...,\n        [6., 7.]])', /all rows/],
    ['1+'.repeat(200), /at most 200 characters an entry/],
    ['1'.repeat(5_000_000), /at most 4 million characters, got 5000000/]
  ])('refuses what is empty, too large or not whole: %.20j', (text, reason) => {
    expect(() => parseMatrix(text)).toThrow(PasteError);
    expect(() => parseMatrix(text)).toThrow(reason);
  });

  it.each([
    ['a formula', '=SUM(A1:A2)\t=1+1', 2],
    ['1e999', '1e999\t1', 1],
    ['text that turns around', '\u202e12\t\u20664\u2069', 2],
    ['a number with an invisible blank', '1\u200b2\t3', 1],
    ['digits of other scripts', '１\t٢', 2],
    ['a decimal comma', '1,5\t2', 1],
    ['a link', '\\begin{matrix} \\href{javascript:1}{3} & 2 \\end{matrix}', 1],
    ['names of prototypes', '__proto__\tconstructor', 2]
  ])('%s is marked as what cannot be read, and is no other number', (_, text, bad) => {
    const computed = computeMatrix(parseMatrix(text));
    expect('problems' in computed && computed.problems.length).toBe(bad);
  });

  it('takes the largest matrix', () => {
    const rows = Array.from({ length: 200 }, () => new Array(200).fill('1.2345678901234567e-100'));
    expect(parseMatrix(rows.map(row => row.join(',')).join('\n'))).toEqual(rows);
  });
});
