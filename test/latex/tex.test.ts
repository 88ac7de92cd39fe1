import { beforeAll, describe, expect, it } from '@jest/globals';
import temml from 'temml';
import {
  complex,
  linalg,
  ones,
  ready,
  stack,
  type Tensor,
  tensor
} from '../../src/engine/index.js';
import { toBundle } from '../../src/latex/index.js';
import { sentenceToLatex } from '../../src/latex/tex.js';
import { hilbert } from '../support/matrices.js';

beforeAll(() => ready());

/** The formulas between dollars; within a formula's own text they are part of it. */
function formulasOf(latex: string): string[] {
  const displays = [...latex.matchAll(/\$\$([\s\S]*?)\$\$/g)].map(match => match[1]);
  const rest = latex.replace(/\$\$[\s\S]*?\$\$/g, '');
  return [...displays, ...[...rest.matchAll(/(?<!\\)\$([^$]*)\$/g)].map(match => match[1])];
}

describe('LaTeX for print', () => {
  it('escapes what would be commands, and has every sign in a formula', () => {
    expect(sentenceToLatex('50% of lu_factor & {x} #1 ~ $2')).toBe(
      '50\\% of lu\\_factor \\& x \\#1 ~ \\$2'
    );
    expect(sentenceToLatex('‖A⁻¹‖ ≤ 3·10⁻⁵, κ₂, A⁺')).toBe(
      '$\\Vert$A$^{-1}\\Vert$ $\\le$ 3$\\cdot$10$^{-5}$, $\\kappa_{2}$, A$^{+}$'
    );
  });

  const singular = (A: Tensor) => {
    try {
      return linalg.inv(A);
    } catch (error) {
      return error;
    }
  };

  it.each<[string, () => unknown]>([
    ['an ill-conditioned inverse, its cloud', () => linalg.inv(hilbert(9))],
    [
      'noise, its repairs',
      () =>
        linalg.inv(
          tensor([
            [3, 2, 1],
            [2, 2, 0],
            [1, 0, 1]
          ])
        )
    ],
    [
      'a singular matrix',
      () =>
        singular(
          tensor([
            [1, 2],
            [2, 4]
          ])
        )
    ],
    [
      'a complex singular matrix',
      () =>
        singular(
          tensor([
            [complex(0, 1), 1],
            [complex(0, 2), 2]
          ])
        )
    ],
    ['a note', () => linalg.inv(hilbert(4)).matmul(ones(4))],
    ['a batch', () => linalg.invEx(stack([hilbert(2), ones(2, 2)])).inverse],
    ['several results', () => linalg.svd(hilbert(2))]
  ])('has no sign that print lacks, and balanced formulas: %s', (_, make) => {
    const latex = toBundle(make())?.['text/latex'] as string;
    expect(latex.match(/[^\x20-\x7e\n]/g)).toBeNull();
    expect((latex.match(/\$\$/g) ?? []).length % 2).toBe(0);
    expect((latex.match(/(?<!\\)\$/g) ?? []).length % 2).toBe(0);
    const depth = [...latex].reduce((open, c) => open + (c === '{' ? 1 : c === '}' ? -1 : 0), 0);
    expect(depth).toBe(0);
    for (const formula of formulasOf(latex)) {
      expect(() => temml.renderToString(formula, { throwOnError: true })).not.toThrow();
    }
  });
});
