/** Dtypes, integers and text against what torch itself answered; see `scripts/make_type_fixtures.py`. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { nearestSingle } from '../../src/engine/core/integers.js';
import {
  complex,
  type DType,
  fromData,
  linalg,
  ones,
  ready,
  type Scalar,
  Tensor,
  tensor
} from '../../src/engine/index.js';

type Json = number | string | boolean | { re: Json; im: Json } | Json[];

interface IAnswer {
  dtype?: DType;
  shape?: number[];
  values?: Json[];
  error?: string;
}

interface IOperandOf {
  dtype?: DType;
  shape?: number[];
  values: Json[];
}

interface IFixtures {
  texts: { dtype: DType; shape: number[]; values: Json[]; text: string }[];
  promotions: ({ op: Op; a: IOperandOf; b: IOperandOf } & IAnswer)[];
  integers: ({
    op: Op | 'matmul' | 'matrixPower';
    dtype: DType;
    a: Json[];
    b?: Json[];
    n?: number;
  } & IAnswer)[];
  refusals: ({
    a: { dtype: DType; shape: number[] };
    b: { dtype: DType; shape: number[] };
  } & IAnswer)[];
  calls: ICall[];
}

/** A call of `linalg`, with tensors as their elements. */
interface ICall {
  call: keyof typeof linalg;
  args: Argument[];
  options: Record<string, Argument>;
  result?: IAnswer[];
  error?: string;
}

type Argument = IOperandOf | number | string | boolean | null;

type Op = 'add' | 'sub' | 'mul' | 'div';

const file = new URL('../fixtures/torch-types.json', import.meta.url);
const fixtures: IFixtures = JSON.parse(readFileSync(file, 'utf8'));

/** The values that JSON stands for: `12n`, `inf` and `nan` are text there. */
function decode(value: Json): never {
  if (Array.isArray(value)) return value.map(decode) as never;
  if (typeof value === 'object') return complex(decode(value.re), decode(value.im)) as never;
  if (typeof value !== 'string') return value as never;
  if (value.endsWith('n') && value !== 'nan') return BigInt(value.slice(0, -1)) as never;
  return Number(value.replace('inf', 'Infinity')) as never;
}

const make = (values: Json[], dtype: DType, shape?: number[]) => {
  const own = tensor(decode(values), { dtype });
  return shape ? own.reshape(shape) : own;
};

/** A bare number, or a tensor. */
function operand({ dtype, shape, values }: IOperandOf): Tensor | Scalar {
  if (dtype) return make(values, dtype, shape);
  const [value] = values.map(decode) as Scalar[];
  return typeof value === 'bigint' ? Number(value) : value;
}

/** A bare number on the left has no methods: the functions are those of the tensor on the right. */
function run(op: Op, a: Tensor | Scalar, b: Tensor | Scalar): Tensor {
  if (a instanceof Tensor) return a[op](b);
  const right = b as Tensor;
  if (op === 'add' || op === 'mul') return right[op](a);
  return OPERATIONS[op](a, right);
}

const OPERATIONS = await import('../../src/engine/ops/elementwise.js');

/** To the last but one digit: torch rounds complex quotients as C++ does. */
function expectAnswer(got: Tensor, wanted: IAnswer): void {
  expect([got.dtype, got.shape]).toEqual([wanted.dtype, wanted.shape]);
  const expected = make(wanted.values ?? [], wanted.dtype as DType).data;
  Array.from(got.data as Float64Array).forEach((value, i) => {
    const right = expected[i] as number;
    if (typeof value === 'number' && !Number.isInteger(right)) {
      const eps = /64$/.test(wanted.dtype ?? '') && wanted.dtype !== 'complex64' ? 2e-16 : 2e-7;
      expect(Math.abs(value - right)).toBeLessThanOrEqual(eps * Math.abs(right));
    } else expect(value).toBe(right);
  });
}

const label = ({ dtype, shape, values }: IOperandOf) =>
  dtype ? `${dtype}${shape?.length ? '[1]' : '[]'}` : JSON.stringify(values[0]);

describe('arithmetic', () => {
  it.each(fixtures.promotions.map(p => [p.op, label(p.a), label(p.b), p] as const))(
    'promotes as torch: %s of %s and %s',
    (op, _, __, { a, b, ...wanted }) => {
      const call = () => run(op, operand(a), operand(b));
      if (wanted.error) expect(call).toThrow(expect.objectContaining({ message: wanted.error }));
      else expectAnswer(call(), wanted);
    }
  );

  it.each(fixtures.integers.map(c => [c.op, c.dtype, c.n ?? '', c] as const))(
    'is exact and wraps as torch: %s of %s %s',
    (op, _, __, { dtype, a, b, n, ...wanted }) => {
      const A = make(a, dtype);
      const call = () => {
        if (op === 'matrixPower') return linalg.matrixPower(A, n as number);
        const B = make(b as Json[], dtype);
        return op === 'matmul' ? A.matmul(B) : A[op](B);
      };
      if (wanted.error) expect(call).toThrow(expect.objectContaining({ message: wanted.error }));
      else {
        const got = call();
        expect([got.dtype, got.shape]).toEqual([dtype, wanted.shape]);
        expect(Array.from(got.data as Int32Array)).toEqual(
          Array.from(make(wanted.values as Json[], dtype).data as Int32Array)
        );
      }
    }
  );

  it.each(fixtures.refusals.map(r => [JSON.stringify(r.a), JSON.stringify(r.b), r] as const))(
    'refuses products in torch’s words: %s and %s',
    (_, __, { a, b, error }) => {
      expect(() => ones(a.shape, a).matmul(ones(b.shape, b))).toThrow(
        expect.objectContaining({ message: error })
      );
    }
  );

  it('takes bigints of 64 bits, and no more', () => {
    const one = tensor([1n]);
    expect(one.add(2n ** 63n).toArray()).toEqual([1n - 2n ** 63n]);
    expect(one.mul(9007199254740993n).toArray()).toEqual([9007199254740993n]);
    expect(() => one.add(2n ** 64n)).toThrow('int too big to convert');
    expect(() => one.add(-(2n ** 63n) - 1n)).toThrow('int too big to convert');
    // A number of that size is a double, as 1e300 is in Python.
    expect(one.add(1e300).dtype).toBe('float64');
    expect(one.add(Number.NaN).dtype).toBe('float64');
  });

  it('reads any byte but 0 as true', () => {
    const odd = fromData(new Uint8Array([0, 2, 255]), [3]);
    expect(odd.mul(tensor([true, true, true])).toArray()).toEqual([false, true, true]);
    expect(odd.add(true).toArray()).toEqual([true, true, true]);
    expect(odd.add(0n).toArray()).toEqual([0n, 1n, 1n]);
    expect(odd.to('float64').toArray()).toEqual([0, 1, 1]);
  });

  it('takes nested arrays, and refuses what is neither a tensor nor a number', () => {
    expect(
      tensor([1, 2])
        .add([[1], [2]] as never)
        .toArray()
    ).toEqual([
      [2, 3],
      [3, 4]
    ]);
    for (const other of ['1', null, undefined, {}, { re: 1 }, () => 1]) {
      expect(() => tensor([1, 2]).mul(other as never)).toThrow(
        /expected other to be a Tensor or nested arrays of numbers/
      );
    }
    const elsewhere = { device: 'webgpu', dtype: 'float32' };
    expect(() => tensor([1, 2]).add(elsewhere as never)).toThrow(/'webgpu'.*await other\.cpu\(\)/);
  });

  it('multiplies empty matrices of integers', () => {
    const A = ones(2, 0, { dtype: 'int64' }).matmul(ones(0, 1, { dtype: 'int64' }));
    expect(A.toArray()).toEqual([[0n], [0n]]);
  });
});

describe('linalg', () => {
  beforeAll(async () => {
    await ready();
  });

  const given = (value: Argument) =>
    typeof value === 'object' && value ? operand(value) : (value as never);

  const cases = fixtures.calls.map(
    (c, i) => [i, c.call, JSON.stringify(c.options).slice(0, 60), c] as const
  );

  it.each(cases)(
    'answers as torch: call %i, %s %s',
    (_, __, ___, { call, args, options, ...wanted }) => {
      const made = Object.fromEntries(Object.entries(options).map(([key, v]) => [key, given(v)]));
      const run = () => (linalg[call] as (...all: unknown[]) => object)(...args.map(given), made);
      if (wanted.error) {
        expect(run).toThrow(expect.objectContaining({ message: wanted.error }));
        return;
      }
      const got = run();
      const parts = got instanceof Tensor ? [got] : (Object.values(got) as Tensor[]);
      if (made.out) expect(got).toBe(made.out);
      parts.forEach((part, i) => {
        const { dtype, shape, values } = (wanted.result ?? [])[i] as Required<IAnswer>;
        expect([part.dtype, part.shape]).toEqual([dtype, shape]);
        const right = make(values, dtype).data;
        Array.from(part.data as Float64Array).forEach((value, k) => {
          expect(Math.abs(Number(value) - Number(right[k]))).toBeLessThanOrEqual(1e-6);
        });
      });
    }
  );

  it('takes dim 0 and −1 of a tensor without dimensions, and refuses dimensions in torch’s words', () => {
    const [number, pair] = [tensor(-3), tensor([[3, 4]])];
    for (const dim of [0, -1])
      expect(linalg.norm(number, 2, { dim, keepdim: true }).item()).toBe(3);
    const range = (least: number, most: number, got: number) =>
      `Dimension out of range (expected to be in range of [${least}, ${most}], but got ${got})`;
    const refused: [() => unknown, string][] = [
      [() => linalg.norm(number, 2, { dim: 1 }), range(-1, 0, 1)],
      [() => linalg.norm(pair, 2, { dim: 2 }), range(-2, 1, 2)],
      [
        () => linalg.norm(pair, { dim: [0, -2] }),
        'dim 0 appears multiple times in the list of dims'
      ],
      [
        () => linalg.norm(tensor([3]), 'nuc', { dim: 0 }),
        'linalg.matrix_norm: The input tensor A must have at least 2 dimensions.'
      ],
      [
        () => linalg.norm(pair, 'nuc', { dim: 0 }),
        'linalg.matrix_norm: dim must be a 2-tuple. Got 0'
      ],
      [
        () => linalg.norm(tensor([3n]), 2, { dim: 5 }),
        'linalg.vector_norm: Expected a floating point or complex tensor as input. Got Long'
      ]
    ];
    for (const [run, message] of refused) expect(run).toThrow(expect.objectContaining({ message }));
  });

  it('refuses a tolerance that is no real number', () => {
    const rtol = complex(0, 1) as never;
    expect(() => linalg.pinv(ones(2, 2), { rtol })).toThrow('expected rtol to be a real number');
    expect(() => linalg.matrixRank(ones(2, 2), { atol: '1' as never })).toThrow('expected atol');
  });
});

describe('casts', () => {
  it('keep the low bits of int64 in int32', () => {
    const A = tensor([2n ** 53n + 1n, -(2n ** 63n), 2n ** 31n]);
    expect(A.to('int32').toArray()).toEqual([1, 0, -(2 ** 31)]);
  });

  it('round int64 to float32 once', () => {
    // 2⁶⁰ + 2³⁶ lies half way between two float32; one more and the next is nearer.
    const half = 2n ** 60n + 2n ** 36n;
    const wanted = [2 ** 60, 2 ** 60 + 2 ** 37, -(2 ** 60), -(2 ** 60 + 2 ** 37)];
    expect([half, half + 1n, -half, -half - 1n].map(nearestSingle)).toEqual(wanted);
    expect(
      tensor([half + 1n])
        .to('float32')
        .item()
    ).toBe(2 ** 60 + 2 ** 37);
    expect(
      tensor([half + 1n])
        .add(tensor([0], { dtype: 'float32' }))
        .item()
    ).toBe(2 ** 60 + 2 ** 37);
  });

  it('make int64 of bigints beside booleans', () => {
    expect(tensor([true, 2n]).toArray()).toEqual([1n, 2n]);
    expect(tensor([]).dtype).toBe('float64');
  });
});

describe('text', () => {
  const plain = (text: string) => text.replace(/j/g, 'i').replace(/(, dtype=.*)?\)$/s, '');

  it.each(fixtures.texts.map(t => [t.dtype, t.text.replace(/\s+/g, ' ').slice(0, 60), t] as const))(
    'prints %s as torch: %s',
    (dtype, _, { shape, values, text }) => {
      const got = String(make(values, dtype, shape));
      expect(got).toMatch(new RegExp(`, dtype=${dtype}\\)$`));
      // Booleans are written as JavaScript writes them.
      expect(plain(got)).toBe(plain(dtype === 'bool' ? text.toLowerCase() : text));
    }
  );

  it('shows what is rounded', () => {
    const A = tensor([
      [1, 1],
      [1, 1.0000000001]
    ]);
    expect(String(A)).toBe('tensor([[1.0000, 1.0000],\n        [1.0000, 1.0000]], dtype=float64)');
    expect(tensor(1234567, { dtype: 'int32' }).toString()).toBe('tensor(1234567, dtype=int32)');
  });

  it('gives bare numbers whole', () => {
    const exact = [1.0000000001, 0.1 + 0.2, -0, 1e-300, 123456789];
    expect(exact.map(value => `${tensor(value)}`)).toEqual([
      '1.0000000001',
      '0.30000000000000004',
      '-0',
      '1e-300',
      '123456789'
    ]);
    expect(`${tensor(1234567, { dtype: 'int32' })} ${tensor(2n ** 60n)} ${tensor(true)}`).toBe(
      '1234567 1152921504606846976 true'
    );
    expect(`${tensor(complex(0.1, -1 / 3))} ${tensor(-Infinity)} ${tensor(Number.NaN)}`).toBe(
      '0.1-0.3333333333333333i -inf nan'
    );
  });
});
