/** Figures and bars beside an inverse, held against exact fractions, and against what rounding A does. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import Fraction from 'fraction.js';
import {
  complex,
  conditioning,
  diag,
  type FloatDType,
  isLinAlgError,
  linalg,
  ready,
  type Tensor,
  tensor
} from '../../src/engine/index.js';
import { fromDouble } from '../../src/exact/index.js';
import { type IFact, type IInverseView, trustSentence } from '../../src/latex/index.js';
import { bracket } from '../../src/latex/matrix.js';
import { proofOf } from '../../src/latex/proven.js';
import { trustOf } from '../../src/latex/trust.js';
import { show } from '../support/bundles.js';
import { exactInverse, firstViolation, type IExactInverse } from '../support/exact.js';
import { runs, seedOf } from '../support/fuzz.js';
import { hardMatrix } from '../support/hard.js';
import { lossyGrowth } from '../support/matrices.js';
import { worstChange } from '../support/perturbed.js';
import { inputOf } from '../support/proofs.js';
import { readFigure, readLatex } from '../support/shown.js';
import { faults } from '../support/within.js';

beforeAll(() => ready());

const { abs, log10, min } = Math;

const viewOf = (A: Tensor) => show(linalg.inv(A)).view as IInverseView;
const factOf = (facts: readonly IFact[], name: string) =>
  facts.find(fact => fact.name === name) as IFact;

interface ICase {
  A: Tensor;
  X: Tensor;
  exact: IExactInverse;
}

/** The hard matrix of a seed, where it has an inverse. */
function caseOf(seed: number, n: number, dtype: FloatDType): ICase | undefined {
  const A = hardMatrix(seedOf(0) + seed, n, dtype);
  const exact = exactInverse(inputOf(A));
  try {
    const X = linalg.inv(A);
    const isHeld = (X.data as Float64Array).every(Number.isFinite);
    return exact && isHeld ? { A, X, exact } : undefined;
  } catch (error) {
    if (isLinAlgError(error, 'singular')) return undefined;
    throw error;
  }
}

function trustIn({ A, X }: ICase) {
  const quality = conditioning(X);
  if (!quality) throw new Error('no inverse');
  return trustOf(quality, X, proofOf(A, X));
}

function powerOf(base: bigint, exponent: number): Fraction {
  const power = new Fraction(base ** BigInt(abs(exponent)));
  return exponent < 0 ? power.inverse() : power;
}

/** κ₁ of a real matrix. */
function kappa1({ A, exact }: ICase): Fraction {
  const [n] = A.shape;
  const { numerators, denominator, exponent } = exact;
  const norm = (entry: (at: number) => Fraction) =>
    Array.from({ length: n }, (_, j) =>
      Array.from({ length: n }, (_, i) => entry(i * n + j).abs()).reduce((sum, x) => sum.add(x))
    ).reduce((most, sum) => (sum.compare(most) > 0 ? sum : most));
  const inverse = norm(at => new Fraction(numerators[at], denominator));
  return norm(at => fromDouble(A.data[at] as number)).mul(inverse.mul(powerOf(2n, exponent)));
}

/** The number that is shown where it solves κ + 1/κ = q, else q, which it is not. */
function kappaFrom(q: Fraction, { value }: IFact): Fraction {
  const { units, place } = readFigure(value);
  const shown = powerOf(10n, place).mul(units);
  return shown.add(shown.inverse()).equals(q) ? shown : q;
}

/** Why a figure is false: `=` before another number, or `≈` before one that is off by more than a unit. */
function faultOf({ name, value, relation }: IFact, truth: Fraction): string | undefined {
  const { units, place } = readFigure(value);
  const unit = powerOf(10n, place);
  const off = unit.mul(units).sub(truth).abs();
  const isFalse = relation ? off.compare(unit) > 0 : !off.equals(0);
  return isFalse ? `${name} ${relation ?? '='} ${value}` : undefined;
}

describe('condition numbers', () => {
  it('have no wrong digit, and = only where they are exact', () => {
    let [shown, equal] = [0, 0];
    for (let k = 0; k < runs(600); k++) {
      const found = caseOf(k, 1 + (k % 4), k % 3 ? 'float32' : 'float64');
      if (!found) continue;
      const fact = factOf(trustIn(found).facts, 'κ₁(A)');
      if (!fact) continue;
      shown++;
      if (!fact.relation) equal++;
      expect([k, faultOf(fact, kappa1(found))]).toEqual([k, undefined]);
    }
    expect(shown).toBeGreaterThan(300);
    expect(equal).toBeGreaterThan(10);
  });

  it('in the 2-norm are those of two rows: κ₂ + 1/κ₂ = ‖A‖²/|det A| (Frobenius)', () => {
    let large = 0;
    for (let k = 0; k < runs(600); k++) {
      const found = caseOf(k, 2, k % 3 ? 'float64' : 'float32');
      if (!found) continue;
      const [a, b, c, d] = Array.from(found.A.data as Float64Array, fromDouble);
      const squares = [a, b, c, d].reduce((sum, x) => sum.add(x.mul(x)), new Fraction(0));
      const q = squares.div(a.mul(d).sub(b.mul(c)).abs());
      // Below, κ₂ is another number than q.
      if (q.compare(1e4) < 0) continue;
      const fact = factOf(trustIn(found).facts, 'κ₂(A)');
      if (fact.value === '∞') continue;
      if (q.compare(1e13) > 0) large++;
      // An equal figure is so with the small term; two digits do not see it.
      const truth = fact.relation ? q : kappaFrom(q, fact);
      expect([k, faultOf(fact, truth)]).toEqual([k, undefined]);
    }
    expect(large).toBeGreaterThan(50);
  });

  it('agree with each other, whatever the scaling', () => {
    // By its own singular values this one had κ₂ = 1.5·10¹³⁵ beside κ₁ = 7.4·10¹¹⁰.
    const { facts } = viewOf(hardMatrix(3291, 3, 'complex128')).trust;
    const [two, one] = ['κ₂(A)', 'κ₁(A)'].map(name => readFigure(factOf(facts, name).value));
    const size = ({ units, place }: { units: bigint; place: number }) =>
      place + log10(Number(units));
    expect(abs(size(two) - size(one))).toBeLessThan(1);
  });

  it('are equal to a number where fractions say so', () => {
    const relations = (A: Tensor) =>
      viewOf(A).trust.facts.map(
        ({ name, relation = '=', value }) => `${name} ${relation} ${value}`
      );
    const nearly = [
      [1, 2 ** -53],
      [0, 1]
    ];
    expect(relations(tensor(nearly)).slice(0, 2)).toEqual(['κ₂(A) ≈ 1', 'κ₁(A) ≈ 1']);
    const whole = [
      [2, 1],
      [1, 1]
    ];
    expect(relations(tensor(whole)).slice(0, 3)).toEqual([
      'κ₂(A) ≈ 6.9',
      'κ₁(A) = 9',
      '‖A⁻¹A − I‖ = 0'
    ]);
    expect(relations(diag(tensor([1, 4])))[0]).toBe('κ₂(A) = 4');
    expect(relations(diag(tensor([complex(0, 2), 1])))[0]).toBe('κ₂(A) = 2');
    expect(relations(tensor([[complex(1, 1)]]))[0]).toBe('κ₂(A) ≈ 1');
    expect(relations(diag(tensor([3, 1])))[0]).toBe('κ₂(A) ≈ 3');
  });

  it('say their digits by an exponent', () => {
    const A = tensor(
      [
        [1, 0.5, 0.3333],
        [0.5, 0.3333, 0.25],
        [0.3333, 0.25, 0.2]
      ],
      { dtype: 'float32' }
    );
    for (const { name, value } of viewOf(A).trust.facts.filter(it => it.name.startsWith('κ'))) {
      expect([name, value]).toEqual([name, expect.stringMatching(/^(\d{1,3}|\d(\.\d)?·10.+)$/)]);
    }
  });
});

describe('a matrix that holds Inf', () => {
  it('has no residual, and no cloud', () => {
    const A = tensor([
      [Number.POSITIVE_INFINITY, 0.5],
      [0, 2]
    ]);
    const { view } = show(linalg.invEx(A).inverse);
    expect((view as IInverseView).trust.facts.map(({ name }) => name)).toEqual(['κ₂(A)']);
    expect((view as IInverseView).warning?.cloud).toBeUndefined();
  });
});

describe('every entry with its bound', () => {
  it('is within it, rounding for the eye included, and is bare only where it is exact', () => {
    let shown = 0;
    for (let k = 0; k < runs(400); k++) {
      const dtype = (['float64', 'float32', 'complex128', 'complex64'] as const)[k % 4];
      const found = caseOf(k, 1 + (Math.floor(k / 4) % 3), dtype);
      if (!found) continue;
      const bounds = viewOf(found.A).more?.find(({ name }) => name === '± bounds');
      if (!bounds) continue;
      const isComplex = dtype.startsWith('complex');
      const [, body] = /\{r+\} (.*) \\end/.exec(bounds.latex) ?? [];
      const entries = body.split(/ \\\\ | & /).map(cell => cell.split(' \\pm '));
      const { cells } = readLatex(
        `A^{-1} = ${bracket([entries.map(([value]) => value)])}`,
        isComplex
      );
      const width = isComplex ? 2 : 1;
      const radii = entries.flatMap(([, radius = '0']) =>
        Array.from({ length: width }, () => readLatex(`A^{-1} = ${bracket([[radius]])}`).cells[0])
      );
      shown += cells.length;
      expect([k, faults(cells, found.exact, { isComplex, radii })]).toEqual([k, []]);
    }
    expect(shown).toBeGreaterThan(800);
  });
});

describe('the bars', () => {
  it('are filled by what is right: every entry to 10^−digits of its row or column', () => {
    let filled = 0;
    for (let k = 0; k < runs(600); k++) {
      const dtype = (['float64', 'float32', 'complex128', 'complex64'] as const)[k % 4];
      const found = caseOf(k, 1 + (Math.floor(k / 4) % 4), dtype);
      if (!found) continue;
      const { X, exact } = found;
      const { proved } = trustIn(found);
      if (proved.filled === 0) continue;
      filled++;
      const share = proved.text.endsWith('exactly') ? 0 : 10 ** -proved.filled * (1 + 1e-9);
      const sizes = sizesOf(X);
      const bound = sizes.map(size => size * share);
      expect([k, firstViolation(exact, inputOf(X), bound)]).toEqual([k, -1]);
    }
    expect(filled).toBeGreaterThan(400);
  });

  it('lose what rounding A in its last digit loses, and not much more', () => {
    let seen = 0;
    for (let k = 0; k < runs(250); k++) {
      const dtype = k % 2 ? 'float32' : 'float64';
      const found = caseOf(k, 1 + (k % 3), dtype);
      // An entry that is subnormal has fewer digits to be rounded.
      if (!found || Array.from(found.A.data as Float64Array, abs).some(isSubnormal)) continue;
      const { A, exact } = found;
      const { rounded, segments } = trustIn(found);
      const stay = min(segments, -log10(worstChange(inputOf(A), exact, dtype === 'float32')));
      if (!(stay > 1)) continue;
      seen++;
      // To first order; half a unit is between u/2 and u of an entry.
      const isOver = rounded.filled > stay + 0.06;
      const isUnder = rounded.filled < stay - 1.4;
      expect([k, stay, rounded.filled, isOver, isUnder]).toEqual([
        k,
        stay,
        rounded.filled,
        false,
        false
      ]);
    }
    expect(seen).toBeGreaterThan(100);
  });

  it('do not overflow with the inverse', () => {
    const A = [
      [4, 1],
      [1, 3]
    ];
    const tiny = tensor(A).mul(2 ** -1020);
    expect(viewOf(tiny).trust.rounded).toEqual(viewOf(tensor(A)).trust.rounded);
    expect(viewOf(tiny).warning).toBeUndefined();
    const sensitive = tensor([
      [1, 1],
      [1, 1 + 2 ** -12]
    ]);
    const { rounded } = viewOf(sensitive.mul(2 ** -1009)).trust;
    expect(rounded).toEqual(viewOf(sensitive).trust.rounded);
  });

  it('say nothing of how an inverse moves that is not known', () => {
    const { trust, warning } = viewOf(lossyGrowth(260));
    expect(trust.proved.filled).toBe(0);
    expect(trust.rounded).toEqual({ filled: 0, text: 'not known' });
    expect(trustSentence(trust)).toMatch(/^The inverse is not proven to be right[^;]*\.$/);
    expect(warning?.text).not.toMatch(/supports|[Rr]ounding A/);
  });

  it('call it scaling alone where that explains κ₂', () => {
    const scaled = (size: number) =>
      viewOf(diag(tensor([1, size], { dtype: 'float32' }))).trust.rounded.text;
    expect(scaled(2 ** -20)).toContain('κ₂ ≈ 10⁶ comes from scaling alone');
    expect(scaled(2 ** -11)).toBe('every digit stays');
  });

  it('blame nothing on elimination that was not seen to be its fault', () => {
    // Rows of other sizes, and pivots that do not grow.
    for (const [seed, n] of [
      [38, 3],
      [129, 3]
    ]) {
      const { warning } = viewOf(hardMatrix(seed, n, 'float64'));
      expect(warning?.title).toBe('Inaccurate.');
      expect(warning?.text).not.toContain('large numbers');
    }
  });
});

function isSubnormal(size: number): boolean {
  return size > 0 && size < 2 ** -120;
}

/** The largest number of the row or of the column of each entry, whichever is less. */
function sizesOf(X: Tensor): number[] {
  const [n] = X.shape;
  const data = X.data as Float64Array;
  const width = data.length / (n * n);
  const size = (at: number) =>
    width === 1 ? abs(data[at]) : Math.hypot(data[2 * at], data[2 * at + 1]);
  const indices = Array.from({ length: n }, (_, k) => k);
  return Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    const row = Math.max(...indices.map(k => size(i * n + k)));
    return min(row, Math.max(...indices.map(k => size(k * n + j))));
  });
}
