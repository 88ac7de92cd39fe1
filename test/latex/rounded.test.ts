/** Numbers as they are shown: rounded once, to what is proven, and never without saying so. */
import { describe, expect, it } from '@jest/globals';
import Fraction from 'fraction.js';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { complex, tensor } from '../../src/engine/index.js';
import { fromDouble } from '../../src/exact/index.js';
import { exponentOf, fixedText, provenPlace, roundAt } from '../../src/latex/decimals.js';
import { DEFAULTS, tensorToLatex } from '../../src/latex/matrix.js';
import { scalarToLatex, scalarToText } from '../../src/latex/number.js';
import {
  equationToLatex,
  equationToText,
  roundedFraction,
  roundedNumber
} from '../../src/latex/rounded.js';

function randomly(seed: number) {
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
  // The first draws of small seeds are much alike.
  for (let k = 0; k < 16; k++) generator.next();
  const uniform = () => (generator.next() >>> 0) / 2 ** 32;
  return {
    uniform,
    below: (limit: number) => Math.floor(uniform() * limit)
  };
}

const ten = (power: number) =>
  power < 0 ? new Fraction(1, 10n ** BigInt(-power)) : new Fraction(10n ** BigInt(power));

describe('a matrix of doubles', () => {
  it('is rounded once, whatever power of ten is taken out', () => {
    const { below, uniform } = randomly(5);
    for (let trial = 0; trial < 3000; trial++) {
      const power = below(600) - 300;
      const digits = 15 + below(3);
      const x = Number(`${uniform() * 9 + 1}e${power}`);
      const latex = tensorToLatex(tensor([[x]]), { ...DEFAULTS, digits });
      const [, common = '0', text] =
        /^(?:10\^\{(-?\d+)\} \\times )?.*\{r\} (\S+) /.exec(latex) ?? [];
      if (text.includes('cdot')) continue;
      const decimals = (text.split('.')[1] ?? '').length;
      const place = Number(common) - decimals;
      const error = new Fraction(text)
        .mul(ten(Number(common)))
        .sub(fromDouble(x))
        .abs();
      expect(error.compare(ten(place).div(2))).toBeLessThanOrEqual(0);
    }
  });

  it('says where numbers are shortened', () => {
    const A = [
      [1, 1],
      [1, 1.0000000001]
    ];
    expect(equationToLatex('A', tensor(A))).toMatch(/^A \\approx /);
    expect(equationToText('A', tensor(A))).toBe('A ≈ [[1.000, 1.000], [1.000, 1.000]]');
    expect(equationToLatex('A', tensor(A), { ...DEFAULTS, digits: 11 })).toMatch(/^A = /);
    expect(equationToText('A', tensor([[0.5, -0.25]]))).toBe('A = [[0.5000, −0.2500]]');
    expect(equationToText('A', tensor([[0.1]], { dtype: 'float32' }))).toMatch(/^A = /);
    expect(equationToText('x', tensor([1 / 3, 2e9]))).toMatch(/^x ≈ /);
    expect(equationToText('det A', tensor(7661.16))).toBe('det A ≈ 7661');
    expect(equationToText('det A', tensor(1.5e10))).toBe('det A = 1.5·10¹⁰');
    expect(equationToText('A', tensor([[1.2345e10, 2e10]]))).toBe('A ≈ 10¹⁰ · [[1.235, 2.000]]');
  });

  it('has the infinite parts of complex numbers apart from i', () => {
    const latex = tensorToLatex(tensor([[complex(1, Infinity), complex(NaN, -Infinity)]]));
    expect(latex).toContain('1 + \\infty i & \\mathrm{NaN} - \\infty i');
    expect(tensorToLatex(tensor([[complex(0.5, NaN)]]))).toContain('0.5000 + \\mathrm{NaN}i');
    expect(scalarToLatex(complex(0, -Infinity), 4)).toBe('-\\infty i');
    expect(scalarToText(complex(0, -Infinity), 4)).toBe('−∞i');
    expect(scalarToText(complex(2, NaN), 4)).toBe('2 + NaN i');
  });
});

describe('a proven number', () => {
  const bounded = (x: number | ReturnType<typeof complex>, bound: number, digits = 4) =>
    equationToText('x', tensor([[x as number]]), { ...DEFAULTS, digits, boundAt: () => bound });

  it('is shown, and no digit beyond', () => {
    expect(bounded(1 / 3, 6e-4)).toBe('x ≈ [[0.333]]');
    expect(bounded(1 / 3, 6e-3, 17)).toBe('x ≈ [[0.33]]');
    expect(bounded(12345.678, 3)).toBe('x ≈ 10⁴ · [[1.235]]');
    expect(bounded(12345.678, 3, 8)).toBe('x ≈ 10⁴ · [[1.235]]');
    expect(bounded(12, 3)).toBe('x ≈ [[10¹]]');
    expect(bounded(123, 20)).toBe('x ≈ [[10²]]');
    expect(bounded(1e-20, 3e-21)).toMatch(/^x ≈ /);
    expect(bounded(0.5, 0)).toBe('x = [[0.5000]]');
    expect(bounded(0, 0)).toBe('x = [[0]]');
    expect(bounded(0, 2e-17)).toBe('x ≈ [[≈0]]');
    expect(bounded(3, Number.NaN)).toBe('x ≈ [[≈3]]');
    expect(bounded(3, Number.POSITIVE_INFINITY)).toBe('x ≈ [[≈3]]');
    expect(bounded(3, 5)).toBe('x ≈ [[≈3]]');
    expect(bounded(0.5, Number.NaN)).toBe('x ≈ [[≈0.5]]');
    expect(bounded(0.00096, 1)).toBe('x ≈ [[≈0.001]]');
    expect(bounded(4321, 5000)).toMatch('≈4·10³');
    const noise = equationToText('x', tensor([[-4.5e15, 9e15, -1.8e16]]), {
      ...DEFAULTS,
      boundAt: () => Number.NaN
    });
    expect(noise).toBe('x ≈ 10¹⁶ · [[≈−0.5, ≈0.9, ≈−2]]');
    expect(bounded(complex(1.25, 1e-17), 1e-16)).toBe('x ≈ [[1.250 + ≈0i]]');
  });

  it('is a zero where noise is, and grey where nothing is', () => {
    const X = tensor([
      [-2.467e-17, 0.125],
      [0, 3]
    ]);
    const latex = equationToLatex('A^{-1}', X, { ...DEFAULTS, boundAt: () => 1e-15 });
    expect(latex).toBe(
      'A^{-1} \\approx \\left[\\begin{array}{rr} {\\approx}0 & 0.125 \\\\ {\\approx}0 & 3.000 \\end{array}\\right]'
    );
    const grey = equationToLatex('x', tensor([[3, 0.5]]), {
      ...DEFAULTS,
      boundAt: (_, j) => (j === 0 ? 4 : 0.005)
    });
    expect(grey).toContain('\\textcolor{gray}{3} & 0.50');
  });

  it('keeps columns aligned', () => {
    const latex = tensorToLatex(tensor([[0.12345], [0.23456]]), {
      ...DEFAULTS,
      boundAt: i => (i === 0 ? 0.003 : 1e-9)
    });
    expect(latex).toContain('0.12\\phantom{00} \\\\ 0.2346');
  });

  it('is wrong in no digit by more than a unit: 10⁴ matrices, 1 to 17 digits', () => {
    let shown = 0;
    for (let trial = 0; trial < 10_000; trial++) {
      const { uniform, below } = randomly(trial);
      const spread = below(2) ? 3 : 40;
      const n = 1 + below(3);
      const entries = Array.from({ length: n * n }, () => entry(uniform, below, spread));
      const digits = 1 + below(17);
      const options = {
        ...DEFAULTS,
        digits,
        boundAt: (i: number, j: number) => entries[i * n + j].bound
      };
      const X = tensor(entries.map(({ x }) => x)).reshape(n, n);
      const latex = equationToLatex('X', X, options);
      const cells = cellsOf(latex);
      expect(cells).toHaveLength(n * n);
      cells.forEach((cell, k) => {
        if (!cell) return;
        shown++;
        const { truth } = entries[k];
        const error = cell.value.sub(truth).abs();
        const wrong = error.compare(cell.unit) > 0;
        if (wrong) throw new Error(`trial ${trial}: ${latex} beside ${truth.toString()}`);
        if (latex.startsWith('X =') && !error.equals(0))
          throw new Error(`trial ${trial}: ${latex}`);
      });
    }
    expect(shown).toBeGreaterThan(20_000);
  });
});

interface IEntry {
  x: number;
  truth: Fraction;
  bound: number;
}

/** A number, its truth, and a bound that holds, and is sometimes attained. */
function entry(uniform: () => number, below: (limit: number) => number, spread: number): IEntry {
  const size = 10 ** ((uniform() - 0.5) * spread);
  const kind = below(8);
  const x = kind === 0 ? 0 : kind === 1 ? below(2000) - 1000 : (uniform() - 0.5) * size;
  if (kind === 2) return { x, truth: fromDouble(x), bound: 0 };
  const bound = Math.abs(x || size) * 10 ** -(uniform() * 18);
  const part = below(3) === 0 ? new Fraction(1) : new Fraction(below(1001), 1000);
  const error = fromDouble(bound).mul(part);
  return { x, truth: fromDouble(x).add(below(2) ? error : error.neg()), bound };
}

/** The numbers of a matrix in LaTeX, and a unit of the last place of each; undefined for what is not claimed. */
function cellsOf(latex: string): ({ value: Fraction; unit: Fraction } | undefined)[] {
  const [, common = '0', body] =
    /(?:10\^\{(-?\d+)\} \\times )?\\left\[\\begin\{array\}\{r+\} (.*) \\end/.exec(
      latex
    ) as RegExpExecArray;
  return body.split(/ & | \\\\ /).map(text => {
    if (/approx|textcolor/.test(text)) return undefined;
    const plain = text.replace(/\\phantom\{[0.]+\}/g, '').replace(/^10\^/, '1{\\cdot}10^');
    const [mantissa, exponent = '{0}'] = plain.split('{\\cdot}10^');
    const factor = ten(Number(exponent.slice(1, -1)) + Number(common));
    const decimals = (mantissa.split('.')[1] ?? '').length;
    return { value: new Fraction(mantissa).mul(factor), unit: ten(-decimals).mul(factor) };
  });
}

describe('decimals', () => {
  it('are rounded to places', () => {
    expect(roundAt(0.125, -2)).toEqual({ units: 13n, place: -2, isWhole: false });
    expect(roundAt(-7661.16, 2)).toEqual({ units: -77n, place: 2, isWhole: false });
    expect(roundAt(5e-324, -330).units).toBe(4940656n);
    expect(fixedText({ units: -5n, place: -3, isWhole: true })).toBe('-0.005');
    expect(exponentOf(999999999999999.9)).toBe(14);
    expect(provenPlace(1, 0, -3)).toBe(-3);
    expect(provenPlace(1, 0.0009, -9)).toBe(-3);
    expect(provenPlace(1.0004, 0.0009, -9)).toBe(-2);
  });

  it('are of fractions beyond doubles too', () => {
    expect(roundedFraction(new Fraction(10n ** 400n), 4).text).toBe('10⁴⁰⁰');
    expect(roundedFraction(new Fraction(-2n, 3n * 10n ** 500n), 4).text).toBe('−6.667·10⁻⁵⁰¹');
    expect(roundedFraction(new Fraction(99999n * 10n ** 400n), 4).text).toBe('10⁴⁰⁵');
    expect(roundedFraction(new Fraction(10n ** 400n, 3n), 4).latex).toBe('3.333{\\cdot}10^{399}');
    expect(roundedFraction(new Fraction(766116, 100), 4).text).toBe('7661');
    expect(roundedNumber(7661.16, 4)).toEqual({ text: '7661', isRounded: true });
    for (const whole of [0, 10, 1e10, -1.5e-7, 0.25, Infinity]) {
      expect(roundedNumber(whole, 4).isRounded).toBe(false);
    }
  });
});

describe('the largest doubles', () => {
  it('are written, though their rounding is no double', () => {
    const most = Number.MAX_VALUE;
    for (const matrix of [
      [[most]],
      [[-most, 1]],
      [
        [most, 1e-7],
        [1, most]
      ]
    ]) {
      for (const dtype of ['float64', 'complex128'] as const) {
        const text = tensorToLatex(tensor(matrix, { dtype }), DEFAULTS);
        expect(text).toContain('1.79');
        expect(text).toContain('308');
      }
    }
  });
});
