/** Inverses of matrices near the ends of the doubles: an inverse that is finite is found. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { type IKernels, UNEVEN_ROWS, useKernels } from '../../../src/engine/backends/kernels.js';
import {
  complex,
  conditioning,
  type FloatData,
  type FloatDType,
  fromData,
  linalg,
  randn,
  type Scalar,
  stack,
  type Tensor,
  tensor
} from '../../../src/engine/index.js';
import { expectClose, numbersOf } from '../../support/close.js';
import { loadBackend, onEachBackend } from '../../support/kernels.js';
import { FLOAT_DTYPES } from '../../support/laws.js';
import { forSeeds } from '../../support/random.js';

/** Rows, the inverse, and the dtypes that hold both. */
const INVERSES: [string, number[][], number[][], FloatDType[]][] = [
  [
    'a subnormal entry',
    [
      [1e-308, 0],
      [0, 1]
    ],
    [
      [1e308, 0],
      [0, 1]
    ],
    ['float64', 'complex128']
  ],
  [
    'a subnormal of single precision',
    [
      [2 ** -127, 0],
      [0, 1]
    ],
    [
      [2 ** 127, 0],
      [0, 1]
    ],
    [...FLOAT_DTYPES]
  ],
  [
    'rows and a column out of scale',
    [
      [1e-160, 0, 0],
      [0, 1, 1e-160],
      [0, 1, -1e-160]
    ],
    [
      [1e160, 0, 0],
      [0, 0.5, 0.5],
      [0, 5e159, -5e159]
    ],
    ['float64', 'complex128']
  ],
  [
    'both ends',
    [
      [1e-300, 0],
      [0, 1e300]
    ],
    [
      [1e300, 0],
      [0, 1e-300]
    ],
    ['float64', 'complex128']
  ],
  [
    'both ends, single',
    [
      [2 ** -120, 0],
      [0, 2 ** 120]
    ],
    [
      [2 ** 120, 0],
      [0, 2 ** -120]
    ],
    [...FLOAT_DTYPES]
  ],
  [
    'sums that overflow',
    [
      [1e308, 1e308],
      [1e308, -1e308]
    ],
    [
      [5e-309, 5e-309],
      [5e-309, -5e-309]
    ],
    ['float64', 'complex128']
  ],
  [
    'a permutation',
    [
      [0, 1e300],
      [1e-300, 0]
    ],
    [
      [0, 1e300],
      [1e-300, 0]
    ],
    ['float64', 'complex128']
  ],
  [
    'all sizes',
    [
      [1, 1e10],
      [1e-10, 2]
    ],
    [
      [2, -1e10],
      [-1e-10, 1]
    ],
    ['float64', 'complex128']
  ]
];

onEachBackend(backend => {
  describe('the inverse', () => {
    it.each(INVERSES)('%s', (_, rows, wanted, dtypes) => {
      for (const dtype of dtypes) {
        const A = tensor(rows, { dtype });
        const single = dtype === 'float32' || dtype === 'complex64';
        const flat = numbersOf(tensor(wanted, { dtype }));
        const tolerance = single ? 1e-6 : 4e-15;
        expectClose(numbersOf(linalg.inv(A)), flat, tolerance);
        // In a batch, beside others, and as large ones.
        const batch = linalg.invEx(stack([A, tensor(wanted, { dtype }), A]));
        expect([...batch.info.data]).toEqual([0, 0, 0]);
        expect(batch.inverse.at<Tensor>(2).data).toEqual(linalg.inv(A).data);
        const figures = conditioning(linalg.inv(A));
        expect(figures?.rcond).toBeGreaterThan(0);
      }
    });

    it('complex numbers with subnormal parts', () => {
      const A = tensor([
        [complex(1e-308, 1e-308), 0],
        [0, complex(0, 1)]
      ] as Scalar[][]);
      expectClose(numbersOf(linalg.inv(A)), [5e307, -5e307, 0, 0, 0, 0, 0, -1], 1e-14);
      const B = tensor([
        [1, complex(0, 1e-300)],
        [1, complex(0, 2e-300)]
      ] as Scalar[][]);
      expectClose(numbersOf(linalg.inv(B)), [2, 0, -1, 0, 0, 1e300, 0, -1e300], 1e-14);
    });

    it('of matrices whose rows and columns have any size is that of their core', () => {
      for (const dtype of FLOAT_DTYPES) {
        const single = dtype === 'float32' || dtype === 'complex64';
        forSeeds(60, seed => {
          const n = 1 + (seed % 5);
          const core = randn(n, n, { dtype });
          const exponents = (by: number) =>
            Array.from({ length: n }, (_, i) =>
              Math.round(Math.sin(seed * 7 + i * by) * (single ? 55 : 480))
            );
          const [r, c] = [exponents(3), exponents(5)];
          const width = core.data.length / (n * n);
          const scaled = (A: Tensor, rows: number[], columns: number[], sign: number) => {
            const data = (A.data as FloatData).map((value, at) => {
              const entry = Math.floor(at / width);
              return (
                value * 2 ** (sign * rows[Math.floor(entry / n)]) * 2 ** (sign * columns[entry % n])
              );
            });
            return fromData(data, A.shape, A.dtype);
          };
          const got = linalg.inv(scaled(core, r, c, 1));
          const back = scaled(got, c, r, 1).to(
            single ? (width === 2 ? 'complex128' : 'float64') : dtype
          );
          const wanted = linalg.inv(core).to(back.dtype);
          const kappa = linalg.cond(core).item();
          const size = linalg.norm(wanted).item();
          expect(linalg.norm(back.sub(wanted)).item() / size).toBeLessThan(
            30 * n * kappa * (single ? 2 ** -23 : 2 ** -52)
          );
        });
      }
    });

    it('of rows that nearly all of one column makes up', () => {
      const rows = [
        [1, -28.6, -207.5],
        [1.5e132, 7e-189, 1e-189],
        [-4.8e32, 9.8e-290, 1.3e-288]
      ];
      for (const dtype of ['float64', 'complex128'] as const) {
        const A = tensor(rows, { dtype });
        const X = linalg.inv(A);
        expect(linalg.inv(stack([A, A])).at<Tensor>(1).data).toEqual(X.data);
        // From exact fractions.
        const got = numbersOf(X).filter((_, at) => dtype === 'float64' || at % 2 === 0);
        expectClose(
          got,
          [
            -1.5e-323, -2.5592350097879914e-134, -2.163309427389208e-33, 0.0036918617238259534,
            1.5132075213706378e188, 4.7287735042832426e287, -0.005328131302657457,
            -2.0856739812626625e187, -6.5177311914458195e286
          ],
          1e-14
        );
      }
    });

    it('info is that of A as it is', () => {
      const rows = [
        [1e-5, 2e-5, 3e-5],
        [1e20, 2e20, 3e20],
        [1, 5, 7]
      ];
      const A = tensor(rows);
      const { info } = linalg.luFactorEx(A);
      expect(linalg.invEx(A).info.item()).toBe(info.item());
      expect([...linalg.invEx(stack([A, tensor(rows)])).info.data]).toEqual([
        info.item(),
        info.item()
      ]);
      const B = tensor([
        [0, 1e-200, 1],
        [0, 1, 1e200],
        [0, 3, 1]
      ]);
      expect(linalg.invEx(B).info.item()).toBe(1);
      expect(numbersOf(linalg.invEx(B).inverse).every(Number.isFinite)).toBe(false);
    });
  });

  describe('an uneven matrix', () => {
    let kernels: IKernels;
    afterAll(() => useKernels(kernels));

    it('is inverted once, alone and in a batch of large ones', async () => {
      kernels = await loadBackend(backend);
      let inverted = 0;
      const counting: IKernels = Object.assign(Object.create(kernels), {
        factor: kernels.factor.bind(kernels),
        orthogonalize: kernels.orthogonalize.bind(kernels),
        invert(...args: Parameters<IKernels['invert']>) {
          kernels.invert(...args);
          const [, { count }, , , info, evenOnly] = args;
          const leftOut = evenOnly ? info.filter(position => position === UNEVEN_ROWS).length : 0;
          inverted += count - leftOut;
        }
      });
      useKernels(counting);
      const uneven = (n: number) => {
        const A = randn(n, n);
        for (let j = 0; j < n; j++) A.data[j] = Number(A.data[j]) * 1e9;
        return A;
      };
      linalg.inv(uneven(5));
      expect(inverted).toBe(1);
      linalg.inv(stack([uneven(20), randn(20, 20), uneven(20)]));
      expect(inverted).toBe(4);
      linalg.inv(randn(30, 30));
      expect(inverted).toBe(5);
      // Side by side with others it costs nothing to invert it as it is; those that are scaled go together.
      const alone = uneven(4);
      const batch = linalg.inv(stack([uneven(4), randn(4, 4), alone]));
      expect(batch.at<Tensor>(2).data).toEqual(linalg.inv(alone).data);
      useKernels(kernels);
    });
  });
});
