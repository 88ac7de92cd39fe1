import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  complex,
  linalg,
  ones,
  randn,
  ready,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import type { IInverseView, ISingularView, ITensorView } from '../../src/latex/index.js';
import { show, singular } from '../support/bundles.js';
import { hilbert } from '../support/matrices.js';

beforeAll(() => ready());

describe('exact arithmetic', () => {
  it('adds fractions where decimals do not end, and only where the entries are exact', () => {
    const thirds = show(
      linalg.inv(
        tensor([
          [2, 1, 0],
          [1, 3, 1],
          [0, 1, 5]
        ])
      )
    );
    expect((thirds.view as IInverseView).exact?.map(({ label }) => label)).toEqual(['Exactly']);
    expect(thirds.latex).toContain('\\tfrac{14}{23}');
    expect(thirds.plain).toContain('det A = 23');
    // 0.1 is no tenth, and decimals that end need no fraction.
    for (const matrix of [
      tensor([
        [0.1, 1],
        [1, 3]
      ]),
      tensor([
        [4, 7],
        [2, 6]
      ])
    ]) {
      expect((show(linalg.inv(matrix)).view as IInverseView).exact).toBeUndefined();
    }
  });

  it('says where floating point is wrong', () => {
    // det = 1, and κ₂ about 10¹³.
    const { view, plain } = show(
      linalg.inv(
        tensor([
          [900001, 900002],
          [900000, 900001]
        ])
      )
    );
    const labels = (view as IInverseView).exact?.map(({ label }) => label);
    expect(labels).toEqual(['Floating point says', 'Exact says']);
    expect(plain).toContain('A⁻¹ = [[900001, −900002], [−900000, 900001]], det A = 1');
    const singularly = show(
      linalg.inv(
        tensor([
          [3, 2, 1],
          [2, 2, 0],
          [1, 0, 1]
        ])
      )
    );
    expect(singularly.plain).toContain('Floating point says');
    expect(singularly.plain).toContain('Exact says: det A = 0');
  });
});

describe('inverting only to multiply', () => {
  it('says what to do instead, and computes nothing for it', () => {
    const H = hilbert(8);
    const b = H.matmul(ones(8));
    const { view, plain, latex } = show(linalg.inv(H).matmul(b));
    const { note } = view as ITensorView;
    expect(note).toBe(
      'This is inv(A)·b. linalg.solve(A, b) gives it with less work, and as a rule with a smaller residual.'
    );
    expect(plain).toContain(note);
    expect(latex).toContain('This is inv(A)$\\cdot$b');
  });

  it('is not said of other products', () => {
    const A = randn(4, 4);
    const X = linalg.inv(A);
    const noted = (value: Tensor) => (show(value).view as ITensorView).note;
    expect(noted(X.matmul(A))).toBeUndefined();
    expect(noted(A.matmul(randn(4)))).toBeUndefined();
    expect(noted(linalg.solve(A, randn(4)))).toBeUndefined();
    expect(noted(X.matmul(randn(4, 2)))).toBeDefined();
    const x = X.matmul(randn(4));
    expect(noted(x)).toBeDefined();
  });
});

describe('repairs of a singular matrix', () => {
  it('say what they would give', () => {
    const { view } = singular(
      tensor([
        [1, 2],
        [2, 4]
      ])
    );
    const repairs = (view as ISingularView).repairs ?? [];
    expect(repairs.map(({ name }) => name)).toEqual([
      'Pseudoinverse',
      'Least squares',
      'Nearest invertible matrix',
      'Ridge'
    ]);
    // A⁺ = Aᵀ / 25
    expect(repairs[0].latex).toContain('0.0400 & 0.0800 \\\\ 0.0800 & 0.1600');
  });

  it('come with a basis of what is lost', () => {
    const { latex, plain } = singular(
      tensor([
        [1, 2, 3],
        [2, 4, 6],
        [3, 6, 9]
      ])
    );
    expect(latex).toContain('A \\left[\\begin{array}{rr} 2 & 3 \\\\ -1 & 0 \\\\ 0 & -1');
    expect(plain).toContain('A [2, -1, 0]ᵀ, A [3, 0, -1]ᵀ = 0: these directions');
  });

  it('are three for complex matrices, and none for large ones', () => {
    const i = complex(0, 1);
    const repairs = (A: Tensor) => (singular(A).view as ISingularView).repairs;
    expect(
      repairs(
        tensor([
          [complex(1, 0), i],
          [i, complex(-1, 0)]
        ])
      )
    ).toHaveLength(3);
    expect(repairs(zeros(17, 17))).toBeUndefined();
    expect(repairs(zeros(2, 2))).toHaveLength(4);
  });
});

describe('the nearest invertible matrix', () => {
  it.each(['float32', 'float64', 'complex64', 'complex128'] as const)(
    'is shown by how it differs (%s)',
    dtype => {
      const { view } = singular(
        tensor(
          [
            [1, 2],
            [2, 4]
          ],
          { dtype }
        )
      );
      const repairs = (view as ISingularView).repairs ?? [];
      const nearest = repairs.find(({ name }) => name === 'Nearest invertible matrix');
      expect(nearest?.latex).toMatch(/^A' - A (=|\\approx) 10\^\{-[38]\} \\times /);
      expect(nearest?.latex).toMatch(/\\kappa_2\(A'\) \\approx /);
    }
  );
});
