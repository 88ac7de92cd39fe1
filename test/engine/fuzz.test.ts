/** Random shapes, dtypes and views through every function: an answer or a clear error, never anything else. */
import { describe, expect, it } from '@jest/globals';
import {
  type DType,
  linalg,
  manualSeed,
  ones,
  RuntimeError,
  rand,
  randn,
  Tensor
} from '../../src/engine/index.js';
import { onEachBackend } from '../support/kernels.js';

const DTYPES: DType[] = ['float32', 'float64', 'complex64', 'complex128', 'int32', 'int64', 'bool'];
const TRIALS = 400;

type Call = (A: Tensor, B: Tensor) => unknown;

const CALLS: Record<string, Call> = {
  cond: A => linalg.cond(A),
  cond1: A => linalg.cond(A, 1),
  det: A => linalg.det(A),
  eigh: A => linalg.eigh(A),
  inv: A => linalg.inv(A),
  invEx: A => linalg.invEx(A),
  luFactor: A => linalg.luFactor(A),
  luFactorEx: A => linalg.luFactorEx(A),
  matrixNorm: A => linalg.matrixNorm(A, 2),
  matrixPower: A => linalg.matrixPower(A, 2),
  matrixRank: A => linalg.matrixRank(A),
  multiDot: (A, B) => linalg.multiDot([A, B]),
  norm: A => linalg.norm(A),
  pinv: A => linalg.pinv(A),
  qr: A => linalg.qr(A),
  slogdet: A => linalg.slogdet(A),
  solve: (A, B) => linalg.solve(A, B),
  solveRight: (A, B) => linalg.solve(A, B, { left: false }),
  svd: A => linalg.svd(A),
  svdvals: A => linalg.svdvals(A),
  luSolve: (A, B) => {
    const { LU, pivots } = linalg.luFactorEx(A);
    return linalg.luSolve(LU, pivots, B);
  }
};

const integer = (below: number) => Math.floor(rand(1).item() * below);
const pick = <T>(list: readonly T[]): T => list[integer(list.length)];

/** A tensor of 0 to 4 dimensions, often square, sometimes a view, sometimes with a NaN or a repeated row. */
function anyTensor(): Tensor {
  const n = integer(6);
  const shape = Array.from({ length: integer(3) }, () => integer(3));
  const rows = pick([[], [n], [n, n], [n, n], [n, n], [n, integer(6)]]);
  const full = [...shape, ...rows];
  const dtype = pick(DTYPES);
  const isInexact = dtype.startsWith('float') || dtype.startsWith('complex');
  let A = isInexact ? randn(full, { dtype }) : ones(full, { dtype });
  if (isInexact && A.numel > 0 && integer(8) === 0)
    A.data[0] = pick([Number.NaN, Infinity, 0, 1e-310]);
  if (A.ndim >= 2 && integer(3) === 0) A = A.mT;
  if (A.ndim >= 1 && integer(5) === 0) A = A.slice(-1, 0, A.shape[A.ndim - 1], 2);
  return A;
}

function flat(result: unknown): Tensor[] {
  return result instanceof Tensor ? [result] : Object.values(result as Record<string, Tensor>);
}

/** The outcome of a call: its tensors, or the text of its error. */
function outcome(run: () => unknown): Tensor[] | string {
  try {
    return flat(run());
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.code).toBeDefined();
    return error.message;
  }
}

onEachBackend(() => {
  it.each(Object.entries(CALLS))('%s answers, or says why not', (_, call) => {
    for (let seed = 1; seed <= TRIALS; seed++) {
      manualSeed(seed);
      const [A, B] = [anyTensor(), anyTensor()];
      const before = [A.data.slice(), B.data.slice()];
      const got = outcome(() => call(A, B));
      // A view gives what its copy gives, and operands stay as they were.
      const again = outcome(() => call(A.clone(), B.clone()));
      expect([A.data, B.data]).toEqual(before);
      if (typeof got === 'string') expect([seed, again]).toEqual([seed, got]);
      else {
        const parts = again as Tensor[];
        expect([seed, ...parts.map(t => t.data)]).toEqual([seed, ...got.map(t => t.data)]);
        for (const part of got) expect(part.data.length % Math.max(part.numel, 1)).toBe(0);
      }
    }
  });
});

describe('the trials', () => {
  it('reach answers as well as errors', () => {
    let answered = 0;
    for (let seed = 1; seed <= TRIALS; seed++) {
      manualSeed(seed);
      if (typeof outcome(() => linalg.svdvals(anyTensor())) !== 'string') answered++;
    }
    expect(answered).toBeGreaterThan(TRIALS / 5);
    expect(answered).toBeLessThan(TRIALS);
  });
});
