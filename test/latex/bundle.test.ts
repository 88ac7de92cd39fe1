import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  complex,
  eye,
  linalg,
  randn,
  ready,
  stack,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { type IBatchView, type IInverseView, toBundle, type View } from '../../src/latex/index.js';
import { show, singular } from '../support/bundles.js';
import { hilbert } from '../support/matrices.js';

beforeAll(() => ready());

describe('an inverse', () => {
  it('comes with its figures in all three forms', () => {
    const { view, latex, plain } = show(
      linalg.inv(
        tensor([
          [2, 1],
          [1, 1]
        ])
      )
    );
    expect(view.kind).toBe('inverse');
    expect(latex).toContain(
      '$$A^{-1} = \\left[\\begin{array}{rr} 1 & -1 \\\\ -1 & 2 \\end{array}\\right]$$'
    );
    expect(latex).toContain('\\kappa_2(A) \\approx 6.9');
    expect(latex).toContain('proved: every digit, exactly; if A is rounded: 15 digits stay');
    expect(plain).toContain('tensor([[ 1., -1.],');
    expect(plain).toContain('κ₂(A) ≈ 6.9, κ₁(A) = 9, ‖A⁻¹A − I‖ = 0');
  });

  it('carries the heat map, in blocks where it is large', () => {
    const small = show(linalg.inv(randn(5, 5))).view as IInverseView;
    expect(small.heat).toMatchObject({ size: 5, block: 1 });
    expect(small.heat.values).toHaveLength(25);
    const large = show(linalg.inv(randn(101, 101))).view as IInverseView;
    expect(large.heat).toMatchObject({ size: 101, block: 3 });
    expect(large.heat.values).toHaveLength(34 * 34);
  });

  it('warns of a sensitive matrix', () => {
    const { view, latex, plain } = show(linalg.inv(hilbert(8)));
    expect((view as IInverseView).warning?.title).toBe('Sensitive.');
    for (const form of [latex, plain])
      expect(form).toContain('Rounding A in its last digit changes');
  });

  it('says so where exact arithmetic knows better', () => {
    const { view, plain } = show(
      linalg.inv(
        tensor([
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9]
        ])
      )
    );
    expect((view as IInverseView).warning?.title).toBe('Singular.');
    expect(plain).toContain('rank A = 2 of 3, in exact arithmetic');
    expect(plain).toContain('row 3 = -row 1 + 2 row 2');
    expect(plain).toContain('A [1, -2, 1]ᵀ = 0');
  });

  it('of a 0 by 0 matrix is shown too', () => {
    expect(show(linalg.inv(zeros(0, 0))).latex).toContain('_{0 \\times 0}');
  });

  it('of every dtype counts its own digits', () => {
    for (const dtype of ['float32', 'complex64'] as const) {
      expect(show(linalg.inv(eye(2, { dtype }))).view).toMatchObject({ trust: { segments: 7 } });
    }
  });
});

describe('a singular matrix', () => {
  it('says torch’s text, pivot, rank, dependent rows and a null vector', () => {
    const { view, latex, plain } = singular(
      tensor([
        [1, 2],
        [2, 4]
      ])
    );
    expect(view).toMatchObject({
      kind: 'singular',
      message:
        'linalg.inv: The diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular.'
    });
    expect(plain.split('\n')).toEqual([
      expect.stringContaining('The diagonal element 2 is zero'),
      'Pivot: U[2,2] = 0: elimination finds nothing to divide by in column 2',
      'Rank: rank A = 1 of 2, in exact arithmetic',
      'Why: row 2 = 2 row 1: this row says nothing new',
      'Lost: A [2, -1]ᵀ = 0: this direction is sent to zero, and nothing brings it back',
      'Instead: Pseudoinverse: linalg.pinv(A)',
      'Instead: Least squares: linalg.pinv(A).matmul(b)',
      'Instead: Nearest invertible matrix',
      expect.stringMatching(/^Instead: Ridge: linalg\.solve\(/)
    ]);
    expect(latex).toContain('u_{22} = 0');
    expect(latex).toContain('A \\left[\\begin{array}{r} 2 \\\\ -1 \\end{array}\\right] = 0');
  });

  it('is told from one that rounding makes so', () => {
    const { plain } = singular(
      tensor(
        [
          [1, 1],
          [1, 1 + 2 ** -24]
        ],
        { dtype: 'float32' }
      )
    );
    expect(plain).toContain('rank A = 1 of 2');
    const tiny = tensor([
      [3, 1],
      [1, 1 / 3]
    ]);
    if (linalg.invEx(tiny).info.item() !== 0) {
      expect(singular(tiny).plain).toContain('exactly it is 2: rounding alone makes it singular');
    }
  });

  it('loses no direction where rounding alone makes it singular', () => {
    const { plain } = singular(
      tensor([
        [2 ** 53 - 1, 2 ** 53 - 2],
        [2 ** 53 - 2, 2 ** 53 - 3]
      ])
    );
    expect(plain).toContain('exactly it is 2: rounding alone makes it singular');
    expect(plain).toMatch(
      /Lost: .* ≈ 0: so little is left of this direction that rounding loses it/
    );
    expect(plain).not.toContain('nothing brings it back');
  });

  it('is explained numerically where it is complex or large', () => {
    const c = singular(
      tensor([
        [complex(1, 1), 2],
        [complex(2, 2), 4]
      ])
    );
    expect(c.plain).toContain('rank A = 1 of 2, in working precision');
    expect(c.plain).toContain('A [1, -0.5 - 0.5i]ᵀ ≈ 0');
    const large = singular(zeros(20, 20));
    expect(large.plain).toContain('rank A = 0 of 20');
    expect(large.plain).toContain('…');
  });
});

describe('a matrix that is not finite', () => {
  it('is shown, whatever comes of it', () => {
    const values = [Number.NEGATIVE_INFINITY, 0.5, -1, 0, Number.NaN];
    for (const dtype of ['float64', 'complex128'] as const) {
      for (let k = 0; k < 5 ** 4; k++) {
        const at = (place: number) => values[Math.floor(k / 5 ** place) % 5];
        const A = tensor(
          [
            [at(0), at(1)],
            [at(2), at(3)]
          ],
          { dtype }
        );
        expect(toBundle(linalg.invEx(A))).toBeDefined();
      }
    }
    const { plain } = show(
      linalg.invEx(
        tensor([
          [Number.NEGATIVE_INFINITY, 0.5],
          [-1, 0]
        ])
      ).inverse
    );
    expect(plain).not.toContain('rank A = ');
  });
});

describe('a batch', () => {
  it('has a line for each member, and says which failed', () => {
    const { inverse, info } = linalg.invEx(
      stack([
        eye(2),
        zeros(2, 2),
        tensor([
          [1, 1],
          [1, 1 + 1e-9]
        ])
      ])
    );
    const { view, plain } = show({ inverse, info });
    expect(view.kind).toBe('group');
    const batch = (view as { items: { view: View }[] }).items[0].view as IBatchView;
    expect(batch.members.map(({ index, health }) => [index, health])).toEqual([
      ['[0]', 'fine'],
      ['[1]', 'singular'],
      ['[2]', 'ill-conditioned']
    ]);
    expect(plain).toContain('info=tensor([0, 1, 0], dtype=int32)');
  });

  it('counts what it does not show', () => {
    const { view, latex } = show(linalg.inv(randn(100, 2, 2)));
    expect(view).toMatchObject({ kind: 'batch', total: 100 });
    expect((view as IBatchView).members).toHaveLength(32);
    expect(latex).toContain('and 68 more');
  });

  it('may be empty, and need not be inverses', () => {
    expect(show(zeros(0, 3, 3)).view).toMatchObject({ kind: 'batch', total: 0, members: [] });
    expect(show(linalg.inv(zeros(0, 3, 3))).view).toMatchObject({ total: 0 });
    expect(show(randn(2, 2, 2)).view).toMatchObject({
      members: [{ index: '[0]' }, { index: '[1]' }]
    });
  });

  it('of one matrix that invEx could not invert says why', () => {
    const { inverse } = linalg.invEx(zeros(2, 2));
    expect(show(inverse).view.kind).toBe('singular');
  });
});

describe('a tensor', () => {
  it('is a matrix, a row or a number', () => {
    expect(
      show(
        tensor([
          [1, 2],
          [3, 4]
        ])
      ).latex
    ).toBe('$$\\left[\\begin{array}{rr} 1 & 2 \\\\ 3 & 4 \\end{array}\\right]$$');
    expect(show(tensor([1, 2])).latex).toContain('{rr} 1 & 2 ');
    expect(show(tensor(1.2e-16)).latex).toBe('$$1.2{\\cdot}10^{-16}$$');
    expect(show(tensor([true])).latex).toContain('\\mathrm{true}');
    expect(show(tensor([1n])).latex).toContain(' 1 ');
    expect(show(zeros(0)).latex).toContain('_{1 \\times 0}');
  });

  it('of whole numbers is shown whole', () => {
    const integers = tensor([1234567, -2147483648], { dtype: 'int32' });
    expect(show(integers).latex).toContain('1234567 & -2147483648');
    expect(show(tensor(1234567, { dtype: 'int32' })).latex).toBe('$$1234567$$');
    expect(show(tensor([9007199254740993n])).latex).toContain('9007199254740993');
  });

  it('is elided beyond eight rows or columns', () => {
    const { latex } = show(eye(9));
    expect(latex).toContain('\\ddots');
    expect(latex.match(/\\\\/g)).toHaveLength(7);
    expect(show(eye(8)).latex).not.toContain('dots');
    expect(show(zeros(2, 20)).latex).toContain('\\cdots');
    expect(show(zeros(20, 2)).latex).toContain('\\vdots');
  });

  it('aligns its decimals, and takes out a power of ten', () => {
    expect(show(tensor([[1.5, 20.25]])).latex).toContain('1.50 & 20.25');
    expect(show(tensor([[1.5e8, -2.5e8]])).latex).toContain('10^{8} \\times ');
    expect(show(tensor([[1.5e-7, 0]])).latex).toContain(
      '10^{-7} \\times \\left[\\begin{array}{rr} 1.500 & 0'
    );
    expect(show(tensor([[1, 1.1e-16]])).latex).toContain('1 & 1.1{\\cdot}10^{-16}');
    expect(show(tensor([[Number.NaN, -Infinity]])).latex).toContain('\\mathrm{NaN} & -\\infty');
  });

  it('writes complex numbers as a + bi', () => {
    expect(show(tensor([[complex(1.5, -2.25)]])).latex).toContain('1.500 - 2.250i');
    expect(show(tensor([[complex(1, 2)]])).latex).toContain('1 + 2i');
  });
});

describe('anything else', () => {
  it('is not for us', () => {
    for (const value of [1, 'x', null, undefined, {}, [], { a: 1 }, new Error('x')]) {
      expect(toBundle(value)).toBeUndefined();
    }
  });
});
