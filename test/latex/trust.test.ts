/** Two bars for two questions, and the sentences that follow from them. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  complex,
  diag,
  eye,
  linalg,
  ready,
  stack,
  type Tensor,
  tensor
} from '../../src/engine/index.js';
import { type IBatchView, type IInverseView, trustSentence } from '../../src/latex/index.js';
import { upward } from '../../src/latex/trust.js';
import { show } from '../support/bundles.js';
import { hilbert, lossyGrowth } from '../support/matrices.js';

beforeAll(() => ready());

function inverseOf(A: Tensor): IInverseView {
  return show(linalg.inv(A)).view as IInverseView;
}

describe('the bars', () => {
  it('say of a matrix whose inverse is exact that every digit is', () => {
    const { trust, warning, more } = inverseOf(
      tensor([
        [2, 1],
        [1, 1]
      ])
    );
    expect(trust.segments).toBe(16);
    expect(trust.proved).toEqual({ filled: 16, text: 'every digit, exactly' });
    expect(trust.rounded.text).toBe(`${trust.rounded.filled} digits stay`);
    expect([warning, more]).toEqual([undefined, undefined]);
    expect(trust.facts.map(({ name }) => name)).toContain('error');
  });

  it('have as many segments as the dtype has digits', () => {
    for (const dtype of ['float32', 'complex64'] as const) {
      expect(inverseOf(eye(2, { dtype })).trust).toMatchObject({
        segments: 7,
        proved: { filled: 7 },
        rounded: { filled: 7, text: 'every digit stays' }
      });
    }
  });

  it('tell scaling from sensitivity', () => {
    const scaled = inverseOf(diag(tensor([1, 1e-20])));
    expect(scaled.warning).toBeUndefined();
    expect(scaled.trust.rounded).toEqual({
      filled: 16,
      text: '16 digits stay: κ₂ ≈ 10²⁰ comes from scaling alone'
    });
    // Its κ₂ is finite, and no double holds it.
    expect(inverseOf(diag(tensor([1e-300, 1e14]))).trust.rounded.text).toBe(
      '16 digits stay: κ₂ over 10³⁰⁸ comes from scaling alone'
    );
    const { trust, warning } = inverseOf(hilbert(8));
    expect(trust.rounded.filled).toBeLessThan(8);
    expect(warning?.title).toBe('Sensitive.');
    expect(warning?.text).toContain(`changes A⁻¹ from digit ${trust.rounded.filled + 1} on`);
  });

  it('catch an inverse that growth made wrong', () => {
    const { trust, warning, more, latex } = inverseOf(lossyGrowth(60));
    expect(trust.rounded.filled).toBeGreaterThan(12);
    expect(trust.proved.filled).toBeLessThan(2);
    expect(warning?.title).toBe('Inaccurate.');
    expect(warning?.text).toMatch(
      /elimination made numbers \d·10¹[⁵⁶⁷] times as large as those of A/
    );
    expect(more?.[0]).toMatchObject({ name: 'Refine', code: 'linalg.invVerified(A).inverse' });
    expect(more?.[0].text).toContain('is proven in every digit; the one above in none.');
    expect(latex).toContain('\\approx');
  });

  it('never say more digits than there are', () => {
    for (const n of [2, 3, 5, 8, 10, 12]) {
      const { trust } = inverseOf(hilbert(n));
      const known = [trust.proved.filled, trust.rounded.filled];
      expect(Math.max(...known)).toBeLessThanOrEqual(16);
      expect(trust.proved.text).toMatch(/digit/);
    }
  });
});

describe('sentences', () => {
  it('follow from the bars alone', () => {
    const bars = (proved: number, rounded: number) => ({
      segments: 16,
      facts: [],
      proved: { filled: proved, text: `${proved} digits` },
      rounded: { filled: rounded, text: `${rounded} digits stay` }
    });
    expect(trustSentence(bars(9, 5))).toBe(
      'The inverse is proven right for A as it is written, to 9 digits; rounding A in its last digit changes it from digit 6 on.'
    );
    expect(trustSentence({ ...bars(0, 3), proved: { filled: 0, text: 'not proven' } })).toBe(
      'The inverse is not proven to be right; rounding A in its last digit changes it from digit 4 on.'
    );
  });

  it('stand in LaTeX and plain text too', () => {
    const { latex, plain, view } = show(linalg.inv(hilbert(8)));
    const { trust } = view as IInverseView;
    const words = `proved: ${trust.proved.filled} of 16 digits; if A is rounded: ${trust.rounded.text}`;
    expect(plain).toContain(words);
    expect(latex).toContain(words);
  });

  it('stand in each line of a batch', () => {
    const { view } = show(linalg.inv(stack([eye(8), hilbert(8), lossyGrowth(8)])));
    const { members } = view as IBatchView;
    expect(members.map(({ health }) => health)).toEqual(['fine', 'ill-conditioned', 'fine']);
    for (const { line } of members)
      expect(line).toMatch(/κ₂\(A\) [=≈] .* · proved: .*; if A is rounded: /);
  });
});

describe('the view on demand', () => {
  it('is every entry with its bound, a zero that is not proven too', () => {
    const A = tensor([
      [7, 9, -9],
      [8, 7, -7],
      [-9, -4, 9]
    ]);
    const { latex, more } = inverseOf(A);
    expect(latex).not.toMatch(/10\^\{-1[5-9]\}/);
    const bounds = more?.find(({ name }) => name === '± bounds');
    expect(bounds?.latex).toMatch(/\\pm \d(\.\d)?\{\\cdot\}10\^\{-1[6-9]\}/);
    expect(bounds?.code).toBe('linalg.verify(Ainv).bound');
  });

  it('rounds bounds upward', () => {
    expect(upward(1.501e-17, 2)).toBe(1.6e-17);
    expect(upward(9.99e-17, 2)).toBe(1e-16);
    expect(upward(1.5e-17, 2)).toBe(1.5e-17);
    expect(upward(0, 2)).toBe(0);
    for (let k = 0; k < 1000; k++) {
      const value = Math.abs(Math.sin(k + 1)) * 10 ** ((k % 600) - 300);
      const shown = upward(value, 2);
      expect(shown).toBeGreaterThanOrEqual(value);
      expect(shown).toBeLessThan(value * 1.11);
    }
  });

  it('is of complex inverses too', () => {
    const A = tensor([
      [complex(1, 1), 2],
      [complex(0, 3), complex(1, -1)]
    ]);
    expect(inverseOf(A).trust.proved.filled).toBeGreaterThan(13);
  });
});

describe('an inverse that is not finite', () => {
  it('says why', () => {
    const overflowing = linalg.invEx(tensor([[1e-309]])).inverse;
    expect(show(overflowing).plain).toContain('beyond what float64 holds');
    const infinite = linalg.invEx(
      tensor([
        [Number.NEGATIVE_INFINITY, 0.5],
        [-1, 0]
      ])
    ).inverse;
    expect(show(infinite).plain).toContain('A holds NaN or Inf');
  });

  it('is told from one that is finite though κ overflows', () => {
    const { trust, latex } = inverseOf(diag(tensor([1e-300, 1e300])));
    expect(latex).toContain('10^{300}');
    expect(trust.proved.filled).toBeGreaterThan(14);
  });
});
