import { beforeAll, describe, expect, it } from '@jest/globals';
import { complex, linalg, ready, type Tensor, tensor } from '../../src/engine/index.js';
import { perturbedInverses } from '../../src/latex/perturbed.js';
import { hilbert } from '../support/matrices.js';

beforeAll(() => ready());

const scatter = (A: Tensor) => perturbedInverses(A, linalg.inv(A));

describe('perturbed inverses', () => {
  it('jiggles the last digit that is written', () => {
    const shown = scatter(
      tensor([
        [1.2969, 0.8648],
        [0.2161, 0.1441]
      ])
    );
    expect(shown?.text).toContain('at most half of their last digit (5·10⁻⁵)');
    expect(shown?.points).toHaveLength(200);
    // Of the order of 1e-8 is the determinant: the signs of entries are not known.
    expect(shown?.points.some(([x]) => x > 0)).toBe(true);
    expect(shown?.points.some(([x]) => x < 0)).toBe(true);
    expect(shown?.center[0]).toBeCloseTo(129690000, -3);
  });

  it('jiggles the last place where all digits are written, in either precision', () => {
    const double = scatter(hilbert(8));
    expect(double?.text).toContain('a unit in the last place of double precision');
    const spread = double?.points.map(([x]) => Math.abs(x / (double.center[0] ?? 1) - 1)) ?? [];
    // κ = 1.5e10 times ε: between the seventh digit and the fourth.
    expect(Math.max(...spread)).toBeGreaterThan(1e-9);
    expect(Math.max(...spread)).toBeLessThan(1e-3);
    const single = scatter(hilbert(6).to('float32'));
    expect(single?.text).toContain('a unit in the last place of single precision');
    const written = scatter(
      tensor(
        [
          [1.2969, 0.8648],
          [0.2161, 0.1441]
        ],
        { dtype: 'float32' }
      )
    );
    expect(written?.text).toContain('half of their last digit (5·10⁻⁵)');
  });

  it('is of the entries that change most, and of complex matrices too', () => {
    const block = scatter(
      tensor([
        [1, 0, 0],
        [0, 1.01, 1],
        [0, 1, 0.99]
      ])
    );
    expect(block?.names).not.toContain('(A⁻¹)₁₁');
    expect(
      scatter(
        tensor([
          [complex(1.2, 0.1), 1],
          [1, complex(0.8, 0.3)]
        ])
      )?.points
    ).toHaveLength(200);
  });

  it('is the same every time, and none of scalars and large matrices', () => {
    expect(scatter(hilbert(5))).toEqual(scatter(hilbert(5)));
    expect(scatter(tensor([[3]]))).toBeUndefined();
    expect(scatter(hilbert(33))).toBeUndefined();
  });
});
