/** Systems near the ends of the doubles: a solution that is finite is found, though factors overflow. */
import { describe, it } from '@jest/globals';
import { complex, linalg, type Scalar, tensor } from '../../../src/engine/index.js';
import { expectClose, numbersOf } from '../../support/close.js';
import { onEachBackend } from '../../support/kernels.js';

onEachBackend(() => {
  describe('systems', () => {
    it('are solved where factors overflow', () => {
      const A = tensor([
        [1e308, 1e308],
        [1e308, -1e308]
      ]);
      expectClose(numbersOf(linalg.solve(A, tensor([1e308, 0]))), [0.5, 0.5]);
      expectClose(numbersOf(linalg.solve(A, tensor([[1e308, 0]]), { left: false })), [0.5, 0.5]);
      const B = tensor([
        [1e-300, 0],
        [0, 1e300]
      ]);
      expectClose(numbersOf(linalg.solve(B, tensor([1e-290, 1e290]))), [1e10, 1e-10]);
      const C = tensor([
        [1, 1e10],
        [1e-10, 2]
      ]);
      expectClose(numbersOf(linalg.solve(C, tensor([1e10, 2]))), [0, 1]);
      const single = tensor(
        [
          [3e38, 3e38],
          [3e38, -3e38]
        ],
        { dtype: 'float32' }
      );
      expectClose(
        numbersOf(linalg.solve(single, tensor([3e38, 0], { dtype: 'float32' }))),
        [0.5, 0.5]
      );
    });
  });

  describe('complex quotients', () => {
    it('do not overflow on the way', () => {
      for (const [dtype, size] of [
        ['complex128', 1.5e308],
        ['complex64', 3e38]
      ] as const) {
        const z = complex(size, size);
        const A = tensor(
          [
            [z, 0],
            [z, complex(0, 1)]
          ] as Scalar[][],
          { dtype }
        );
        expectClose(numbersOf(linalg.luFactor(A).LU).slice(4), [1, 0, 0, 1], 1e-6);
        const { LU, pivots } = linalg.luFactor(
          tensor([[complex(size, -size)]] as Scalar[][], { dtype })
        );
        expectClose(
          numbersOf(linalg.luSolve(LU, pivots, tensor([[z]] as Scalar[][], { dtype }))),
          [0, 1]
        );
      }
    });
  });
});
