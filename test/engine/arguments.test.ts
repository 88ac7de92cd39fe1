/** Arguments that plain JavaScript lets through: refused as such, and never by an accident further down. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { expanded, wholeView } from '../../src/engine/core/view.js';
import * as engine from '../../src/engine/index.js';
import {
  complex,
  type DType,
  eye,
  fromData,
  linalg,
  ready,
  sum,
  tensor,
  zeros
} from '../../src/engine/index.js';

beforeAll(async () => {
  await ready();
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterAll(() => {
  jest.restoreAllMocks();
});

const A = [
  [2, 1],
  [1, 3]
];
const b = [1, 2];
const where = [
  [true, false],
  [false, true]
];
// Plain JavaScript knows no types.
const call = engine as unknown as Record<string, (...args: unknown[]) => unknown>;
const inside = linalg as unknown as typeof call;

/** Every function that fills one `out`. */
const FILLING: [string, (options: object) => unknown][] = [
  ...['abs', 'amax', 'amin', 'argmax', 'exp', 'mean', 'sqrt', 'sum'].map(
    name => [name, (o: object) => call[name](A, o)] as [string, (options: object) => unknown]
  ),
  ...['eq', 'ge', 'gt', 'kron', 'le', 'lt', 'ne'].map(
    name => [name, (o: object) => call[name](A, A, o)] as [string, (options: object) => unknown]
  ),
  ...['cholesky', 'det', 'eigvals', 'eigvalsh', 'inv', 'matrixRank', 'pinv', 'svdvals'].map(
    name => [name, (o: object) => inside[name](A, o)] as [string, (options: object) => unknown]
  ),
  ['cat', o => call.cat([A, A], o)],
  ['cond', o => inside.cond(A, 2, o)],
  ['dot', o => call.dot(b, b, o)],
  ['luSolve', o => inside.luSolve(A, b, A, o)],
  ['matrixNorm', o => inside.matrixNorm(A, 'fro', o)],
  ['matrixPower', o => inside.matrixPower(A, 2, o)],
  ['multiDot', o => inside.multiDot([A, A], o)],
  ['norm', o => inside.norm(A, null, o)],
  ['outer', o => call.outer(b, b, o)],
  ['solve', o => inside.solve(A, A, o)],
  ['solveTriangular', o => inside.solveTriangular(A, A, { upper: true, ...o })],
  ['tensorinv', o => inside.tensorinv(A, 1, o)],
  ['tensorsolve', o => inside.tensorsolve(A, b, o)],
  ['triu', o => call.triu(A, 0, o)],
  ['where', o => call.where(where, A, A, o)]
];

describe('an `out` that is no tensor', () => {
  it.each(FILLING)('is refused by %s', (_, fill) => {
    for (const out of [A, 5, null, 'x', {}]) {
      expect(() => fill({ out })).toThrow('expected out to be a Tensor');
    }
  });
});

describe('a dtype that is none', () => {
  it.each(['sum', 'mean', 'full'])('is refused by %s', name => {
    const args = name === 'full' ? [[2], 1] : [A];
    expect(() => call[name](...args, { dtype: 'double' })).toThrow('expected a dtype');
  });

  it.each(['norm', 'matrixNorm'])('is refused by linalg.%s', name => {
    expect(() => inside[name](A, { dtype: 'double' })).toThrow('expected a dtype');
  });
});

describe('numbers that an integer dtype does not hold', () => {
  it.each([2 ** 31, -(2 ** 31) - 1, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 31n])(
    '%s is no int32',
    value => {
      const message = 'value cannot be converted to type int32 without overflow';
      expect(() => tensor([value], { dtype: 'int32' })).toThrow(message);
    }
  );

  it.each([2 ** 63, Number.NaN, 2n ** 63n])('%s is no int64', value => {
    const message = 'value cannot be converted to type int64 without overflow';
    expect(() => tensor([value], { dtype: 'int64' })).toThrow(message);
  });

  it('the largest are held', () => {
    expect(tensor([2 ** 31 - 1, -(2 ** 31)], { dtype: 'int32' }).toArray()).toEqual([
      2 ** 31 - 1,
      -(2 ** 31)
    ]);
    expect(tensor([2n ** 63n - 1n]).item()).toBe(2n ** 63n - 1n);
  });
});

it('bounds of a slice are integers', () => {
  for (const bounds of [[0.5], [0, 1.5], [Number.NaN]]) {
    expect(() => eye(3).slice(0, ...(bounds as [number]))).toThrow('to be an integer');
  }
  expect(eye(3).slice(0, -5, Number.POSITIVE_INFINITY).shape).toEqual([3, 3]);
});

it('a tensor is expanded along what is of size 1, and nowhere else', () => {
  const view = wholeView([3, 1]);
  expect(expanded(view, [2, 3, 4])).toMatchObject({ shape: [2, 3, 4], strides: [0, 1, 0] });
  expect(expanded(wholeView([1]), [1, 1])).toMatchObject({ strides: [0, 1] });
  expect(() => expanded(view, [5, 4])).toThrow(
    'The expanded size of the tensor (5) must match the existing size (3) at non-singleton dimension 0.  Target sizes: [5, 4].  Tensor sizes: [3, 1]'
  );
  expect(() => expanded(view, [3])).toThrow('the number of sizes provided (1)');
});

it('a shape is a list', () => {
  expect(() => fromData(new Float64Array(4), 4 as never)).toThrow('expected the shape as a list');
});

it('what gives its elements is an array, whatever else it has', () => {
  class Foreign {
    readonly device = 'cpu';
    readonly dtype = 'float64';
    toArray() {
      return A;
    }
  }
  expect(tensor(new Foreign()).toArray()).toEqual(A);
});

describe('complex numbers become real ones', () => {
  const warned = () => jest.mocked(console.warn).mock.calls.map(([text]) => text);
  const values = [complex(1.5, 0), complex(0, 2), complex(0, 0)];
  const text = 'Casting complex values to real discards the imaginary part';

  it.each<DType>(['float32', 'float64', 'int32', 'int64'])('%s, with torch’s warning', dtype => {
    jest.mocked(console.warn).mockClear();
    const wanted = tensor([1.5, 0, 0]).to(dtype);
    expect(tensor(values).to(dtype).toArray()).toEqual(wanted.toArray());
    expect(warned()).toEqual([text]);
    expect(sum(tensor(values), { dtype }).toArray()).toEqual(sum(wanted).to(dtype).toArray());
  });

  it('without one where nothing is lost', () => {
    jest.mocked(console.warn).mockClear();
    expect(
      tensor([complex(2)], { dtype: 'complex64' })
        .to('float64')
        .toArray()
    ).toEqual([2]);
    expect(tensor(values).to('bool').toArray()).toEqual([true, true, false]);
    expect(warned()).toEqual([]);
  });
});

describe('the first power of a matrix', () => {
  it('is a copy', () => {
    const M = tensor(A);
    linalg.matrixPower(M, 1).data[0] = 9;
    expect(M.at(0, 0)).toBe(2);
  });

  it('fills `out`', () => {
    const out = zeros(2, 2);
    expect(linalg.matrixPower(A, 1, { out })).toBe(out);
    expect(out.toArray()).toEqual(A);
  });
});
