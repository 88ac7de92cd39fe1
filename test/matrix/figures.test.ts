/** Digits and words of matrices that are typed, where no fraction knows the answer, or no double does. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import Fraction from 'fraction.js';
import { ready } from '../../src/engine/index.js';
import { evaluateEntry } from '../../src/matrix/expression.js';
import { factToText } from '../../src/matrix/facts.js';
import { computeMatrix, type IMatrixResult } from '../../src/matrix/index.js';
import { generator } from '../support/whole.js';

beforeAll(() => ready());

function resultOf(texts: string[][], dtype: 'float32' | 'float64' = 'float64'): IMatrixResult {
  const computed = computeMatrix(texts, { dtype });
  if ('problems' in computed) throw new Error(JSON.stringify(computed.problems));
  return computed.result;
}

const factsOf = (texts: string[][], dtype?: 'float32' | 'float64') =>
  resultOf(texts, dtype).facts.map(factToText);

describe('the determinant of irrational entries', () => {
  it('has no digit of what rounding leaves of a zero', () => {
    const singular = [
      ['sqrt(2)', '2'],
      ['1', 'sqrt(2)']
    ];
    expect(factsOf(singular)).toContain('det ≈ 0');
    expect(factsOf(singular, 'float32')).toContain('det ≈ 0');
  });

  it('has as many digits as rounding leaves', () => {
    const near = [
      ['sqrt(2)', '2'],
      ['1', 'sqrt(2) + 1e-12']
    ];
    // √2·10⁻¹², of which rounding leaves two digits.
    expect(factsOf(near).find(text => text.startsWith('det'))).toMatch(/^det ≈ (1\.[45]·)?10⁻¹²$/);
    expect(factsOf([['sqrt(2)']])).toContain('det ≈ 1.414');
  });

  it('is finite where no double is', () => {
    const large = (size: string) => [
      [`pi*${size}`, '0'],
      ['0', `pi*${size}`]
    ];
    expect(factsOf(large('1e200'))).toContain('det ≈ 9.9·10⁴⁰⁰');
    expect(factsOf(large('1e-200'))).toContain('det ≈ 9.9·10⁻⁴⁰⁰');
    expect(factsOf(large('1e30'), 'float32')).toContain('det ≈ 9.9·10⁶⁰');
  });

  it('is no minus zero', () => {
    const facts = factsOf([
      ['i', '1'],
      ['1', '-i']
    ]);
    expect(facts).toContain('det ≈ 0');
  });
});

describe('an inverse that is typed in fractions', () => {
  it('is finite in LaTeX where no double is', () => {
    const { latex, facts } = resultOf([
      ['1e-310', '0'],
      ['0', '3e-310']
    ]);
    expect(latex).toContain(
      'A^{-1} \\approx \\left[\\begin{array}{rr} 10^{310} & 0 \\\\ 0 & 3.333{\\cdot}10^{309}'
    );
    expect(facts.map(factToText)).toContain('κ₂ = 3');
  });

  it('has = before a figure that fractions know, and ≈ before others', () => {
    const facts = factsOf([
      ['2', '1'],
      ['1', '3/2']
    ]);
    expect(facts.slice(0, 3)).toEqual(['κ₂ ≈ 3.9', 'κ₁ = 4.5', 'det = 2']);
    // Computed in doubles it is 1, and the residual 0.
    const nearly = factsOf([
      ['1', '1e-20'],
      ['0', '1']
    ]);
    expect(nearly.slice(0, 2)).toEqual(['κ₂ ≈ 1', 'κ₁ ≈ 1']);
    expect(factsOf([['1/3']])).toContain('‖A⁻¹A − I‖ ≈ 5.6·10⁻¹⁷');
  });
});

describe('an inverse of what is rounded before it is stored', () => {
  /** √k to 30 digits, as a decimal that is typed exactly. */
  const root = (k: number) => {
    let x = BigInt(Math.floor(Math.sqrt(k) * 2 ** 50));
    const square = BigInt(k) * 10n ** 60n;
    x = (x * 10n ** 30n) >> 50n;
    for (let step = 0; step < 8; step++) x = (x + square / x) / 2n;
    return new Fraction(x, 10n ** 30n);
  };

  it('has no digit that the inverse of what is typed has not', () => {
    const random = generator(3);
    let shown = 0;
    for (let trial = 0; trial < 300; trial++) {
      // √a, √b; √a + d, √b: the rows are d apart.
      const [a, b] = [2, 3].map(k => k + 4 * Math.floor(random() * 20));
      const places = 1 + Math.floor(random() * 15);
      const texts = [
        [`sqrt(${a})`, `sqrt(${b})`],
        [`sqrt(${a}) + 1e-${places}`, `sqrt(${b})`]
      ];
      const { inverse = [] } = resultOf(texts, trial % 3 ? 'float64' : 'float32');
      const [p, q, d] = [root(a), root(b), new Fraction(1, 10n ** BigInt(places))];
      const det = q.mul(d).neg();
      const truth = [q, q.neg(), p.add(d).neg(), p].map(x => x.div(det));
      inverse.flat().forEach((text, k) => {
        if (text.startsWith('≈')) return;
        shown++;
        const { value, unit } = read(text);
        const off = value.sub(truth[k]).abs();
        if (off.compare(unit) > 0) throw new Error(`${JSON.stringify(texts)}: ${text}`);
      });
    }
    expect(shown).toBeGreaterThan(300);
  });

  it('says that its proof is of what is stored', () => {
    const { view } = resultOf([
      ['sqrt(2)', '1'],
      ['sqrt(2) + 1e-12', '1']
    ]);
    expect(JSON.stringify(view)).toContain('for A as the computer stores it');
    expect(JSON.stringify(view)).not.toContain('as it is written');
  });
});

describe('complex numbers', () => {
  it('that are rational are the nearest, and stored where their parts are', () => {
    expect(evaluateEntry('0.46023167337858045 + 0.1i')).toMatchObject({
      re: 0.46023167337858045,
      im: 0.1
    });
    const parts = (text: string) => {
      const { re, im } = evaluateEntry(text).gaussian ?? {};
      return [re?.toFraction(), im?.toFraction()];
    };
    expect(parts('1/3 + 2/3 i')).toEqual(['1/3', '2/3']);
    expect(parts('(1 + 2i) / (3 - i)')).toEqual(['1/10', '7/10']);
    expect(parts('-i * (2 - conj(3i))')).toEqual(['3', '-2']);
    expect(evaluateEntry('i * i').exact?.toFraction()).toBe('-1');
    expect(evaluateEntry('sqrt(2) + i').gaussian).toBeUndefined();
    expect(evaluateEntry('i^2')).toMatchObject({ re: -1 });
  });

  it('are never called exact', () => {
    for (const entry of ['1/3 + 2/3 i', '1 + 2i', 'sqrt(2) i']) {
      const shown = resultOf([
        [entry, '1'],
        ['0', '1']
      ]);
      expect(shown.isExact).toBe(false);
      expect(JSON.stringify(shown)).not.toMatch(/n exact arithmetic(?! of what)|"Exact/);
    }
  });

  it('have no part where what is stored is typed', () => {
    const { inverse } = resultOf([
      ['i', '1'],
      ['1', 'i']
    ]);
    expect(inverse).toEqual([
      ['−0.5i', '0.5'],
      ['0.5', '−0.5i']
    ]);
  });
});

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number as it is shown in a cell, and a unit of its last place. */
function read(text: string): { value: Fraction; unit: Fraction } {
  const [, sign, mantissa = '1', power = '0'] =
    /^(−?)(?:(\d+(?:\.\d+)?)(?:·|$))?(?:10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/.exec(text) ?? [];
  const exponent = Number(
    power.replace('⁻', '-').replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, digit => `${SUPERSCRIPTS.indexOf(digit)}`)
  );
  const ten = (k: number) =>
    k < 0 ? new Fraction(1, 10n ** BigInt(-k)) : new Fraction(10n ** BigInt(k));
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const value = new Fraction(`${sign === '−' ? '-' : ''}${mantissa}`).mul(ten(exponent));
  return { value, unit: ten(exponent - decimals) };
}
