/** One snapshot of the entries: what is said is said of what is typed, or says that it is not. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import Fraction from 'fraction.js';
import { manualSeed, rand, ready } from '../../src/engine/index.js';
import { exactInverse, fromDouble, fromWritten } from '../../src/exact/index.js';
import { computeMatrix, type IMatrixResult } from '../../src/matrix/index.js';
import { plainCheck } from '../support/schema.js';

beforeAll(() => ready());

function result(texts: string[][], dtype: 'float32' | 'float64' = 'float64'): IMatrixResult {
  const computed = computeMatrix(texts, { dtype });
  if ('problems' in computed) throw new Error(JSON.stringify(computed.problems));
  expectShown(computed.result, texts);
  return computed.result;
}

/** As an output holds it, it is of the schema. */
function expectShown(shown: IMatrixResult, entries: string[][]): void {
  const view = { kind: 'matrix', id: 'm', entries, mode: 'free', readOnly: false, latex: '' };
  const document = { version: 1, view: { ...view, result: shown } };
  expect(plainCheck(JSON.parse(JSON.stringify(document))) || plainCheck.errors).toBe(true);
}

const factOf = ({ facts }: IMatrixResult, name: string) =>
  facts.find(fact => fact.name === name || fact.name === `${name} ≈`)?.value;
const said = ({ disagreement = [] }: IMatrixResult) =>
  disagreement.map(({ label, plain, text }) => `${label}: ${plain}${text}`);

describe('a matrix that is singular only when it is stored', () => {
  const hair = () =>
    result([
      ['1', '1'],
      ['1', '1.00000000000000000001']
    ]);

  it('has the rank and the determinant that are typed', () => {
    const shown = hair();
    expect(factOf(shown, 'det')).toBe('1/100000000000000000000');
    expect(factOf(shown, 'rank')).toBe('2 of 2');
    expect(factOf(shown, 'κ₂')).toBe('4·10²⁰');
    expect(shown.inverse).toEqual([
      ['100000000000000000001', '−100000000000000000000'],
      ['−100000000000000000000', '100000000000000000000']
    ]);
    expect(shown.isExact).toBe(true);
    expect(shown.view).toBeUndefined();
    expect(shown.product).toBeUndefined();
  });

  it('is said to be so, in two lines', () => {
    const [typed, stored, ...more] = said(hair());
    expect(typed).toContain('What you typed: A⁻¹ ≈ 10²⁰ · ');
    expect(typed).toContain('det A = 1/100000000000000000000');
    expect(stored).toBe('What the computer stores: det A = 0, rank A = 1 of 2: no inverse');
    expect(more).toEqual([]);
    expect(hair().latex).toContain('What the computer stores');
    expect(hair().latex).toMatch(/^\$\$A \\approx /);
  });

  it('is found where elimination does not see it either', () => {
    // Stored it is [[3, 2, 1], [2, 2, 0], [1, 0, 1]], of which rounding makes an inverse.
    const shown = result([
      ['3', '2', '1'],
      ['2', '2.00000000000000000001', '0'],
      ['1', '0', '1']
    ]);
    expect(factOf(shown, 'rank')).toBe('3 of 3');
    expect(shown.view).toBeUndefined();
    expect(said(shown)[1]).toBe('What the computer stores: det A = 0, rank A = 2 of 3: no inverse');
    expect(JSON.stringify(shown)).not.toContain('n exact arithmetic this matrix has none');
  });
});

describe('a matrix that is singular only when it is typed', () => {
  it('has no inverse, and two lines', () => {
    const shown = result([
      ['0.1', '0.3'],
      ['0.3', '0.9']
    ]);
    expect(shown.inverse).toBeUndefined();
    expect(factOf(shown, 'rank')).toBe('1 of 2');
    expect(factOf(shown, 'κ₂')).toBe('∞');
    expect(shown.sigma[1]).toBe(0);
    expect(said(shown)[0]).toBe('What you typed: det A = 0, rank A = 1 of 2: no inverse');
    expect(said(shown)[1]).toMatch(
      /^What the computer stores: A⁻¹ ≈ .*, det A = 1\/72057594037927936$/
    );
    expect(JSON.stringify(shown.view)).toContain('rank A = 1');
    expect(JSON.stringify(shown.view)).not.toContain('rounding alone makes it singular');
  });
});

describe('a matrix whose inverse rounding hides', () => {
  it('has no condition number that is proven to be infinite', () => {
    const { facts, inverse, view } = result([
      ['pi', '1'],
      ['pi * 1e20 + 1', '1e20']
    ]);
    expect(inverse).toBeUndefined();
    expect(JSON.stringify(view)).toContain('rounding alone makes it singular');
    expect(facts).toContainEqual({ name: 'κ₂ ≈', value: '∞' });
    expect(facts).toContainEqual({ name: 'κ₁ ≈', value: '∞' });
  });
});

describe('an exact answer', () => {
  it('is of entries above 10¹² too', () => {
    const shown = result([
      ['1234567890123456789', '1'],
      ['1', '1']
    ]);
    expect(shown.isExact).toBe(true);
    expect(factOf(shown, 'det')).toBe('1234567890123456788');
    expect(shown.inverse?.[0][0]).toBe('1/1234567890123456788');
  });

  it('says where it is cut, and is not called exact then', () => {
    const long = '1.2345678901234567890123456789';
    const shown = result([
      [long, '2'],
      ['3', long]
    ]);
    expect(shown.isExact).toBe(false);
    expect(shown.rounded).toContain('inverse');
    expect(shown.inverse?.[0][0]).toMatch(/^≈−0\.2758$/);
    const det = shown.facts.find(({ name }) => name.startsWith('det'));
    expect(det).toEqual({ name: 'det ≈', value: '−4.476' });
    expect(
      result([
        ['100.5', '0.1'],
        ['0.3', '76.23']
      ]).facts.find(({ name }) => name.startsWith('det'))
    ).toEqual({ name: 'det', value: '1532217/200' });
  });

  it('is right where floating point is far off', () => {
    const shown = result([
      ['1', '1e10'],
      ['1e-10', '2']
    ]);
    expect(factOf(shown, 'rank')).toBe('2 of 2');
    expect(factOf(shown, 'κ₂')).toBe('10²⁰');
    expect(factOf(shown, 'det')).toBe('1');
    expect(shown.inverse).toEqual([
      ['2', '−10000000000'],
      ['−1/10000000000', '1']
    ]);
    expect(shown.latex).toMatch(/^\$\$A = /);
    expect(JSON.stringify(shown)).not.toContain('no digit of the inverse can be trusted');
  });

  it('takes the place of noise', () => {
    const shown = result([
      ['7', '9', '-9'],
      ['8', '7', '-7'],
      ['-9', '-4', '9']
    ]);
    expect(shown.latex).not.toContain('10^{-17}');
    expect(shown.latex.match(/A\^\{-1\} [=\\]/g)).toHaveLength(1);
    expect(shown.view).toMatchObject({
      kind: 'inverse',
      latex: expect.stringMatching(/^A\^{-1} = .*tfrac/)
    });
  });

  it('is of numbers at the ends of doubles', () => {
    const tiny = result([
      ['1e-310', '0'],
      ['0', '3e-310']
    ]);
    expect(factOf(tiny, 'κ₂')).toBe('3');
    expect(factOf(tiny, 'κ₁')).toBe('3');
    expect(factOf(tiny, 'rank')).toBe('2 of 2');
    expect(tiny.inverse?.[1][1]).toBe('≈3.333·10³⁰⁹');
    const apart = result([
      ['1e-300', '1'],
      ['0', '1e300']
    ]);
    expect(factOf(apart, 'κ₂')).toBe('10⁶⁰⁰');
    expect(factOf(apart, 'det')).toBe('1');
    const large = result([
      ['1e308', '1e308'],
      ['1e308', '-1e308']
    ]);
    expect(factOf(large, 'κ₂')).toBe('1');
    expect(factOf(large, 'rank')).toBe('2 of 2');
  });

  it('has all singular values of a matrix that is nearly of rank one', () => {
    const { sigma } = result(
      [
        ['1', '1', '1'],
        ['1', '1.0000000001', '1'],
        ['1', '1', '1.00000000000000001']
      ],
      'float32'
    );
    expect(sigma.map(value => value.toPrecision(3))).toEqual(['3.00', '6.67e-11', '5.00e-18']);
  });

  it('is never said of irrational entries', () => {
    const shown = result([
      ['0.3^(1/3)+1', '1'],
      ['1', '2']
    ]);
    expect(shown.isExact).toBe(false);
    expect(shown.rounded).toContain('inverse');
    expect(factOf(shown, 'det')).toBe('2.339');
    // Singular as it is stored; as it is typed it has rank 2.
    const same = result([
      ['pi', 'pi'],
      ['pi', 'pi + 1e-20']
    ]);
    expect(JSON.stringify(same.view)).toContain('in exact arithmetic of what the computer stores');
    expect(JSON.stringify(same)).not.toMatch(/n exact arithmetic(?! of what the computer stores)/);
  });

  it('is of rectangular matrices too', () => {
    const shown = result([
      ['1', '1', '1'],
      ['1', '1', '1.00000000000000000001']
    ]);
    expect(shown.facts).toEqual([{ name: 'rank', value: '2 of 2' }]);
    expect(said(shown)).toEqual([
      'What you typed: rank A = 2 of 2',
      'What the computer stores: rank A = 1 of 2'
    ]);
  });
});

describe('over random matrices of decimals', () => {
  it('every exact word is true of the fractions', () => {
    manualSeed(7);
    for (let trial = 0; trial < 150; trial++) {
      const n = 1 + (trial % 4);
      const digits = 1 + (trial % 23);
      const texts = rows(n, digits);
      // Rows that are nearly the same.
      if (trial % 3 === 0 && n > 1) {
        texts[1] = texts[0].map((text, j) =>
          j === 0 ? `${text} + 1e-${10 + (trial % 15)}` : text
        );
      }
      const shown = result(texts, trial % 5 === 0 ? 'float32' : 'float64');
      const A = texts.map(row => row.map(typed));
      const { determinant, inverse } = exactInverse(A);
      expect(shown.inverse !== undefined).toBe(inverse !== undefined);
      if (inverse) expect(factOf(shown, 'rank')).toBe(`${n} of ${n}`);
      const det = shown.facts.find(({ name }) => name.startsWith('det'));
      if (det?.name === 'det')
        expect(new Fraction(ascii(det.value)).equals(determinant)).toBe(true);
      shown.inverse?.forEach((row, i) => {
        row.forEach((text, j) => {
          if (text.startsWith('≈')) expect(shown.isExact).toBe(false);
          else expect(new Fraction(ascii(text)).equals(inverse?.[i][j] as Fraction)).toBe(true);
        });
      });
    }
  });

  it('elimination begins with what is typed, or with the double that is stored', () => {
    const { written } = result([
      ['0.1', 'sqrt(2)'],
      ['1e-20', '1']
    ]);
    expect(written?.map(row => row.map(text => fromWritten(text).toFraction()))).toEqual([
      ['1/10', fromDouble(Math.SQRT2).toFraction()],
      ['1/100000000000000000000', '1']
    ]);
  });
});

/** Decimals with so many digits. */
function rows(n: number, digits: number): string[][] {
  const draw = () => {
    const figures = Array.from({ length: digits }, () => Math.floor(rand(1).item() * 10)).join('');
    return `${rand(1).item() < 0.5 ? '-' : ''}${figures.slice(0, 1)}.${figures.slice(1) || '0'}`;
  };
  return Array.from({ length: n }, () => Array.from({ length: n }, draw));
}

function typed(text: string): Fraction {
  const [number, more = '1e-0'] = text.split(' + 1e-');
  const added = text.includes(' + ') ? new Fraction(1, 10n ** BigInt(more)) : new Fraction(0);
  return new Fraction(number).add(added);
}

function ascii(text: string): string {
  return text.replace('−', '-');
}
