import { describe, expect, it } from '@jest/globals';
import { steps } from '../../src/cell/steps.js';
import { complex, ones, tensor } from '../../src/engine/index.js';
import { type IStepsView, isFollowed } from '../../src/latex/index.js';
import { show as showValue } from '../support/bundles.js';

/** The steps of a matrix, as they are shown. */
const show = (...given: Parameters<typeof steps>) => showValue<IStepsView>(steps(...given));

describe('linalg.steps', () => {
  it('names each operation, and ends at the inverse', () => {
    const { view, latex, plain } = show([
      [2, 1],
      [4, '1/3']
    ]);
    expect(view.steps.map(step => step.plain)).toEqual([
      'R1 ← 1/2 R1',
      'R2 ← R2 − 4 R1',
      'R2 ← −3/5 R2',
      'R1 ← R1 − 1/2 R2'
    ]);
    expect(view.steps[1].latex).toBe('R_{2} \\leftarrow R_{2} - 4\\,R_{1}');
    expect(view.steps[1].changed).toEqual([1]);
    expect(view.steps.at(-1)?.cells).toEqual([
      ['1', '0', '-\\tfrac{1}{10}', '\\tfrac{3}{10}'],
      ['0', '1', '\\tfrac{6}{5}', '-\\tfrac{3}{5}']
    ]);
    expect(view.failed).toBe(false);
    expect(latex).toContain('\\begin{array}{rr|rr}');
    expect(plain).toContain('[2   1 | 1 0]\n[4 1/3 | 0 1]');
    expect(plain).toContain('so the right half is the inverse');
  });

  it('says at which step it fails, and why', () => {
    const { view, plain } = show(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
        [5, 7, 9]
      ])
    );
    expect(view.failed).toBe(true);
    expect(view.outcome).toContain('Column 3 has only zeros in row 3');
    expect(plain).toContain('no pivot, and so no inverse');
    expect(
      show(
        tensor([
          [0, 0],
          [0, 1]
        ])
      ).view.outcome
    ).toContain('rows 1 to 2');
  });

  it('swaps by the rule, and writes decimals', () => {
    const matrix = tensor([
      [1, 2],
      [3, 4]
    ]);
    const { view } = show(matrix, { pivot: 'partial', form: 'decimals' });
    expect(view.steps[0]).toMatchObject({ plain: 'R1 ↔ R2', changed: [0, 1] });
    expect(view.steps[1].cells[0]).toEqual(['1', '1.333', '0', '0.3333']);
  });

  it('takes tensors as they are written, in either precision', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      expect(show(tensor([[0.1]], { dtype })).view.exact).toEqual([['1/10', '1']]);
    }
    for (const dtype of ['bool', 'int32', 'int64'] as const) {
      expect(show(ones(1, 1, { dtype })).view.exact).toEqual([['1', '1']]);
    }
  });

  it('refuses what it cannot follow', () => {
    expect(() => steps(tensor([[1, 2]]))).toThrow(/square matrix, got a tensor of shape \[1,2\]/);
    expect(() => steps(ones(13, 13))).toThrow(/at most 12 by 12/);
    expect(() => steps(tensor([[complex(1, 1)]]))).toThrow(/real, got complex128/);
    expect(() => steps([['x']])).toThrow(/fraction such as '1\/3', got x/);
    expect(() => steps([[Number.NaN]])).toThrow(/finite, got NaN/);
    expect(() => steps([[1]], { pivot: 'rook' as 'first' })).toThrow(/'first' or 'partial'/);
    expect(() => steps(5 as never)).toThrow(/square matrix/);
    expect(show([]).view.outcome).toContain('nothing');
  });
});

describe('elimination in a page', () => {
  it('is offered where nobody waits for it', () => {
    const doubles = Array.from({ length: 12 }, (_, i) =>
      Array.from({ length: 12 }, (_, j) => String(Math.sin(12 * i + j)))
    );
    expect(isFollowed(doubles)).toBe(true);
    // Denominators that have nothing in common: their product grows with every row.
    const primes = doubles.map((row, i) =>
      row.map((_, j) => `1/${10 ** 11 + 2 * (12 * i + j) + 1}`)
    );
    expect(isFollowed(primes)).toBe(false);
    expect(isFollowed([[`1/${'7'.repeat(1000)}`]])).toBe(false);
    expect(isFollowed([])).toBe(true);
  });
});
