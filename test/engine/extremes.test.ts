/** Matrices near the ends of the doubles: what has a finite answer gets it. Answers of torch where it has one. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { type IKernels, useKernels } from '../../src/engine/device.js';
import {
  complex,
  conditioning,
  dist,
  type FloatData,
  type FloatDType,
  fromData,
  linalg,
  randn,
  type Scalar,
  stack,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { loadBackend, onEachBackend } from '../support/kernels.js';
import { FLOAT_DTYPES } from '../support/laws.js';
import { forSeeds } from '../support/random.js';

const NUMBERS = (A: Tensor) => [...(A.data as FloatData)];

function expectClose(got: ArrayLike<number>, wanted: readonly number[], tolerance = 1e-15): void {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    if (value === 0) expect(Math.abs(got[i])).toBe(0);
    else expect(Math.abs(got[i] / value - 1)).toBeLessThan(tolerance);
  });
}

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
        const flat = NUMBERS(tensor(wanted, { dtype }));
        const tolerance = single ? 1e-6 : 4e-15;
        expectClose(NUMBERS(linalg.inv(A)), flat, tolerance);
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
      expectClose(NUMBERS(linalg.inv(A)), [5e307, -5e307, 0, 0, 0, 0, 0, -1], 1e-14);
      const B = tensor([
        [1, complex(0, 1e-300)],
        [1, complex(0, 2e-300)]
      ] as Scalar[][]);
      expectClose(NUMBERS(linalg.inv(B)), [2, 0, -1, 0, 0, 1e300, 0, -1e300], 1e-14);
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
      expect(NUMBERS(linalg.invEx(B).inverse).every(Number.isFinite)).toBe(false);
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
          inverted += args[1].count;
          kernels.invert(...args);
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

  describe('determinants', () => {
    const diagonal = (...values: Scalar[]) =>
      tensor(values.map((value, i) => values.map((_, j) => (i === j ? value : 0))) as Scalar[][]);

    it('of complex matrices are Infinity and not NaN where they overflow', () => {
      const D = diagonal(1e200, 1e200).to('complex128');
      expect(NUMBERS(linalg.det(D))).toEqual([Infinity, 0]);
      expect(NUMBERS(linalg.det(diagonal(complex(0, 1e200), 1e200)))).toEqual([0, Infinity]);
      expect(NUMBERS(linalg.det(D.to('complex128').mul(1e-300).mul(1e-300)))).toEqual([0, 0]);
      const { sign, logabsdet } = linalg.slogdet(D);
      expect(NUMBERS(sign)).toEqual([1, 0]);
      expect(logabsdet.item()).toBeCloseTo(921.034037197618, 10);
    });

    it('are right where steps on the way overflow', () => {
      expectClose(
        [linalg.det(diagonal(1e200, 1e200, 1e-200, 1e-150)).item() as number],
        [1e50],
        1e-14
      );
      expectClose(
        NUMBERS(linalg.det(diagonal(complex(1e200, 1e200), 1e200, 1e-300))),
        [1e100, 1e100],
        1e-14
      );
      const big = tensor([
        [1e308, 1e308],
        [1e308, -1e308]
      ]);
      expect(linalg.det(big).item()).toBe(-Infinity);
      const { sign, logabsdet } = linalg.slogdet(big);
      expect(sign.item()).toBe(-1);
      expectClose([logabsdet.item()], [Math.log(2) + 616 * Math.LN10], 1e-15);
      expectClose(
        [
          linalg
            .det(
              tensor([
                [1e308, 1e308, 0],
                [1e308, -1e308, 0],
                [0, 0, 1e-320]
              ])
            )
            .item() as number
        ],
        [-2e296],
        1e-3
      );
      // A pivot that underflows is no zero.
      expectClose(
        [
          linalg
            .det(
              tensor([
                [3e-286, 0],
                [1e200, 2e200]
              ])
            )
            .item() as number
        ],
        [6e-86],
        1e-14
      );
      const single = tensor(
        [
          [3e38, 3e38],
          [3e38, -3e38]
        ],
        { dtype: 'float32' }
      );
      expectClose([linalg.slogdet(single).logabsdet.item()], [Math.log(18) + 76 * Math.LN10], 1e-7);
    });

    it('keep the digits of a logarithm near 0', () => {
      const { logabsdet } = linalg.slogdet(diagonal(0.5, 2 - 2 ** -40));
      expectClose([logabsdet.item()], [Math.log1p(-(2 ** -41))], 1e-12);
    });

    it('stay 0 for what is singular', () => {
      expect(
        linalg
          .det(
            tensor([
              [1e-300, 2e-300],
              [1e300, 2e300]
            ])
          )
          .item()
      ).toBeCloseTo(0, 300);
      expect(linalg.slogdet(zeros(2, 2)).logabsdet.item()).toBe(-Infinity);
    });
  });

  describe('systems', () => {
    it('are solved where factors overflow', () => {
      const A = tensor([
        [1e308, 1e308],
        [1e308, -1e308]
      ]);
      expectClose(NUMBERS(linalg.solve(A, tensor([1e308, 0]))), [0.5, 0.5]);
      expectClose(NUMBERS(linalg.solve(A, tensor([[1e308, 0]]), { left: false })), [0.5, 0.5]);
      const B = tensor([
        [1e-300, 0],
        [0, 1e300]
      ]);
      expectClose(NUMBERS(linalg.solve(B, tensor([1e-290, 1e290]))), [1e10, 1e-10]);
      const C = tensor([
        [1, 1e10],
        [1e-10, 2]
      ]);
      expectClose(NUMBERS(linalg.solve(C, tensor([1e10, 2]))), [0, 1]);
      const single = tensor(
        [
          [3e38, 3e38],
          [3e38, -3e38]
        ],
        { dtype: 'float32' }
      );
      expectClose(
        NUMBERS(linalg.solve(single, tensor([3e38, 0], { dtype: 'float32' }))),
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
        expectClose(NUMBERS(linalg.luFactor(A).LU).slice(4), [1, 0, 0, 1], 1e-6);
        const { LU, pivots } = linalg.luFactor(
          tensor([[complex(size, -size)]] as Scalar[][], { dtype })
        );
        expectClose(
          NUMBERS(linalg.luSolve(LU, pivots, tensor([[z]] as Scalar[][], { dtype }))),
          [0, 1]
        );
      }
    });
  });

  describe('the QR decomposition', () => {
    it.each([1e160, 1e-170, 1e300, 1e-300, 1e307])('of entries near %p', size => {
      for (const dtype of ['float64', 'complex128'] as const) {
        const A = tensor(
          [
            [1, 2],
            [3, 4]
          ],
          { dtype }
        );
        const [small, large] = [linalg.qr(A), linalg.qr(A.mul(size))];
        expectClose(
          NUMBERS(large.Q).filter(x => x !== 0),
          NUMBERS(small.Q).filter(x => x !== 0),
          1e-14
        );
        expectClose(NUMBERS(large.R.div(size)), NUMBERS(small.R), 1e-14);
      }
    });

    it('of columns of all sizes', () => {
      const { Q, R } = linalg.qr(
        tensor([
          [1e-200, 1e200],
          [1e-200, -1e200]
        ])
      );
      const root = Math.SQRT1_2;
      expectClose(NUMBERS(Q).map(Math.abs), [root, root, root, root], 1e-14);
      expectClose(
        [0, 3].map(at => Math.abs(NUMBERS(R)[at])),
        [1e-200 / root, 1e200 / root],
        1e-14
      );
    });

    it('computes through NaN and Inf', () => {
      for (const special of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const { R } = linalg.qr(
          tensor([
            [special, 1],
            [1e-300, 2]
          ])
        );
        expect(NUMBERS(R).some(Number.isNaN)).toBe(true);
      }
    });
  });

  describe('other decompositions', () => {
    it('of numbers that cannot be squared', () => {
      const far = tensor([
        [1e300, 0],
        [0, 1e-300]
      ]);
      expect(linalg.eigh(far).eigenvalues.toArray()).toEqual([1e-300, 1e300]);
      const big = tensor([
        [1e308, 1e308],
        [1e308, -1e308]
      ]);
      expectClose(
        NUMBERS(linalg.eigh(big).eigenvalues),
        [-Math.SQRT2 * 1e308, Math.SQRT2 * 1e308],
        1e-14
      );
      expectClose(NUMBERS(linalg.pinv(big)), [5e-309, 5e-309, 5e-309, -5e-309], 1e-14);
      expectClose(
        NUMBERS(linalg.pinv(big, { hermitian: true })),
        [5e-309, 5e-309, 5e-309, -5e-309],
        1e-14
      );
      expect(linalg.matrixRank(big).item()).toBe(2n);
      expectClose(
        [linalg.norm(big, 2).item(), linalg.norm(big, -2).item()],
        [Math.SQRT2 * 1e308, Math.SQRT2 * 1e308],
        1e-14
      );
    });
  });

  describe('condition numbers', () => {
    it('do not suffer from the size of A', () => {
      const big = tensor([
        [1e308, 1e308],
        [1e308, -1e308]
      ]);
      for (const A of [big, big.mul(1e-100).mul(1e-250), big.to('complex128')]) {
        const figures = conditioning(linalg.inv(A));
        expectClose(
          [figures?.kappa2 ?? 0, figures?.kappa1 ?? 0, figures?.kappaInf ?? 0, figures?.rcond ?? 0],
          [1, 2, 2, 0.5],
          1e-14
        );
        const orders = [2, -2, 1, -1, Infinity, -Infinity, 'fro', 'nuc'] as const;
        const got = orders.map(p => linalg.cond(A, p).item() as number);
        expectClose(got, [1, 1, 2, 2, 2, 2, 2, 4], 1e-14);
      }
      expect(conditioning(linalg.inv(big))?.illConditioned).toBe(false);
    });

    it('beyond a double are Infinity, and their logarithms are not', () => {
      const figures = conditioning(
        linalg.inv(
          tensor([
            [1e-300, 0],
            [0, 1e300]
          ])
        )
      );
      expect([figures?.kappa1, figures?.kappa2, figures?.kappaInf]).toEqual([
        Infinity,
        Infinity,
        Infinity
      ]);
      expect(figures?.log10Kappa1).toBeCloseTo(600, 10);
      expect(figures?.log10Kappa2).toBeCloseTo(600, 10);
      expect(figures?.rcond).toBe(Number.MIN_VALUE);
      expect(figures?.residual).toBeLessThan(2e-16);
      expect(figures?.digitsLost).toBe(figures?.digits);
    });

    it('of [[1,1e10],[1e-10,2]]', () => {
      const A = tensor([
        [1, 1e10],
        [1e-10, 2]
      ]);
      expectClose([linalg.cond(A).item() as number], [1e20], 1e-9);
      expectClose(NUMBERS(linalg.svdvals(A)), [1e10, 1e-10], 1e-9);
      // As torch has it: beside σ₁ the other counts as nothing; with the tolerance of graded matrices it counts.
      expect(linalg.matrixRank(A).item()).toBe(1n);
      expect(linalg.matrixRank(A, { rtol: 1e-30 }).item()).toBe(2n);
      expectClose([conditioning(linalg.inv(A))?.log10Kappa2 ?? 0], [20], 1e-9);
    });

    it('of a batch without members there are none', () => {
      expect(conditioning(linalg.inv(zeros(0, 2, 2)))).toBeUndefined();
      expect(conditioning(linalg.inv(tensor([[[2]]])), 1)).toBeUndefined();
      expect(conditioning(linalg.inv(zeros(0, 0)))?.rcond).toBe(Infinity);
      expect(
        conditioning(
          linalg.inv(
            tensor([
              [1, 2],
              [3, Number.NaN]
            ])
          )
        )?.rcond
      ).toBe(0);
    });
  });

  describe('norms', () => {
    it('with infinite numbers', () => {
      const orders = [-1, -2, -Infinity, 1, 2, Infinity, 0, 0.5];
      const all = (x: number[]) => orders.map(p => linalg.norm(tensor(x), p).item());
      expect(all([1, Infinity])).toEqual([1, 1, 1, Infinity, Infinity, Infinity, 2, Infinity]);
      expect(all([Infinity, Infinity])).toEqual([...new Array(6).fill(Infinity), 2, Infinity]);
      expect(all([0, 1])).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
      const nan = all([Number.NaN, 1]);
      expect(nan[6]).toBe(2);
      expect(nan.filter(Number.isNaN)).toHaveLength(7);
      expect(dist(tensor([1, Infinity]), tensor([0, 0]), -1).item()).toBe(1);
    });

    it('do not overflow or underflow before they must', () => {
      const x = tensor([3e300, 4e300]);
      const got = [1, 2, 3, -1, -2, 0.5].map(p => linalg.norm(x, p).item() as number);
      expectClose(
        got,
        [
          7e300,
          5e300,
          91 ** (1 / 3) * 1e300,
          (12 / 7) * 1e300,
          2.4e300,
          (7 + 4 * Math.sqrt(3)) * 1e300
        ],
        1e-14
      );
      expectClose([linalg.norm(tensor([3e-320, 4e-320]), 2).item() as number], [5e-320], 1e-3);
      expectClose([linalg.norm(tensor([[3e307, 4e307]]), 'fro').item() as number], [5e307]);
      expectClose([dist(tensor([3e200]), tensor([-4e200])).item()], [7e200]);
      const z = tensor([complex(1e308, 1e308), complex(0, 1e-320)] as Scalar[]);
      expectClose([linalg.norm(z, -Infinity).item()], [1e-320], 1e-3);
      const single = tensor([3e30, 4e30], { dtype: 'float32' });
      expectClose([linalg.norm(single).item()], [5e30], 1e-6);
    });

    it('of nothing are torch’s', () => {
      const vector = (name: string) =>
        `linalg.vector_norm cannot compute the ${name} norm on an empty tensor because the operation does not have an identity`;
      for (const p of [0, 1, 2, 3]) {
        expect(linalg.norm(zeros(0), p).item()).toBe(0);
        expect(dist(zeros(2, 0), zeros(2, 0), p).item()).toBe(0);
      }
      for (const [p, name] of [
        [-1, '-1'],
        [Infinity, 'inf'],
        [-Infinity, '-inf']
      ] as const) {
        expect(() => linalg.norm(zeros(0), p)).toThrow(vector(name));
        expect(() => dist(zeros(2, 0), zeros(2, 0), p)).toThrow(vector(name));
        expect(() => linalg.norm(zeros(0, 3), p, { dim: 0 })).toThrow(
          `linalg.vector_norm cannot compute the ${name} norm on the dimension 0because this dimension is empty and the operation does not have an identity`
        );
        expect(linalg.norm(zeros(0, 3), p, { dim: 1 }).shape).toEqual([0]);
      }
    });

    it('of matrices without entries are torch’s', () => {
      const amin = (dim: number) => `amin(): Expected reduction dim ${dim} to have non-zero size.`;
      for (const shape of [
        [0, 3],
        [3, 0],
        [0, 0]
      ]) {
        for (const ord of ['fro', 'nuc', 1, 2, Infinity] as const) {
          expect(linalg.norm(zeros(...shape), ord).item()).toBe(0);
        }
        expect(() => linalg.norm(zeros(...shape), -2)).toThrow(amin(-1));
      }
      expect(linalg.norm(zeros(0, 3), -1).item()).toBe(0);
      expect(linalg.norm(zeros(3, 0), -Infinity).item()).toBe(0);
      expect(() => linalg.norm(zeros(3, 0), -1)).toThrow(amin(0));
      expect(() => linalg.norm(zeros(0, 3), -Infinity)).toThrow(amin(0));
      expect(linalg.matrixNorm(zeros(2, 0, 3), -1).toArray()).toEqual([0, 0]);
      expect(() => linalg.matrixNorm(zeros(2, 0, 3), -Infinity)).toThrow(amin(1));
      expect(() => linalg.matrixNorm(zeros(2, 0, 3), -2)).toThrow(amin(-1));
    });
  });
});
