/** How a lecturer's vocabulary is called: arrays, options, `out`, views, devices, and what is refused. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { create, all as mathjs } from 'mathjs';
import {
  abs,
  allclose,
  amax,
  amin,
  arange,
  argmax,
  cat,
  complex,
  dot,
  eq,
  equal,
  exp,
  eye,
  fromData,
  GpuTensor,
  isclose,
  kron,
  linalg,
  linspace,
  lt,
  mean,
  outer,
  randn,
  ready,
  setDefaultDtype,
  sqrt,
  squeeze,
  sum,
  Tensor,
  tensor,
  trace,
  tril,
  triu,
  unsqueeze,
  where,
  zeros
} from '../../src/engine/index.js';

beforeAll(() => ready());

describe('nested arrays, and mathjs matrices', () => {
  const math = create(mathjs);
  const rows = [
    [2, 1],
    [1, 3]
  ];

  it.each([
    ['nested arrays', rows],
    ['a mathjs matrix', math.matrix(rows)]
  ])('%s are tensors', (_, A) => {
    expect(sum(A).item()).toBe(7);
    expect(mean(A, 0).toArray()).toEqual([1.5, 2]);
    expect(amax(A, 1).toArray()).toEqual([2, 3]);
    expect(amin(A).item()).toBe(1);
    expect(argmax(A).item()).toBe(3n);
    expect(trace(A).item()).toBe(5);
    expect(abs(A).toArray()).toEqual(rows);
    expect(triu(A).toArray()).toEqual([
      [2, 1],
      [0, 3]
    ]);
    expect(kron(A, [[1]]).toArray()).toEqual(rows);
    expect(cat([A, A], 1).shape).toEqual([2, 4]);
    expect(where(lt(A, 2), 0, A).toArray()).toEqual([
      [2, 0],
      [0, 3]
    ]);
    expect(equal(A, rows)).toBe(true);
    expect(allclose(A, rows)).toBe(true);
    expect(
      allclose(linalg.cholesky(A), [
        [Math.SQRT2, 0],
        [Math.SQRT1_2, Math.sqrt(2.5)]
      ])
    ).toBe(true);
    expect(allclose(linalg.eigvals(A).mul(0), [0, 0])).toBe(true);
    expect(linalg.eigvalsh(A).shape).toEqual([2]);
    expect(allclose(linalg.solveTriangular(A, [[2], [3]], { upper: true }), [[0.5], [1]])).toBe(
      true
    );
    expect(allclose(linalg.lstsq(A, [3, 4]).solution, [1, 1])).toBe(true);
    const { P, L, U } = linalg.lu(A);
    expect(allclose(P.matmul(L).matmul(U), A)).toBe(true);
  });

  it('adopt the dtype of the tensor that they are compared with', () => {
    const third = tensor([1 / 3], { dtype: 'float32' });
    expect(allclose(third, [1 / 3], { rtol: 0, atol: 0 })).toBe(true);
    expect(allclose([1 / 3], third, { rtol: 0, atol: 0 })).toBe(true);
    expect(allclose(tensor([complex(1, 0)]), [1])).toBe(true);
    // But keep what a real tensor cannot hold.
    expect(() => allclose(tensor([1]), [complex(1, 1)])).toThrow('Double did not match');
  });

  it('are refused where they are ragged', () => {
    expect(() => sum([[1, 2], [3]])).toThrow('expected sequence of length 2 at dim 1 (got 1)');
    expect(() => sum('a' as never)).toThrow(
      'sum: expected A to be a Tensor or nested arrays of numbers, got string'
    );
  });
});

describe('allclose', () => {
  it('is the sentence of the project', () => {
    const A = randn(4, 4).add(eye(4).mul(5));
    expect(allclose(A.matmul(linalg.inv(A)), eye(4))).toBe(true);
    expect(allclose(A.matmul(A), eye(4))).toBe(false);
  });

  it('has torch’s tolerances: 1e-5 beside |b|, 1e-8 beside 0', () => {
    expect(allclose([1 + 0.9e-5], [1])).toBe(true);
    expect(allclose([1 + 1.1e-5], [1])).toBe(false);
    expect(allclose([0.9e-8], [0])).toBe(true);
    expect(allclose([1.1e-8], [0])).toBe(false);
    // The second operand is the one that is measured by.
    expect(allclose([10], [11], { rtol: 0.0909091, atol: 0 })).toBe(true);
    expect(allclose([11], [10], { rtol: 0.0909091, atol: 0 })).toBe(false);
    expect(allclose([Number.NaN], [Number.NaN])).toBe(false);
    expect(allclose([Number.NaN], [Number.NaN], { equalNan: true })).toBe(true);
    expect(isclose([1, 2], [1, 3]).toArray()).toEqual([true, false]);
  });

  it('measures integers in the default dtype', () => {
    const [a, b] = [tensor([16777217n]), tensor([16777216n])];
    const exact = { rtol: 1e-30, atol: 0 };
    expect(allclose(a, b, exact)).toBe(false);
    setDefaultDtype('float32');
    expect(allclose(a, b, exact)).toBe(true);
    setDefaultDtype('float64');
  });
});

describe('reductions', () => {
  it('take options in the place of dim too', () => {
    const A = arange(6).reshape(2, 3);
    expect(sum(A, { dim: 0 }).toArray()).toEqual([3, 5, 7]);
    expect(sum(A, { keepdim: true }).shape).toEqual([1, 1]);
    expect(sum(A, 1, { keepdim: true }).toArray()).toEqual([[3], [12]]);
    expect(sum(A, null, { dtype: 'int32' }).dtype).toBe('int32');
    expect(argmax(A, { dim: 1 }).toArray()).toEqual([2n, 2n]);
    expect(amax(A, [0, 1]).item()).toBe(5);
  });

  it('read views as their copies', () => {
    const A = randn(4, 5, 6);
    const view = A.permute(2, 0, 1).slice(0, 1, 6, 2);
    expect(sum(view, [0, 2]).toArray()).toEqual(sum(view.clone(), [0, 2]).toArray());
    expect(argmax(view, 1).toArray()).toEqual(argmax(view.clone(), 1).toArray());
  });

  it('fill `out`, which may be resized, with a warning', () => {
    const out = zeros(3);
    expect(sum(arange(6).reshape(2, 3), 0, { out })).toBe(out);
    expect(out.toArray()).toEqual([3, 5, 7]);
  });

  it('count a bool that came as another byte than 1 as true', () => {
    const A = fromData(Uint8Array.of(0, 2, 255), [3], 'bool');
    expect(sum(A).item()).toBe(2n);
    expect(eq(A, true).toArray()).toEqual([false, true, true]);
    expect(amax(A).item()).toBe(true);
    expect(Tensor.read(amax(A))).toEqual(Uint8Array.of(1));
  });
});

describe('squeeze and unsqueeze', () => {
  it('share the storage', () => {
    const A = zeros(2, 1, 3);
    const view = squeeze(A.mT, 2);
    expect(view.shape).toEqual([2, 3]);
    view.write(new Float64Array(6).fill(7));
    expect(A.toArray()).toEqual([[[7, 7, 7]], [[7, 7, 7]]]);
    unsqueeze(A.select(0, 1), -1).write(new Float64Array(3).fill(5));
    expect(A.at<Tensor>(1).toArray()).toEqual([[5, 5, 5]]);
  });

  it('undo one another on any view', () => {
    const A = randn(3, 4, 5).permute(2, 0, 1).slice(1, 0, 3, 2);
    for (let dim = -4; dim <= 3; dim++) {
      const wide = unsqueeze(A, dim);
      expect(wide.shape[dim < 0 ? dim + 4 : dim]).toBe(1);
      expect(squeeze(wide, dim).toArray()).toEqual(A.toArray());
    }
  });
});

describe('where, cat, outer and linspace', () => {
  it('give the places of true elements', () => {
    const places = where([
      [0, 3],
      [4, 0]
    ]);
    expect(places.map(place => place.toArray())).toEqual([
      [0n, 1n],
      [1n, 0n]
    ]);
  });

  it('join as many dtypes as there are', () => {
    const joined = cat([tensor([true]), tensor([2n]), tensor([3], { dtype: 'float32' })]);
    expect(joined.dtype).toBe('float32');
    expect(joined.toArray()).toEqual([1, 2, 3]);
    expect(cat([zeros(2, 0), [[1], [2]]], 1).toArray()).toEqual([[1], [2]]);
  });

  it('end exactly where it was asked to', () => {
    const A = linspace(0.1, 0.7, 7);
    expect([A.at(0), A.at(6)]).toEqual([0.1, 0.7]);
    expect(linspace(1, 2, 3, { dtype: 'float32', device: 'cpu' }).dtype).toBe('float32');
    expect(() => linspace(0, 1, 2.5)).toThrow('steps to be an integer');
    expect(() => linspace('a' as never, 1, 2)).toThrow('expected start to be a number');
    expect(() => linspace(complex(0, 1), 1, 2, { dtype: 'float64' })).toThrow(
      "can't be safely cast to passed dtype Double"
    );
  });

  it('multiply vectors', () => {
    expect(dot([1, 2], [3, 4]).item()).toBe(11);
    expect(outer([1, 2], [3, 4]).toArray()).toEqual([
      [3, 4],
      [6, 8]
    ]);
  });
});

describe('several results', () => {
  it('fill `out` by name', () => {
    const A = tensor([
      [4, 3],
      [6, 3]
    ]);
    const out = { P: zeros(2, 2), L: zeros(2, 2), U: zeros(2, 2) };
    expect(linalg.lu(A, { out }).L).toBe(out.L);
    expect(allclose(out.P.matmul(out.L).matmul(out.U), A)).toBe(true);
    const wrong = { ...out, U: zeros(2, 2, { dtype: 'float32' }) };
    expect(() => linalg.lu(A, { out: wrong })).toThrow(
      'Expected out tensor to have dtype double, but got float instead'
    );
    const parts = { L: zeros(2, 2), info: zeros({ dtype: 'int32' }) };
    expect(linalg.choleskyEx(eye(2), { out: parts }).L).toBe(parts.L);
    expect(equal(parts.L, eye(2))).toBe(true);
  });

  it('tell of the matrix that is not positive definite', () => {
    try {
      linalg.cholesky([
        [
          [1, 0],
          [0, 1]
        ],
        [
          [1, 2],
          [2, 1]
        ]
      ]);
      throw new Error('expected an error');
    } catch (error) {
      expect(error).toMatchObject({
        name: 'LinAlgError',
        code: 'not-positive-definite',
        op: 'linalg.cholesky',
        batch: 1,
        pivot: 2
      });
    }
  });
});

describe('lstsq', () => {
  it('takes any rcond', () => {
    const A = [
      [1, 0],
      [0, 0],
      [0, 0]
    ];
    for (const rcond of [-1, 0, 1e-300]) {
      const { solution, rank } = linalg.lstsq(A, [2, 1, 1], { rcond });
      expect(solution.toArray()).toEqual([2, 0]);
      expect(rank.item()).toBe(1n);
    }
    expect(linalg.lstsq(A, [2, 1, 1], { rcond: 2 }).solution.toArray()).toEqual([0, 0]);
    expect(() => linalg.lstsq(A, [2, 1, 1], { rcond: 'a' as never })).toThrow('rcond');
  });

  it('refuses NaN and Inf, and members of a batch by name', () => {
    expect(() => linalg.lstsq([[Number.NaN], [1]], [[1], [1]])).toThrow('non-finite values');
    expect(() => linalg.lstsq(zeros(2, 3, 2), zeros(2, 3), { driver: 'gels' })).toThrow(
      'torch.linalg.lstsq: (Batch element 0): The least squares solution could not be computed because the input matrix does not have full rank (error code: 1).'
    );
  });
});

describe('on the GPU', () => {
  const there = Object.create(GpuTensor.prototype, { device: { value: 'webgpu' } }) as never;
  const unary = { abs, amax, amin, argmax, exp, mean, sqrt, sum, trace, tril, triu };

  it.each(Object.entries(unary))('%s says to bring the tensor here', (_, call) => {
    expect(() => call(there)).toThrow(/is on the device 'webgpu'.*await A\.cpu\(\)/);
  });

  it.each(Object.entries({ allclose, dot, eq, equal, isclose, kron, outer }))(
    '%s too',
    (_, call) => {
      expect(() => call(there, there)).toThrow("is on the device 'webgpu'");
    }
  );

  it.each(['lu', 'cholesky', 'eig', 'eigvals', 'eigvalsh', 'tensorinv', 'vander', 'matrixExp'])(
    'linalg.%s too',
    name => {
      expect(() => linalg[name as 'eig'](there)).toThrow("is on the device 'webgpu'");
    }
  );

  it.each(['lstsq', 'tensorsolve', 'solveTriangular'])('linalg.%s too', name => {
    expect(() => linalg[name as 'lstsq'](there, there)).toThrow("is on the device 'webgpu'");
    expect(() => linalg[name as 'lstsq'](eye(2), there)).toThrow("B is on the device 'webgpu'");
  });
});

it('exponentials beyond the doubles come to an end', () => {
  const A = eye(2).mul(1.7e308).add(1.7e308);
  expect(linalg.matrixExp(A).shape).toEqual([2, 2]);
  expect(linalg.matrixExp(eye(2).mul(-1.7e308)).toArray()).toEqual(zeros(2, 2).toArray());
});

it('nothing passes for something', () => {
  expect(allclose(zeros(0), zeros(0))).toBe(true);
  expect(cat([zeros(0, 2), zeros(3, 2)]).shape).toEqual([3, 2]);
  expect(tril(zeros(0, 0)).shape).toEqual([0, 0]);
  expect(linalg.eig(zeros(2, 0, 0)).eigenvalues.shape).toEqual([2, 0]);
});

it('methods take the options that functions take, and types follow', () => {
  const A = tensor([
    [1, 5],
    [7, 2]
  ]);
  expect(A.argmax(1, { keepdim: true }).toArray()).toEqual([[1n], [0n]]);
  expect(A.argmax({ dim: 0 }).toArray()).toEqual([1n, 0n]);
  const total: Tensor = A.sum({ dim: 0, dtype: 'int64' });
  expect(total.toArray()).toEqual([8n, 7n]);
  const mean: Tensor<'float32'> = A.mean({ dtype: 'float32' });
  expect(mean.item()).toBe(3.75);
  const plain: Tensor<'float64'> = eye(2, { dtype: 'float64' }).mean(0);
  expect(plain.toArray()).toEqual([0.5, 0.5]);
});
