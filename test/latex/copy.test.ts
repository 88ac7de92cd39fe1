import { describe, expect, it } from '@jest/globals';
import { complex, randn, type Tensor, tensor } from '../../src/engine/index.js';
import { copyForms, entriesOf } from '../../src/latex/copy.js';

function forms(value: Tensor): Record<string, string> {
  const entries = entriesOf(value);
  if (!entries) throw new Error('expected entries');
  return Object.fromEntries(copyForms(entries).map(({ name, text }) => [name, text()]));
}

describe('copying', () => {
  it('writes real matrices with all their digits', () => {
    const written = forms(
      tensor([
        [1, -0.1],
        [1 / 3, 1e-20]
      ])
    );
    expect(written).toEqual({
      NumPy: 'np.array([[1, -0.1], [0.3333333333333333, 1e-20]], dtype=np.float64)',
      MATLAB: '[1 -0.1; 0.3333333333333333 1e-20]',
      Julia: '[1.0 -0.1; 0.3333333333333333 1e-20]',
      TypeScript: 'tensor([[1, -0.1], [0.3333333333333333, 1e-20]])',
      CSV: '1,-0.1\n0.3333333333333333,1e-20'
    });
  });

  it('writes complex numbers, single precision, and what is not finite', () => {
    const z = forms(tensor([[complex(1, -2), complex(0, Number.POSITIVE_INFINITY)]]));
    expect(z.NumPy).toBe('np.array([[1-2j, complex(0, np.inf)]])');
    expect(z.MATLAB).toBe('[1-2i complex(0, Inf)]');
    expect(z.Julia).toBe('[1.0-2.0im complex(0.0, Inf)]');
    expect(z.TypeScript).toContain('complex(1, -2)');
    const single = forms(tensor([[0.1, Number.NaN]], { dtype: 'float32' }));
    expect(single.NumPy).toBe('np.array([[0.1, np.nan]], dtype=np.float32)');
    expect(single.MATLAB).toBe('single([0.1 NaN])');
    expect(single.Julia).toBe('Float32[0.1 NaN]');
    expect(forms(tensor([[2n]], { dtype: 'int64' })).TypeScript).toBe(
      "tensor([[2n]], { dtype: 'int64' })"
    );
  });

  it('carries no large matrix, and no vector', () => {
    expect(entriesOf(randn(33, 33))).toBeUndefined();
    expect(entriesOf(randn(3))).toBeUndefined();
    expect(entriesOf(randn(32, 32))?.re).toHaveLength(32);
  });
});
