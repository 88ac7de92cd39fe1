/** Matrices whose entries differ much in size: scaling them must not cost what elimination as it is would have known. */
import { describe, expect, it } from '@jest/globals';
import { complex, type FloatData, linalg, stack, tensor } from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';

/** Rows and the exact inverse, rounded; torch gets these right. */
const CASES: [string, number[][], number[][]][] = [
  [
    'a lower triangle with a tiny row',
    [
      [1, 0],
      [-1e-308, 1e-308]
    ],
    [
      [1, 0],
      [1, 1e308]
    ]
  ],
  [
    'large numbers within rows',
    [
      [0, 0.8024995471925637, 0.04994067444075826],
      [0, 1e300, 1],
      [1.1101818703393322, 1e300, 0.3086187268822396]
    ],
    [
      [12.470075358168147, -0.900753315035081, 0.900753315035081],
      [-2.0023758413319833e-299, 1e-300, 0],
      [20.023758413319833, -1.6069057059782452e-299, 0]
    ]
  ],
  [
    'one large number',
    [
      [-1, 1.4172267881929788, 1e-300, -0.1596047335225454],
      [0.6016427648900613, 1e300, 1.4002819037954017, 1.0380625300736899],
      [0.5497937217244022, 0.995951073748866, 0.3106184567946862, 0.23317853527062152],
      [5e-324, -0.17101761556089407, 0.4903441958643111, -0.2051116373317566]
    ],
    [
      [-1.3186714490698268, 2.508922571807048e-300, -0.579620021979023, 0.36717203603700327],
      [-2.4487617947615447e-300, 1e-300, -5.548270995318308e-300, 6.589523713634439e-301],
      [0.8351926240822055, -2.5124091020698206e-300, 1.5191017850525155, 1.0770780041191352],
      [1.9966290600323082, -6.839996280309938e-300, 3.6315966900640024, -2.3005084368950586]
    ]
  ]
];

onEachBackend(() => {
  describe('inverses of uneven matrices', () => {
    it.each(CASES)('%s: every entry is right', (_, rows, wanted) => {
      const A = tensor(rows);
      const alone = linalg.inv(A).data as FloatData;
      const expected = wanted.flat();
      expected.forEach((value, at) => {
        expect(Math.abs(alone[at] - value)).toBeLessThanOrEqual(1e-14 * Math.abs(value));
      });
      const two = linalg.inv(stack([A, A])).data as FloatData;
      expect([...two]).toEqual([...alone, ...alone]);
      const turned = linalg.inv(tensor(rows.map(row => row.map(x => complex(0, x)))));
      expected.forEach((value, at) => {
        const [re, im] = turned.data.slice(2 * at, 2 * at + 2) as FloatData;
        expect(Math.hypot(re, im + value)).toBeLessThanOrEqual(1e-14 * Math.abs(value));
      });
    });
  });

  describe('systems and determinants', () => {
    it.each([
      // 2·1.5e308 on the way, and half of the least number.
      [
        'large',
        [
          [1, 1],
          [-1, 1]
        ],
        [1.5e308, 1.5e308],
        [0, 1.5e308]
      ],
      [
        'subnormal',
        [
          [2, 1],
          [1, 1]
        ],
        [5e-324, 5e-324],
        [0, 5e-324]
      ]
    ])('%s right-hand sides of a matrix of small numbers', (_, rows, b, wanted) => {
      const A = tensor(rows);
      const B = tensor([b, [1, 0]]).mT;
      for (const X of [linalg.solve(A, B), linalg.solve(A.mT, B.mT, { left: false }).mT]) {
        expect(X.select(1, 0).add(0).toArray()).toEqual(wanted);
        expect(X.select(1, 1).toArray()).toEqual(linalg.solve(A, tensor([1, 0])).toArray());
      }
      const { LU, pivots } = linalg.luFactor(A);
      expect(linalg.luSolve(LU, pivots, B).toArray()).toEqual(linalg.solve(A, B).toArray());
    });

    it('a small right-hand side beside a row of large numbers', () => {
      const options = { dtype: 'float32' } as const;
      const A = tensor(
        [
          [1e-29, 1e-7, 0, 0],
          [1e21, 1e7, 1e-5, 0],
          [0, 0, -10, 0],
          [0, -1e-21, 1e36, -1e-4]
        ],
        options
      );
      // Divided by 1e36, 1e-10 is less than all numbers of single precision.
      const x = linalg.solve(A, tensor([0, 2, 0, 1e-10], options)).data as FloatData;
      expect(Math.abs(x[3] / -1e-6 - 1)).toBeLessThan(1e-5);
    });

    it('the zeros of a lower triangle with a tiny row', () => {
      const A = tensor(CASES[0][1]);
      expect(linalg.solve(A, tensor([0, 1])).toArray()).toEqual([0, 1e308]);
      expect(linalg.solve(A.mT, tensor([1, 0])).toArray()).toEqual([1, 0]);
    });

    it('a determinant of which scaling loses a pivot', () => {
      const A = tensor([
        [3, 0, 1, 5e-324, 1],
        [1e300, 1, 3, -1, 0],
        [1e300, -1, 3, 1, 1e-300],
        [0, -3, -1, -3, 1],
        [1e-300, 5e-324, -1, -2, -3]
      ]);
      expect((linalg.det(A).item() as number) / -3.2e301).toBeCloseTo(1, 12);
      expect(linalg.slogdet(A).logabsdet.item()).toBeCloseTo(694.2412638010135, 9);
    });
  });
});
