/** The device 'kernel' against what torch itself answered: values, texts and classes of errors. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type DType,
  KernelTensor,
  linalg,
  type NestedArray,
  ready,
  setDefaultLibrary,
  type Tensor,
  tensor,
  zeros
} from '../../../src/engine/index.js';
import { PythonArrays } from '../../support/python-arrays.js';

interface ICall {
  op: keyof typeof linalg;
  args: unknown[];
  options: Record<string, unknown>;
  result?: { shape: number[]; values: (number | string)[] }[];
  error?: { name: string; message: string };
}

const file = new URL('../../fixtures/torch.json', import.meta.url);
const { calls }: { calls: ICall[] } = JSON.parse(readFileSync(file, 'utf8'));

/** The operations of this device. */
const OPERATIONS = new Set(
  'inv invEx solve solveEx luFactor luFactorEx luSolve det slogdet cond norm matrixNorm svdvals pinv matrixRank'.split(
    ' '
  )
);

const own = calls.filter(({ op }) => OPERATIONS.has(op));

describe.each(['numpy', 'torch'] as const)('%s', library => {
  let python: PythonArrays;

  beforeAll(async () => {
    await ready();
    python = new PythonArrays(library);
    setDefaultLibrary(library);
  });

  afterAll(() => {
    python.stop();
    setDefaultLibrary('numpy');
  });

  /** The arguments that the JSON ones stand for; matrices in the kernel. */
  function decode(value: unknown): unknown {
    if (value === 'inf') return Number.POSITIVE_INFINITY;
    if (value === '-inf') return Number.NEGATIVE_INFINITY;
    if (Array.isArray(value)) return Array.isArray(value[0]) ? held(tensor(value)) : value;
    if (typeof value !== 'object' || value === null) return value;
    const { zeros: shape, tensor: nested, dtype } = value as Record<string, never>;
    if (shape) return held(zeros(shape, { dtype: dtype as DType }));
    return nested ? held(tensor(nested as NestedArray, { dtype })) : value;
  }

  function held(made: Tensor): KernelTensor {
    return made.to('kernel');
  }

  async function answer({ op, args, options }: ICall): Promise<Tensor[]> {
    const call = linalg[op] as unknown as (...all: unknown[]) => unknown;
    const decoded = args.map(decode);
    if (['norm', 'matrixNorm'].includes(op) && decoded.length === 1) decoded.push(undefined);
    const given = Object.entries(options).map(([name, value]) => [name, decode(value)]);
    const result = await call(...decoded, Object.fromEntries(given));
    const parts = result instanceof KernelTensor ? [result] : Object.values(result as object);
    return Promise.all(parts.map((part: KernelTensor) => part.cpu()));
  }

  it('has enough to answer', () => expect(own.length).toBeGreaterThan(40));

  it.each(own.map((c, i) => [i, c.op, JSON.stringify(c.options), c] as const))(
    'answers as torch: call %i, %s %s',
    async (_, __, ___, call) => {
      const { result, error } = call;
      if (error) {
        const name = error.name === 'LinAlgError' ? 'LinAlgError' : 'RuntimeError';
        const { message } = error;
        await expect(answer(call)).rejects.toMatchObject({ name, message });
        return;
      }
      const got = await answer(call);
      expect(got.map(part => part.shape)).toEqual(result?.map(part => part.shape));
      got.forEach((part, i) => {
        const wanted = (result?.[i].values ?? []).map(value => Number(decode(value)));
        const scale = Math.max(1, ...wanted.filter(Number.isFinite).map(Math.abs));
        Array.from(part.data, Number).forEach((value, k) => {
          if (!Number.isFinite(wanted[k])) expect(value).toBe(wanted[k]);
          else expect(Math.abs(value - wanted[k])).toBeLessThanOrEqual(1e-12 * scale);
        });
      });
    }
  );
});
