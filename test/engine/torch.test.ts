/** Against what torch itself answered; see `scripts/make_fixtures.py`. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type ConditionNorm,
  epsilon,
  eye,
  type FloatDType,
  linalg,
  type Nested,
  type Scalar,
  type Tensor,
  tensor,
  zeros
} from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';
import { magnitude } from '../support/laws.js';

interface IFixtures {
  inverses: {
    dtype: FloatDType;
    A: Nested;
    inverse: Nested;
    det: Nested;
    cond: Record<string, number>;
  }[];
  errors: {
    op: 'inv' | 'invEx' | 'det' | 'cond';
    dtype?: FloatDType;
    shape?: number[];
    p?: ConditionNorm;
    name: string;
    message: string;
  }[];
  calls: ICall[];
}

/** Torch's answer to one call: the parts of its result, or its error. */
interface ICall {
  op: keyof typeof linalg;
  args: unknown[];
  options: Record<string, unknown>;
  result?: { shape: number[]; values: (number | string)[] }[];
  error?: { name: string; message: string };
}

const file = new URL('../fixtures/torch.json', import.meta.url);
const fixtures: IFixtures = JSON.parse(readFileSync(file, 'utf8'));

/** |x − y| <= c·n·ε·κ of the largest entry, over all entries. */
function expectClose(x: Tensor, y: Nested, kappa: number): void {
  const wide = x.dtype.startsWith('complex') ? 'complex128' : 'float64';
  const [got, wanted] = [x.to(wide), tensor(y, { dtype: wide })];
  expect(got.shape).toEqual(wanted.shape);
  const sizes = (t: Tensor) => ([t.toArray()].flat(9) as Scalar[]).map(magnitude);
  const n = x.shape.at(-1) ?? 1;
  const bound = 10 * n * epsilon(x.dtype as FloatDType) * kappa * Math.max(...sizes(wanted));
  expect(Math.max(...sizes(got.sub(wanted)))).toBeLessThanOrEqual(bound);
}

onEachBackend(() => {
  it.each(fixtures.inverses.map(f => [f.dtype, tensor(f.A).shape.join('x'), f] as const))(
    'inverts and measures %s %s as torch does',
    (dtype, _, { A: nested, inverse, det, cond }) => {
      const A = tensor(nested, { dtype });
      const kappa = linalg.cond(A, 1).toArray();
      const worst = Math.max(...([kappa].flat(9) as number[]));
      expectClose(linalg.inv(A), inverse, worst);
      expectClose(linalg.det(A), det, worst);
      for (const [name, wanted] of Object.entries(cond)) {
        const got = linalg.cond(A, parseNorm(name)).item();
        expect(Math.abs(got - wanted)).toBeLessThanOrEqual(100 * epsilon(dtype) * worst * wanted);
      }
    }
  );

  describe('refuses in torch’s words', () => {
    it.each(fixtures.errors.map(e => [`${e.op} ${e.dtype ?? e.p} ${e.shape ?? ''}`, e] as const))(
      '%s',
      (_, { op, dtype, shape, p, name, message }) => {
        const A = shape ? zeros(shape, { dtype }) : eye(2);
        const call = () =>
          op === 'cond' ? linalg.cond(A, p) : (linalg[op] as (A: Tensor) => unknown)(A);
        expect(call).toThrow(expect.objectContaining({ name, message }));
      }
    );
  });
});

/** The arguments that the JSON ones stand for. */
function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (value === 'inf') return Number.POSITIVE_INFINITY;
  if (value === '-inf') return Number.NEGATIVE_INFINITY;
  if (typeof value !== 'object' || value === null) return value;
  const { zeros: shape, tensor: nested, dtype } = value as Record<string, never>;
  if (shape) return zeros(shape, { dtype });
  return nested ? tensor(nested, { dtype }) : value;
}

function answer({ op, args, options }: ICall): Tensor[] {
  const call = linalg[op] as (...all: unknown[]) => Tensor | Record<string, Tensor>;
  const decoded = (args as unknown[]).map(decode);
  // \`norm\` and \`matrixNorm\` take their options third, \`qr\` and \`matrixPower\` too.
  const hasOrder = ['norm', 'matrixNorm'].includes(op);
  if (hasOrder && decoded.length === 1) decoded.push(undefined);
  const result = call(...decoded, options);
  return 'dtype' in result ? [result as Tensor] : Object.values(result);
}

onEachBackend(() => {
  const calls = fixtures.calls.map((c, i) => [i, c.op, JSON.stringify(c.options), c] as const);

  it.each(calls)('answers as torch: call %i, %s %s', (_, __, ___, call) => {
    const { result, error } = call;
    if (error) {
      // An IndexError in Python is a RuntimeError here.
      const name = error.name === 'LinAlgError' ? 'LinAlgError' : 'RuntimeError';
      const message = error.message;
      expect(() => answer(call)).toThrow(expect.objectContaining({ name, message }));
      return;
    }
    const got = answer(call);
    expect(got.map(part => part.shape)).toEqual(result?.map(part => part.shape));
    got.forEach((part, i) => {
      const wanted = (result?.[i].values ?? []).map(value => Number(decode(value)));
      const scale = Math.max(1, ...wanted.map(Math.abs));
      Array.from(part.data, Number).forEach((value, k) => {
        expect(Math.abs(value - wanted[k])).toBeLessThanOrEqual(1e-13 * scale);
      });
    });
  });
});

function parseNorm(name: string): ConditionNorm | null {
  if (name === 'None') return null;
  if (name === 'fro' || name === 'nuc') return name;
  return Number(name.replace('inf', 'Infinity'));
}
