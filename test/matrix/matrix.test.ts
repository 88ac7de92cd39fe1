import { beforeAll, describe, expect, it } from '@jest/globals';
import { ready } from '../../src/engine/index.js';
import { fromWritten } from '../../src/exact/index.js';
import { computeMatrix } from '../../src/matrix/compute.js';
import { type IMatrixResult, toSave } from '../../src/matrix/explain.js';
import { evaluateEntry } from '../../src/matrix/expression.js';
import { MatrixModel } from '../../src/matrix/model.js';
import { PRESETS } from '../../src/matrix/presets.js';

beforeAll(() => ready());

function result(texts: string[][]): IMatrixResult {
  const computed = computeMatrix(texts);
  if ('problems' in computed) throw new Error(JSON.stringify(computed.problems));
  return computed.result;
}

describe('entries', () => {
  it('are exact where they are rational', () => {
    expect(evaluateEntry('1/3').exact?.toFraction()).toBe('1/3');
    expect(evaluateEntry('0.1').exact?.toFraction()).toBe('1/10');
    expect(evaluateEntry('2^10 − 24').re).toBe(1000);
    expect(evaluateEntry('-(1/2 + 1/3)').exact?.toFraction()).toBe('-5/6');
    expect(evaluateEntry('').re).toBe(0);
  });

  it('are mathjs expressions, complex too', () => {
    const root = evaluateEntry('sqrt(2)/2');
    expect(root.re).toBeCloseTo(Math.SQRT1_2, 15);
    expect(root.exact).toBeUndefined();
    expect(evaluateEntry('1 - 2i')).toMatchObject({ re: 1, im: -2 });
    expect(evaluateEntry('sqrt(-1)')).toMatchObject({ re: 0, im: 1 });
    expect(evaluateEntry('e^(i*pi)').re).toBeCloseTo(-1, 15);
  });

  it('computes no fraction that would never end', () => {
    expect(evaluateEntry('2^100').exact?.n).toBe(2n ** 100n);
    expect(evaluateEntry('(1/3)^20').exact?.d).toBe(3n ** 20n);
    // In doubles alone.
    expect(evaluateEntry('1.0000001^99999')).toEqual({ re: 1.0000001 ** 99999, im: 0 });
    expect(evaluateEntry('0^(9^9^9)').re).toBe(0);
    const nested = `${'('.repeat(6)}2${'^99)'.repeat(6)}`;
    for (const text of ['9^9^9', '2^(10^9)', 'pow(9, pow(9, 9))', '9^999999', nested, '1e999']) {
      expect(() => evaluateEntry(text)).toThrow(/not finite/);
    }
  });

  it('takes the elementwise operators of other languages, percentages and factorials', () => {
    expect(evaluateEntry('2 .^ 3 .* 2 ./ 4').exact?.n).toBe(4n);
    expect(evaluateEntry('5%').exact?.toFraction()).toBe('1/20');
    expect(evaluateEntry('4!').re).toBe(24);
    expect(evaluateEntry('4^0.5').exact?.n).toBe(2n);
    expect(() => evaluateEntry('9.^300000000')).toThrow(/not finite/);
    // A number with an exponent is the double, and its text is never a fraction of so many digits.
    expect(evaluateEntry('1e-300000000')).toEqual({ re: 0, im: 0 });
    expect(evaluateEntry('5e-324').re).toBe(5e-324);
  });

  it.each([
    ['1 < 2', /the operator < is not known/],
    ['~3', /the operator ~ is not known/],
    ["2'", /the operator ' is not known/],
    ['constructor', /constructor is not known/],
    ['__proto__(1)', /__proto__ is not known/],
    ['"1" + 1', /only arithmetic/],
    ['pi(3)', /pi is no function/],
    ['sin(1, 2)', /sin takes 1 argument, got 2/],
    ['nthRoot(-8)', /cannot be computed/],
    ['1 +', /cannot be read/],
    ['x + 1', /x is not known here/],
    ['1/0', /not finite/],
    ['[1, 2]', /only arithmetic/],
    ['a = 3', /only arithmetic/],
    ['import({})', /only arithmetic|not known/],
    ['evaluate("1")', /only arithmetic|not known/],
    ['2 cm', /not known here/],
    ['sin', /is no number/],
    ['true', /is no number/],
    ['1+'.repeat(200), /longer/]
  ])('%s is refused with its reason', (text, reason) => {
    expect(() => evaluateEntry(text)).toThrow(reason);
  });
});

describe('MatrixModel', () => {
  it('writes, grows, undoes and redoes', () => {
    const model = new MatrixModel([['1']]);
    let changes = 0;
    model.onChange(() => {
      changes++;
    });
    model.write(1, 1, [['5', '6']]);
    expect(model.entries).toEqual([
      ['1', '0', '0'],
      ['0', '5', '6']
    ]);
    model.write(0, 0, [['1']]);
    expect(changes).toBe(1);
    model.undo();
    expect(model.entries).toEqual([['1']]);
    expect(model.canUndo).toBe(false);
    model.redo();
    expect(model.columns).toBe(3);
    model.removeColumn(0);
    model.removeRow(0);
    expect(model.entries).toEqual([['5', '6']]);
    model.removeRow(0);
    expect(model.rows).toBe(1);
    model.fill(0, 0, 1, 2, 'right');
    expect(model.entries).toEqual([['5', '5']]);
    model.resize(500, 0);
    expect([model.rows, model.columns]).toEqual([200, 1]);
    model.write(0, 0, [['']]);
    expect(model.entries[0]).toEqual(['0']);
  });

  it('keeps what its mode wants', () => {
    const model = new MatrixModel(
      [
        ['1', '2'],
        ['3', '4']
      ],
      { mode: 'symmetric' }
    );
    expect(model.entries[1][0]).toBe('2');
    model.write(1, 0, [['7']]);
    expect(model.entries[0][1]).toBe('7');
    model.setMode('upper');
    expect(model.entries[1][0]).toBe('0');
    expect(model.isFixed(1, 0)).toBe(true);
    model.write(1, 0, [['9']]);
    expect(model.entries[1][0]).toBe('0');
    // Square matrices stay square, and an undo brings the mode back too.
    model.removeRow(0);
    expect(model.entries).toEqual([['4']]);
    model.undo();
    model.undo();
    expect(model.mode).toBe('symmetric');
    expect(model.entries[1]).toEqual(['7', '4']);
  });

  it('has a precision and bounds, which an undo brings back', () => {
    const model = new MatrixModel([['1']]);
    model.setDtype('float32');
    model.setDtype('float32');
    expect(model.revision).toBe(1);
    model.undo();
    expect(model.dtype).toBe('float64');
    model.redo();
    expect(model.dtype).toBe('float32');
    model.setBounds([0, 1]);
    model.undo();
    expect(model.bounds).toBeUndefined();
    model.redo();
    expect(model.bounds).toEqual([0, 1]);
  });

  it('has at most 200 rows and columns, whatever is written', () => {
    const many = Array.from({ length: 300_000 }, () => ['1']);
    expect(new MatrixModel(many).rows).toBe(200);
    const model = new MatrixModel([['1']], { mode: 'symmetric' });
    model.write(0, 0, many);
    expect([model.rows, model.columns]).toEqual([200, 200]);
    model.replace([new Array(300_000).fill('2')]);
    expect([model.rows, model.columns]).toEqual([200, 200]);
  });

  it('is not changed when it is read-only', () => {
    const model = new MatrixModel([['1']], { readOnly: true });
    model.write(0, 0, [['2']]);
    model.undo();
    expect(model.entries).toEqual([['1']]);
  });
});

describe('computeMatrix', () => {
  it('keeps thirds', () => {
    const { inverse, isExact, facts, picture } = result([
      ['2', '1'],
      ['1', '1/3']
    ]);
    expect(inverse).toEqual([
      ['−1', '3'],
      ['3', '−6']
    ]);
    expect(isExact).toBe(true);
    expect(facts.find(({ name }) => name === 'det')?.value).toBe('−1/3');
    expect(picture?.sigma[0]).toBeCloseTo(2.4684, 3);
  });

  it('tells exact from floating point', () => {
    const ones = result([
      ['1', '1/3'],
      ['3', '1']
    ]);
    expect(ones.inverse).toBeUndefined();
    expect(ones.view?.kind).toBe('singular');
    expect(ones.facts).toContainEqual({ name: 'rank', value: '1 of 2' });
    const known = result([
      ['3', '2', '1'],
      ['2', '2', '0'],
      ['1', '0', '1']
    ]);
    expect(known.inverse).toBeUndefined();
    expect(JSON.stringify(known.view)).toContain('Floating point says');
  });

  it('computes what is not rational, complex, large, or not square', () => {
    const rotation = result(PRESETS.Rotation(2));
    expect(rotation.isExact).toBe(false);
    expect(rotation.inverse?.[0]).toEqual(['0.866', '0.5']);
    expect(result([['i']]).inverse).toEqual([['−i']]);
    expect(result([['1', '2', '3']]).facts).toEqual([{ name: 'rank', value: '1 of 1' }]);
    expect(result(PRESETS.Identity(40)).inverse).toHaveLength(40);
    expect(result(PRESETS.Hilbert(12)).inverse?.[0][0]).toBe('144');
  });

  it('says where floating point and exact arithmetic differ', () => {
    // Wrong in all digits, though neither is singular: the Hilbert matrix of order 12 in single precision.
    const single = computeMatrix(PRESETS.Hilbert(12), { dtype: 'float32' });
    const hilbert = 'result' in single ? single.result : undefined;
    expect(hilbert?.disagreement?.map(({ label }) => label)).toEqual([
      'What you typed',
      'What the computer stores',
      'Floating point says'
    ]);
    expect(hilbert?.inverse?.[0][0]).toBe('144');
    expect(hilbert?.latex).toContain('Floating point says');
    // Singular when rounded, and not before.
    const hair = result([
      ['1', '1'],
      ['1', '1.00001']
    ]);
    expect(hair.disagreement).toEqual([]);
    const rounded = computeMatrix(
      [
        ['1', '1'],
        ['1', '1.00000000001']
      ],
      { dtype: 'float32' }
    );
    if (!('result' in rounded)) throw new Error('expected a result');
    expect(rounded.result.view).toBeUndefined();
    expect(rounded.result.product).toBeUndefined();
    expect(rounded.result.inverse?.[0][1]).toBe('−100000000000');
    expect(
      rounded.result.disagreement?.map(({ label, plain, text }) => [label, plain + text])
    ).toEqual([
      ['What you typed', 'A⁻¹ ≈ 10¹¹ · [[1.000, −1.000], [−1.000, 1.000]], det A = 1/100000000000'],
      ['What the computer stores', 'det A = 0, rank A = 1 of 2: no inverse']
    ]);
    expect(rounded.result.facts).toContainEqual({ name: 'det', value: '1/100000000000' });
  });

  it('shows two answers with as many digits as tell them apart', () => {
    const close = result([
      ['1', '1'],
      ['1', '1.0000000001']
    ]);
    expect(close.disagreement?.map(({ plain }) => plain.replace(/, det.*/, ''))).toEqual([
      'A⁻¹ ≈ 10¹⁰ · [[1.000000, −1.000000], [−1.000000, 1.000000]]',
      'A⁻¹ ≈ 10⁹ · [[9.999999, −9.999999], [−9.999999, 9.999999]]'
    ]);
  });

  it('computes in the precision that is asked for', () => {
    const entries = [
      ['sqrt(2)', '1'],
      ['1', '3']
    ];
    const digits = (dtype: 'float32' | 'float64') => {
      const computed = computeMatrix(entries, { dtype });
      const view = 'result' in computed ? computed.result.view : undefined;
      return view?.kind === 'inverse' ? view.trust.segments : undefined;
    };
    expect(digits('float64')).toBe(16);
    expect(digits('float32')).toBe(7);
    expect(computeMatrix([['1e39']], { dtype: 'float32' })).toEqual({
      problems: [{ row: 0, column: 0, message: 'is beyond what float32 holds' }]
    });
  });

  it('has A and its inverse to be copied, with all digits of the exact one', () => {
    const { copies, written } = result([
      ['2', '1'],
      ['1', '1/3']
    ]);
    expect(copies.A.latex).toContain('\\tfrac{1}{3}');
    expect(copies.inverse?.latex).toContain('-1 & 3');
    expect(copies.inverse?.entries?.re).toEqual([
      ['-1', '3'],
      ['3', '-6']
    ]);
    expect(written).toEqual([
      ['2', '1'],
      ['1', '1/3']
    ]);
    // With an exponent a number is the double, and no decimal that looks like it.
    expect(result([['sqrt(2)']]).written).toEqual([[`${Math.SQRT2}e+0`]]);
    // However an entry is written, elimination can begin with it.
    const odd = [
      ['1e-20', 'exp(50)'],
      ['2^300', '-pi']
    ];
    const start = result(odd).written?.map(row => row.map(text => fromWritten(text).valueOf()));
    expect(start).toEqual([
      [1e-20, Math.exp(50)],
      [2 ** 300, -Math.PI]
    ]);
    expect(result([['i']]).written).toBeUndefined();
    expect(result(PRESETS.Identity(13)).written).toBeUndefined();
  });

  it('has copies of large matrices too, which are not saved', () => {
    const large = result(PRESETS.Identity(40));
    expect(large.copies.inverse?.entries?.re).toHaveLength(40);
    const saved = toSave(large);
    expect(saved.copies.inverse).toEqual({ latex: large.copies.inverse?.latex });
    const small = result([['2']]);
    expect(toSave(small)).toEqual(small);
    expect(toSave(result([['0']])).copies.inverse).toBeUndefined();
  });

  it('keeps entries within their bounds', () => {
    expect('result' in computeMatrix([['1', '-1']], { bounds: [-1, 1] })).toBe(true);
    for (const text of ['1.5', '-2', 'i']) {
      expect(computeMatrix([[text]], { bounds: [-1, 1] })).toEqual({
        problems: [{ row: 0, column: 0, message: 'is not between −1 and 1' }]
      });
    }
  });

  it('says bounds with all their digits', () => {
    expect(computeMatrix([['1']], { bounds: [-1e-10, 0.9999999999] })).toEqual({
      problems: [{ row: 0, column: 0, message: 'is not between −1e−10 and 0.9999999999' }]
    });
    expect(computeMatrix([['-1']], { bounds: [0, Number.POSITIVE_INFINITY] })).toEqual({
      problems: [{ row: 0, column: 0, message: 'is not between 0 and ∞' }]
    });
  });

  it('says how large a matrix to write in may be', () => {
    const wide = [new Array(2000).fill('1')];
    expect(() => computeMatrix(wide)).toThrow(/at most 200 rows and columns, got 1 by 2000/);
  });

  it('says which cells cannot be read', () => {
    expect(computeMatrix([['1', 'x']])).toEqual({
      problems: [{ row: 0, column: 1, message: 'x is not known here' }]
    });
  });
});

describe('presets', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 10, 12])('magic squares are magic (%d)', n => {
    const square = PRESETS.Magic(n).map(row => row.map(Number));
    const total = (n * (n * n + 1)) / 2;
    expect([...square.flat()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: n * n }, (_, k) => k + 1)
    );
    if (n === 2) return;
    for (let i = 0; i < n; i++) {
      expect(square[i].reduce((a, b) => a + b)).toBe(total);
      expect(square.reduce((sum, row) => sum + row[i], 0)).toBe(total);
    }
    expect(square.reduce((sum, row, i) => sum + row[i], 0)).toBe(total);
    expect(square.reduce((sum, row, i) => sum + row[n - 1 - i], 0)).toBe(total);
  });

  it('have the size that is asked for', () => {
    for (const make of Object.values(PRESETS)) {
      expect(make(3)).toHaveLength(3);
      expect(make(1)[0]).toHaveLength(1);
    }
    for (const n of [1, 2, 3, 5]) expect(result(PRESETS.Singular(n)).inverse).toBeUndefined();
  });
});
